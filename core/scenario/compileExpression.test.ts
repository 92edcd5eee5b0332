// Expressions by themselves, as a watch or the debug console asks them.

import { describe, expect, it } from 'vitest';
import { compileExpression, syntaxProblemOf, type KnownNames } from './compileExpression.js';

const KNOWN: KnownNames = {
  tasks: [{ name: 'app', areas: [{ name: 'heap', pages: 64 }] }],
  devices: [{ name: 'disk0', pages: 4096 }],
  cgroups: ['web'],
  variables: ['i'],
};

describe('a question', () => {
  it.each([
    ['app.heap[i + 1].entry', 'member'],
    ['swap_table(disk0:1)', 'call'],
    ['web.swap.current', 'counter'],
    ['(3 + 4) * 2', 'binary'],
    ['app.heap[0..3]', 'page'],
  ])('%s is a value', (text, kind) => {
    expect(compileExpression(text, KNOWN)).toMatchObject({
      value: { kind: 'value', expression: { kind } },
      problems: [],
    });
  });

  it.each([
    ['app.heap[0] is zswap', 'is'],
    ['all app.heap[0..3] is phys on disk0', 'is'],
    ['(rmap(disk0:1) == vswap:512)', 'compare'],
    ['not (1 == 1 and 2 == 2)', 'not'],
  ])('%s is a condition', (text, kind) => {
    expect(compileExpression(text, KNOWN)).toMatchObject({
      value: { kind: 'condition', condition: { kind } },
      problems: [],
    });
  });

  it.each([
    ['', 'VS0110', 0],
    ['app.heep[0]', 'VS0121', 4],
    ['app.heap[0] is zwap', 'VS0145', 15],
    ['1 +', 'VS0110', 3],
    ['1; label "x"', 'VS0117', 3],
    ['x'.repeat(5000), 'VS0103', 0],
  ])('%j has one problem', (text, code, column) => {
    const { value, problems } = compileExpression(text, KNOWN);
    expect(value).toBeUndefined();
    expect(problems.map((each) => [each.code, each.range.column])).toEqual([[code, column]]);
  });

  it.each([
    ['', 'Expected an expression, but it ends here.'],
    [')', 'Expected an expression, but here stands ")".'],
    ['1 ==', 'Expected a value after "==", but it ends here.'],
    ['1 2', 'The expression is complete before "2".'],
    ['app: read heap[0]', 'The expression is complete before "heap".'],
    ['(1', 'Expected ")" after "1", but it ends here.'],
    ['x'.repeat(5000), expect.stringContaining('long')],
    ['nope', undefined],
    ['app.heep[0]', undefined],
    ['1 == 1', undefined],
  ])('%j: what is wrong with its form is said of an expression, not of a statement', (text, message) => {
    expect(syntaxProblemOf(text)).toEqual(message);
    if (message !== undefined) expect(compileExpression(text, KNOWN).problems[0]?.message).toEqual(message);
  });
});

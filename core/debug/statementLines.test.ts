// Which lines of a program a run can stand on, and which block a statement is in.
import { describe, expect, it } from 'vitest';
import type { Program, SourceRange, Statement } from '../scenario/program';
import { scriptedRun } from './scriptedRun.fixture';
import { enclosingBlock, isWithin, statementLines } from './statementLines';

const range = (line: number, endLine = line, column = 0, endColumn = 9): SourceRange => ({
  line,
  column,
  endLine,
  endColumn,
});
const label = (at: SourceRange): Statement => ({ kind: 'label', label: 'x', range: at, text: 'x' });

const inner = label(range(4));
const left = label(range(7, 7, 10, 15));
const right = label(range(7, 7, 20, 25));
const race: Statement = {
  kind: 'race',
  name: 'r',
  range: range(7, 8),
  text: 'race',
  blocks: [
    { cpu: 0, body: [left] },
    { cpu: 1, body: [right] },
  ],
};
const loop: Statement = {
  kind: 'repeat',
  times: 2,
  range: range(2, 9),
  text: 'repeat 2',
  body: [{ kind: 'for', variable: 'i', first: 0, last: 1, range: range(3, 5), text: 'for', body: [inner] }, race],
};
const program: Program = { ...scriptedRun('').program, statements: [label(range(1)), loop, label(range(10))] };

describe('statementLines', () => {
  it('are those of statements that do something, each once', () => {
    expect(statementLines(program)).toEqual([1, 4, 7, 10]);
  });
});

describe('enclosingBlock', () => {
  it.each([
    [inner, 3],
    [left, 7],
    [right, 7],
    [race, 2],
    [loop, undefined],
  ])('is the innermost loop or race', (statement, line) => {
    expect(enclosingBlock(program, statement)?.line).toBe(line);
  });
});

describe('isWithin', () => {
  it('compares lines before columns', () => {
    expect(isWithin(range(4), range(3, 5))).toBe(true);
    expect(isWithin(range(3, 3, 2, 4), range(3, 3, 0, 4))).toBe(true);
    expect(isWithin(range(3, 3, 0, 5), range(3, 3, 0, 4))).toBe(false);
    expect(isWithin(range(6), range(3, 5))).toBe(false);
  });
});

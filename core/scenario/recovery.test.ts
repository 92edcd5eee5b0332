// After a mistake the parser goes on with the next statement, and whatever stands in a text the compiler answers.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from './compile.js';
import { EXAMPLES } from './examples.fixture.js';
import { parseScenario } from './parser.js';

/** Each line is wrong in its own way; the task after it must be seen. */
const BROKEN: readonly string[] = [
  'swapot app.heap[0]',
  'app: write heap[0..3 zero',
  'app: write heap[..] zero',
  'app.',
  'task in in in',
  'swapon',
  'set = 3',
  'expect == 3',
  'expect app.heap[0] is is is',
  ') ) )',
  '42 43',
  '"text" "text"',
  '# comment of another language',
  'for for for',
  'fail',
  'race',
  'race { cpu }',
  'repeat 3 { app: }',
  'machine {',
  'repeat 3 {',
  '}',
  '{',
  '{ }',
  ';;;;',
  '/ * x * /',
];

describe('the statement after a broken line is read', () => {
  it.each(BROKEN)('%s', (line) => {
    const statements = parseScenario(`${line}\ntask after\nlabel "end"\n`).value.statements;
    expect(statements.slice(-2).map(({ $type }) => $type)).toEqual(['Task', 'Label']);
  });
});

const text = fc.constantFrom(...Object.values(EXAMPLES));
const piece = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    '..',
    ':',
    '.',
    '\n',
    ';',
    '/*',
    '//',
    '-',
    '0',
    '9',
    'K',
    ' ',
    '\u0000',
    '\u{1f600}',
  ),
  fc.constantFrom(
    'machine',
    'task',
    'expect',
    'all',
    'is',
    'not',
    'for',
    'in',
    'race',
    'cpu',
    'app',
    'heap',
    'disk0',
    'vswap',
    'text',
    'seed',
  ),
  fc.string({ maxLength: 5 }),
);
/** Where, how much is taken out there, and what comes in. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat({ max: 12 }), piece });

describe('whatever is done to a scenario', () => {
  it('the compiler answers, with places inside the text', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 8 }), (original, edits) => {
        const changed = edits.reduce((now, { at, cut, piece: added }) => {
          const index = Math.floor(at * now.length);
          return now.slice(0, index) + added + now.slice(index + cut);
        }, original);
        const { value, problems } = compileScenario(changed, 'fuzz.vswap');
        expect(value === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
        const lines = changed.split('\n');
        for (const { range, message } of problems) {
          expect(message).not.toMatch(/undefined|NaN|\[object/);
          expect(range.line).toBeGreaterThanOrEqual(1);
          expect(range.endLine).toBeLessThanOrEqual(lines.length);
          expect(range.column).toBeLessThanOrEqual(lines[range.line - 1]?.length ?? -1);
          expect(range.endLine > range.line || range.endColumn >= range.column).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('one character too many or too few gives at most two messages', () => {
    const offenders: string[] = [];
    for (const original of Object.values(EXAMPLES).filter((each) => !each.includes('swapoff'))) {
      for (let at = 0; at < original.length; at += 2) {
        for (const added of ['', 'x', '"', '}']) {
          const changed = original.slice(0, at) + added + original.slice(at + (added === '' ? 1 : 0));
          // An area made too small is wrong at each place where it was large enough.
          const problems = compileScenario(changed, 'slip.vswap').problems.filter(({ code }) => code !== 'VS0134');
          if (problems.length > 2)
            offenders.push(`${JSON.stringify(changed.slice(Math.max(at - 20, 0), at + 20))} ${problems.length}`);
        }
      }
    }
    expect(offenders).toEqual([]);
  }, 60_000);
});

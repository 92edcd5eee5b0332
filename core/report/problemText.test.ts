// Problems as lines: places count from 1, the mark stands under what is meant, and nothing of the file reaches the terminal raw.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLAIN } from './colours';
import { printable } from './printable';
import { problemsText, type ReportedProblem } from './problemText';

const problem = (line: number, column: number, endColumn: number): ReportedProblem => ({
  code: 'VS0123',
  severity: 'error',
  message: 'There is no cgroup named wbe. Did you mean web?',
  range: { line, column, endLine: line, endColumn },
});
const text = (problems: readonly ReportedProblem[], source?: string): string =>
  problemsText('a.vswap', problems, { colours: PLAIN, source });
const MESSAGE = 'error VS0123: There is no cgroup named wbe. Did you mean web?';

test('one line as compilers print it', () => {
  expect(text([problem(2, 12, 15)])).toBe(`a.vswap:2:13: ${MESSAGE}\n`);
  expect(text([{ ...problem(1, 0, 0), range: undefined, severity: 'warning' }])).toBe(
    `a.vswap: ${MESSAGE.replace('error', 'warning')}\n`,
  );
  expect(text([])).toBe('');
});

test.each([
  ['the place', 'x\ntask app in wbe', problem(2, 12, 15), '    task app in wbe\n                ^^^\n'],
  ['past the end of the line', 'x\ntask', problem(2, 4, 4), '    task\n        ^\n'],
  ['tabs and control characters', 'x\n\ta\u0007b wbe', problem(2, 5, 8), '     a<07>b wbe\n            ^^^\n'],
])('with the source: %s', (_, source, one, excerpt) => {
  expect(text([one], source)).toBe(`a.vswap:2:${(one.range?.column ?? 0) + 1}: ${MESSAGE}\n${excerpt}`);
});

test('an empty line and one that is not there are not shown', () => {
  expect(text([problem(1, 0, 1)], '\nx').split('\n')).toHaveLength(2);
  expect(text([problem(9, 0, 1)], 'x').split('\n')).toHaveLength(2);
});

test('of a long line the part around the place is shown', () => {
  const [, line = '', mark = ''] = text([problem(1, 900, 903)], `${'x'.repeat(900)}wbe${'y'.repeat(900)}`).split('\n');
  expect(line.length).toBeLessThan(130);
  expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('wbe');
});

test('hundreds of problems are cut, and counted', () => {
  const lines = text(Array.from({ length: 300 }, (_, line) => problem(line + 1, 0, 1)))
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('a.vswap: 250 more problems; correct the first ones and try again');
});

test('whatever a file holds, no control character is printed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(30), fc.nat(30), (source, column, length) => {
      const printed = text([problem(1, column, column + length)], source);
      // eslint-disable-next-line no-control-regex -- control characters are what this is about
      expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(printable(printable(source))).toBe(printable(source));
    }),
  );
});

// What is no scenario is refused with one line, quickly, whatever its size.

import { describe, expect, it } from 'vitest';
import { compileScenario } from './compile.js';
import { MAX_CODE, MAX_DEPTH, MAX_LINE, MAX_LINES, MAX_TEXT } from './limits.js';

const REFUSED: readonly (readonly [what: string, text: string, code: string])[] = [
  ['a file of many megabytes', 'x'.repeat(MAX_TEXT + 1), 'VS0100'],
  ['more statements than a run can hold', 'label "x"\n'.repeat(MAX_LINES + 1), 'VS0100'],
  ['statements parted by semicolons', 'label "x";'.repeat(MAX_LINES + 1), 'VS0100'],
  ['more code than the parser can hold', `label "${'x'.repeat(900)}"\n`.repeat(Math.ceil(MAX_CODE / 900)), 'VS0100'],
  ['nothing but empty lines', '\n'.repeat(MAX_TEXT), 'VS0100'],
  ['nothing but comments', '//\n/**/'.repeat(MAX_TEXT / 8), 'VS0100'],
  ['a binary file', '\u007fELF\u0002\u0001\u0001\u0000\u0000', 'VS0101'],
  ['bytes that are no UTF-8', 'task \ufffd\ufffd', 'VS0101'],
  ['an expression nested too deep', `expect ${'('.repeat(MAX_DEPTH + 1)}1${')'.repeat(MAX_DEPTH + 1)} == 1`, 'VS0102'],
  ['blocks nested too deep', 'repeat 1 {\n'.repeat(100_00), 'VS0102'],
  ['a line that never ends', `expect ${'not '.repeat(MAX_LINE)} 1 == 1`, 'VS0103'],
  ['a sum that never ends', `print 1${' + 1'.repeat(MAX_LINE)}`, 'VS0103'],
];

describe('refused', () => {
  it.each(REFUSED)('%s', (_what, text, code) => {
    const { value, problems } = compileScenario(text, 'refused.vswap');
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.message).not.toContain('\n');
  });
});

describe('accepted at the limit', () => {
  const accepted: readonly (readonly [what: string, text: string])[] = [
    ['brackets', `expect ${'('.repeat(MAX_DEPTH)}1 == 1${')'.repeat(MAX_DEPTH)}`],
    ['blocks', `${'repeat 1 {\n'.repeat(MAX_DEPTH)}label "deep"\n${'}\n'.repeat(MAX_DEPTH)}`],
    ['operators', `print 1${'+1'.repeat((MAX_LINE - 10) / 2)}`],
    ['not', `expect ${'not '.repeat(320)} 1 == 1`],
    [
      'brackets and the like inside a text or a comment',
      `label "${'{'.repeat(200)}" // ${'('.repeat(2000)}\n/* ${'['.repeat(2000)} */`,
    ],
    ['a long comment', `/*${'*'.repeat(100_000)}\n${'x'.repeat(100_000)}*/ label "x"`],
    ['many comments', '// one\n/* two */\n\n'.repeat(15_000)],
    ['nothing', ''],
    ['a byte order mark and Windows line ends', '\ufefftask app\r\n\r\napp: map heap 4 pages\r\n'],
  ];
  it.each(accepted)('%s', (_what, text) => {
    expect(compileScenario(text, 'accepted.vswap').problems).toEqual([]);
  });
});

// Lines of the debug console, hit counts and messages, as they are read.
import { describe, expect, it } from 'vitest';
import { consoleCommand } from './breakCommand';
import { parseHits } from './hitCondition';
import { parseLog } from './logMessage';

const SOURCES = { alpha: { file: 'mm/a.c', lines: ['x'], steps: { x: 1 } } };

describe('a line of the console', () => {
  it.each([
    ['break 12', { kind: 'line', line: 12 }],
    ['break alpha', { kind: 'function', name: 'alpha' }],
    ['break alpha:3 if nr == 2', { kind: 'step', name: 'alpha', line: 3, condition: 'nr == 2' }],
    ['break disk0:3', { kind: 'data', target: 'disk0:3', access: 'write' }],
    [
      '  break virtual_table(vswap:512).tag write if count(vswap:512) > 1 hit >= 3 log tag {x} if any ',
      {
        kind: 'data',
        target: 'virtual_table(vswap:512).tag',
        access: 'write',
        condition: 'count(vswap:512) > 1',
        hitCondition: '>= 3',
        logMessage: 'tag {x} if any',
      },
    ],
    ['break 0xffff88a000001000+64 access', { kind: 'data', target: '0xffff88a000001000+64', access: 'readWrite' }],
  ])('%s', (line, asked) => {
    expect(consoleCommand(line, SOURCES)).toEqual({ kind: 'break', asked });
  });

  it.each([
    ['breaks', { kind: 'list' }],
    ['break', { kind: 'list' }],
    ['delete 3', { kind: 'delete', id: 3 }],
    ['delete all', { kind: 'delete', id: 'all' }],
    ['breakfast.heap[0]', undefined],
    ['app.heap[0]', undefined],
  ])('%s', (line, expected) => {
    expect(consoleCommand(line, SOURCES)).toEqual(expected);
  });

  it('that is wrong is told', () => {
    expect(consoleCommand('delete x', SOURCES)).toMatchObject({ kind: 'problem' });
    expect(consoleCommand('break if nr == 2', SOURCES)).toMatchObject({ kind: 'problem' });
  });
});

it.each([
  ['3', [3]],
  ['== 3', [3]],
  ['= 3', [3]],
  ['>= 3', [3, 4, 5, 6]],
  ['> 3', [4, 5, 6]],
  ['<=2', [1, 2]],
  ['< 2', [1]],
  ['% 3', [3, 6]],
])('the hit count %s', (text, expected) => {
  const parsed = parseHits(text);
  expect([1, 2, 3, 4, 5, 6].filter((hit) => parsed.kind === 'hits' && parsed.isDue(hit))).toEqual(expected);
});

it.each(['', '0', '-1', '3 times', '>=', '1.5'])('"%s" is no hit count', (text) => {
  expect(parseHits(text).kind).toBe('problem');
});

it.each([
  ['plain', [{ kind: 'text', text: 'plain' }]],
  [
    'a {b} c',
    [
      { kind: 'text', text: 'a ' },
      { kind: 'expression', text: 'b' },
      { kind: 'text', text: ' c' },
    ],
  ],
  ['{{a}} {', [{ kind: 'text', text: '{a} {' }]],
])('the message %s', (message, expected) => {
  expect(parseLog(message)).toEqual(expected);
});

// Words as people type them: what is taken, and what is refused with a reason.

import { expect, test } from 'vitest';
import { hexWord, parseWord } from './hex';

test.each([
  ['0', 0n],
  ['512', 512n],
  ['0x1F', 31n],
  ['0X1f', 31n],
  ['0xffff_ffff_ffff_fff8', 0xfffffffffffffff8n],
  ['18_446_744_073_709_551_615', 2n ** 64n - 1n],
  ['0x00000000000000000001', 1n],
])('%s', (text, value) => {
  expect(parseWord(text)).toEqual({ value, problems: [] });
});

test.each([
  '',
  ' 1',
  '-1',
  '0x',
  '0x_1',
  '1_',
  '1__0',
  '1.5',
  '1e3',
  '0b1',
  'ff',
  '１',
  '0x10000000000000000',
  '18446744073709551616',
  '9'.repeat(1_000_000),
])('refuses %#', (text) => {
  const { value, problems } = parseWord(text);
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([{ code: 'VS0201', severity: 'error' }]);
  expect(problems[0]?.message.length).toBeLessThan(200);
});

test('a word shows all its digits', () => {
  expect(hexWord(0x1004n)).toBe('0x0000000000001004');
});

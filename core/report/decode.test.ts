// `vswap decode`: its human text against golden files, its JSON to the letter, and bad input answered with a code.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FORMAT_IDS } from '../word/layout';
import { KERNEL_NAMES } from '../word/kernelName';
import { decodeCommand, type DecodeRequest } from './decode';

/** One golden file for all; UPDATE_GOLDEN=1 writes it anew. */
const GOLDEN = new URL('./decode.golden.txt', import.meta.url);

const SHOWN: readonly DecodeRequest[] = [
  { word: '0x1800000000048d16', as: 'swap_table', kernel: 'p4' },
  { word: '0x2000010000005003', as: 'swap_table', kernel: 'p4' },
  { word: '0x1000000000000001', as: 'swap_table', kernel: 'p4' },
  { word: '0x8000000000001004', as: 'swap_table', kernel: 'ste-v1' },
  { word: '0x8000000000001004', as: 'swap_table', kernel: 'ste-v2' },
  { word: '0xfffffffffffffff8', as: 'swap_table' },
  { word: '0x48d16', as: 'swap_table', kernel: '6.18' },
  { word: '0x0000040000000002', as: 'swap_table' },
  { word: '0x20000000000091a1', as: 'virtual_table' },
  { word: '0x48000000000091a2', as: 'virtual_table', kernel: 'ste-latest' },
  { word: '0xffff888000001233', as: 'virtual_table' },
  { word: '0x1', as: 'virtual_table', kernel: 'p4' },
  { word: '0x0400000000001234', as: 'swp_entry' },
  { word: '0x7c00000000000000', as: 'swp_entry' },
  { word: '0x0fffffffffdb9608', as: 'pte' },
  { word: '0x8000000012345867', as: 'pte' },
  { word: '0x0000010000005003', as: 'shadow' },
  { word: '0x0000000001000503', as: 'shadow', nodesShift: '6' },
  { as: 'virtual_table', encode: ['swapfile', 'type=9', 'offset=0x1234'] },
];

const title = ({ word, as, kernel, nodesShift, encode }: DecodeRequest): string =>
  [
    '$ vswap decode',
    word,
    `--as ${as}`,
    kernel === undefined ? undefined : `--kernel ${kernel}`,
    nodesShift === undefined ? undefined : `--nodes-shift ${nodesShift}`,
    encode === undefined ? undefined : `--encode ${encode.join(' ')}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');

function rendered(request: DecodeRequest): string {
  const { text, problems, exitCode } = decodeCommand(request);
  expect(exitCode).toBe(0);
  const warnings = problems.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
  return [title(request), ...warnings, text, ''].join('\n');
}

test('human output', () => {
  const found = SHOWN.map(rendered).join('\n');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, found);
  expect(existsSync(GOLDEN), 'golden file is missing: write it with UPDATE_GOLDEN=1').toBe(true);
  expect(found).toBe(readFileSync(GOLDEN, 'utf8'));
});

test('JSON holds exactly what is promised', () => {
  expect(decodeCommand({ word: '0x48000000000091a2', as: 'virtual_table', kernel: 'ste-latest' }).json).toEqual({
    word: '0x48000000000091a2',
    format: 'virtual_table',
    kernel: 'ste-latest',
    kind: 'SWAPFILE',
    fields: [
      { name: 'type', bits: [63, 59], value: 9, meaning: 'device type 9', macro: 'MAX_SWAPFILES_SHIFT' },
      { name: 'offset', bits: [58, 3], value: 4660, meaning: 'physical slot 4660', macro: 'VTABLE_PHYS_OFF_BITS' },
      { name: 'tag', bits: [2, 0], value: 2, meaning: 'tag VSWAP_SWAPFILE (2)', macro: 'VTABLE_TAG_BITS' },
    ],
  });
});

test('JSON writes values beyond 2^53 as hex, so that nothing is rounded', () => {
  const { json } = decodeCommand({ word: '0xffff888000001233', as: 'virtual_table' });
  expect(json?.fields[0]).toMatchObject({ name: 'zswap_entry', value: '0xffff888000001230' });
});

test('hex, decimal and underscores name the same word', () => {
  const [first, ...others] = ['0x1004', '4100', '4_100', '0x10_04'].map(
    (word) => decodeCommand({ word, as: 'swap_table' }).json,
  );
  expect(first?.kind).toBe('Pointer');
  for (const other of others) expect(other).toEqual(first);
});

test('--encode gives the word that decodes to its fields', () => {
  const parts = ['pfn', 'pfn=0x12345', 'count=15'];
  const { json, problems } = decodeCommand({ as: 'swap_table', kernel: 'p4', encode: parts });
  expect(json).toMatchObject({ word: '0xf000000000048d16', kind: 'PFN' });
  expect(problems).toEqual([]);
});

test('what is built with a warning still ends well', () => {
  const { json, problems, exitCode } = decodeCommand({
    as: 'virtual_table',
    encode: ['SWAPFILE', 'type=9', 'offset=0x1234'],
  });
  expect([json?.word, exitCode]).toEqual(['0x20000000000091a1', 0]);
  expect(problems).toMatchObject([{ code: 'VS0211', severity: 'warning' }]);
});

describe('bad input', () => {
  test.each([
    [{ word: 'swap', as: 'swap_table' }, 'VS0201'],
    [{ word: '0x10000000000000000', as: 'swap_table' }, 'VS0201'],
    [{ as: 'swap_table' }, 'VS0201'],
    [{ word: '1' }, 'VS0202'],
    [{ word: '1', as: 'page' }, 'VS0202'],
    [{ word: '1', as: 'pte', kernel: '7.0' }, 'VS0203'],
    [{ as: 'swap_table', encode: [] }, 'VS0204'],
    [{ as: 'swap_table', encode: ['Folio'] }, 'VS0204'],
    [{ as: 'swap_table', encode: ['pfn', 'age=1'] }, 'VS0205'],
    [{ as: 'swap_table', encode: ['pfn', 'count'] }, 'VS0205'],
    [{ as: 'swap_table', encode: ['pfn', 'count=many'] }, 'VS0201'],
    [{ as: 'swap_table', encode: ['pfn', 'count=16'] }, 'VS0206'],
    [{ as: 'swap_table', encode: ['pfn', 'count=1', 'count=2'] }, 'VS0207'],
    [{ word: '1', as: 'swap_table', encode: ['pfn'] }, 'VS0208'],
    [{ word: '1', as: 'shadow', nodesShift: '11' }, 'VS0208'],
  ] satisfies [DecodeRequest, string][])('%o: %s', (request, code) => {
    const answer = decodeCommand(request);
    expect(answer).toMatchObject({ text: '', exitCode: 2, problems: [{ code, severity: 'error' }] });
    expect(answer.json).toBeUndefined();
  });

  test('every mistake is named at once', () => {
    const { problems } = decodeCommand({ word: 'x', as: 'y', kernel: 'z', nodesShift: '0' });
    expect(problems.map(({ code }) => code)).toEqual(['VS0202', 'VS0203', 'VS0208', 'VS0201']);
  });
});

test('every format of every kernel can be shown', () => {
  for (const as of FORMAT_IDS) {
    for (const kernel of KERNEL_NAMES)
      expect(decodeCommand({ word: '0x1234567890abcdef', as, kernel }).text).toMatch(/layout:/);
  }
});

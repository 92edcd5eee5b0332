// The struct tables against the sizes of facts 1.18, and members read and written through their words.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halvesOf, wordOf } from './halves';
import { arrayPlace, memberPlace, memberWord } from './structMember';
import { STRUCTS, type Struct } from './structs';

test.each([
  ['swap_cluster_info', 48],
  ['swap_cluster_info_dynamic', 80],
  ['swap_table', 4096],
  ['virtual_table', 4096],
  ['swap_memcg_table', 1024],
  ['extend_table', 2048],
  ['zswap_entry', 56],
  ['percpu_swap_cluster', 160],
  ['percpu_vswap_cluster', 80],
  ['page', 64],
  ['xa_node', 576],
  ['list_head', 16],
] as const)('sizeof(struct %s) is %i', (name, size) => {
  expect(STRUCTS[name].size).toBe(size);
});

test('a dynamic cluster takes an object of kmalloc-96', () => {
  expect(STRUCTS.swap_cluster_info_dynamic.allocated).toBe(96);
});

test.each(Object.entries(STRUCTS) as [string, Struct][])(
  'members of %s are aligned, apart, and fill it',
  (_name, { size, members }) => {
    const sorted = Object.values(members).sort((a, b) => a.offset - b.offset);
    let end = 0;
    for (const { offset, size: bytes, count } of sorted) {
      expect(offset).toBeGreaterThanOrEqual(end);
      // Padding never reaches a whole word: a gap of eight would be a member forgotten.
      expect(offset - end).toBeLessThan(8);
      expect(offset % Math.min(8, bytes / count)).toBe(0);
      end = offset + bytes;
    }
    expect(Math.ceil(end / 8) * 8).toBe(size);
  },
);

test.each([
  ['lock', 0, 0, 0, 0xffffffff],
  ['count', 0, 1, 0, 0xffff],
  ['flags', 0, 1, 16, 0xff0000],
  ['order', 0, 1, 24, 0xff000000],
  ['table', 1, 0, 0, 0xffffffff],
] as const)('swap_cluster_info.%s', (name, word, half, shift, mask) => {
  expect(memberPlace('swap_cluster_info', name)).toMatchObject({ word, half, shift, mask });
});

test('embedded structures and arrays give their first word only', () => {
  expect(memberWord('swap_cluster_info', 'list')).toBe(4);
  expect(memberWord('xa_node', 'slots')).toBe(5);
  expect(() => memberPlace('swap_cluster_info', 'list')).toThrow(/not in one word/);
  expect(() => memberPlace('xa_node', 'slots')).toThrow(/not in one word/);
});

const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test('members change their own bits only', () => {
  const flags = memberPlace('swap_cluster_info', 'flags');
  fc.assert(
    fc.property(word, fc.nat(255), (old, value) => {
      const { lo, hi } = halvesOf(old);
      const changed = wordOf(flags.withLo(lo, value), flags.withHi(hi, value));
      expect(changed).toBe((old & ~(0xffn << 48n)) | (BigInt(value) << 48n));
      expect(flags.get(lo, hi)).toBe(Number((old >> 48n) & 0xffn));
    }),
  );
});

test.each([
  ['swap_memcg_table.id', arrayPlace('swap_memcg_table', 'id'), 16],
  ['extend_table.counts', arrayPlace('extend_table', 'counts'), 32],
  ['swap_table.entries', arrayPlace('swap_table', 'entries'), 64],
] as const)('elements of %s', (_name, place, width) => {
  expect(place.length).toBe(512);
  const perWord = 64 / width;
  const range = fc.integer({ min: 0, max: width === 64 ? Number.MAX_SAFE_INTEGER : 2 ** width - 1 });
  fc.assert(
    fc.property(word, fc.nat(511), range, (old, index, value) => {
      expect(place.wordAt(index)).toBe(Math.floor(index / perWord));
      const low = BigInt((index % perWord) * width);
      const mask = (2n ** BigInt(width) - 1n) << low;
      const { lo, hi } = halvesOf(old);
      const changed = wordOf(place.withLo(index, lo, value), place.withHi(index, hi, value));
      expect(changed).toBe((old & ~mask) | (BigInt(value) << low));
      const after = halvesOf(changed);
      expect(place.get(index, after.lo, after.hi)).toBe(value);
    }),
  );
});

// Places and kernel-like addresses: one to one over all three regions, and nothing outside them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordIndex } from '../word/brand';
import {
  addressOf,
  indexOf,
  indexOfPointer,
  NULL_INDEX,
  PAGES_FIRST,
  pointerHi,
  pointerLo,
  SIMULATOR_FIRST,
  SIMULATOR_WORDS,
} from './regions';

const LAST = SIMULATOR_FIRST + SIMULATOR_WORDS - 1;
const indexes = fc
  .oneof(
    fc.integer({ min: 1, max: LAST }),
    fc.constantFrom(1, PAGES_FIRST - 1, PAGES_FIRST, SIMULATOR_FIRST - 1, SIMULATOR_FIRST, LAST),
  )
  .map(wordIndex);

test('index to address and back is the identity, also by halves', () => {
  fc.assert(
    fc.property(indexes, (index) => {
      const address = addressOf(index);
      expect(indexOf(address)).toBe(index);
      expect(indexOfPointer(pointerLo(index), pointerHi(index))).toBe(index);
      expect(address % 8n).toBe(0n);
    }),
  );
});

test('different places have different addresses', () => {
  fc.assert(
    fc.property(indexes, indexes, (a, b) => {
      expect(addressOf(a) === addressOf(b)).toBe(a === b);
    }),
  );
});

test.each([
  { index: 8, address: 0xffff88a0_00000040n },
  { index: PAGES_FIRST, address: 0xffffea00_00000000n },
  { index: PAGES_FIRST + 8, address: 0xffffea00_00000040n },
  { index: SIMULATOR_FIRST, address: 0x00005100_00000000n },
])('word $index stands at its address', ({ index, address }) => {
  expect(addressOf(wordIndex(index))).toBe(address);
});

test('bytes within a word belong to it; NULL and foreign addresses to none', () => {
  expect(indexOf(0xffff88a0_00000047n)).toBe(8);
  expect(indexOfPointer(0, 0)).toBe(NULL_INDEX);
  for (const address of [
    0n,
    0xdeadbeefn,
    0xffff88a0_80000000n,
    0xffffea00_40000000n,
    0x00005100_40000000n,
    0xffff88a1_00000000n,
  ])
    expect(indexOf(address)).toBeUndefined();
});

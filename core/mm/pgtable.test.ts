// Page tables of four levels do what a Map from address to PTE does, make tables when they are needed and give all of them back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pfn, wordIndex } from '../word/brand';
import { isPtePresent, isPteSwap, presentPtePfn, swapPteEntry } from '../word/pte';
import { swpEntry } from '../word/swpEntry';
import type { Kernel } from './kernel';
import { MM } from './layout';
import { booted } from './machine.fixture';
import {
  forEachPte,
  free_pgtables,
  PMD_SIZE,
  pte_alloc,
  pte_clear,
  pte_offset,
  set_pte,
  set_swap_pte,
} from './pgtable';
import { task_alloc, taskMm } from './task';

const PAGE = 4096;
const GIB = 2 ** 30;

/** Neighbours, both sides of the borders of every level, and the end of user space. */
const addresses = fc
  .oneof(
    fc.nat(20),
    fc.integer({ min: PMD_SIZE / PAGE - 3, max: PMD_SIZE / PAGE + 3 }),
    fc.integer({ min: GIB / PAGE - 2, max: GIB / PAGE + 2 }),
    fc.integer({ min: (512 * GIB) / PAGE - 2, max: (512 * GIB) / PAGE + 2 }),
    fc.constantFrom(2 ** 35 - 1, 0x2000_0000_0000 / PAGE),
  )
  .map((page) => page * PAGE);
const writes = fc.array(
  fc.record({
    kind: fc.constantFrom('present' as const, 'swap' as const, 'clear' as const),
    address: addresses,
    value: fc.integer({ min: 1, max: 2 ** 24 }),
  }),
  { maxLength: 40, size: 'max' },
);

function valueAt(k: Kernel, pte: ReturnType<typeof wordIndex>): string {
  const lo = k.mem.lo(pte);
  const hi = k.mem.hi(pte);
  if (isPtePresent(lo, hi)) return `present ${presentPtePfn(lo, hi)}`;
  return isPteSwap(lo, hi) ? `swap ${swapPteEntry(lo, hi)}` : 'none';
}

test('any sequence of PTE writes equals a Map, and exit leaves no table', () => {
  fc.assert(
    fc.property(writes, (sequence) => {
      const k = booted('p4');
      const before = k.slab.inUse(k.caches.page_table);
      const mm = taskMm(k, task_alloc(k, 0, 0, wordIndex(0)));
      const model = new Map<number, string>();
      for (const { kind, address, value } of sequence) {
        const pte = pte_alloc(k, mm, address);
        expect(pte_offset(k, mm, address)).toBe(pte);
        if (kind === 'clear') pte_clear(k, pte);
        else if (kind === 'present') set_pte(k, pte, pfn(value), 0);
        else set_swap_pte(k, pte, swpEntry(3, value), 0);
        model.set(
          address,
          kind === 'clear' ? 'none' : kind === 'present' ? `present ${value}` : `swap ${swpEntry(3, value)}`,
        );
      }
      for (const [address, expected] of model) {
        const pte = pte_offset(k, mm, address);
        expect(pte === undefined ? 'no table' : valueAt(k, pte)).toBe(expected);
      }
      const found = new Map<number, string>();
      forEachPte(k, mm, 0, 2 * GIB, (pte, address) => {
        if (valueAt(k, pte) !== 'none') found.set(address, valueAt(k, pte));
      });
      const near = [...model].filter(([address, value]) => address < 2 * GIB && value !== 'none');
      expect([...found]).toEqual(near.sort(([a], [b]) => a - b));
      free_pgtables(k, k.ptr(wordIndex(mm + MM.pgd)));
      expect(k.slab.inUse(k.caches.page_table)).toBe(before);
    }),
    { numRuns: 40 },
  );
});

test('looking makes no tables', () => {
  const k = booted('p4');
  const mm = taskMm(k, task_alloc(k, 0, 0, wordIndex(0)));
  const before = k.slab.inUse(k.caches.page_table);
  expect(pte_offset(k, mm, 0x2000_0000_0000)).toBeUndefined();
  forEachPte(k, mm, 0, GIB, () => expect.unreachable('there is no table'));
  expect(k.slab.inUse(k.caches.page_table)).toBe(before);
});

test('the range of a walk is kept at both ends, within a table and across two', () => {
  const k = booted('p4');
  const mm = taskMm(k, task_alloc(k, 0, 0, wordIndex(0)));
  pte_alloc(k, mm, 0);
  pte_alloc(k, mm, PMD_SIZE);
  const seen = (first: number, end: number): readonly number[] => {
    const found: number[] = [];
    forEachPte(k, mm, first * PAGE, end * PAGE, (_, address) => found.push(address / PAGE));
    return found;
  };
  expect(seen(3, 5)).toEqual([3, 4]);
  expect(seen(5, 5)).toEqual([]);
  expect(seen(510, 514)).toEqual([510, 511, 512, 513]);
  expect(seen(1022, 1030)).toEqual([1022, 1023]);
});

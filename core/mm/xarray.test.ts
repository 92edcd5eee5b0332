// The xarray in words does what a Map does, gives its nodes back, and hands out the lowest free index.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NULL_INDEX } from '../memory/regions';
import { wordIndex, type WordIndex } from '../word/brand';
import type { Kernel } from './kernel';
import { SI } from './layout';
import { booted } from './machine.fixture';
import { xa_alloc, xa_erase, xa_for_each, xa_load, xa_store } from './xarray';

/** Small indexes meet often; the large ones need trees of several levels. */
const indexes = fc.oneof(
  { weight: 6, arbitrary: fc.nat(130) },
  { weight: 2, arbitrary: fc.nat(70_000) },
  { weight: 1, arbitrary: fc.nat(2 ** 32 - 1) },
  { weight: 2, arbitrary: fc.constantFrom(63, 64, 512, 4095, 4096, 262143, 262144) },
);
const values = fc.integer({ min: 1, max: 1000 });
const commands = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('store' as const), index: indexes, value: values }),
    fc.record({ kind: fc.constant('erase' as const), index: indexes }),
    fc.record({ kind: fc.constant('load' as const), index: indexes }),
    fc.record({ kind: fc.constant('alloc' as const), value: values, first: fc.nat(3) }),
  ),
  { maxLength: 120, size: 'max' },
);

/** Stored pointers need not point at anything, but must be pointers to whole words. */
const pointer = (value: number): WordIndex => wordIndex(100_000 + value);

function lowestFree(model: ReadonlyMap<number, number>, first: number): number {
  let index = first;
  while (model.has(index)) index++;
  return index;
}

function contents(k: Kernel, root: WordIndex): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  xa_for_each(k, root, (index, value) => found.push([index, value - 100_000]));
  return found;
}

test('any sequence of stores, erases and allocations equals a Map', () => {
  fc.assert(
    fc.property(commands, (sequence) => {
      const k = booted('p4');
      const root = k.g.zswap_trees;
      const before = k.slab.inUse(k.caches.xa_node);
      const model = new Map<number, number>();
      for (const command of sequence) {
        switch (command.kind) {
          case 'store': {
            const old = model.get(command.index);
            expect(xa_store(k, root, command.index, pointer(command.value))).toBe(
              old === undefined ? NULL_INDEX : pointer(old),
            );
            model.set(command.index, command.value);
            break;
          }
          case 'erase': {
            const old = model.get(command.index);
            expect(xa_erase(k, root, command.index)).toBe(old === undefined ? NULL_INDEX : pointer(old));
            model.delete(command.index);
            break;
          }
          case 'load': {
            const value = model.get(command.index);
            expect(xa_load(k, root, command.index)).toBe(value === undefined ? NULL_INDEX : pointer(value));
            break;
          }
          case 'alloc': {
            const expected = lowestFree(model, command.first);
            expect(xa_alloc(k, root, pointer(command.value), command.first, 2 ** 32 - 1)).toBe(expected);
            model.set(expected, command.value);
          }
        }
      }
      expect(contents(k, root)).toEqual([...model].sort(([a], [b]) => a - b));
      for (const index of model.keys()) xa_erase(k, root, index);
      expect(k.ptr(root)).toBe(NULL_INDEX);
      expect(k.slab.inUse(k.caches.xa_node)).toBe(before);
    }),
    { numRuns: 150 },
  );
});

test('allocation passes full nodes of every level and stops at the last index', () => {
  const k = booted('p4');
  const root = k.g.zswap_trees;
  for (let i = 0; i < 5000; i++) expect(xa_alloc(k, root, pointer(1), 0, 4999)).toBe(i);
  expect(xa_alloc(k, root, pointer(1), 0, 4999)).toBeUndefined();
  xa_erase(k, root, 4095);
  xa_erase(k, root, 64);
  expect(xa_alloc(k, root, pointer(1), 65, 4999)).toBe(4095);
  expect(xa_alloc(k, root, pointer(1), 1, 4999)).toBe(64);
});

/** Nodes of an xarray that holds these indexes and has held more, counted by hand from lib/xarray's rules. */
test.each([
  { stored: [0], erased: [], nodes: 0, why: 'the root itself holds index 0' },
  { stored: [1], erased: [], nodes: 1, why: 'one leaf' },
  { stored: [0, 1], erased: [1], nodes: 0, why: 'a leaf with only index 0 goes, its entry moves to the root' },
  { stored: [0, 63], erased: [0], nodes: 1, why: 'index 63 needs the leaf' },
  { stored: [64], erased: [], nodes: 2, why: 'an inner node and one leaf' },
  { stored: [0, 64], erased: [], nodes: 3, why: 'an inner node and two leaves' },
  { stored: [0, 64], erased: [64], nodes: 0, why: 'the inner node and then the leaf of index 0 are of no use' },
  { stored: [0, 5, 64], erased: [64], nodes: 1, why: 'the first leaf becomes the top' },
  { stored: [0, 5, 4096], erased: [4096], nodes: 1, why: 'two levels go' },
  { stored: [0, 4096], erased: [], nodes: 5, why: 'a top of shift 12, and two nodes on either side' },
  { stored: [0, 4096], erased: [0], nodes: 3, why: 'a chain to 4096: its path is not through first slots' },
  { stored: [70, 4096], erased: [4096], nodes: 2, why: 'index 70 keeps an inner node and its leaf' },
  { stored: [64, 65], erased: [64, 65], nodes: 0, why: 'nothing is left' },
])('$why: $nodes nodes after $stored less $erased', ({ stored, erased, nodes }) => {
  const k = booted('p4');
  const root = k.g.zswap_trees;
  const before = k.slab.inUse(k.caches.xa_node);
  for (const index of stored) xa_store(k, root, index, pointer(index + 1));
  for (const index of erased) xa_erase(k, root, index);
  expect(k.slab.inUse(k.caches.xa_node) - before).toBe(nodes);
  for (const index of stored)
    expect(xa_load(k, root, index)).toBe(erased.includes(index) ? NULL_INDEX : pointer(index + 1));
});

test('virtual clusters that came and went leave the nodes of a device that never had them', () => {
  const k = booted();
  const root = wordIndex(k.ptr(k.g.vswap_si) + SI.cluster_info);
  expect(k.slab.inUse(k.caches.xa_node)).toBe(0);
  const ci = xa_load(k, root, 0);
  for (let i = 1; i <= 200; i++) expect(xa_alloc(k, root, ci, 1, 1000)).toBe(i);
  // Indexes 0 to 200: four leaves and the node above them.
  expect(k.slab.inUse(k.caches.xa_node)).toBe(5);
  for (let i = 200; i > 63; i--) xa_erase(k, root, i);
  expect(k.slab.inUse(k.caches.xa_node)).toBe(1);
  for (let i = 63; i > 0; i--) xa_erase(k, root, i);
  expect(k.slab.inUse(k.caches.xa_node)).toBe(0);
  expect(xa_load(k, root, 0)).toBe(ci);
});

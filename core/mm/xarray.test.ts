// The xarray in words does what a Map does, gives its nodes back, and hands out the lowest free index.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NULL_INDEX } from '../memory/regions';
import { wordIndex, type WordIndex } from '../word/brand';
import type { Kernel } from './kernel';
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

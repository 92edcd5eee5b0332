// Kernel objects: zeroed, apart from each other, counted exactly, and where they were after any move in time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordIndex, type WordIndex } from '../word/brand';
import { KERNEL_WORDS } from './regions';
import { Slab, SlabExhaustedError, type SlabCache } from './slab';
import { WordMemory } from './wordMemory';

const SIZES = [8, 48, 56, 576, 4096, 8192] as const;

interface Machine {
  readonly memory: WordMemory;
  readonly slab: Slab;
  readonly caches: readonly SlabCache[];
}

function machine(): Machine {
  const memory = new WordMemory();
  const slab = new Slab(memory);
  return { memory, slab, caches: SIZES.map((bytes) => slab.cache(`size ${bytes}`, bytes)) };
}

interface Held {
  readonly cache: SlabCache;
  readonly object: WordIndex;
  readonly mark: number;
}

const words = ({ bytes }: SlabCache): number => bytes / 8;
const place = (object: WordIndex, i: number): WordIndex => wordIndex(object + i);

/** Overwrites a whole object, so that an overlap with another would show. */
function scribble(memory: WordMemory, { cache, object, mark }: Held): void {
  for (let i = 0; i < words(cache); i++) memory.write(place(object, i), mark, i);
}

function isIntact(memory: WordMemory, { cache, object, mark }: Held): boolean {
  for (let i = 0; i < words(cache); i++)
    if (memory.lo(place(object, i)) !== mark || memory.hi(place(object, i)) !== i) return false;
  return true;
}

function isZero(memory: WordMemory, object: WordIndex, length: number): boolean {
  for (let i = 0; i < length; i++) if ((memory.lo(place(object, i)) | memory.hi(place(object, i))) !== 0) return false;
  return true;
}

/** A number below SIZES.length allocates from that cache; others free one of the objects held. */
const steps = fc.array(fc.nat(SIZES.length * 2 - 1), { maxLength: 60, size: 'max' });

/** One step of a sequence; the object that was allocated, undefined for a free. */
function perform({ slab, caches }: Machine, held: Held[], step: number, mark: number): Held | undefined {
  const cache = caches[step];
  if (cache === undefined) {
    const [one] = held.splice(step % Math.max(1, held.length), 1);
    if (one !== undefined) slab.free(one.cache, one.object);
    return undefined;
  }
  const one = { cache, object: slab.alloc(cache), mark };
  held.push(one);
  return one;
}

test('objects are zeroed, do not overlap, and are counted, whatever the order of allocations and frees', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { memory, slab, caches } = machine();
      const held: Held[] = [];
      sequence.forEach((step, n) => {
        const made = perform({ memory, slab, caches }, held, step, n + 1);
        if (made !== undefined) {
          expect(made.object).toBeGreaterThan(0);
          expect(isZero(memory, made.object, words(made.cache))).toBe(true);
          scribble(memory, made);
        }
        for (const one of held) expect(isIntact(memory, one)).toBe(true);
        for (const one of caches) expect(slab.inUse(one)).toBe(held.filter(({ cache }) => cache === one).length);
      });
    }),
    { numRuns: 60 },
  );
});

test('after a move in time the counts are those of that moment, and a re-run gives the same objects', () => {
  fc.assert(
    fc.property(steps, fc.nat(999), (sequence, share) => {
      const all = machine();
      const held: Held[] = [];
      const moments: { readonly write: number; readonly held: readonly Held[] }[] = [];
      const made = sequence.map((step, n) => {
        moments.push({ write: all.memory.cursor, held: [...held] });
        return perform(all, held, step, n + 1);
      });
      const at = Math.floor((sequence.length * share) / 1000);
      const moment = moments[at];
      if (moment === undefined) return;
      all.memory.seek(moment.write);
      for (const one of all.caches)
        expect(all.slab.inUse(one)).toBe(moment.held.filter(({ cache }) => cache === one).length);
      const again = [...moment.held];
      expect(sequence.slice(at).map((step, i) => perform(all, again, step, at + i + 1))).toEqual(made.slice(at));
      expect(all.memory.cursor).toBe(all.memory.journal.length);
    }),
    { numRuns: 60 },
  );
});

describe('arrays', () => {
  test('count as so many objects, and are zero when they are given back', () => {
    const { memory, slab, caches } = machine();
    const [, cache] = caches;
    if (cache === undefined) throw new Error('no cache');
    const array = slab.allocArray(cache, 100);
    expect(slab.inUse(cache)).toBe(100);
    for (let i = 0; i < 600; i++) memory.write(place(array, i), 1, 1);
    const after = slab.alloc(cache);
    expect(after >= array + 600 || after < array).toBe(true);
    slab.freeArray(cache, array, 100);
    expect(slab.inUse(cache)).toBe(1);
    expect(isZero(memory, array, 600)).toBe(true);
  });

  test('end where the simulated kernel has no memory left', () => {
    const { slab, caches } = machine();
    const page = caches.find(({ bytes }) => bytes === 4096);
    if (page === undefined) throw new Error('no cache');
    expect(() => slab.allocArray(page, KERNEL_WORDS / 512)).toThrow(SlabExhaustedError);
    expect(slab.inUse(page)).toBe(0);
  });
});

test('a cache holds whole words', () => {
  const { slab } = machine();
  for (const bytes of [0, -8, 12]) expect(() => slab.cache('odd', bytes)).toThrow(RangeError);
});

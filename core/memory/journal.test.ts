// Queries of the journal against looking through all writes, also where its blocks meet.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal } from './journal';
import { wordQueries } from './journalQueries.fixture';

/** Entries of one block. */
const BLOCK = 1 << 16;

function filled(indexes: readonly number[]): Journal {
  const journal = new Journal();
  indexes.forEach((index, n) => journal.append(index, n, n + 1, n + 2, n + 3));
  return journal;
}

const nothingIfAbsent = (n: number): number | undefined => (n < 0 ? undefined : n);

test('the write before and the write after a position are those of a naive search', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { maxLength: 60 }),
      fc.nat(5),
      fc.integer({ min: -2, max: 63 }),
      (all, index, from) => {
        const journal = filled(all);
        const before = all.slice(0, Math.max(0, from)).lastIndexOf(index);
        expect(journal.previousWrite(index, from)).toBe(nothingIfAbsent(before));
        expect(journal.nextWrite(index, from)).toBe(nothingIfAbsent(all.indexOf(index, Math.max(0, from))));
      },
    ),
  );
});

test('entries on both sides of a block border read back, and survive a cut at it', () => {
  const journal = filled(Array.from({ length: BLOCK + 3 }, (_, n) => (n === 5 ? 1 : 0)));
  for (const n of [0, BLOCK - 1, BLOCK, BLOCK + 2])
    expect([journal.oldLo(n), journal.oldHi(n), journal.newLo(n), journal.newHi(n)]).toEqual([n, n + 1, n + 2, n + 3]);
  expect(journal.previousWrite(1, journal.length)).toBe(5);
  expect(journal.nextWrite(1, 6)).toBeUndefined();
  const { bytes } = journal;
  journal.truncate(BLOCK);
  expect(journal.length).toBe(BLOCK);
  expect(journal.bytes).toBe(bytes - BLOCK * 20);
  journal.append(9, 1, 2, 3, 4);
  expect(journal.matches(BLOCK, 9, 3, 4)).toBe(true);
  expect(journal.matches(BLOCK, 9, 3, 5)).toBe(false);
  expect(journal.matches(BLOCK, 8, 3, 4)).toBe(false);
});

/** Writes to few words, so that each has many, over three blocks of which the last is not full; every word of the range is near a radix border. */
const words = fc.constantFrom(1, 2, 3, 1023, 1024, 1025, (1 << 20) - 1, 1 << 20, (1 << 28) + 5);

test('full blocks in order of their words answer what a look at every write answers', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(words, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.tuple(words, words, fc.nat(2 * BLOCK + 900)), { minLength: 30, maxLength: 30 }),
      fc.boolean(),
      (pattern, stride, queries, isPrepared) => {
        const all = Array.from({ length: 2 * BLOCK + 700 }, (_, n) =>
          n % stride === 0 ? (pattern[(n / stride) % pattern.length] ?? 0) : 7_000_000 + n,
        );
        const journal = filled(all);
        if (isPrepared) while (journal.orderNext());
        for (const [a, b, from] of queries) {
          const [first, last] = a < b ? [a, b] : [b, a];
          const isWithin = (word: number): boolean => word >= first && word <= last;
          expect(journal.previousWrite(first, from, last)).toBe(
            nothingIfAbsent(all.slice(0, from).findLastIndex(isWithin)),
          );
          const after = all.slice(from).findIndex(isWithin);
          expect(journal.nextWrite(first, from, last)).toBe(after < 0 ? undefined : from + after);
          const to = from + 1000;
          const early = all.slice(from, to).findIndex(isWithin);
          expect(journal.nextWrite(first, from, last, to)).toBe(early < 0 ? undefined : from + early);
          const late = all.slice(from, to).findLastIndex(isWithin);
          expect(journal.previousWrite(first, to, last, from)).toBe(late < 0 ? undefined : from + late);
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('what was cut off is not found, and what is written in its place is', () => {
  const journal = filled(Array.from({ length: 2 * BLOCK }, (_, n) => n + 10));
  while (journal.orderNext());
  journal.truncate(BLOCK - 1);
  for (let n = BLOCK - 1; n < 2 * BLOCK; n++) journal.append(n === BLOCK + 4 ? 3 : 2, 0, 0, 0, 0);
  expect(journal.nextWrite(BLOCK + 20, 0)).toBeUndefined();
  expect(journal.nextWrite(3, 0)).toBe(BLOCK + 4);
  expect(journal.previousWrite(BLOCK + 8, 2 * BLOCK)).toBe(BLOCK - 2);
});

test(
  'queries stay far below their bound, and a write costs at most 24 bytes with its order',
  { timeout: 60_000 },
  () => {
    const { times, bytes } = wordQueries(200, () => performance.now(), 3_000_000);
    expect([...times].sort((a, b) => a - b)[190]).toBeLessThan(5);
    expect(bytes).toBeGreaterThan(20);
    expect(bytes).toBeLessThanOrEqual(24);
  },
);

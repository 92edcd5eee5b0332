// Queries of the journal against looking through all writes, also where its blocks meet.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal } from './journal';

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
  expect(journal.bytes).toBe(bytes / 2);
  journal.append(9, 1, 2, 3, 4);
  expect(journal.matches(BLOCK, 9, 3, 4)).toBe(true);
  expect(journal.matches(BLOCK, 9, 3, 5)).toBe(false);
  expect(journal.matches(BLOCK, 8, 3, 4)).toBe(false);
});

// The first and the last write to any of some words are those of a look at every write, near and far, in ordered blocks and in the one being filled.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal } from '../memory/journal';
import { firstWriteTo, lastWriteTo } from './journalSearch';

const BLOCK = 1 << 16;
const LENGTH = 2 * BLOCK + 5000;

test('against a look at every write', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(LENGTH - 1), { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(LENGTH), fc.nat(LENGTH), fc.subarray([1, 2, 3], { minLength: 1 })), {
        minLength: 20,
        maxLength: 20,
      }),
      (places, queries) => {
        const all = Array.from({ length: LENGTH }, (_, n) => 1000 + n);
        places.forEach((place, i) => (all[place] = 1 + (i % 3)));
        const journal = new Journal();
        for (const word of all) journal.append(word, 0, 0, 0, 0);
        for (const [a, b, wanted] of queries) {
          const words = new Set(wanted);
          const [from, to] = a < b ? [a, b] : [b, a];
          const part = all.slice(from, to);
          const first = part.findIndex((word) => words.has(word));
          const last = part.findLastIndex((word) => words.has(word));
          expect(firstWriteTo(journal, words, from, to)).toBe(first < 0 ? undefined : from + first);
          expect(lastWriteTo(journal, words, from, to)).toBe(last < 0 ? undefined : from + last);
        }
      },
    ),
    { numRuns: 20 },
  );
});

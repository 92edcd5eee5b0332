// A journal of ten million writes and how long its queries take: for the benchmark of "previous and next write of a word" and for the test of its bound.
import { wordIndex } from '../word/brand';
import { WordMemory } from './wordMemory';

const WRITES = 10_000_000;
/** Half of the words asked for are written, some of them thousands of writes away, and half never: the whole journal has to say no. */
const WORD_SHIFT = 15;

/** Milliseconds of each of `queries` pairs of queries (previous and next write); `now` is a clock in milliseconds. `bytes` a write, order included. */
export function wordQueries(
  queries: number,
  now: () => number,
  writes = WRITES,
): { readonly times: readonly number[]; readonly bytes: number } {
  const memory = new WordMemory();
  let seed = 1;
  const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0);
  for (let i = 0; i < writes; i++) memory.write(wordIndex(1 + (random() >>> WORD_SHIFT)), i, seed);
  // As a timeline does while it records.
  while (memory.journal.orderNext());
  const times = Array.from({ length: queries }, () => {
    const word = 1 + (random() >>> (WORD_SHIFT - 1));
    const from = random() % writes;
    const start = now();
    memory.journal.previousWrite(word, from);
    memory.journal.nextWrite(word, from);
    return now() - start;
  });
  return { times, bytes: memory.journal.bytes / memory.journal.length };
}

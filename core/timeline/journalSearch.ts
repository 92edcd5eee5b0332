// The first or last write to any of several words within a stretch of the journal: looked at write by write where it is short, by the index where it is long.
import type { Journal } from '../memory/journal.js';

/** Looking at one write costs some nanoseconds, asking the index for one word some microseconds. */
const WRITES_PER_WORD = 500;

export function firstWriteTo(
  journal: Journal,
  words: ReadonlySet<number>,
  from: number,
  to: number,
): number | undefined {
  const end = Math.min(to, journal.length);
  if (end - from <= words.size * WRITES_PER_WORD) {
    for (let n = Math.max(from, 0); n < end; n++) if (words.has(journal.index(n))) return n;
    return undefined;
  }
  let first = end;
  for (const word of words) first = Math.min(first, journal.nextWrite(word, from) ?? end);
  return first < end ? first : undefined;
}

export function lastWriteTo(
  journal: Journal,
  words: ReadonlySet<number>,
  from: number,
  to: number,
): number | undefined {
  const end = Math.min(to, journal.length);
  const start = Math.max(from, 0);
  if (end - start <= words.size * WRITES_PER_WORD) {
    for (let n = end - 1; n >= start; n--) if (words.has(journal.index(n))) return n;
    return undefined;
  }
  let last = -1;
  for (const word of words) last = Math.max(last, journal.previousWrite(word, end) ?? -1);
  return last >= start ? last : undefined;
}

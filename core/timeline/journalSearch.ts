// The first or last write to any of several words within a stretch of the journal: looked at write by write where it is short, by the index where it is long.
import type { Journal } from '../memory/journal.js';

/** Looking at one write costs some nanoseconds, asking the index for one word some microseconds; what is written often is found nearby. */
const WRITES_PER_WORD = 500;

/** In positions from..to-1. */
export function firstWriteTo(
  journal: Journal,
  words: ReadonlySet<number>,
  from: number,
  to: number,
): number | undefined {
  const end = Math.min(to, journal.length);
  const near = Math.min(end, from + words.size * WRITES_PER_WORD);
  for (let n = Math.max(from, 0); n < near; n++) if (words.has(journal.index(n))) return n;
  let first = Math.min(end, journal.ordered);
  const isOrdered = near < first;
  const none = first;
  if (isOrdered) for (const word of words) first = journal.nextWrite(word, near, word, first) ?? first;
  if (isOrdered && first < none) return first;
  for (let n = Math.max(near, journal.ordered); n < end; n++) if (words.has(journal.index(n))) return n;
  return undefined;
}

/** In positions from..to-1. */
export function lastWriteTo(
  journal: Journal,
  words: ReadonlySet<number>,
  from: number,
  to: number,
): number | undefined {
  const end = Math.min(to, journal.length);
  const start = Math.max(from, 0);
  const near = Math.max(start, Math.min(end - words.size * WRITES_PER_WORD, end));
  const low = Math.max(start, Math.min(near, journal.ordered));
  for (let n = end - 1; n >= low; n--) if (words.has(journal.index(n))) return n;
  let last = -1;
  for (const word of words) last = journal.previousWrite(word, low, word, Math.max(start, last + 1)) ?? last;
  return last >= start ? last : undefined;
}

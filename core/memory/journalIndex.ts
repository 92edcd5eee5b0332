// Where each word was written within one block of the journal: the block's entries ordered by word, 2 bytes a write, so that queries need no scan.

/** Bits of a word index that one pass sorts by: three passes cover the 2^29 words of the memory (wordMemory.ts). */
const RADIX_BITS = 10;
const RADIX = 1 << RADIX_BITS;
const PASSES = 3;

/**
 * Positions within a block, ordered by the word written there and then by position. `entries` are at most 65536; entry i is of the word at
 * `block[i * fields]`. Costs about a millisecond for a full block (bench: previous and next write).
 */
export function orderByWord(block: Uint32Array, fields: number, entries: number): Uint16Array {
  const keys = new Uint32Array(entries);
  let from = new Uint16Array(entries);
  for (let i = 0; i < entries; i++) {
    keys[i] = block[i * fields]!;
    from[i] = i;
  }
  let to = new Uint16Array(entries);
  const starts = new Uint32Array(RADIX);
  for (let pass = 0; pass < PASSES; pass++) {
    const shift = pass * RADIX_BITS;
    starts.fill(0);
    for (let i = 0; i < entries; i++) starts[(keys[i]! >>> shift) & (RADIX - 1)]!++;
    for (let digit = 0, sum = 0; digit < RADIX; digit++) {
      const count = starts[digit]!;
      starts[digit] = sum;
      sum += count;
    }
    for (let i = 0; i < entries; i++) {
      const position = from[i]!;
      to[starts[(keys[position]! >>> shift) & (RADIX - 1)]!++] = position;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** A block of the journal with its order. */
export interface OrderedBlock {
  readonly block: Uint32Array;
  readonly fields: number;
  readonly order: Uint16Array;
}

/** The last position below `limit` at which one of the words `first`..`last` was written; -1: none. */
export function lastBelow({ block, fields, order }: OrderedBlock, first: number, last: number, limit: number): number {
  let found = -1;
  for (let at = firstOf(block, fields, order, first); at < order.length;) {
    const word = block[order[at]! * fields]!;
    if (word > last) break;
    const end = firstOf(block, fields, order, word + 1);
    const below = firstPosition(order, at, end, limit) - 1;
    if (below >= at) found = Math.max(found, order[below]!);
    at = end;
  }
  return found;
}

/** The first position at or after `limit` at which one of the words `first`..`last` was written; -1: none. */
export function firstFrom({ block, fields, order }: OrderedBlock, first: number, last: number, limit: number): number {
  let found = -1;
  for (let at = firstOf(block, fields, order, first); at < order.length;) {
    const word = block[order[at]! * fields]!;
    if (word > last) break;
    const end = firstOf(block, fields, order, word + 1);
    const next = firstPosition(order, at, end, limit);
    if (next < end && (found < 0 || order[next]! < found)) found = order[next]!;
    at = end;
  }
  return found;
}

/** Place in `order` of the first entry of `word` or a higher one. */
function firstOf(block: Uint32Array, fields: number, order: Uint16Array, word: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (block[order[middle]! * fields]! < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place in `order`, between `low` and `high`, which are all of one word, of the first position that is at least `limit`. */
function firstPosition(order: Uint16Array, low: number, high: number, limit: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

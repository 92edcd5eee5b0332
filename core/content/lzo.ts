// LZO1X compression (the kernel's `lzo` and `lzo-rle`), written from the description of the stream format and from measured sizes.
//
// How matches are searched is not part of the format. The rules below were found from outside: sizes that a kernel 6.18 recorded
// for generated pages (facts/oracle.md section 7) were compared with those of a plain greedy search, one rule varied at a time,
// until all agreed. docs/compression.md tells how, and what remains unknown.

import { LZO_FARTHEST, LzoWriter, ZERO_RUN_LONGEST, ZERO_RUN_SHORTEST } from './lzoWriter';

export type LzoVariant = 'lzo' | 'lzo-rle';

/** Longest input of one block: every distance within it fits one instruction. Pages have 4096 bytes. */
export const LZO_BLOCK_LIMIT = LZO_FARTHEST;

const TABLE_BITS = 13;
/** The one multiplier of 2^32 with which all recorded sizes come out right; see docs/compression.md. */
const HASH_MULTIPLIER = 405029533;
/** The search starts here: the first instruction is always one of literals. */
const FIRST_POSITION = 5;
/** No match and no run starts in the last 20 bytes. */
const START_MARGIN = 20;
const SHORTEST_MATCH = 4;
/** After so many bytes without a match the steps get one byte longer, and so on. */
const STEP_GROWTH_SHIFT = 5;
/** Matches are extended in pieces of so many bytes. */
const STRIDE = 8;

const table = new Uint16Array(1 << TABLE_BITS);

/** Size that a destination must have to hold any block of `length` bytes. */
export function lzoBound(length: number): number {
  return length + (length >>> 3) + 16;
}

/**
 * Compresses all of `from` (at most LZO_BLOCK_LIMIT bytes) into `to` (at least lzoBound bytes); returns the compressed length in
 * bytes, which is above the input's for data that does not compress.
 */
export function lzoCompress(from: Uint8Array, to: Uint8Array, variant: LzoVariant): number {
  const size = from.length;
  if (size > LZO_BLOCK_LIMIT || to.length < lzoBound(size))
    throw new RangeError(`lzoCompress: ${size} bytes into ${to.length}`);
  const writer = new LzoWriter(to);
  const hasRuns = variant === 'lzo-rle';
  if (hasRuns) writer.version1();
  table.fill(0);
  const startEnd = size - START_MARGIN;
  let anchor = 0;
  let position = FIRST_POSITION;
  while (position < startEnd) {
    if (hasRuns && isZeroFour(from, position)) {
      const length = zeroRunLength(from, position, startEnd);
      writer.literals(from, anchor, position);
      writer.zeros(length);
      position += length;
      anchor = position;
      continue;
    }
    const match = lookUpAndEnter(from, position);
    if (!isSameFour(from, match, position)) {
      position += 1 + ((position - anchor) >>> STEP_GROWTH_SHIFT);
      continue;
    }
    const length = matchLength(from, match, position, startEnd);
    writer.literals(from, anchor, position);
    writer.copy(position - match, length);
    position += length;
    anchor = position;
  }
  writer.literals(from, anchor, size);
  return writer.end();
}

/** The place where these four bytes (or others of the same hash) were last seen; 0 when they were not. */
function lookUpAndEnter(from: Uint8Array, position: number): number {
  const four =
    byteAt(from, position) |
    (byteAt(from, position + 1) << 8) |
    (byteAt(from, position + 2) << 16) |
    (byteAt(from, position + 3) << 24);
  const hash = Math.imul(four, HASH_MULTIPLIER) >>> (32 - TABLE_BITS);
  const earlier = table[hash] ?? 0;
  table[hash] = position;
  return earlier;
}

/** A match goes on to the first difference, but no new stride is begun in the margin: so it ends up to seven bytes inside it. */
function matchLength(from: Uint8Array, match: number, position: number, startEnd: number): number {
  let length = SHORTEST_MATCH;
  do {
    for (const stop = length + STRIDE; length < stop; length++)
      if (from[match + length] !== from[position + length]) return length;
  } while (position + length < startEnd);
  return length;
}

function zeroRunLength(from: Uint8Array, position: number, startEnd: number): number {
  let length = ZERO_RUN_SHORTEST;
  while (length < ZERO_RUN_LONGEST && position + length < startEnd && from[position + length] === 0) length++;
  return length;
}

function isZeroFour(from: Uint8Array, at: number): boolean {
  return from[at] === 0 && from[at + 1] === 0 && from[at + 2] === 0 && from[at + 3] === 0;
}

function isSameFour(from: Uint8Array, a: number, b: number): boolean {
  return (
    from[a] === from[b] && from[a + 1] === from[b + 1] && from[a + 2] === from[b + 2] && from[a + 3] === from[b + 3]
  );
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

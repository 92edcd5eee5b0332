// LZ4 block format, compressed the way the kernel's lz4 does it, so that compressed sizes are the kernel's to the byte.
//
// Written from the description in facts/oracle.md section 7 (Linux 6.18): a table of 8192 positions hashed over four bytes, greedy
// matching. The user-space library hashes five bytes and gives other sizes. Blocks of at most 64 KiB, so a position fits 16 bits.

/** Longest input of one block: positions are 16 bits wide. */
export const LZ4_BLOCK_LIMIT = 65535;

const TABLE_ENTRIES = 8192;
/** No match starts in the last 12 bytes and none reaches into the last 5. */
const MATCH_START_MARGIN = 12;
const LITERAL_TAIL = 5;
const SHORTEST_MATCH = 4;
/** Literal and match lengths from here on continue in extra bytes. */
const LENGTH_ESCAPE = 15;

const table = new Uint16Array(TABLE_ENTRIES);

/** Size that a destination must have to hold any block of `length` bytes. */
export function lz4Bound(length: number): number {
  return length + Math.floor(length / 255) + 16;
}

/**
 * Compresses all of `from` (at most LZ4_BLOCK_LIMIT bytes) into `to` (at least lz4Bound bytes); returns the compressed length in
 * bytes, which is above the input's for data that does not compress. Allocates nothing.
 */
export function lz4Compress(from: Uint8Array, to: Uint8Array): number {
  const end = from.length;
  if (end > LZ4_BLOCK_LIMIT || to.length < lz4Bound(end))
    throw new RangeError(`lz4Compress: ${end} bytes into ${to.length}`);
  // Shorter inputs have no place where a match could start.
  if (end <= MATCH_START_MARGIN) return putLastLiterals(from, 0, to, 0);
  table.fill(0);
  const lastMatchStart = end - MATCH_START_MARGIN;
  const matchEnd = end - LITERAL_TAIL;
  let out = 0;
  let anchor = 0;
  // Position 0 is in the table already: an empty entry means 0.
  let position = 1;
  for (;;) {
    let probes = 64;
    let match: number;
    let next = position;
    // The further without a match, the larger the steps.
    for (let step = 1; ; step = probes++ >>> 6) {
      position = next;
      next += step;
      if (next > lastMatchStart) return putLastLiterals(from, anchor, to, out);
      match = lookUpAndEnter(from, position);
      if (sameFour(from, match, position)) break;
    }
    while (position > anchor && match > 0 && from[position - 1] === from[match - 1]) {
      position--;
      match--;
    }
    for (;;) {
      let length = SHORTEST_MATCH;
      while (position + length < matchEnd && from[position + length] === from[match + length]) length++;
      out = putSequence(from, anchor, position, position - match, length, to, out);
      position += length;
      anchor = position;
      if (position > lastMatchStart) return putLastLiterals(from, anchor, to, out);
      table[hashAt(from, position - 2)] = position - 2;
      match = lookUpAndEnter(from, position);
      if (!sameFour(from, match, position)) break;
    }
    position++;
  }
}

/**
 * Unpacks a block into `to`; returns the number of bytes written, or undefined when the block is damaged or does not fit. Every
 * offset and length is checked against what is there.
 */
export function lz4Decompress(from: Uint8Array, to: Uint8Array): number | undefined {
  let at = 0;
  let out = 0;
  while (at < from.length) {
    const token = byteAt(from, at++);
    let literals = token >>> 4;
    if (literals === LENGTH_ESCAPE) {
      let more = 255;
      while (more === 255) {
        if (at >= from.length) return undefined;
        more = byteAt(from, at++);
        literals += more;
      }
    }
    if (at + literals > from.length || out + literals > to.length) return undefined;
    for (let i = 0; i < literals; i++) to[out++] = byteAt(from, at++);
    if (at === from.length) return out;
    if (at + 2 > from.length) return undefined;
    const offset = byteAt(from, at) | (byteAt(from, at + 1) << 8);
    at += 2;
    if (offset === 0 || offset > out) return undefined;
    let length = (token & 15) + SHORTEST_MATCH;
    if ((token & 15) === LENGTH_ESCAPE) {
      let more = 255;
      while (more === 255) {
        if (at >= from.length) return undefined;
        more = byteAt(from, at++);
        length += more;
      }
    }
    if (out + length > to.length) return undefined;
    for (let i = 0; i < length; i++, out++) to[out] = byteAt(to, out - offset);
  }
  // A block ends with literals; one that ends with a match, or is empty, was cut.
  return undefined;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function hashAt(from: Uint8Array, at: number): number {
  const four =
    byteAt(from, at) | (byteAt(from, at + 1) << 8) | (byteAt(from, at + 2) << 16) | (byteAt(from, at + 3) << 24);
  return Math.imul(four, 2654435761) >>> 19;
}

function lookUpAndEnter(from: Uint8Array, position: number): number {
  const hash = hashAt(from, position);
  const earlier = table[hash] ?? 0;
  table[hash] = position;
  return earlier;
}

function sameFour(from: Uint8Array, a: number, b: number): boolean {
  return (
    from[a] === from[b] && from[a + 1] === from[b + 1] && from[a + 2] === from[b + 2] && from[a + 3] === from[b + 3]
  );
}

function putSequence(
  from: Uint8Array,
  anchor: number,
  position: number,
  offset: number,
  length: number,
  to: Uint8Array,
  out: number,
): number {
  const literals = position - anchor;
  const matchCode = length - SHORTEST_MATCH;
  to[out++] = (Math.min(literals, LENGTH_ESCAPE) << 4) | Math.min(matchCode, LENGTH_ESCAPE);
  out = putLength(literals, to, out);
  for (let at = anchor; at < position; at++) to[out++] = byteAt(from, at);
  to[out++] = offset;
  to[out++] = offset >>> 8;
  return putLength(matchCode, to, out);
}

function putLastLiterals(from: Uint8Array, anchor: number, to: Uint8Array, out: number): number {
  const literals = from.length - anchor;
  to[out++] = Math.min(literals, LENGTH_ESCAPE) << 4;
  out = putLength(literals, to, out);
  for (let at = anchor; at < from.length; at++) to[out++] = byteAt(from, at);
  return out;
}

/** The extra bytes of a length: nothing below 15, else 255s and a rest. */
function putLength(length: number, to: Uint8Array, out: number): number {
  if (length < LENGTH_ESCAPE) return out;
  let rest = length - LENGTH_ESCAPE;
  for (; rest >= 255; rest -= 255) to[out++] = 255;
  to[out++] = rest;
  return out;
}

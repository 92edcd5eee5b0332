// Writes the instructions of the LZO1X stream format, so that the search for matches (lzo.ts) is about matches only.
//
// The format is the one described in the kernel's Documentation/staging/lzo.rst; the names of the instructions there are bit
// patterns, given beside each method. Blocks are short enough that every distance fits the instructions up to 16 KiB.

/** Longest run of zeros that one instruction of version 1 (lzo-rle) can say; the shortest is ZERO_RUN_SHORTEST. */
export const ZERO_RUN_LONGEST = 2051;
export const ZERO_RUN_SHORTEST = 4;
/** Largest distance of a copy, in bytes. */
export const LZO_FARTHEST = 16384;

const NEAR = 2048;
const NEAR_LONGEST = 8;
/** Beyond these lengths an instruction's own bits are 0 and the rest follows in bytes. */
const LITERALS_IN_INSTRUCTION = 18;
const COPY_IN_INSTRUCTION = 33;

/** One block being written to `to`, which is large enough (lzoBound). */
export class LzoWriter {
  private at = 0;
  /** Where the last instruction keeps the number of literals (0-3) that follow it; undefined before the first one. */
  private countAt: number | undefined;

  constructor(private readonly to: Uint8Array) {}

  /** The two bytes before a stream of version 1. */
  version1(): void {
    this.byte(17);
    this.byte(1);
  }

  /** Bytes `start`..`end` of `from` as they are. */
  literals(from: Uint8Array, start: number, end: number): void {
    const count = end - start;
    if (count === 0) return;
    if (count > 3) {
      // 0000LLLL
      this.byte(count > LITERALS_IN_INSTRUCTION ? 0 : count - 3);
      if (count > LITERALS_IN_INSTRUCTION) this.rest(count - LITERALS_IN_INSTRUCTION);
    } else if (this.countAt === undefined) {
      // 18..20, as first byte only
      this.byte(17 + count);
    } else {
      this.to[this.countAt] = (this.to[this.countAt] ?? 0) | count;
    }
    this.to.set(from.subarray(start, end), this.at);
    this.at += count;
  }

  /** `length` bytes (3 or more) again that stand `distance` bytes (1..LZO_FARTHEST) back. */
  copy(distance: number, length: number): void {
    const back = distance - 1;
    if (distance <= NEAR && length <= NEAR_LONGEST) {
      // 01LDDDSS and 1LLDDDSS, then HHHHHHHH
      this.countAt = this.at;
      this.byte(((length - 1) << 5) | ((back & 7) << 2));
      this.byte(back >>> 3);
      return;
    }
    // 001LLLLL, then the distance in two bytes
    this.byte(32 | (length > COPY_IN_INSTRUCTION ? 0 : length - 2));
    if (length > COPY_IN_INSTRUCTION) this.rest(length - COPY_IN_INSTRUCTION);
    this.distanceBits(back);
  }

  /** Version 1 only: ZERO_RUN_SHORTEST..ZERO_RUN_LONGEST zeros. */
  zeros(length: number): void {
    const more = length - ZERO_RUN_SHORTEST;
    // 00011LLL with all bits of the distance set, then XXXXXXXX
    this.byte(24 | (more & 7));
    this.distanceBits(0x3fff);
    this.byte(more >>> 3);
  }

  /** Marks the end (a copy over distance 16384); returns the length of the stream in bytes. */
  end(): number {
    this.byte(17);
    this.byte(0);
    this.byte(0);
    return this.at;
  }

  private byte(value: number): void {
    this.to[this.at++] = value;
  }

  /** DDDDDDSS DDDDDDDD: 14 bits, little-endian, above the number of literals. */
  private distanceBits(bits: number): void {
    this.countAt = this.at;
    this.byte((bits << 2) & 0xff);
    this.byte(bits >>> 6);
  }

  /** A length that an instruction's bits do not hold: a zero byte for each 255, then 1..255. */
  private rest(length: number): void {
    let left = length;
    for (; left > 255; left -= 255) this.byte(0);
    this.byte(left);
  }
}

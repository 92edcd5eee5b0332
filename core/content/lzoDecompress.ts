// Unpacks LZO1X streams of both versions: every instruction of the format, not only those that our compressor writes.
//
// Written from the description in the kernel's Documentation/staging/lzo.rst; bit patterns are quoted from there.

/** How many literals the last instruction copied, which decides what an instruction below 16 means. */
type Literals = 'none' | 'few' | 'many';

/**
 * Unpacks a stream into `to`; returns the number of bytes written, or undefined when the stream is damaged, of an unknown version
 * or does not fit. Every distance and length is checked against what is there.
 */
export function lzoDecompress(from: Uint8Array, to: Uint8Array): number | undefined {
  const block = new Block(from, to);
  // A versioned stream has at least five bytes.
  const isVersioned = from.length >= 5 && from[0] === 17;
  if (isVersioned) {
    if (from[1] !== 1) return undefined;
    block.skip(2);
  }
  let literals: Literals = 'none';
  const first = block.peek();
  if (first > 17) {
    block.skip(1);
    if (!block.literals(first - 17)) return undefined;
    literals = first - 17 < 4 ? 'few' : 'many';
  }
  while (block.hasInput()) {
    const code = block.byte();
    if (code < 16 && literals === 'none') {
      if (!block.literals(code === 0 ? 18 + block.rest() : code + 3)) return undefined;
      literals = 'many';
      continue;
    }
    const after = instruction(block, code, literals === 'many', isVersioned);
    if (after === 'end') return block.finished();
    if (after === undefined || !block.literals(after)) return undefined;
    literals = after === 0 ? 'none' : 'few';
  }
  return undefined;
}

/** Does what an instruction other than "copy literals" says; returns how many literals follow it, or undefined when it is impossible. */
function instruction(block: Block, code: number, isAfterMany: boolean, hasRuns: boolean): number | 'end' | undefined {
  if (code >= 64) {
    // 01LDDDSS and 1LLDDDSS
    const distance = (block.byte() << 3) + ((code >>> 2) & 7) + 1;
    return block.copy(distance, (code >>> 5) + 1) ? code & 3 : undefined;
  }
  if (code < 16) {
    // 0000DDSS
    const distance = (block.byte() << 2) + (code >>> 2) + 1;
    return block.copy(isAfterMany ? distance + 2048 : distance, isAfterMany ? 3 : 2) ? code & 3 : undefined;
  }
  const isFar = code < 32;
  // Looked at before the length: this is why version 1 forbids some copies.
  if (hasRuns && code >= 24 && isFar && (block.peekPair() & 0xfffc) === 0xfffc) {
    const pair = block.pair();
    return block.zeros(((block.byte() << 3) | (code & 7)) + 4) ? pair & 3 : undefined;
  }
  const bits = isFar ? 7 : 31;
  const length = 2 + ((code & bits) === 0 ? bits + block.rest() : code & bits);
  const pair = block.pair();
  const distance = isFar ? 16384 + ((code & 8) << 11) + (pair >>> 2) : (pair >>> 2) + 1;
  if (isFar && distance === 16384) return code === 17 && pair === 0 ? 'end' : undefined;
  return block.copy(distance, length) ? pair & 3 : undefined;
}

/** The two places of a block being unpacked. Reading beyond the input gives zeros; `finished` and `hasInput` notice it. */
class Block {
  private at = 0;
  private out = 0;

  constructor(
    private readonly from: Uint8Array,
    private readonly to: Uint8Array,
  ) {}

  hasInput(): boolean {
    return this.at < this.from.length;
  }

  /** Bytes written, if the input ends exactly here. */
  finished(): number | undefined {
    return this.at === this.from.length ? this.out : undefined;
  }

  skip(count: number): void {
    this.at += count;
  }

  peek(): number {
    return this.from[this.at] ?? 0;
  }

  peekPair(): number {
    return this.peek() | ((this.from[this.at + 1] ?? 0) << 8);
  }

  byte(): number {
    return this.from[this.at++] ?? 0;
  }

  pair(): number {
    return this.byte() | (this.byte() << 8);
  }

  /** The rest of a length: 255 for each zero byte, then 1..255. */
  rest(): number {
    let length = 0;
    for (; this.hasInput() && this.peek() === 0; this.at++) length += 255;
    return length + this.byte();
  }

  literals(count: number): boolean {
    if (this.at + count > this.from.length || this.out + count > this.to.length) return false;
    this.to.set(this.from.subarray(this.at, this.at + count), this.out);
    this.at += count;
    this.out += count;
    return true;
  }

  /** Byte by byte: a copy may read what it has just written. */
  copy(distance: number, length: number): boolean {
    if (distance > this.out || this.out + length > this.to.length) return false;
    for (let i = 0; i < length; i++, this.out++) this.to[this.out] = this.to[this.out - distance] ?? 0;
    return true;
  }

  zeros(length: number): boolean {
    if (this.out + length > this.to.length) return false;
    this.to.fill(0, this.out, this.out + length);
    this.out += length;
    return true;
  }
}

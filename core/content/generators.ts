// Generators of page bytes, so that compressors work on real data: the kinds of facts/oracle.md section 7, each with a seed.

const PAGE_BYTES = 4096;

/** A 32-bit xorshift register; `next` gives an unsigned word. One object for all pages: generating allocates nothing. */
export class WordSource {
  private state = 1;

  /**
   * Start value: (page+1) * 2654435761 + seed * 2246822507 modulo 2^32, 1 if that is 0, then four words are thrown away. With
   * seed 0 this is the generator of facts/oracle.md section 7.
   */
  start(page: number, seed: number): void {
    this.state = (Math.imul(page + 1, 2654435761) + Math.imul(seed, 2246822507)) | 0 || 1;
    for (let i = 0; i < 4; i++) this.next();
  }

  next(): number {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s;
    return s >>> 0;
  }
}

const encoder = new TextEncoder();
const WORDS = 'the of and to swap page slot cluster memory in is for kernel with table cache'
  .split(' ')
  .map((word) => encoder.encode(`${word} `));
const JSON_ID = encoder.encode('{"id":');
const JSON_VALUE = encoder.encode(',"kind":"node","value":');
const JSON_TRUE = encoder.encode(',"ok":true},');
const JSON_FALSE = encoder.encode(',"ok":false},');

/** Little-endian; bytes beyond the page are cut. */
export function putWord(into: Uint8Array, at: number, word: number): void {
  into[at] = word;
  into[at + 1] = word >>> 8;
  into[at + 2] = word >>> 16;
  into[at + 3] = word >>> 24;
}

export function randomWords(into: Uint8Array, source: WordSource): void {
  for (let at = 0; at < PAGE_BYTES; at += 4) putWord(into, at, source.next());
}

/** One generator word a byte, its top 8 bits; `length` bytes at most a page. */
export function randomBytes(into: Uint8Array, source: WordSource, length: number): void {
  const end = Math.min(length, PAGE_BYTES);
  for (let at = 0; at < end; at++) into[at] = source.next() >>> 24;
}

export function repeatedBytes(into: Uint8Array, source: WordSource, length: number): void {
  if (length === 0) return;
  randomBytes(into, source, length);
  for (let at = length; at < PAGE_BYTES; at++) into[at] = into[at - length] ?? 0;
}

export function nibbles(into: Uint8Array, source: WordSource): void {
  for (let at = 0; at < PAGE_BYTES; at++) into[at] = source.next() >>> 28;
}

export function pointers(into: Uint8Array, source: WordSource): void {
  for (let at = 0; at < PAGE_BYTES; at += 8) {
    putWord(into, at, (source.next() >>> 16) * 16);
    putWord(into, at + 4, 0x00007f3a);
  }
}

/** Three in four 16-byte blocks hold small numbers, the others random words. */
export function mixedBlocks(into: Uint8Array, source: WordSource): void {
  for (let at = 0; at < PAGE_BYTES; at += 16) {
    const r = source.next();
    if (r >>> 30 === 0) {
      for (let word = 0; word < 16; word += 4) putWord(into, at + word, source.next());
    } else {
      putWord(into, at, r & 255);
      putWord(into, at + 4, 0);
      putWord(into, at + 8, (r >>> 8) & 255);
      putWord(into, at + 12, 0);
    }
  }
}

export function words(into: Uint8Array, source: WordSource): void {
  for (let at = 0; at < PAGE_BYTES;) {
    const word = WORDS[source.next() >>> 28];
    if (word === undefined) return;
    at = append(into, at, word);
  }
}

export function jsonRecords(into: Uint8Array, source: WordSource): void {
  for (let at = 0; at < PAGE_BYTES;) {
    const id = source.next() >>> 12;
    const value = source.next() >>> 24;
    at = append(into, at, JSON_ID);
    at = appendDecimal(into, at, id);
    at = append(into, at, JSON_VALUE);
    at = appendDecimal(into, at, value);
    at = append(into, at, value % 2 === 1 ? JSON_TRUE : JSON_FALSE);
  }
}

function append(into: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length && at + i < PAGE_BYTES; i++) into[at + i] = bytes[i] ?? 0;
  return at + bytes.length;
}

function appendDecimal(into: Uint8Array, at: number, value: number): number {
  let divisor = 1;
  while (value >= divisor * 10) divisor *= 10;
  for (; divisor >= 1; divisor /= 10, at++) {
    if (at < PAGE_BYTES) into[at] = 48 + (Math.floor(value / divisor) % 10);
  }
  return at;
}

// The journal: every write as (word, old value, new value), 20 bytes each, in blocks that never move; queries read it at rest, by an order of 2 bytes a write.
import { firstFrom, lastBelow, orderByWord } from './journalIndex.js';

const BLOCK_SHIFT = 16;
const BLOCK_ENTRIES = 1 << BLOCK_SHIFT;
const BLOCK_MASK = BLOCK_ENTRIES - 1;
const FIELDS = 5;

export class Journal {
  readonly #blocks: Uint32Array[] = [];
  /** Order of each full block by word; made when a query first comes to the block, or before by `orderNext`. */
  readonly #orders: (Uint16Array | undefined)[] = [];
  #length = 0;

  /** Number of writes held. */
  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    const ordered = this.#orders.reduce((sum, order) => sum + (order?.byteLength ?? 0), 0);
    return this.#blocks.length * BLOCK_ENTRIES * FIELDS * 4 + ordered;
  }

  append(index: number, oldLo: number, oldHi: number, newLo: number, newHi: number): void {
    const n = this.#length++;
    let block = this.#blocks[n >>> BLOCK_SHIFT];
    if (block === undefined) this.#blocks.push((block = new Uint32Array(BLOCK_ENTRIES * FIELDS)));
    const at = (n & BLOCK_MASK) * FIELDS;
    block[at] = index;
    block[at + 1] = oldLo;
    block[at + 2] = oldHi;
    block[at + 3] = newLo;
    block[at + 4] = newHi;
  }

  /** Whether write `n` was of this value to this word. */
  matches(n: number, index: number, lo: number, hi: number): boolean {
    return this.index(n) === index && this.newLo(n) === lo && this.newHi(n) === hi;
  }

  index(n: number): number {
    return this.#field(n, 0);
  }

  oldLo(n: number): number {
    return this.#field(n, 1);
  }

  oldHi(n: number): number {
    return this.#field(n, 2);
  }

  newLo(n: number): number {
    return this.#field(n, 3);
  }

  newHi(n: number): number {
    return this.#field(n, 4);
  }

  /** The last write to one of the words `first`..`last` in positions `least`..`from` - 1; undefined when there is none. */
  previousWrite(first: number, from: number, last = first, least = 0): number | undefined {
    const limit = Math.min(from, this.#length);
    for (let number = (limit - 1) >> BLOCK_SHIFT; number >= least >>> BLOCK_SHIFT; number--) {
      const start = number * BLOCK_ENTRIES;
      const order = this.#order(number);
      if (order === undefined) {
        for (let n = limit - 1; n >= Math.max(start, least); n--) if (this.#isWithin(n, first, last)) return n;
        continue;
      }
      const found = lastBelow({ block: this.#blocks[number]!, fields: FIELDS, order }, first, last, limit - start);
      if (found >= 0) return start + found >= least ? start + found : undefined;
    }
    return undefined;
  }

  /** The first write to one of the words `first`..`last` in positions `from`..`to` - 1; undefined when there is none. */
  nextWrite(first: number, from: number, last = first, to = Infinity): number | undefined {
    const least = Math.max(from, 0);
    const end = Math.min(to, this.#length);
    for (let number = least >>> BLOCK_SHIFT; number * BLOCK_ENTRIES < end; number++) {
      const start = number * BLOCK_ENTRIES;
      const order = this.#order(number);
      if (order === undefined) {
        for (let n = Math.max(least, start); n < end; n++) if (this.#isWithin(n, first, last)) return n;
        continue;
      }
      const found = firstFrom({ block: this.#blocks[number]!, fields: FIELDS, order }, first, last, least - start);
      if (found >= 0) return start + found < end ? start + found : undefined;
    }
    return undefined;
  }

  /** Positions below this one are in blocks that queries find their way in; those above have to be looked through. */
  get ordered(): number {
    return this.#fullBlocks * BLOCK_ENTRIES;
  }

  /** Prepares queries: orders one full block that is in no order yet, in about a millisecond. False: there was none. */
  orderNext(): boolean {
    if (this.#orders.length >= this.#fullBlocks) return false;
    this.#order(this.#orders.length);
    return true;
  }

  truncate(length: number): void {
    this.#length = length;
    this.#blocks.length = Math.ceil(length / BLOCK_ENTRIES);
    this.#orders.length = Math.min(this.#orders.length, this.#fullBlocks);
    // Another journal may have the block too: what follows is this one's alone.
    const last = this.#blocks[this.#fullBlocks];
    if (last !== undefined) this.#blocks[this.#fullBlocks] = last.slice();
  }

  /** Becomes the first `length` writes of another journal. Full blocks and their order never change: both have them. */
  takeOver(other: Journal, length: number): void {
    this.#length = length;
    this.#blocks.splice(0, Infinity, ...other.#blocks.slice(0, this.#fullBlocks));
    this.#orders.splice(0, Infinity, ...other.#orders.slice(0, this.#fullBlocks));
    const last = other.#blocks[this.#fullBlocks];
    if (last !== undefined && length % BLOCK_ENTRIES !== 0) this.#blocks.push(last.slice());
  }

  get #fullBlocks(): number {
    return this.#length >>> BLOCK_SHIFT;
  }

  /** undefined: the block is still being filled; looking through it takes some ten microseconds. */
  #order(number: number): Uint16Array | undefined {
    if (number >= this.#fullBlocks) return undefined;
    while (this.#orders.length <= number) this.#orders.push(undefined);
    return (this.#orders[number] ??= orderByWord(this.#blocks[number]!, FIELDS, BLOCK_ENTRIES));
  }

  #isWithin(n: number, first: number, last: number): boolean {
    const index = this.index(n);
    return index >= first && index <= last;
  }

  #field(n: number, field: number): number {
    return this.#blocks[n >>> BLOCK_SHIFT]![(n & BLOCK_MASK) * FIELDS + field]!;
  }
}

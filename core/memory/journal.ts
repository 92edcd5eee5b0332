// The journal: every write as (word, old value, new value), 20 bytes each, in blocks that never move; queries read it at rest.
const BLOCK_SHIFT = 16;
const BLOCK_ENTRIES = 1 << BLOCK_SHIFT;
const BLOCK_MASK = BLOCK_ENTRIES - 1;
const FIELDS = 5;

export class Journal {
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

  /** Number of writes held. */
  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#blocks.length * BLOCK_ENTRIES * FIELDS * 4;
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

  /** The last write to `index` before position `from`, or the first at or after it; undefined when there is none. */
  previousWrite(index: number, from: number): number | undefined {
    for (let n = Math.min(from, this.#length) - 1; n >= 0; n--) if (this.index(n) === index) return n;
    return undefined;
  }

  nextWrite(index: number, from: number): number | undefined {
    for (let n = Math.max(from, 0); n < this.#length; n++) if (this.index(n) === index) return n;
    return undefined;
  }

  truncate(length: number): void {
    this.#length = length;
    this.#blocks.length = Math.ceil(length / BLOCK_ENTRIES);
  }

  #field(n: number, field: number): number {
    return this.#blocks[n >>> BLOCK_SHIFT]![(n & BLOCK_MASK) * FIELDS + field]!;
  }
}

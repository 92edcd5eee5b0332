// The word memory: all simulated kernel state as 64-bit words, with an immutable journal and snapshots, so that any moment can be returned to.
import type { WordIndex } from '../word/brand';
import { Journal } from './journal';
import { indexOfPointer } from './regions';
import { CHUNK_HALVES, CHUNK_SHIFT, Snapshots } from './snapshots';

const CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

/** Number of words that can be addressed: see regions.ts for how the space is divided. */
export const MEMORY_WORDS = 2 ** 29;
const CHUNKS = MEMORY_WORDS >>> CHUNK_SHIFT;

/** The pool doubles up to this many chunks at a time. */
const LARGEST_GROWTH = 8192;

/** What is copied of a memory at a time: 8 MB, some milliseconds. */
const COPIED_HALVES = 2 ** 21;

/** Thrown when a re-run writes something else than the first run did: a defect of the model, never of the input. */
export class DivergenceError extends Error {}

/**
 * Words are two unsigned 32-bit halves. Writes append to the journal while the cursor is at its end; when the cursor is in the past, a write must repeat
 * what the journal holds (a deterministic re-run) and moves the cursor on; anything else throws DivergenceError.
 *
 * All chunks ever written stand in one array, so that a read is two look-ups whatever the memory's size (bench: round trips). Chunks are written in place;
 * what they held at a snapshot is put aside when they are first written after it.
 */
export class WordMemory {
  readonly journal = new Journal();
  // Not #private: these two are behind every step of the model, and a private name costs the engine a look-up that it does not always fold.
  private pool = new Uint32Array(CHUNK_HALVES);
  /** Where in the pool a chunk begins; 0, the chunk of zeros, for one that was never written. */
  private readonly places = new Int32Array(CHUNKS);
  /** Equal to #generation: the chunk may be written, as what it held at the last snapshot is kept or will never be asked for. */
  #kept = new Uint32Array(CHUNKS);
  #generation = 1;
  #used: number[] = [];
  #snapshots = new Snapshots();
  #cursor = 0;

  /** Journal position: the number of writes that have happened. */
  get cursor(): number {
    return this.#cursor;
  }

  /** `recording` false: writes go unjournaled, for a plain run that nobody will step through. */
  constructor(readonly recording = true) {}

  lo(index: WordIndex): number {
    return this.pool[this.places[index >>> 12]! + ((index & 4095) << 1)]!;
  }

  hi(index: WordIndex): number {
    return this.pool[this.places[index >>> 12]! + ((index & 4095) << 1) + 1]!;
  }

  /** A word used as a pointer; NULL_INDEX for NULL. */
  ptr(index: WordIndex): WordIndex {
    const at = this.places[index >>> 12]! + ((index & 4095) << 1);
    return indexOfPointer(this.pool[at]!, this.pool[at + 1]!);
  }

  /** A word used as a signed number; exact between -2^53 and 2^53. */
  num(index: WordIndex): number {
    const at = this.places[index >>> 12]! + ((index & 4095) << 1);
    const lo = this.pool[at]!;
    const hi = this.pool[at + 1]!;
    return hi === 0 ? lo : (hi | 0) * 2 ** 32 + lo;
  }

  /** Writes one word. Values are taken modulo 2^32. A write that changes nothing is journaled too: it is an event. */
  write(index: WordIndex, lo: number, hi: number): void {
    const chunk = index >>> CHUNK_SHIFT;
    if (this.#kept[chunk] !== this.#generation) this.#keep(chunk);
    const at = this.places[chunk]! + ((index & CHUNK_MASK) << 1);
    const { pool } = this;
    if (this.recording) {
      if (this.#cursor === this.journal.length) this.journal.append(index, pool[at]!, pool[at + 1]!, lo, hi);
      else if (!this.journal.matches(this.#cursor, index, lo >>> 0, hi >>> 0))
        throw new DivergenceError(`write ${this.#cursor} differs from the first run at word ${index}`);
      this.#cursor++;
    }
    pool[at] = lo;
    pool[at + 1] = hi;
  }

  /** Remembers this moment so that a later seek can start here. Costs one chunk's copy per chunk written afterwards. */
  snapshot(): void {
    if (this.#snapshots.take(this.#cursor)) this.#generation++;
  }

  /** Moves to journal position `write` (0..journal.length); every word is then what it was. Works from here or from a snapshot, whichever is cheaper. */
  seek(write: number): void {
    if (!Number.isInteger(write) || write < 0 || write > this.journal.length)
      throw new RangeError(`no journal position ${write}: 0..${this.journal.length}`);
    const start = this.#snapshots.nearest(this.#cursor, write, this.#used.length);
    if (start !== undefined) this.#restore(start);
    const { journal } = this;
    while (this.#cursor > write) {
      const n = --this.#cursor;
      this.#put(journal.index(n), journal.oldLo(n), journal.oldHi(n));
    }
    while (this.#cursor < write) {
      const n = this.#cursor++;
      this.#put(journal.index(n), journal.newLo(n), journal.newHi(n));
    }
  }

  /** Forgets everything after the cursor: what follows is written anew. */
  cut(): void {
    this.journal.truncate(this.#cursor);
    this.#generation++;
    for (const chunk of this.#snapshots.cut(this.#cursor)) this.#kept[chunk] = this.#generation;
  }

  /**
   * Becomes a copy of another memory where that stands, with the journal up to there, and goes its own way from then on. Copies some megabytes between two
   * yields; the other memory must not move meanwhile.
   */
  *takeOver(other: WordMemory): Generator<void, void, void> {
    const write = other.#cursor;
    this.pool = new Uint32Array(other.pool.length);
    const used = (other.#used.length + 1) * CHUNK_HALVES;
    for (let at = 0; at < used; at += COPIED_HALVES) {
      this.pool.set(other.pool.subarray(at, Math.min(at + COPIED_HALVES, used)), at);
      yield;
    }
    this.places.set(other.places);
    this.#used = [...other.#used];
    // Each chunk is looked at anew when it is first written: the last snapshot has it then, or it is as it was there.
    this.#kept.fill(0);
    this.#generation = 1;
    this.#snapshots.takeOver(other.#snapshots, write);
    this.journal.takeOver(other.journal, write);
    this.#cursor = write;
  }

  /** A number that is equal for equal memories (53 bits, not cryptographic); zero words do not count, so untouched memory is 0. */
  hash(): number {
    let a = 0;
    let b = 0;
    for (const chunk of this.#used) {
      const base = this.places[chunk]!;
      for (let i = 0; i <= CHUNK_MASK; i++) {
        const lo = this.pool[base + 2 * i]!;
        const hi = this.pool[base + 2 * i + 1]!;
        if ((lo | hi) === 0) continue;
        const place = (chunk << CHUNK_SHIFT) | i;
        a = (a + mix(lo ^ mix(hi ^ place))) | 0;
        b = (b + mix(hi + Math.imul(mix(lo + place), 0x9e3779b1))) | 0;
      }
    }
    return (a >>> 0) + (b & 0x1fffff) * 2 ** 32;
  }

  /** Bytes of JavaScript memory that words and journal take: what the simulation costs, not what it simulates. */
  get footprint(): { readonly words: number; readonly journal: number } {
    return { words: this.#used.length * CHUNK_HALVES * 4 + this.#snapshots.bytes, journal: this.journal.bytes };
  }

  #put(index: number, lo: number, hi: number): void {
    const chunk = index >>> CHUNK_SHIFT;
    if (this.#kept[chunk] !== this.#generation) this.#keep(chunk);
    const at = this.places[chunk]! + ((index & CHUNK_MASK) << 1);
    this.pool[at] = lo;
    this.pool[at + 1] = hi;
  }

  /** Before a chunk is written for the first time since the last snapshot. */
  #keep(chunk: number): void {
    this.#kept[chunk] = this.#generation;
    const base = this.places[chunk]!;
    if (base === 0) this.#make(chunk);
    this.#snapshots.keep(chunk, () => (base === 0 ? undefined : this.pool.slice(base, base + CHUNK_HALVES)));
  }

  #make(chunk: number): void {
    this.#used.push(chunk);
    const base = this.#used.length * CHUNK_HALVES;
    if (base === this.pool.length) {
      const grown = new Uint32Array(base + Math.min(base, LARGEST_GROWTH * CHUNK_HALVES));
      grown.set(this.pool);
      this.pool = grown;
    }
    this.places[chunk] = base;
  }

  #restore(number: number): void {
    for (const [chunk, held] of this.#snapshots.heldAt(number)) {
      if (this.#kept[chunk] !== this.#generation) this.#keep(chunk);
      const base = this.places[chunk]!;
      if (held === undefined) this.pool.fill(0, base, base + CHUNK_HALVES);
      else this.pool.set(held, base);
    }
    this.#cursor = this.#snapshots.write(number);
  }
}

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

// The word memory: all simulated kernel state as 64-bit words in copy-on-write chunks, with an immutable journal, so that any moment can be returned to.
import type { WordIndex } from '../word/brand';
import { Journal } from './journal';
import { indexOfPointer } from './regions';

// 4096 words = 32 KiB: large enough that the chunk table stays small, small enough that copying one after a snapshot is cheap (bench: seek).
const CHUNK_SHIFT = 12;
const CHUNK_WORDS = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_WORDS - 1;

/** Number of words that can be addressed: see regions.ts for how the space is divided. */
export const MEMORY_WORDS = 2 ** 29;

/** One chunk: the lower halves of its words, then the upper ones, in one buffer. */
interface Chunk {
  readonly lo: Uint32Array;
  readonly hi: Uint32Array;
}

const ZERO_CHUNK: Chunk = emptyChunk();

interface Snapshot {
  readonly write: number;
  readonly numbers: Int32Array;
  readonly chunks: readonly Chunk[];
}

/** Thrown when a re-run writes something else than the first run did: a defect of the model, never of the input. */
export class DivergenceError extends Error {}

/**
 * Words are two unsigned 32-bit halves. Writes append to the journal while the cursor is at its end; when the cursor is in the past, a write must repeat
 * what the journal holds (a deterministic re-run) and moves the cursor on; anything else throws DivergenceError.
 */
export class WordMemory {
  readonly journal = new Journal();
  // Not #private, and halves apart: lo and hi below then are so short that the engine inlines them wherever they are called (bench: pairs).
  private readonly los: Uint32Array[] = filled(ZERO_CHUNK.lo);
  private readonly his: Uint32Array[] = filled(ZERO_CHUNK.hi);
  /** Snapshot generation a chunk was last copied in: equal to #generation means that it may be written in place. */
  #owned = new Uint32Array(MEMORY_WORDS >>> CHUNK_SHIFT);
  #generation = 1;
  #used: number[] = [];
  #snapshots: Snapshot[] = [];
  #cursor = 0;

  /** Journal position: the number of writes that have happened. */
  get cursor(): number {
    return this.#cursor;
  }

  /** `recording` false: writes go unjournaled, for a plain run that nobody will step through. */
  constructor(readonly recording = true) {}

  lo(index: WordIndex): number {
    return this.los[index >>> 12]![index & 4095]!;
  }

  hi(index: WordIndex): number {
    return this.his[index >>> 12]![index & 4095]!;
  }

  /** A word used as a pointer; NULL_INDEX for NULL. */
  ptr(index: WordIndex): WordIndex {
    return indexOfPointer(this.los[index >>> 12]![index & 4095]!, this.his[index >>> 12]![index & 4095]!);
  }

  /** A word used as a signed number; exact between -2^53 and 2^53. */
  num(index: WordIndex): number {
    const hi = this.his[index >>> 12]![index & 4095]!;
    const lo = this.los[index >>> 12]![index & 4095]!;
    return hi === 0 ? lo : (hi | 0) * 2 ** 32 + lo;
  }

  /** Writes one word. Values are taken modulo 2^32. A write that changes nothing is journaled too: it is an event. */
  write(index: WordIndex, lo: number, hi: number): void {
    const number = index >>> CHUNK_SHIFT;
    if (this.#owned[number] !== this.#generation) this.#own(number);
    const los = this.los[number]!;
    const his = this.his[number]!;
    const at = index & CHUNK_MASK;
    if (this.recording) this.#journal(index, los[at]!, his[at]!, lo, hi);
    los[at] = lo;
    his[at] = hi;
  }

  #journal(index: WordIndex, oldLo: number, oldHi: number, lo: number, hi: number): void {
    if (this.#cursor === this.journal.length) this.journal.append(index, oldLo, oldHi, lo, hi);
    else if (!this.journal.matches(this.#cursor, index, lo >>> 0, hi >>> 0))
      throw new DivergenceError(`write ${this.#cursor} differs from the first run at word ${index}`);
    this.#cursor++;
  }

  /** Remembers this moment so that a later seek can start here. Costs one chunk copy per chunk written afterwards. */
  snapshot(): void {
    const last = this.#snapshots.at(-1);
    if (last !== undefined && last.write >= this.#cursor) return;
    const numbers = Int32Array.from(this.#used);
    const chunks = this.#used.map((number) => ({ lo: this.los[number]!, hi: this.his[number]! }));
    this.#snapshots.push({ write: this.#cursor, numbers, chunks });
    this.#generation++;
  }

  /** Moves to journal position `write` (0..journal.length); every word is then what it was. Works from the nearest snapshot or from here, whichever is closer. */
  seek(write: number): void {
    if (!Number.isInteger(write) || write < 0 || write > this.journal.length)
      throw new RangeError(`no journal position ${write}: 0..${this.journal.length}`);
    const nearest = this.#nearestSnapshot(write);
    if (nearest !== undefined && Math.abs(nearest.write - write) < Math.abs(this.#cursor - write))
      this.#restore(nearest);
    while (this.#cursor > write) {
      const n = --this.#cursor;
      this.#put(this.journal.index(n), this.journal.oldLo(n), this.journal.oldHi(n));
    }
    while (this.#cursor < write) {
      const n = this.#cursor++;
      this.#put(this.journal.index(n), this.journal.newLo(n), this.journal.newHi(n));
    }
  }

  /** Forgets everything after the cursor: what follows is written anew. */
  cut(): void {
    this.journal.truncate(this.#cursor);
    while ((this.#snapshots.at(-1)?.write ?? 0) > this.#cursor) this.#snapshots.pop();
  }

  /** A number that is equal for equal memories (53 bits, not cryptographic); zero words do not count, so untouched memory is 0. */
  hash(): number {
    let a = 0;
    let b = 0;
    for (const number of this.#used) {
      const los = this.los[number]!;
      const his = this.his[number]!;
      for (let at = 0; at < CHUNK_WORDS; at++) {
        const lo = los[at]!;
        const hi = his[at]!;
        if ((lo | hi) === 0) continue;
        const place = (number << CHUNK_SHIFT) | at;
        a = (a + mix(lo ^ mix(hi ^ place))) | 0;
        b = (b + mix(hi + Math.imul(mix(lo + place), 0x9e3779b1))) | 0;
      }
    }
    return (a >>> 0) + (b & 0x1fffff) * 2 ** 32;
  }

  /** Bytes of JavaScript memory that words and journal take: what the simulation costs, not what it simulates. */
  get footprint(): { readonly words: number; readonly journal: number } {
    const held = new Set<Uint32Array>();
    for (const number of this.#used) held.add(this.los[number]!);
    for (const snapshot of this.#snapshots) for (const chunk of snapshot.chunks) held.add(chunk.lo);
    return { words: held.size * CHUNK_WORDS * 8, journal: this.journal.bytes };
  }

  #put(index: number, lo: number, hi: number): void {
    const number = index >>> CHUNK_SHIFT;
    if (this.#owned[number] !== this.#generation) this.#own(number);
    this.los[number]![index & CHUNK_MASK] = lo;
    this.his[number]![index & CHUNK_MASK] = hi;
  }

  #own(number: number): void {
    const shared = this.los[number]!;
    if (shared === ZERO_CHUNK.lo) this.#used.push(number);
    const copy = emptyChunk();
    copy.lo.set(shared);
    copy.hi.set(this.his[number]!);
    this.#install(number, copy);
    this.#owned[number] = this.#generation;
  }

  #install(number: number, chunk: Chunk): void {
    this.los[number] = chunk.lo;
    this.his[number] = chunk.hi;
  }

  #nearestSnapshot(write: number): Snapshot | undefined {
    let low = 0;
    let high = this.#snapshots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#snapshots[middle]!.write <= write) low = middle + 1;
      else high = middle;
    }
    const before = this.#snapshots[low - 1];
    const after = this.#snapshots[low];
    if (before === undefined) return after;
    if (after === undefined) return before;
    return write - before.write <= after.write - write ? before : after;
  }

  #restore(snapshot: Snapshot): void {
    for (const number of this.#used) this.#install(number, ZERO_CHUNK);
    this.#used = Array.from(snapshot.numbers);
    this.#used.forEach((number, i) => {
      this.#install(number, snapshot.chunks[i]!);
    });
    this.#generation++;
    this.#cursor = snapshot.write;
  }
}

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

function emptyChunk(): Chunk {
  const buffer = new ArrayBuffer(CHUNK_WORDS * 8);
  return { lo: new Uint32Array(buffer, 0, CHUNK_WORDS), hi: new Uint32Array(buffer, CHUNK_WORDS * 4) };
}

/** Grown by push: an array made with a length would be one with holes, and each read would look for them. */
function filled(chunk: Uint32Array): Uint32Array[] {
  const all: Uint32Array[] = [];
  for (let i = 0; i < MEMORY_WORDS >>> CHUNK_SHIFT; i++) all.push(chunk);
  return all;
}

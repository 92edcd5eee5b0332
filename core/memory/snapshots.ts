// Moments that a seek can start from: at each one's place, what the chunks written later held then.

// 4096 words = 32 KiB: large enough that the table of chunks stays small, small enough that copying one is cheap (bench: seek).
export const CHUNK_SHIFT = 12;
/** 32-bit halves in a chunk. */
export const CHUNK_HALVES = 2 << CHUNK_SHIFT;

/** Going back to a snapshot costs a copy a chunk; a copy takes as long as undoing about this many writes. */
const WRITES_PER_COPY = 300;

/** What a chunk held; undefined: it was not there yet, all zeros. */
type Held = Uint32Array | undefined;

interface Snapshot {
  readonly write: number;
  /** Chunks written between this snapshot and the next, as they were at this one. */
  readonly held: Map<number, Held>;
}

/**
 * In ascending order of their journal positions. A chunk's content at a snapshot is what the first snapshot from it on holds of it; if none does, the chunk
 * was not written since and holds it still.
 */
export class Snapshots {
  readonly #all: Snapshot[] = [];

  /** False: there is one at this place or after it. */
  take(write: number): boolean {
    const last = this.#all.at(-1);
    if (last !== undefined && last.write >= write) return false;
    this.#all.push({ write, held: new Map() });
    return true;
  }

  /** Called before a chunk is written for the first time since the last snapshot. */
  keep(chunk: number, content: () => Held): void {
    const held = this.#all.at(-1)?.held;
    if (held !== undefined && !held.has(chunk)) held.set(chunk, content());
  }

  write(number: number): number {
    return this.#all[number]?.write ?? 0;
  }

  /** Number of the snapshot from which `to` is reached with less work than from `from`, writing `chunks` chunks at most; undefined when there is none. */
  nearest(from: number, to: number, chunks: number): number | undefined {
    let best: number | undefined;
    let least = Math.abs(from - to);
    let copies = 0;
    for (let number = this.#all.length - 1; number >= 0; number--) {
      const { write, held } = this.#all[number]!;
      copies = Math.min(chunks, copies + held.size);
      const work = Math.abs(write - to) + copies * WRITES_PER_COPY;
      if (work < least) {
        least = work;
        best = number;
      }
      if (write <= to) break;
    }
    return best;
  }

  /** Chunks that may hold something else now than at a snapshot, with what they held there. */
  heldAt(number: number): ReadonlyMap<number, Held> {
    const found = new Map<number, Held>();
    for (let n = number; n < this.#all.length; n++)
      for (const [chunk, held] of this.#all[n]!.held) if (!found.has(chunk)) found.set(chunk, held);
    return found;
  }

  /** Forgets the snapshots after a journal position; the chunks whose content at the last one left is kept. */
  cut(write: number): Iterable<number> {
    for (let last = this.#all.at(-1); last !== undefined && last.write > write; last = this.#all.at(-1)) {
      this.#all.pop();
      const before = this.#all.at(-1);
      if (before !== undefined)
        for (const [chunk, held] of last.held) if (!before.held.has(chunk)) before.held.set(chunk, held);
    }
    return this.#all.at(-1)?.held.keys() ?? [];
  }

  /** Becomes those of another memory up to a journal position, at which that memory stands. What was put aside stays shared: it never changes. */
  takeOver(other: Snapshots, write: number): void {
    const before = other.#all.filter((snapshot) => snapshot.write <= write);
    const last = before.at(-1);
    if (last !== undefined) before[before.length - 1] = { write: last.write, held: new Map(last.held) };
    this.#all.splice(0, Infinity, ...before);
  }

  get bytes(): number {
    let copies = 0;
    for (const { held } of this.#all) for (const content of held.values()) if (content !== undefined) copies++;
    return copies * CHUNK_HALVES * 4;
  }
}

// How many page table entries refer to each slot, kept from statement to statement: only page table entries that were written are looked at again.
import { hibernation_slots } from '../mm/hibernate.js';
import { forEachPte, PMD_SIZE } from '../mm/pgtable.js';
import { liveTasks, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { Slice, type InSlices } from './inSlices.js';
import type { Recall, Remembered } from './recall.js';
import { entryOfPte } from './snapshot.js';

/** Page table entries that are looked at together (bench: the same scenario to its end). */
const PART = 16;

const PTRS_PER_TABLE = 512;
/** Entries passed by between two slices; a part that is looked at takes the time of many. */
const SLICE_ENTRIES = 8192;
const LOOKED = 256;

interface Part {
  readonly count: number;
  readonly entries: Remembered<readonly SwpEntry[]>;
  round: number;
}

export class ReferenceCounts {
  /** See Seen.references. */
  readonly counts = new Map<SwpEntry, number>();
  /** By the place of the first. */
  readonly #parts = new Map<WordIndex, Part>();
  #image: Remembered<readonly SwpEntry[]> | undefined;
  #round = 0;

  /** `changed` is told of each entry whose count may have changed. */
  constructor(
    private readonly recall: Recall,
    private readonly changed: (entry: SwpEntry) => void,
  ) {}

  forget(): void {
    this.counts.clear();
    this.#parts.clear();
    this.#image = undefined;
  }

  /** Counts anew what was written. */
  *catchUp(): InSlices<void> {
    const { recall } = this;
    const k = recall.of;
    this.#round++;
    let met = 0;
    let first: WordIndex | undefined;
    let count = 0;
    let looked = 0;
    const slice = new Slice(SLICE_ENTRIES);
    const close = (): void => {
      if (first === undefined) return;
      if (this.#meet(first, count)) looked += LOOKED;
      met++;
      first = undefined;
    };
    for (const task of liveTasks(k)) {
      const mm = taskMm(k, task);
      for (const vma of vmas(k, mm)) {
        const end = vmaEnd(k, vma);
        for (let start = vmaStart(k, vma); start < end; start += PMD_SIZE) {
          forEachPte(k, mm, start, Math.min(start + PMD_SIZE, end), (pte) => {
            if (first !== undefined && (pte % PART === 0 || pte !== first + count)) close();
            first ??= pte;
            count = pte - first + 1;
          });
          const isOver = slice.isOver(PTRS_PER_TABLE + looked);
          looked = 0;
          if (isOver) yield;
        }
        close();
      }
    }
    if (met !== this.#parts.size) this.#sweep();
    if (recall.isGood(this.#image)) return;
    const before = this.#image;
    this.#image = recall.look(() => hibernation_slots(recall.k));
    this.#replace(before, this.#image);
  }

  /** Whether it had to be looked at. */
  #meet(first: WordIndex, count: number): boolean {
    const part = this.#parts.get(first);
    if (part !== undefined && part.count === count && this.recall.isGood(part.entries)) {
      part.round = this.#round;
      return false;
    }
    const { k } = this.recall;
    const entries = this.recall.look(() => {
      const found: SwpEntry[] = [];
      for (let i = 0; i < count; i++) {
        const entry = entryOfPte(k, wordIndex(first + i));
        if (entry !== undefined) found.push(entry);
      }
      return found;
    });
    this.#replace(part?.entries, entries);
    this.#parts.set(first, { count, entries, round: this.#round });
    return true;
  }

  /** Page tables that are gone. */
  #sweep(): void {
    for (const [first, { entries, round }] of this.#parts) {
      if (round === this.#round) continue;
      this.#replace(entries, undefined);
      this.#parts.delete(first);
    }
  }

  #replace(
    before: Remembered<readonly SwpEntry[]> | undefined,
    now: Remembered<readonly SwpEntry[]> | undefined,
  ): void {
    for (const entry of before?.value ?? []) this.#add(entry, -1);
    for (const entry of now?.value ?? []) this.#add(entry, 1);
  }

  #add(entry: SwpEntry, by: number): void {
    const count = (this.counts.get(entry) ?? 0) + by;
    if (count === 0) this.counts.delete(entry);
    else this.counts.set(entry, count);
    this.changed(entry);
  }
}

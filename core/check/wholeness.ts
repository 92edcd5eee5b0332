// Whether no page is lost, statement after statement: only pages are looked at again of which a word was written, be it a page table entry, a slot's, or what holds the content.
import type { Kernel } from '../mm/kernel.js';
import { PAGE_SIZE } from '../mm/layout.js';
import { page_is_lost } from '../mm/written.js';
import type { WordIndex } from '../word/brand.js';
import { atOnce, Slice, type InSlices } from './inSlices.js';
import { blocksOf } from './losses.js';
import { Recall, type Remembered } from './recall.js';

/** Pages that are looked at together (bench: the same scenario to its end). */
const PART = 16;
/** Parts passed by between two slices; one that is looked at takes the time of many. */
const SLICE_PARTS = 512;
const LOOKED = 64;

interface Part {
  readonly end: number;
  readonly isLost: Remembered<boolean>;
}

export class Wholeness {
  readonly #recall: Recall;
  /** By address space and first address. */
  readonly #parts = new Map<WordIndex, Map<number, Part>>();
  /** The last answer, and the length of the journal that it was given at. */
  #seen: { readonly at: number; readonly isWhole: boolean } | undefined;

  constructor(readonly of: Kernel) {
    this.#recall = new Recall(of);
  }

  /** Of a kernel at rest, at the end of its journal; false too where no journal is kept, which would say what was written. */
  isWhole(): boolean {
    return atOnce(this.look());
  }

  /** The same in slices; afterwards `isWhole` takes no time until something is written. */
  *look(): InSlices<boolean> {
    const { recording, cursor, journal } = this.of.mem;
    if (!recording || cursor !== journal.length) return false;
    if (this.#seen?.at !== journal.length) this.#seen = { at: journal.length, isWhole: yield* this.#lookAnew() };
    return this.#seen.isWhole;
  }

  *#lookAnew(): InSlices<boolean> {
    const isAnew = !(yield* this.#recall.catchUp());
    if (isAnew) this.#parts.clear();
    let isWhole = true;
    const slice = new Slice(SLICE_PARTS);
    for (const { mm, start, end } of blocksOf(this.of)) {
      const parts = this.#parts.get(mm) ?? new Map<number, Part>();
      this.#parts.set(mm, parts);
      for (let first = start; first < end; first += PART * PAGE_SIZE) {
        const last = Math.min(end, first + PART * PAGE_SIZE);
        let part = parts.get(first);
        const isGood = part?.end === last && this.#recall.isGood(part.isLost);
        if (part === undefined || !isGood) {
          part = { end: last, isLost: this.#look(mm, first, last) };
          parts.set(first, part);
        }
        if (part.isLost.value) isWhole = false;
        if (slice.isOver(isGood ? 1 : LOOKED)) yield;
      }
    }
    if (isAnew) this.#recall.settle();
    return isWhole;
  }

  #look(mm: WordIndex, first: number, end: number): Remembered<boolean> {
    const { k } = this.#recall;
    return this.#recall.look(() => {
      for (let address = first; address < end; address += PAGE_SIZE) if (page_is_lost(k, mm, address)) return true;
      return false;
    });
  }
}

// Remembers what was seen in the words until one of them is written: a look after a statement costs what the statement wrote, not what the machine holds.
import type { Kernel } from '../mm/kernel.js';
import { ObservedMemory, observedKernel } from '../timeline/observed.js';
import type { InSlices } from './inSlices.js';
import { ReadIndex } from './readIndex.js';

/** Between two slices. */
const WRITES_HEARD = 8192;

/** What a look saw. It may be told again while no word has been written that it read. */
export interface Remembered<T> {
  readonly look: number;
  readonly value: T;
}

/** Of one kernel, whose journal only grows. What is looked at depends on nothing but words. */
export class Recall {
  /** The same kernel: what is read through it is noted. */
  readonly k: Kernel;
  readonly #memory: ObservedMemory;
  #index = new ReadIndex();
  #heard = 0;

  constructor(readonly of: Kernel) {
    this.#memory = new ObservedMemory(of.mem);
    this.k = observedKernel(of, this.#memory);
  }

  /** Hears of all writes since the last time. False: everything is forgotten, and whoever kept something drops it. */
  *catchUp(): InSlices<boolean> {
    const { journal } = this.of.mem;
    const isLost = this.#index.isFull || this.#heard === 0 || this.#heard > journal.length;
    if (isLost) {
      this.#index = new ReadIndex();
      this.#heard = journal.length;
      return false;
    }
    while (this.#heard < journal.length) {
      this.#index.written(journal.index(this.#heard++));
      if (this.#heard % WRITES_HEARD === 0) yield;
    }
    return true;
  }

  /** Looks now. `look` reads through `k`, and looks at nothing else by `look`. */
  look<T>(look: () => T): Remembered<T> {
    const index = this.#index;
    const number = index.begin();
    this.#memory.onRead = (word) => index.note(word);
    try {
      return { look: number, value: look() };
    } finally {
      this.#memory.onRead = undefined;
    }
  }

  isGood<T>(seen: Remembered<T> | undefined): seen is Remembered<T> {
    return seen !== undefined && !this.#index.isStale(seen.look);
  }

  /** Something else than a word has changed that was looked at. */
  drop({ look }: Remembered<unknown>): void {
    this.#index.drop(look);
  }

  /** All that there is has been looked at. */
  settle(): void {
    this.#index.settle();
  }
}

// Questions that the journal of a run answers by itself, whatever moment memory shows.
import type { Kernel } from '../mm/kernel.js';
import { firstWriteTo, lastWriteTo } from './journalSearch.js';
import { faultStruck, faultWords } from './faultStrikes.js';
import type { Change, WordRange } from './recordedRun.js';

/** See RecordedRun for each. */
export abstract class JournalQueries {
  abstract get kernel(): Kernel;

  previousWrite(first: number, write: number, last?: number): number | undefined {
    return this.kernel.mem.journal.previousWrite(first, write, last);
  }

  nextWrite(first: number, write: number, last?: number): number | undefined {
    return this.kernel.mem.journal.nextWrite(first, write, last);
  }

  firstWriteTo(words: ReadonlySet<number>, from: number, to: number): number | undefined {
    return firstWriteTo(this.kernel.mem.journal, words, from, to);
  }

  lastWriteTo(words: ReadonlySet<number>, from: number, to: number): number | undefined {
    return lastWriteTo(this.kernel.mem.journal, words, from, to);
  }

  change(write: number): Change {
    const { journal } = this.kernel.mem;
    if (!Number.isInteger(write) || write < 0 || write >= journal.length)
      throw new RangeError(`no write ${write}: 0..${journal.length - 1}`);
    return {
      index: journal.index(write),
      old: { lo: journal.oldLo(write), hi: journal.oldHi(write) },
      new: { lo: journal.newLo(write), hi: journal.newHi(write) },
    };
  }

  get faultWords(): WordRange {
    return faultWords(this.kernel);
  }

  faultStruck(write: number): string | undefined {
    return faultStruck(this.kernel, write);
  }

  writtenBetween(from: number, to: number): readonly number[] {
    const words = new Set<number>();
    for (let n = Math.min(from, to); n < Math.max(from, to); n++) words.add(this.kernel.mem.journal.index(n));
    return [...words];
  }
}

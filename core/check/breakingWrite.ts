// Finds the write that broke a law within a statement that was only judged at its end: by going back in the journal.
import type { Kernel } from '../mm/kernel.js';
import { violations, type Violation } from './invariants.js';

/** Writes that are looked at one by one at the end of the search: a law that is broken for a moment only must not be taken for the break. */
const ONE_BY_ONE = 128;

/**
 * The journal position of the write since which a violation has been there, within `from`..`to` (exclusive); undefined when it was there at `from` already. Memory
 * stands at `to`, and does again afterwards. Costs at most 128 + 2 log2(to - from) passes over the words.
 */
export function breakingWrite(k: Kernel, sought: Violation, from: number, to: number): number | undefined {
  const isBrokenAt = (write: number): boolean => {
    k.mem.seek(write);
    return violations(k, 'rest').some(({ law, word }) => law === sought.law && word === sought.word);
  };
  try {
    let broken = to;
    let sound = to;
    for (let back = 1; sound === to; back *= 2) {
      const probe = Math.max(from, to - back);
      if (!isBrokenAt(probe)) sound = probe;
      else if (probe === from) return undefined;
      else broken = probe;
    }
    while (broken - sound > ONE_BY_ONE) {
      const middle = (broken + sound) >>> 1;
      if (isBrokenAt(middle)) broken = middle;
      else sound = middle;
    }
    while (broken - 1 > sound && isBrokenAt(broken - 1)) broken--;
    return broken - 1;
  } finally {
    k.mem.seek(to);
  }
}

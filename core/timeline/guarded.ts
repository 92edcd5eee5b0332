// Operations of a kernel whose words a person has changed: what breaks in them ends the statement with a finding, where it would bring the simulator down or never end.
import { DivergenceError, MEMORY_WORDS, WordMemory } from '../memory/wordMemory.js';
import { KernelAssertionError } from '../mm/kernel.js';
import type { WordIndex } from '../word/brand.js';
import { startOperation, type Start } from './startOperation.js';

/** Reads of one step: far more than the model needs, some tens of milliseconds. */
const MOST_READS = 4_000_000;
/** Steps of one operation: a walk along a list that has become a circle is ended here. */
const MOST_STEPS = 4_000_000;

class EndlessError extends Error {}

/** Counts reads and writes, so that a loop over words that has no end is found, and keeps pointers within the memory. A class of its own: the plain memory pays nothing. */
export class GuardedMemory extends WordMemory {
  /** Reads that are left; Infinity while nothing of the model runs: the laws and people may read all they want. */
  budget = Infinity;

  override lo(index: WordIndex): number {
    this.#look(index);
    return super.lo(index);
  }

  override hi(index: WordIndex): number {
    this.#look(index);
    return super.hi(index);
  }

  override ptr(index: WordIndex): WordIndex {
    this.#look(index);
    return super.ptr(index);
  }

  override num(index: WordIndex): number {
    this.#look(index);
    return super.num(index);
  }

  override write(index: WordIndex, lo: number, hi: number): void {
    this.#look(index);
    super.write(index, lo, hi);
  }

  #look(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= MEMORY_WORDS)
      throw new RangeError('a pointer leads out of the memory');
    if (--this.budget < 0) throw new EndlessError('a step reads words without end');
  }
}

/** `memory`: the one that the operations run on, or that others read through. */
export function guarded(memory: GuardedMemory): Start {
  return function* (context, operation, outcome, race) {
    const model = startOperation(context, operation, outcome, race);
    try {
      for (let steps = 0; ; steps++) {
        memory.budget = MOST_READS;
        const next = model.next();
        memory.budget = Infinity;
        if (next.done === true) return;
        if (steps >= MOST_STEPS) throw new EndlessError(`it takes more than ${MOST_STEPS} steps`);
        yield next.value;
      }
    } catch (error) {
      if (error instanceof KernelAssertionError || error instanceof DivergenceError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      outcome.findings.push({
        kind: 'warning',
        code: 'VS0423',
        message: `"${operation.statement.text}" cannot go on with words that this branch has changed: ${reason}. A kernel would crash or hang here; the statement ends.`,
      });
    } finally {
      memory.budget = Infinity;
    }
  };
}

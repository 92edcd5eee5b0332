// Which steps of an operation read a word: reads are not recorded, so the operation is run once more, on the same words, by a kernel that tells what it reads.
import { KernelAssertionError } from '../mm/kernel.js';
import type { Step } from '../mm/step.js';
import { newOutcome } from '../scenario/outcome.js';
import { stepIndex } from '../word/brand.js';
import type { Rerunnable } from './moment.js';
import type { Observed } from './observed.js';
import type { Read, WordRange } from './recordedRun.js';
import type { Race } from './race.js';
import { raceOf, type Start } from './startOperation.js';

/** Operations whose reads are kept for the words last asked for. */
const MOST_KEPT = 64;

interface Rerun {
  readonly operation: Rerunnable;
  readonly model: Generator<Step, void, void>;
  readonly race: Race | undefined;
  readonly reads: Read[];
  step: number;
  write: number;
}

export class ReadFinder {
  #words = '';
  readonly #kept = new Map<number, readonly Read[]>();
  #rerun: Rerun | undefined;

  constructor(
    private readonly observed: Observed,
    private readonly start: Start,
  ) {}

  /** See RecordedRun.reads. Moves memory. */
  find(operation: Rerunnable, words: readonly WordRange[], steps: number): readonly Read[] | undefined {
    const key = words.map(({ first, last }) => `${first}-${last}`).join();
    if (key !== this.#words) {
      this.#words = key;
      this.#kept.clear();
      this.#rerun = undefined;
    }
    const kept = this.#kept.get(operation.index);
    if (kept !== undefined) return kept;
    if (this.#rerun?.operation !== operation) this.#rerun = this.#begin(operation);
    const rerun = this.#rerun;
    if (!this.#run(rerun, words, steps)) return undefined;
    this.#rerun = undefined;
    this.#kept.set(operation.index, rerun.reads);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MOST_KEPT && oldest.done !== true) this.#kept.delete(oldest.value);
    return rerun.reads;
  }

  #begin(operation: Rerunnable): Rerun {
    const { context } = this.observed;
    const outcome = newOutcome();
    const race = raceOf(context, operation, outcome);
    const model = this.start(context, operation, outcome, race);
    context.k.frame = undefined;
    return { operation, model, race, reads: [], step: 0, write: operation.firstWrite };
  }

  /** True: the operation is over. */
  #run(rerun: Rerun, words: readonly WordRange[], steps: number): boolean {
    const { context, listen } = this.observed;
    const { k } = context;
    k.mem.seek(rerun.write);
    k.cpu = rerun.race?.cpu ?? rerun.operation.cpu;
    listen((index) => {
      // What the statement itself looks at, such as an expectation, is no read of the kernel's.
      if (k.frame === undefined || !words.some(({ first, last }) => index >= first && index <= last)) return;
      const step = stepIndex(rerun.operation.firstStep + rerun.step);
      const last = rerun.reads.at(-1);
      if (last?.step !== step || last.index !== index) rerun.reads.push({ step, index });
    });
    try {
      for (let left = steps; left > 0; left--) {
        if (rerun.model.next().done === true) return true;
        rerun.step++;
      }
      return false;
    } catch (error) {
      if (!(error instanceof KernelAssertionError)) throw error;
      return true;
    } finally {
      listen(undefined);
      rerun.write = k.mem.cursor;
    }
  }
}

// Judges the laws while a statement runs: which are broken after each step, since which step, and whether the functions that are running excuse it.
import type { Kernel } from '../mm/kernel.js';
import type { WordIndex } from '../word/brand.js';
import { violations, type Violation } from './invariants.js';
import type { Moment } from './snapshot.js';
import { Soundness } from './soundness.js';
import { isTransient } from './transients.js';
import { foundWord, type FoundWord } from './wordStory.js';

/** A law that does not hold although nothing excuses it. */
export interface Break {
  readonly violation: Violation;
  /** The words that say so, as they were then: the first is the law's. */
  readonly words: readonly FoundWord[];
  /** The step that broke it; undefined: it was seen at rest only. */
  readonly brokenIn: number | undefined;
  /** The last step that had happened when nothing excused it any more. */
  readonly noticedAfter: number;
}

interface Open {
  readonly violation: Violation;
  readonly since: number | undefined;
}

/** Steps that a pass over the words is worth on a small machine. */
const PASS_COST = 200;

/**
 * Of one run, told of each step in turn. A step that writes nothing breaks nothing, so only the others cost a pass over the words
 * (a tenth of a millisecond on small machines, 1 ms with 1,000 swapped pages, growing with clusters in use and page tables).
 */
export class StepJudge {
  /** What is broken at the moment, by law and word. */
  #open = new Map<string, Open>();
  #judgedAt = -1;
  readonly #told = new Set<string>();
  #breaks: Break[] = [];
  #soundness: Soundness | undefined;

  /** `step` has happened; the functions of `k.frame` are running. Returns how many steps that took the time of, roughly. */
  afterStep(k: Kernel, step: number): number {
    const isNew = k.mem.cursor !== this.#judgedAt;
    if (isNew) {
      this.#judge(k, 'step', step);
      this.#judgedAt = k.mem.cursor;
    }
    for (const [key, open] of this.#open)
      if (!this.#told.has(key) && !isTransient(open.violation.law.name, k.frame)) this.#tell(k, key, open, step);
    return isNew ? PASS_COST : 0;
  }

  /** The statement is over, `step` was its last; what it broke, each break once. What stays broken is not told again. */
  atRest(k: Kernel, step: number): readonly Break[] {
    this.#judge(k, 'rest', undefined);
    for (const key of this.#told) if (!this.#open.has(key)) this.#told.delete(key);
    for (const [key, open] of this.#open) if (!this.#told.has(key)) this.#tell(k, key, open, step);
    const breaks = this.#breaks;
    this.#breaks = [];
    // What is broken at rest only is judged anew after the next step.
    this.#judgedAt = -1;
    return breaks;
  }

  #judge(k: Kernel, moment: Moment, step: number | undefined): void {
    const before = this.#open;
    this.#open = new Map();
    for (const violation of moment === 'rest' && this.#isSound(k) ? [] : violations(k, moment)) {
      const key = `${violation.law.name} ${violation.word}`;
      this.#open.set(key, { violation, since: before.has(key) ? before.get(key)?.since : step });
    }
  }

  /** Most statements leave all laws standing; only otherwise all words are gone through for what does not. */
  #isSound(k: Kernel): boolean {
    const { recording, cursor, journal } = k.mem;
    if (!recording || cursor !== journal.length) return false;
    if (this.#soundness?.of !== k) this.#soundness = new Soundness(k);
    return this.#soundness.isSound();
  }

  #tell(k: Kernel, key: string, { violation, since }: Open, step: number): void {
    this.#told.add(key);
    const words: readonly WordIndex[] = [violation.word, ...(violation.others?.() ?? [])];
    this.#breaks.push({
      violation,
      words: [...new Set(words)].map((word) => foundWord(k, word)),
      brokenIn: since,
      noticedAfter: step,
    });
  }
}

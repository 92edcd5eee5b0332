// Judges the laws while a statement runs: which are broken after each step, since which step, and whether the functions that are running excuse it.
import type { Kernel } from '../mm/kernel.js';
import type { WordIndex } from '../word/brand.js';
import type { InSlices } from './inSlices.js';
import { violations, violationsInSlices, type Violation } from './invariants.js';
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
  /** What was found at rest ahead of time, and where in the journal. */
  #atRest: { readonly at: number; readonly found: readonly Violation[] } | undefined;

  /** `step` has happened; the functions of `k.frame` are running. undefined: there was nothing to look at. */
  afterStep(k: Kernel, step: number): InSlices<void> | undefined {
    if (k.mem.cursor !== this.#judgedAt) return this.#judgeStep(k, step);
    this.#tellNew(k, step);
    return undefined;
  }

  *#judgeStep(k: Kernel, step: number): InSlices<void> {
    const found = yield* violationsInSlices(k, 'step');
    this.#judge(found, step);
    this.#judgedAt = k.mem.cursor;
    this.#tellNew(k, step);
  }

  #tellNew(k: Kernel, step: number): void {
    for (const [key, open] of this.#open)
      if (!this.#told.has(key) && !isTransient(open.violation.law.name, k.frame)) this.#tell(k, key, open, step);
  }

  /** Looks at what `atRest` looks at, in slices: that takes no time then, unless something is written in between. */
  *prepareRest(k: Kernel): InSlices<void> {
    const soundness = this.#soundnessOf(k);
    if (soundness !== undefined && (yield* soundness.look())) return;
    this.#atRest = { at: k.mem.cursor, found: yield* violationsInSlices(k, 'rest') };
  }

  /** The statement is over, `step` was its last; what it broke, each break once. What stays broken is not told again. */
  atRest(k: Kernel, step: number): readonly Break[] {
    const known = this.#atRest?.at === k.mem.cursor && k.mem.recording ? this.#atRest.found : undefined;
    this.#judge(known ?? (this.#soundnessOf(k)?.isSound() === true ? [] : violations(k, 'rest')), undefined);
    this.#atRest = undefined;
    for (const key of this.#told) if (!this.#open.has(key)) this.#told.delete(key);
    for (const [key, open] of this.#open) if (!this.#told.has(key)) this.#tell(k, key, open, step);
    const breaks = this.#breaks;
    this.#breaks = [];
    // What is broken at rest only is judged anew after the next step.
    this.#judgedAt = -1;
    return breaks;
  }

  #judge(found: readonly Violation[], step: number | undefined): void {
    const before = this.#open;
    this.#open = new Map();
    for (const violation of found) {
      const key = `${violation.law.name} ${violation.word}`;
      this.#open.set(key, { violation, since: before.has(key) ? before.get(key)?.since : step });
    }
  }

  /** Most statements leave all laws standing; only otherwise all words are gone through for what does not. undefined: nobody knows what was written. */
  #soundnessOf(k: Kernel): Soundness | undefined {
    const { recording, cursor, journal } = k.mem;
    if (!recording || cursor !== journal.length) return undefined;
    if (this.#soundness?.of !== k) this.#soundness = new Soundness(k);
    return this.#soundness;
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

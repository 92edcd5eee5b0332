// The answer from memory is that of the pass over all words, after every statement, with and without words that are wrong.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAGE } from '../mm/folio';
import type { Kernel } from '../mm/kernel';
import { NULL_INDEX } from '../memory/regions';
import { forEachPte } from '../mm/pgtable';
import { ci_virtual_table } from '../mm/swap_cluster';
import { liveTasks, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task';
import { draws, folioSettings, hugeSettings, smallSettings, story, tightSettings } from '../timeline/story.fixture';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import { wordIndex, type WordIndex } from '../word/brand';
import { CORRUPTIONS } from './corruptions.fixture';
import { violations } from './invariants';
import { PAGES } from './places.fixture';
import { clustersOf, forEachPage } from './snapshot';
import { Soundness } from './soundness';
import { VIRTUAL_CORRUPTIONS } from './virtualCorruptions.fixture';

const SETTINGS = fc.oneof(smallSettings, smallSettings, tightSettings, folioSettings, hugeSettings);

/** Runs to the end; after each statement both answers. */
function answers(run: Timeline, soundness: Soundness, answersOf: (k: Kernel) => void): void {
  while (run.recordNext()) answersOf(run.kernel);
  expect(soundness.of).toBe(run.kernel);
}

function expectSame(k: Kernel, soundness: Soundness): void {
  let expected: readonly string[];
  try {
    expected = violations(k, 'rest').map(({ law, what }) => `${law.name} ${what}`);
  } catch {
    // So wrong that not even a law can be looked at.
    expect(() => soundness.isSound()).toThrow();
    return;
  }
  expect(soundness.isSound(), expected.join('\n')).toBe(expected.length === 0);
}

test('random scenarios', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KERNELS), SETTINGS, draws(40), (kernel, setting, drawn) => {
      const run = new Timeline(compiled(story(kernel, setting, drawn, true).text));
      const soundness = new Soundness(run.kernel);
      answers(run, soundness, (k) => expectSame(k, soundness));
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** Words of tables, clusters, page frames and page table entries: a wrong pointer elsewhere, such as to the next area, may lead the pass over all words in a circle. */
function tableWords(k: Kernel): readonly WordIndex[] {
  const words: WordIndex[] = [];
  for (const { ci, table, isVirtual } of clustersOf(k)) {
    words.push(ci);
    if (table === NULL_INDEX) continue;
    const vtable = isVirtual ? ci_virtual_table(k, ci) : NULL_INDEX;
    for (let off = 0; off < 24; off++) {
      words.push(wordIndex(table + off));
      if (vtable !== NULL_INDEX) words.push(wordIndex(vtable + off));
    }
  }
  forEachPage(k, (page) => words.push(page, wordIndex(page + PAGE.counts)));
  for (const task of liveTasks(k))
    for (const vma of vmas(k, taskMm(k, task)))
      forEachPte(k, taskMm(k, task), vmaStart(k, vma), vmaEnd(k, vma), (pte) => words.push(pte));
  return words;
}

test('a word is wrong for the time of a statement', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KERNELS),
      smallSettings,
      draws(25),
      fc.array(fc.record({ word: fc.nat(), bit: fc.nat(63) }), { minLength: 40, maxLength: 40 }),
      (kernel, setting, drawn, wrongs) => {
        const run = new Timeline(compiled(story(kernel, setting, drawn, true).text));
        const soundness = new Soundness(run.kernel);
        const { mem } = run.kernel;
        let next = 0;
        answers(run, soundness, (k) => {
          expectSame(k, soundness);
          const wrong = wrongs[next++ % wrongs.length];
          const words = tableWords(k);
          const at = words[(wrong?.word ?? 0) % words.length];
          if (wrong === undefined || at === undefined) return;
          const lo = mem.lo(at);
          const hi = mem.hi(at);
          const flip = (1 << (wrong.bit % 32)) >>> 0;
          mem.write(at, wrong.bit < 32 ? (lo ^ flip) >>> 0 : lo, wrong.bit < 32 ? hi : (hi ^ flip) >>> 0);
          expectSame(k, soundness);
          mem.write(at, lo, hi);
          expectSame(k, soundness);
        });
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

describe.each(KERNELS)('%s', (kernel) => {
  test.each([...CORRUPTIONS, ...VIRTUAL_CORRUPTIONS].filter(({ kernels }) => kernels.includes(kernel)))(
    '$law: $what',
    ({ corrupt }) => {
      const run = new Timeline(compiled(PAGES.replace('KERNEL', kernel)));
      const soundness = new Soundness(run.kernel);
      answers(run, soundness, (k) => expectSame(k, soundness));
      expect(soundness.isSound()).toBe(true);
      corrupt(run.kernel, run);
      expect(soundness.isSound()).toBe(false);
    },
  );
});

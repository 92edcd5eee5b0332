// Whether a page is lost is answered from memory as by looking at all pages, after every statement, with and without words that are wrong.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kernel } from '../mm/kernel';
import { PAGE } from '../mm/folio';
import { forEachPte } from '../mm/pgtable';
import { liveTasks, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task';
import { programNames } from '../scenario/programNames';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { draws, folioSettings, hugeSettings, smallSettings, story, tightSettings } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import { wordIndex, type WordIndex } from '../word/brand';
import { atOnce } from './inSlices';
import { findLosses } from './losses';
import { forEachPage, forEachSlot, see } from './snapshot';
import { Wholeness } from './wholeness';

const SETTINGS = fc.oneof(smallSettings, tightSettings, folioSettings, hugeSettings);

/** Words between a page and its content. */
function wordsOnTheWay(k: Kernel): readonly WordIndex[] {
  const words: WordIndex[] = [];
  for (const task of liveTasks(k))
    for (const vma of vmas(k, taskMm(k, task)))
      forEachPte(k, taskMm(k, task), vmaStart(k, vma), vmaEnd(k, vma), (pte) => words.push(pte));
  forEachSlot(atOnce(see(k, 'rest')), (_cluster, off, tb) => {
    if (off < 24) words.push(tb);
  });
  forEachPage(k, (page) => words.push(wordIndex(page + PAGE.private)));
  return words;
}

test('random scenarios, a word wrong for the time of each statement', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KERNELS),
      SETTINGS,
      draws(25),
      fc.array(fc.record({ word: fc.nat(), bit: fc.nat(40) }), { minLength: 40, maxLength: 40 }),
      (kernel, setting, drawn, wrongs) => {
        const run = new Timeline(compiled(story(kernel, setting, drawn).text));
        const k = run.kernel;
        const wholeness = new Wholeness(k);
        const names = programNames(run.program);
        const expectSame = (): void => {
          let lost: number;
          try {
            lost = findLosses(k, names, 0, 0).length;
          } catch {
            return;
          }
          expect(wholeness.isWhole()).toBe(lost === 0);
        };
        let next = 0;
        while (run.recordNext()) {
          expectSame();
          const { word, bit } = wrongs[next++ % wrongs.length] ?? { word: 0, bit: 0 };
          const words = wordsOnTheWay(k);
          const at = words[word % words.length];
          if (at === undefined) continue;
          const lo = k.mem.lo(at);
          const hi = k.mem.hi(at);
          const flip = (1 << (bit % 32)) >>> 0;
          k.mem.write(at, bit < 32 ? (lo ^ flip) >>> 0 : lo, bit < 32 ? hi : (hi ^ flip) >>> 0);
          expectSame();
          k.mem.write(at, lo, hi);
          expectSame();
        }
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);

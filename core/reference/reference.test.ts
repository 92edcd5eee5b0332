// The product against the reference model on random scenarios: after every statement the same slots, words, lists and counters on each kernel.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KERNELS } from '../timeline/scenario.fixture';
import { story, type Draw, type Setting } from '../timeline/story.fixture';
import type { KernelName } from '../word/kernelName';
import {
  crowd,
  crowdSettings,
  departures,
  family,
  knownDraws,
  largeSettings,
  otherCpu,
  smallSettings,
  twoClusters,
} from './scenarios.fixture';
import { firstDifference } from './sideBySide.fixture';

function agrees(kernel: KernelName, setting: Setting, drawn: readonly Draw[]): void {
  const found = firstDifference(story(kernel, setting, drawn).text);
  expect(found === undefined, found).toBe(true);
}

describe.each(KERNELS)('%s', (kernel) => {
  test('small areas: every word is as the reference says', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallSettings, knownDraws(60), (setting, drawn) => agrees(kernel, setting, drawn)),
      { numRuns: 20 },
    );
  });

  test('many that share a page: every count is as the reference says', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallSettings, family, knownDraws(30), (setting, first, drawn) =>
        agrees(kernel, setting, [...first, ...drawn, ...departures]),
      ),
      { numRuns: 5 },
    );
  });

  test(
    'more pages than the devices hold: what is only cached is taken back as the reference does',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(crowdSettings, knownDraws(8), (setting, drawn) => agrees(kernel, setting, [...crowd, ...drawn])),
        { numRuns: 1 },
      );
    },
  );

  test('a CPU that finds no room in free clusters searches a full one for what is only cached', () => {
    fc.assert(
      fc.property(knownDraws(8), (drawn) => agrees(kernel, twoClusters, [...otherCpu, ...drawn])),
      { numRuns: 1 },
    );
  });

  test('areas of more than a cluster: every word is as the reference says', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(largeSettings, knownDraws(30), (setting, drawn) => agrees(kernel, setting, drawn)),
      { numRuns: 2 },
    );
  });
});

// All laws of facts 4 that can be read off the words, after every statement of random runs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { draws, smallSettings, story, tightSettings } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import { brokenLaws } from './laws.fixture';

describe.each(KERNELS)('%s', (kernel) => {
  test('obeys the laws', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: smallSettings }, { weight: 1, arbitrary: tightSettings }),
        draws(35),
        (setting, drawn) => {
          const { text } = story(kernel, setting, drawn);
          const run = new Timeline(compiled(text));
          while (run.recordNext())
            expect(
              brokenLaws(run.kernel),
              `after "${run.operations.at(-1)?.statement.text ?? ''}" in\n${text}`,
            ).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
  });
});

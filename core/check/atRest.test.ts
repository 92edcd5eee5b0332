// After every statement of random scenarios all laws hold, with small and large folios, devices that fill up and memory that runs out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { draws, folioSettings, smallSettings, story, tightSettings } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import { checkInvariants } from './invariants';

describe.each(KERNELS)('%s', (kernel) => {
  test('random scenarios keep all laws at rest', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 3, arbitrary: smallSettings },
          { weight: 2, arbitrary: folioSettings },
          { weight: 1, arbitrary: tightSettings },
        ),
        draws(35),
        (setting, drawn) => {
          const { text } = story(kernel, setting, drawn);
          const run = new Timeline(compiled(text));
          while (run.recordNext())
            expect(
              checkInvariants(run.kernel),
              `after "${run.operations.at(-1)?.statement.text ?? ''}" in\n${text}`,
            ).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
  });
});

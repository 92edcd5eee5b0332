// Nothing a task wrote is ever lost, and nothing is left behind: random scenarios on every kernel against a shadow of what each page must hold.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiled, KERNELS, timelineOf } from '../timeline/scenario.fixture';
import { Shadow } from '../timeline/shadow.fixture';
import { draws, smallSettings, story, tightSettings, UNITS, type Setting, type Story } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import { leftovers, structureCounts, type Counts } from './leftovers.fixture';

/** Plays a story; after each statement every page holds what was written to it and, but for memory that ran out, nothing is found. */
function play(told: Story, { scale }: Setting): void {
  const timeline = timelineOf(told.text);
  const shadow = new Shadow();
  for (const { text, effect } of told.lines) {
    timeline.recordNext();
    const findings = timeline.operations.at(-1)?.findings ?? [];
    expect(
      findings.filter(({ code }) => code !== 'VS0403').map(({ message }) => message),
      `findings of "${text}"`,
    ).toEqual([]);
    shadow.apply(effect, findings);
    expect(shadow.differences(timeline, UNITS * scale), `after "${text}"`).toEqual([]);
  }
}

/** Throws with the scenario's text: shrunk, it is the bug report. */
function withText(told: Story, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new Error(`${told.text}\n${String(error)}`, { cause: error });
  }
}

describe.each(KERNELS)('%s', (kernel) => {
  test('random scenarios keep every page', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallSettings, draws(40), (setting, drawn) => {
        const told = story(kernel, setting, drawn);
        withText(told, () => play(told, setting));
      }),
      { numRuns: 25 },
    );
  });

  test('so do scenarios with full clusters and memory that runs out', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(tightSettings, draws(20), (setting, drawn) => {
        const told = story(kernel, setting, drawn);
        withText(told, () => play(told, setting));
      }),
      { numRuns: 6 },
    );
  });

  test('when all tasks have exited, nothing is left', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(smallSettings, tightSettings), draws(25), (setting, drawn) => {
        const told = story(kernel, setting, drawn, true);
        withText(told, () => expect(leftAfter(told, kernel === 'ste-v1')).toEqual([]));
      }),
      { numRuns: 20 },
    );
  });
});

/** What is in use after the last statement that was not there before the first and did not come with a swapon. */
function leftAfter(told: Story, reclaims: boolean): readonly string[] {
  // RFC v1 does not try to drop cached virtual slots when their last reference goes (facts 3.12 step 3): they wait for reclaim.
  const timeline = new Timeline(compiled(told.text + (reclaims ? 'reclaim 4000 pages\n' : '')));
  const { kernel, operations } = timeline;
  const expected = new Map(structureCounts(kernel));
  for (let before: Counts = expected; timeline.recordNext(); before = structureCounts(kernel)) {
    if (operations.at(-1)?.statement.kind !== 'swapon') continue;
    for (const [name, count] of structureCounts(kernel))
      expected.set(name, (expected.get(name) ?? 0) + count - (before.get(name) ?? 0));
  }
  return leftovers(timeline, expected);
}

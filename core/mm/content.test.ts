// Nothing a task wrote is ever lost, and nothing is left behind: random scenarios on every kernel against a shadow of what each page must hold.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiled, KERNELS, timelineOf } from '../timeline/scenario.fixture';
import { Shadow } from '../timeline/shadow.fixture';
import {
  draws,
  folioSettings,
  hugeSettings,
  smallSettings,
  story,
  tightSettings,
  UNITS,
  type Setting,
  type Story,
} from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import type { KernelName } from '../word/kernelName';
import { leftovers, slotsInUse, structureCounts } from './leftovers.fixture';

/** No frame for a page, for what swapoff reads back or for a folio that moves; no device or room for an image. */
const NO_ROOM: ReadonlySet<string> = new Set(['VS0403', 'VS0407', 'VS0413', 'VS0414', 'VS0415']);

/** Plays a story; after each statement every page holds what was written to it and, but for memory that ran out, nothing is found. */
function play(told: Story, { scale }: Setting): void {
  const timeline = timelineOf(told.text);
  const shadow = new Shadow();
  for (const { text, effect } of told.lines) {
    timeline.recordNext();
    const findings = timeline.operations.at(-1)?.findings ?? [];
    expect(
      findings.filter(({ code }) => !NO_ROOM.has(code)).map(({ message }) => message),
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
      { numRuns: 15 },
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

  test('and with large folios, which split when only a part is touched', { timeout: 60_000 }, () => {
    const settings = fc.oneof({ weight: 5, arbitrary: folioSettings }, { weight: 1, arbitrary: hugeSettings });
    fc.assert(
      fc.property(settings, draws(15), (setting, drawn) => {
        const told = story(kernel, setting, drawn);
        withText(told, () => play(told, setting));
      }),
      { numRuns: 6 },
    );
  });

  test('when all tasks have exited, nothing is left', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(smallSettings, tightSettings, folioSettings, hugeSettings), draws(25), (setting, drawn) => {
        // Where memory runs out a swapoff may fail, and the device would be left.
        const some = setting.scale === 1 ? drawn : drawn.filter(({ verb }) => verb !== 'swapoff');
        const told = story(kernel, setting, some, true);
        withText(told, () => expect(leftAfter(told, setting, kernel)).toEqual([]));
      }),
      { numRuns: 15 },
    );
  });
});

/** What is in use when all tasks are gone, and what of it swapping the devices off does not give back. */
function leftAfter(told: Story, { machine, folios }: Setting, kernel: KernelName): readonly string[] {
  // RFC v1 does not try to drop cached virtual slots when their last reference goes (facts 3.12 step 3): they wait for reclaim.
  // So does the first page of a large folio that was split in the cache (oracle M8).
  const ending = kernel === 'ste-v1' || folios !== '' ? 'reclaim 4000 pages\n' : '';
  const off = told.devices.map((device) => `swapoff ${device}\n`);
  const run = new Timeline(compiled(told.text + ending + off.join('')));
  const { length } = run.program.statements;
  while (run.operations.length < length - off.length) run.recordNext();
  const slots = slotsInUse(run);
  while (run.recordNext());
  const empty = machine.replace(/^ *swap .*\n/gm, '');
  const fresh = new Timeline(compiled(`machine {\n  kernel ${kernel}\n${empty}}\nlabel "empty"\n`));
  return [...slots, ...leftovers(run, structureCounts(fresh.kernel))];
}

// In random runs the laws that a single step cannot break hold after every step at which no lock is held; laws.test.ts tries each law at rest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ci_lock_holder } from '../mm/swap_cluster';
import type { Kernel } from '../mm/kernel';
import { KERNELS, timelineOf } from '../timeline/scenario.fixture';
import { draws, smallSettings, story } from '../timeline/story.fixture';
import { checkInvariants } from './invariants';
import { see } from './snapshot';

const namesOf = (k: Kernel): readonly string[] => [
  ...new Set(checkInvariants(k).map(({ message }) => /^\w+/.exec(message)?.[0] ?? message)),
];

/** Functions of the kernel inside which a law does not hold for a moment, also while no cluster is locked (facts 4.1, 4.2). */
const TRANSIENT: Readonly<Record<string, readonly string[]>> = {
  // The count and the page table change one after the other.
  I9: ['try_to_unmap_one', 'do_swap_page', 'zap_swap_run', 'copy_page_range', 'unuse_pte'],
  // The Pointer word stands before the virtual table names it.
  J1: ['folio_realloc_swap'],
  // The entry is published before it is on its LRU; writeback holds it for itself once the slot has a physical one (facts J2).
  J2: ['zswap_store_page', 'zswap_writeback_entry'],
};

const isLocked = (k: Kernel): boolean => see(k).clusters.some(({ ci }) => ci_lock_holder(k, ci) !== 0);

function stackOf(k: Kernel): readonly string[] {
  const names: string[] = [];
  for (let frame = k.frame; frame !== undefined; frame = frame.parent) names.push(frame.name);
  return names;
}

/** Laws about more than one critical section (counters of devices and cgroups, lists, tables on their way in or out) are for statements only. */
const BETWEEN_STEPS: readonly string[] = ['I1', 'I2', 'I9', 'I14', 'J1', 'J2', 'J3', 'J5', 'J7'];

/** Laws broken at the moment although the stack does not excuse them, with the stack. */
function inexcusable(k: Kernel): readonly string[] {
  if (isLocked(k)) return [];
  const stack = stackOf(k);
  return namesOf(k)
    .filter(
      (name) => BETWEEN_STEPS.includes(name) && TRANSIENT[name]?.some((excuse) => stack.includes(excuse)) !== true,
    )
    .map((name) => `${name} in ${stack.join(' < ')}`);
}

describe.each(KERNELS)('%s', (kernel) => {
  test('random scenarios keep the invariants between steps', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallSettings, draws(20), (setting, drawn) => {
        const told = story(kernel, setting, drawn);
        const run = timelineOf(told.text);
        let step = 0;
        for (let state = run.advance(1); state !== 'over'; state = run.advance(1), step++)
          if (state === 'running') expect(inexcusable(run.kernel), `at step ${step} of\n${told.text}`).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });
});

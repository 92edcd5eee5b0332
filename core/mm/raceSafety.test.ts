// Races in any order that locks allow: no condition of the kernel fails, no law breaks, no page is lost, nothing is left, and nobody waits for ever.
import { describe, expect, test } from 'vitest';
import { KERNELS } from '../timeline/scenario.fixture';
import { RACES } from './raceCases.fixture';
import { runRace } from './raceSafety.fixture';

/** Schedules of each race on each kernel; more of them were run by hand. */
const SEEDS = [101, 102];

describe.each(KERNELS)('%s', (kernel) => {
  const here = RACES.filter(({ kernels }) => kernels === undefined || kernels.includes(kernel));

  test.each(here)('$name', (race) => {
    for (const seed of SEEDS) expect(runRace(race, kernel, seed).problems, `schedule ${seed}`).toEqual([]);
  });
});

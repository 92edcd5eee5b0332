// Every sample runs: its own expectations hold, and on every other kernel it runs to its end with all laws of the tables intact.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../scenario/examples.fixture';
import { compileScenario } from '../scenario/compile';
import { KERNEL_NAMES, type KernelName } from '../word/kernelName';
import { isRunOk, runProgram, type ProgramRun, type RunEvent } from './programRun';
import { runText } from './runReport';

const FOLDER = new URL('../../samples/', import.meta.url);
const SAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.vswap'));

const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

function run(name: string, kernel?: KernelName): ProgramRun {
  const { value, problems } = compileScenario(textOf(name), name);
  expect(problems).toEqual([]);
  if (value === undefined) throw new Error('it does not compile');
  const work = runProgram({ ...value, machine: { ...value.machine, kernel: kernel ?? value.machine.kernel } });
  let next = work.next();
  while (next.done !== true) next = work.next();
  return next.value;
}

/** A loss that the scenario expects, and an access of the page, which ends in SIGBUS, are the story itself. */
const isDefect = (event: RunEvent): boolean =>
  event.kind === 'finding' &&
  event.code !== 'VS0404' &&
  (event.knownLossOf === undefined || event.severity === 'error');

test('there are samples, each told what to look at in its first line', () => {
  expect(SAMPLES.length).toBeGreaterThanOrEqual(10);
  for (const name of SAMPLES) expect(textOf(name), name).toMatch(/^\/\/ \S.{20,}\n/);
});

test.each(SAMPLES)('%s: all that it expects holds', (name) => {
  const found = run(name);
  expect(isRunOk(found), runText(name, found)).toBe(true);
  expect(found.events.filter(isDefect)).toEqual([]);
  expect(found.events.some(({ kind }) => kind === 'expectation')).toBe(true);
});

describe.each(KERNEL_NAMES)('on %s nothing breaks', (kernel) => {
  test.each(SAMPLES)('%s', (name) => {
    expect(run(name, kernel).events.filter(isDefect)).toEqual([]);
  });
});

test.each([
  ['writeback', '01-zswap-writeback.vswap'],
  ['swapoff', '02-swapoff.vswap'],
  ['fork', '03-fork.vswap'],
  ['race', '04-race.vswap'],
])("the language's own example %s is a sample word for word", (example, name) => {
  expect(textOf(name)).toBe(EXAMPLES[example]);
});

// Every sample runs: its expectations hold on each kernel that it is about, no law breaks that it does not name, and the list of samples says what they are.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../scenario/examples.fixture';
import { compileScenario } from '../scenario/compile';
import type { Program } from '../scenario/program';
import { KERNEL_NAMES, type KernelName } from '../word/kernelName';
import { isRunOk, runProgram, type ProgramRun, type RunEvent } from './programRun';
import { runText } from './runReport';

const FOLDER = new URL('../../samples/', import.meta.url);
const SAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.vswap'));

const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

function compiled(name: string): Program {
  const { value, problems } = compileScenario(textOf(name), name);
  expect(problems).toEqual([]);
  if (value === undefined) throw new Error('it does not compile');
  return value;
}

function run(program: Program, kernel: KernelName): ProgramRun {
  const work = runProgram({ ...program, machine: { ...program.machine, kernel } });
  let next = work.next();
  while (next.done !== true) next = work.next();
  return next.value;
}

/** A loss that the scenario expects, and an access of the page, which ends in SIGBUS, are the story itself. */
const isStory = (event: RunEvent & { readonly kind: 'finding' }): boolean =>
  event.severity === 'warning' && (event.code === 'VS0404' || event.knownLossOf !== undefined);

/** Codes of what is found beside expectations; of a broken law its name. */
const findings = ({ events }: ProgramRun, severity = /error|warning/): readonly string[] =>
  events.flatMap((event) => {
    if (event.kind !== 'finding' || !severity.test(event.severity) || isStory(event)) return [];
    return [/\b([IJ]\d+) is broken/.exec(event.message)?.[1] ?? event.code];
  });

/** What a sample may break or lose on a kernel that it is not about: what the same machine does there in the sample that shows the defect. */
function defectsOf(name: string, kernel: KernelName): readonly string[] {
  const machine = (of: string): string => {
    const { devices, virtualDevice } = compiled(of).machine;
    return JSON.stringify([devices, virtualDevice]);
  };
  const twins = SAMPLES.filter((other) => machine(other) === machine(name)).map((other) => compiled(other).machine);
  return twins.flatMap(({ kernels, breaks }) =>
    kernels?.includes(kernel) === true ? [...(breaks ?? []), 'VS0422'] : [],
  );
}

test('each is told what to look at in its first line, and marks its moments', () => {
  expect(SAMPLES.length).toBeGreaterThanOrEqual(28);
  for (const name of SAMPLES) expect(textOf(name), name).toMatch(/^\/\/ \S.{20,}\n/);
});

describe.each(KERNEL_NAMES)('on %s', (kernel) => {
  const about = SAMPLES.filter((name) => compiled(name).machine.kernels?.includes(kernel) !== false);

  test.each(about)('%s: all that it expects holds, and only what it names breaks', (name) => {
    const program = compiled(name);
    const found = run(program, kernel);
    expect(isRunOk(found), runText(name, found)).toBe(true);
    const laws = findings(found).filter((code) => !code.startsWith('VS'));
    expect(laws.toSorted()).toEqual((program.machine.breaks ?? []).toSorted());
    expect(found.events.some(({ kind }) => kind === 'expectation')).toBe(true);
  });

  test.each(SAMPLES.filter((name) => !about.includes(name)))('%s, about others: no law breaks', (name) => {
    const broken = findings(run(compiled(name), kernel), /error/);
    expect(broken.filter((law) => !defectsOf(name, kernel).includes(law))).toEqual([]);
  });
});

test('every kernel has samples that name it', () => {
  for (const kernel of KERNEL_NAMES)
    expect(SAMPLES.filter((name) => compiled(name).machine.kernels?.includes(kernel) === true)).not.toEqual([]);
});

describe('samples/README.md', () => {
  const rows = [...textOf('README.md').matchAll(/^\| (\d\d-\S+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
    ([, name, shows, is, kernels]) => ({ name, shows, is, kernels }),
  );

  test('lists all samples in order, with the kernels that they name', () => {
    expect(rows.map(({ name, kernels }) => `${name ?? ''}.vswap: ${kernels ?? ''}`)).toEqual(
      SAMPLES.map((name) => `${name}: ${compiled(name).machine.kernels?.join(', ') ?? 'any'}`),
    );
  });

  test('says which trace a sample is, as its first line does', () => {
    for (const { name, is } of rows) {
      const trace = /^\/\/ (T\d+)\b/.exec(textOf(`${name ?? ''}.vswap`))?.[1];
      expect(is, name).toEqual(trace ?? expect.stringMatching(/^(story|defect|limit)$/));
    }
  });
});

test.each([
  ['writeback', '01-zswap-writeback.vswap'],
  ['swapoff', '02-swapoff.vswap'],
  ['fork', '03-fork.vswap'],
  ['race', '04-race.vswap'],
])(
  "the language's own example %s is a sample word for word, but for the other kernels it holds on",
  (example, name) => {
    expect(textOf(name).replace(/kernels ([\w.-]+)(?:, [\w.-]+)*/, 'kernel $1')).toBe(EXAMPLES[example]);
  },
);

// In the middle of statements too, a correct run breaks no law beyond what the table of transients excuses; and the table names real functions and laws.
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pseudoSource } from '../mm/generated/pseudoSource';
import { compileScenario } from '../scenario/compile';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { draws, folioSettings, smallSettings, story, tightSettings } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import type { Program } from '../scenario/program';
import { invariantCheck } from './invariantCheck';
import { INVARIANTS } from './invariants';
import { TRANSIENTS } from './transients';

/** Looked at of one run: each costs a pass over all words. */
const MOST_STEPS = 6000;

/** Broken laws; that page contents are lost on a kernel with a known defect may be the story of a scenario. */
function broken(program: Program): readonly string[] {
  const run = new Timeline(program, invariantCheck('step'));
  while (run.recordedSteps < MOST_STEPS && run.recordNext());
  return run.operations.flatMap(({ statement, findings }) =>
    findings
      .filter(({ kind }) => kind === 'invariant')
      .map(({ message }) => `line ${statement.range.line}, "${statement.text}": ${message}`),
  );
}

describe.each(KERNELS)('%s', (kernel) => {
  test('random scenarios keep the laws after every step', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 3, arbitrary: smallSettings },
          { weight: 2, arbitrary: folioSettings },
          { weight: 1, arbitrary: tightSettings },
        ),
        draws(15),
        (setting, drawn) => {
          const { text } = story(kernel, setting, drawn, true);
          expect(broken(compiled(text)), text).toEqual([]);
        },
      ),
      { numRuns: 4 },
    );
  });

  test('samples keep the laws after every step', { timeout: 300_000 }, () => {
    for (const { name, program } of SAMPLES) {
      // On a kernel that it is not about, a sample may run into a defect that it does not declare.
      if (program.machine.kernels?.includes(kernel) === false) continue;
      const run = { ...program, machine: { ...program.machine, kernel } };
      expect(broken(run), name).toEqual([]);
    }
  });
});

const FOLDER = path.join(import.meta.dirname, '../../samples');
const SAMPLES = fs
  .readdirSync(FOLDER)
  .filter((name) => name.endsWith('.vswap'))
  .map((name) => {
    const { value } = compileScenario(fs.readFileSync(path.join(FOLDER, name), 'utf8'), name);
    if (value === undefined) throw new Error(`${name} does not compile`);
    return { name, program: value };
  });

test('each function that excuses a law is one of the model, each law one of the laws', () => {
  for (const [law, transients] of Object.entries(TRANSIENTS)) {
    expect(INVARIANTS.map(({ name }): string => name)).toContain(law);
    for (const name of transients?.flatMap(({ functions }) => functions) ?? [])
      expect(Object.keys(pseudoSource), `${law}: ${name}`).toContain(name);
  }
});

test('the docs list every excuse', () => {
  const page = fs.readFileSync(path.join(import.meta.dirname, '../../docs/invariants.md'), 'utf8');
  const listed = page
    .split('\n')
    .filter((line) => /^\| [IJ]\d+ +\| `[a-z_]+`[^|]* \| [^|]+ \|$/.test(line))
    .map((line) => line.replace(/\s+/g, ' '));
  const wanted = INVARIANTS.flatMap(({ name }) =>
    (TRANSIENTS[name] ?? []).map(({ functions, reach, why }) => {
      const where = functions.map((one) => `\`${one}\``).join(', ');
      return `| ${name} | ${where}${reach === 'own' ? ', own steps' : ''} | ${why} |`;
    }),
  );
  expect(listed).toEqual(wanted);
});

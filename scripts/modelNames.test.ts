// A minified bundle shows the kernel's names in the call stack, as the sources do, although nothing else in it has kept its name.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { pseudoSource } from '../core/mm/generated/pseudoSource';
import { compileScenario } from '../core/scenario/compile';
import { Timeline } from '../core/timeline/timeline';
import { stepIndex } from '../core/word/brand';
import { modelNames } from './model-names.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Prints the functions of all steps of a scenario, each once; on the next line names that need not be there. */
const PROGRAM = `
import fs from 'node:fs';
import { compileScenario } from './core/scenario/compile';
import { Timeline } from './core/timeline/timeline';
function closureOfNoName() { return 1; }
const run = new Timeline(compileScenario(fs.readFileSync(0, 'utf8'), 'a.vswap').value, {});
while (run.recordNext());
const names = new Set();
for (let step = 0; step < run.recordedSteps; step++)
  for (let frame = run.moment(step).frame; frame !== undefined; frame = frame.parent) names.add(frame.name);
console.log([...names].join(' '));
console.log([closureOfNoName.name, Timeline.name].join(' '));
`;

const scenario = (kernel: string): string => `machine {
  kernel ${kernel}
  memory 64M
  zswap { compressor lz4 }
  swap disk0 4M
}
task app
app: map heap 64 pages
app: write heap[0..31] text seed 1
app: pageout heap[0..31]
writeback 4 pages
app: read heap[0..15]
fork app as child
child: write heap[0..31] random seed 2
reclaim 20 pages
swapoff disk0
exit child
`;

function namesOf(text: string): readonly string[] {
  const { value } = compileScenario(text, 'a.vswap');
  if (value === undefined) throw new Error('the scenario has problems');
  const run = new Timeline(value, {});
  while (run.recordNext());
  const names = new Set<string>();
  for (let step = 0; step < run.recordedSteps; step++)
    for (let { frame } = run.moment(stepIndex(step)); frame !== undefined; frame = frame.parent) names.add(frame.name);
  return [...names];
}

test('the frames of a minified bundle have the names that the sources have', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vswap-names-'));
  const outfile = path.join(folder, 'run.cjs');
  await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    plugins: [modelNames],
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  for (const kernel of ['6.18', 'ste-v2']) {
    const text = scenario(kernel);
    const { stdout } = spawnSync(process.execPath, [outfile], { input: text, encoding: 'utf8' });
    const [names = [], other = []] = stdout.split('\n').map((line) => line.split(' '));
    expect(names).toEqual(namesOf(text));
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !(name in pseudoSource))).toEqual([]);
    expect(other).not.toContain('Timeline');
  }
  fs.rmSync(folder, { recursive: true });
}, 120_000);

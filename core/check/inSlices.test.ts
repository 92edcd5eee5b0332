// A check in slices: none of them reads much of the machine, and what is found is what is found in one go, whoever looks about meanwhile.
import { describe, expect, test } from 'vitest';
import { compiled, findingsOf } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import { stepIndex, type WordIndex } from '../word/brand';
import { CORRUPTIONS } from './corruptions.fixture';
import { atOnce } from './inSlices';
import { invariantCheck, type CheckMode } from './invariantCheck';
import { PAGES } from './places.fixture';
import { VIRTUAL_CORRUPTIONS } from './virtualCorruptions.fixture';
import { watching } from './watch';

/** Words: a few tenths of a millisecond. */
const MOST_READ = 16_000;

const LARGE = `machine { kernel ste-v2  memory 128M  zswap off  swap disk0 64M }
task app
app: map heap 6000 pages
app: write heap[0..5999] random seed 1
app: pageout heap[0..5999]
app: read heap[7]
`;

/** Words that `work` reads; `mem.lo` is asked once for each. */
function readBy({ kernel: { mem } }: Timeline, work: () => unknown): number {
  const lo = mem.lo.bind(mem);
  let count = 0;
  mem.lo = (index: WordIndex) => {
    count++;
    return lo(index);
  };
  work();
  mem.lo = lo;
  return count;
}

/** Of each slice. */
function readsOf(run: Timeline, look: Generator<void, void, void>): readonly number[] {
  const reads: number[] = [];
  const ends: boolean[] = [];
  while (ends.at(-1) !== true) reads.push(readBy(run, () => ends.push(look.next().done === true)));
  return reads;
}

test.each(['statement', 'step'] as const)('no slice reads much of a large machine: %s', (mode) => {
  const options = watching(invariantCheck(mode));
  const run = new Timeline(compiled(LARGE));
  const reads: number[] = [];
  for (let i = 0; run.recordNext(); i++) {
    const look = mode === 'step' ? options.checkStep?.(run.kernel, i) : options.prepareCheck?.(run.kernel);
    if (look !== undefined) reads.push(...readsOf(run, look));
    expect(options.check?.(run.kernel, run)).toEqual([]);
  }
  expect(reads.length).toBeGreaterThan(50);
  expect(Math.max(...reads)).toBeLessThan(MOST_READ);
});

test('what was looked at ahead of time is not looked at again', () => {
  const options = watching(invariantCheck('statement'));
  const run = new Timeline(compiled(LARGE));
  while (run.recordNext());
  const check = (): number => readBy(run, () => expect(options.check?.(run.kernel, run)).toEqual([]));
  const ahead = readBy(run, () => atOnce(options.prepareCheck?.(run.kernel) ?? expect.fail()));
  expect(ahead).toBeGreaterThan(20_000);
  expect(check()).toBeLessThan(100);
  run.kernel.setNum(run.kernel.g.total_swap_pages, run.kernel.num(run.kernel.g.total_swap_pages));
  expect(check()).toBeGreaterThan(100);
});

const STATEMENTS = PAGES.split('\n').length - PAGES.split('\n').indexOf('task app in web') - 1;

/** Findings of a statement that begins with wrong words. */
function found(
  kernel: string,
  corrupt: (typeof CORRUPTIONS)[number]['corrupt'],
  mode: CheckMode,
  steps: number,
): readonly string[] {
  const run = new Timeline(
    compiled(`${PAGES.replace('KERNEL', kernel)}app: map more 4 pages\n`),
    watching(invariantCheck(mode)),
  );
  for (let i = 0; i < STATEMENTS; i++) run.recordNext();
  corrupt(run.kernel, run);
  while (run.advance(steps) === 'running') run.seek(stepIndex(0));
  return findingsOf(run);
}

describe.each(['6.18', 'ste-v2'] as const)('%s', (kernel) => {
  const ofKernel = [...CORRUPTIONS, ...VIRTUAL_CORRUPTIONS].filter(({ kernels }) => kernels.includes(kernel));
  test.each(ofKernel)('$law: $what', ({ law, corrupt }) => {
    const whole = found(kernel, corrupt, 'statement', Infinity);
    expect(whole.join('\n')).toContain(law);
    expect(found(kernel, corrupt, 'statement', 256)).toEqual(whole);
    expect(found(kernel, corrupt, 'step', 256)).toEqual(found(kernel, corrupt, 'step', Infinity));
  });
});

// A loss fails a run, unless the kernel is known for it and the scenario expects each page of it to be lost.
import { expect, test } from 'vitest';
import { KERNELS } from '../timeline/scenario.fixture';
import { compiled } from '../timeline/scenario.fixture';
import { isRunOk, runProgram, type ProgramRun, type RunEvent } from './programRun';

/** Pages 1 and 2 cannot be read back. */
const STORY = `machine {
  kernel KERNEL
  memory 64M
  zswap off
  swap disk0 4M
}
task app
app: map heap 4 pages
app: write heap[0..3] text seed 6
app: pageout heap[0..3]
reclaim 4 pages
fail read disk0:2 once
fail read disk0:3 once
swapoff disk0
`;

function run(text: string): ProgramRun {
  const work = runProgram(compiled(text));
  let next = work.next();
  while (next.done !== true) next = work.next();
  return next.value;
}

const losses = ({ events }: ProgramRun): readonly (RunEvent & { readonly kind: 'finding' })[] =>
  events.flatMap((event) => (event.kind === 'finding' && event.code === 'VS0422' ? [event] : []));

test.each(KERNELS)('%s: expected, it is a warning and the run is good', (kernel) => {
  const found = run(`${STORY.replace('KERNEL', kernel)}expect all app.heap[1..2] is lost\n`);
  expect(losses(found).map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  expect(isRunOk(found)).toBe(true);
});

test.each([
  ['no expectation', ''],
  ['an expectation of one page of two', 'expect app.heap[1] is lost\n'],
  ['an expectation that asks for the opposite', 'expect not (app.heap[1] is lost or app.heap[2] is lost)\n'],
  ['one that is true whatever is lost', 'expect app.heap[0] is present or app.heap[1] is not lost\n'],
])('with %s the run fails', (_, expectation) => {
  const found = run(`${STORY.replace('KERNEL', 'ste-v2')}${expectation}`);
  expect(losses(found).some(({ severity }) => severity === 'error')).toBe(true);
  expect(isRunOk(found)).toBe(false);
});

test('an expected loss that does not come fails as any expectation', () => {
  const kept = STORY.replace('KERNEL', 'ste-v2').replace(/fail read.*\n/g, '');
  const found = run(`${kept}expect app.heap[1] is lost\n`);
  expect(losses(found)).toEqual([]);
  expect(isRunOk(found)).toBe(false);
});

test('a device slot that is remembered with too few type bits loses its page, which is known of RFC v1 and v2 only', () => {
  const devices = Array.from({ length: 9 }, (_, i) => `  swap d${i + 1} 1M { priority ${i + 1} }\n`).join('');
  const story = (kernel: string): string =>
    `machine {\n  kernel ${kernel}\n  memory 64M\n  zswap off\n${devices}}\ntask app\napp: map heap 1 pages\napp: write heap[0] text seed 1\napp: pageout heap[0]\nreclaim 1 pages\n`;
  for (const kernel of ['ste-v1', 'ste-v2'])
    expect(losses(run(`${story(kernel)}expect app.heap[0] is lost\n`))).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('(facts 1.9)') as string, knownLossOf: ['app.heap[0]'] },
    ]);
  expect(losses(run(`${story('ste-latest')}app: read heap[0]\nexpect app.heap[0].content == text seed 1\n`))).toEqual(
    [],
  );
});

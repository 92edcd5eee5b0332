// path(SLOT): the states a slot went through in the statement before, whatever kernel writes the words; and that looking back leaves no trace.
import { describe, expect, test } from 'vitest';
import { DIRECT, KERNELS, recorded, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';
import { stepIndex } from '../word/brand';

const APP = `machine { kernel KERNEL
  zswap { compressor lz4 }
  swap disk0 4M
}
task app
app: map heap 4 pages
app: write heap[0] text seed 1
app: write heap[1] zero
`;

/** What `print path(slot)` says at the end. */
function pathOf(text: string, slot: string, kernel: KernelName): string {
  const { operations } = recorded(`${APP.replace('KERNEL', kernel)}${text}print path(${slot})\n`);
  return operations.at(-1)?.output[0] ?? '';
}

describe.each(VIRTUAL)('on %s', (kernel) => {
  test.each([
    [
      'app: pageout heap[0]\n',
      'vswap:512',
      'NULL/NONE -> PFN c0/NONE -> PFN c1/NONE -> PFN c1/ZSWAP -> Shadow c1/ZSWAP',
    ],
    [
      'app: pageout heap[0]\n',
      'app.heap[0].entry',
      'NULL/NONE -> PFN c0/NONE -> PFN c1/NONE -> PFN c1/ZSWAP -> Shadow c1/ZSWAP',
    ],
    // What only looks is not the statement before.
    ['app: pageout heap[0]\nexpect app.heap[0] is zswap\nlabel "x"\n', 'vswap:513', 'NULL/NONE'],
    ['app: pageout heap[0]\nwriteback 1 pages\n', 'vswap:512', 'Shadow c1/ZSWAP -> PFN c1/ZSWAP -> PFN c1/disk0:1'],
    ['app: pageout heap[0]\nwriteback 1 pages\n', 'disk0:1', 'NULL -> Pointer vswap:512'],
    ['app: pageout heap[0]\nfork app as child\n', 'vswap:512', 'Shadow c1/ZSWAP -> Shadow c2/ZSWAP'],
    ['app: pageout heap[0]\n', 'disk0:0', 'Bad'],
  ])('%s%s: %s', (text, slot, path) => {
    expect(pathOf(text, slot, kernel)).toBe(path);
  });
});

test.each(VIRTUAL)('the count that goes into the extend table and comes back: %s', (kernel) => {
  const forks = (n: number): string => Array.from({ length: n }, (_, i) => `fork app as child${i}\n`).join('');
  const text = `app: pageout heap[0]\n${forks(14)}`;
  expect(pathOf(text, 'vswap:512', kernel)).toBe('Shadow c14/ZSWAP -> Shadow c15/ZSWAP');
  expect(pathOf(`${text}exit child3\n`, 'vswap:512', kernel)).toBe('Shadow c15/ZSWAP -> Shadow c14/ZSWAP');
});

test('zeros are a flag, in RFC v1 a tag', () => {
  const text = 'app: pageout heap[1]\n';
  const start = 'NULL/NONE -> PFN c0/NONE -> PFN c1/NONE -> ';
  expect(pathOf(text, 'vswap:512', 'ste-v1')).toBe(`${start}PFN c1/ZERO -> Shadow c1/ZERO`);
  expect(pathOf(text, 'vswap:512', 'ste-v2')).toBe(`${start}PFN c1 Z/NONE -> Shadow c1 Z/NONE`);
});

test.each(DIRECT)('a direct slot has no backing to name: %s', (kernel) => {
  expect(pathOf('app: pageout heap[0]\n', 'disk0:1', kernel)).toMatch(/^NULL -> PFN c0 -> PFN c1 -> Shadow c1$/);
});

test.each(KERNELS)('looking back changes nothing, and gives the same wherever one comes from: %s', (kernel) => {
  const text = `${APP.replace('KERNEL', kernel)}app: pageout heap[0..1]\nexpect path(app.heap[0].entry) != ""\napp: read heap[0..1]\n`;
  const run = recorded(text);
  expect(run.operations.every(({ expectation }) => expectation?.ok !== false)).toBe(true);
  const end = run.kernel.mem.cursor;
  const pageout = run.operations.findIndex(({ statement }) => statement.kind === 'pageout');
  const expectation = run.operations[pageout + 1];
  if (expectation === undefined) throw new Error('there is no expectation');
  run.seek(expectation.firstStep);
  const there = run.ask('path(app.heap[0].entry)', {}).text;
  expect(there).toMatch(/^NULL.* -> Shadow c1/);
  expect(run.kernel.mem.cursor).toBe(expectation.firstWrite);
  run.seek(stepIndex(run.recordedSteps));
  expect(run.kernel.mem.cursor).toBe(end);
  expect(run.ask('path(disk0:9)', {}).text).toBe('NULL');
  run.seek(expectation.firstStep);
  expect(run.ask('path(app.heap[0].entry)', {}).text).toBe(there);
});

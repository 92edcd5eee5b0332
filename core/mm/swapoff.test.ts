// What swapoff does to the devices that stay: the priorities that the kernel chose for them.
import { expect, test } from 'vitest';
import { findingsOf, recorded } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';
import { availableOf } from './clusterLists.fixture';

/** Priorities in order of swap type, after the first of three devices went off and a fourth came. */
function priorities(kernel: KernelName, first: string): { readonly chosen: readonly number[]; readonly order: string } {
  const run = recorded(
    `machine { kernel ${kernel}  swap disk0 64K ${first}  swap disk1 64K  swap disk2 64K }\nswapoff disk0\nswapon disk3 64K`,
  );
  const physical = run.view.devices().filter(({ kind }) => kind === 'physical');
  return { chosen: physical.map(({ priority }) => priority), order: availableOf(run).join(' ') };
}

test('6.18 lets the chosen priorities below one that goes off rise, so a new device comes last (oracle A10)', () => {
  expect(priorities('6.18', '')).toEqual({ chosen: [-4, -2, -3], order: 'disk1 disk2 disk3' });
});

test('a priority that was asked for leaves no gap', () => {
  expect(priorities('6.18', '{ priority 3 }')).toEqual({ chosen: [-4, -2, -3], order: 'disk1 disk2 disk3' });
});

test('later kernels choose one priority for all (facts 2.14)', () => {
  expect(priorities('p4', '').chosen).toEqual([-1, -1, -1]);
});

test.each([
  ['ste-v2', ['swapoff d9: some of its slots stay in use']],
  ['ste-latest', []],
] as const)(
  '%s: a virtual slot that names another device, its type cut off, holds swapoff up (facts 1.9, 3.16)',
  (kernel, told) => {
    const devices = Array.from({ length: 9 }, (_, i) => `swap d${i + 1} 1M { priority ${i + 1} }`).join('  ');
    const run = recorded(
      `machine { kernel ${kernel}  ${devices} }
task app
app: map heap 1 pages
app: write heap[0] random seed 1
app: pageout heap[0]
swapoff d9
expect d1.used == 0
`,
      {},
    );
    expect(findingsOf(run).map((line) => line.replace(/^line \d+: /, '').split(',')[0])).toEqual(told);
  },
);

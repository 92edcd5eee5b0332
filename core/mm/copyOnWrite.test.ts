// Faults, forks and copies: who sees which content, which frame is shared, and when a cached slot goes (facts 3.6, 3.11; oracle F4, F5, U4).
import { describe, test } from 'vitest';
import { check, DIRECT, KERNELS, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly zswap: boolean;
  /** After `task app` and `app: map heap 4 pages`. */
  readonly text: string;
}

const CASES: readonly Case[] = [
  {
    name: 'an untouched page reads as zeros from the shared zero page; a write gives it a frame of its own',
    kernels: KERNELS,
    zswap: false,
    text: `app: read heap[0..1]
expect app.heap[0].content == zero
expect app.heap[0].pfn == app.heap[1].pfn
app: write heap[0] text seed 1
expect app.heap[0].pfn != app.heap[1].pfn
expect app.heap[0].content == text seed 1
expect app.heap[1].content == zero
app: pageout heap[1]
expect app.heap[1] is present`,
  },
  {
    name: 'after a fork a write copies: each side keeps what it wrote',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0..1] text seed 1
fork app as child
expect app.heap[0].pfn == child.heap[0].pfn
child: write heap[0] text seed 2
app: write heap[1] text seed 3
expect app.heap[0].pfn != child.heap[0].pfn
expect app.heap[0].content == text seed 1
expect app.heap[1].content == text seed 3
expect child.heap[0].content == text seed 2
expect child.heap[1].content == text seed 1
exit app
expect child.heap[0].content == text seed 2
expect child.heap[1].content == text seed 1`,
  },
  {
    name: 'the last owner writes into the frame it has',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0] text seed 1
fork app as child
exit child
app: write heap[0] text seed 2
expect app.heap[0].content == text seed 2
app: pageout heap[0]
expect app.heap[0] is phys on disk0
app: read heap[0]
expect app.heap[0].content == text seed 2`,
  },
  {
    name: 'both sides of a fork read a swapped page back into one frame',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
fork app as child
reclaim 4 pages
app: read heap[0]
child: read heap[0]
expect app.heap[0].pfn == child.heap[0].pfn
expect vmstat.pswpin == 1
child: write heap[0] text seed 2
expect app.heap[0].pfn != child.heap[0].pfn
expect app.heap[0].content == text seed 1
expect child.heap[0].content == text seed 2`,
  },
  {
    name: 'a page read back exclusively is writable: a write does not fault, and its direct slot stays',
    kernels: DIRECT,
    zswap: false,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
reclaim 1 pages
app: read heap[0]
expect app.heap[0].entry == disk0:1
app: write heap[0] text seed 2
expect app.heap[0].entry == disk0:1
expect vm.nr_swap_pages == vm.total_swap_pages - 1
app: pageout heap[0]
expect app.heap[0].entry == disk0:1
reclaim 1 pages
app: read heap[0]
expect app.heap[0].content == text seed 2`,
  },
  {
    name: 'a page read back from zswap gives its virtual slot up at once',
    kernels: VIRTUAL,
    zswap: true,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
app: read heap[0]
expect not app.heap[0] is cached
expect vswap.used == 0
app: write heap[0] text seed 2
app: pageout heap[0]
app: read heap[0]
expect app.heap[0].content == text seed 2`,
  },
  {
    name: 'a write fault frees the cached slot of a page that nobody else has',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0..1]
expect all app.heap[0..1] is cached
app: write heap[0] text seed 2
expect not app.heap[0] is cached
expect app.heap[1] is cached
expect swap_table(disk0:1) is null
expect vm.nr_swap_pages == vm.total_swap_pages - 1`,
  },
  {
    name: 'a page shared by a fork keeps its slot when one side writes, and loses it when the last reader writes',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
fork app as child
app: read heap[0]
child: read heap[0]
child: write heap[0] text seed 2
expect app.heap[0] is cached
expect not child.heap[0] is cached
app: write heap[0] text seed 3
expect not app.heap[0] is cached
expect swap_table(disk0:1) is null
expect app.heap[0].content == text seed 3
expect child.heap[0].content == text seed 2`,
  },
  {
    name: 'a write after a fork takes the compressed page out of zswap; the other side finds it in the cache',
    kernels: KERNELS,
    zswap: true,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
fork app as child
child: write heap[0] text seed 2
expect zswap.stored_pages == 0
expect app.heap[0] is folio
expect app.heap[0].content == text seed 1
expect child.heap[0].content == text seed 2
reclaim 4 pages
expect app.heap[0] is zswap
app: read heap[0]
expect app.heap[0].content == text seed 1`,
  },
  {
    name: 'freeing on one side leaves the other its page',
    kernels: KERNELS,
    zswap: true,
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0]
fork app as child
app: free heap[0..1]
expect app.heap[0] is none
expect child.heap[0] is zswap
child: read heap[0..1]
expect all child.heap[0..1].content == text seed 1
app: read heap[0]
expect app.heap[0].content == zero`,
  },
  {
    name: 'locked pages are read back and stay, until they are unlocked; a forked area is not locked',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0]
app: mlock heap[0..1]
expect all app.heap[0..1] is present
expect not app.heap[0] is cached
reclaim 10 pages
expect all app.heap[0..1] is present
fork app as child
child: free heap[0]
expect child.heap[0] is none
exit child
app: munlock heap[0..1]
reclaim 10 pages
expect all app.heap[0..1] is phys on disk0`,
  },
  {
    name: 'a copy made in a locked area is locked; what a locked area shared is not locked for the others once it is gone',
    kernels: KERNELS,
    zswap: false,
    text: `app: write heap[0..3] text seed 1
app: mlock heap[0..3]
fork app as child
app: write heap[0] text seed 2
reclaim 10 pages
expect all app.heap[0..3] is present
expect child.heap[0] is phys on disk0
exit app
reclaim 10 pages
expect all child.heap[0..3] is phys on disk0
child: read heap[0..3]
expect all child.heap[0..3].content == text seed 1`,
  },
];

describe.each(CASES)('$name', ({ kernels, zswap, text }) => {
  test.each(kernels)('%s', (kernel) => {
    const machine = `machine {\n  kernel KERNEL\n  memory 1M\n  zswap ${zswap ? '{ compressor lz4 }' : 'off'}\n  swap disk0 4M\n}\n`;
    check(`${machine}task app\napp: map heap 4 pages\n${text}\n`, [kernel]);
  });
});

// Each place at which zswap can fail, on each kernel: what happens then is what the facts say, no page's content is lost, and at the end nothing is left over (facts 3.3, 3.10, 3.15).
import { describe, expect, test } from 'vitest';
import { findingsOf, KERNELS, recorded, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';
import { leftovers, structureCounts } from './leftovers.fixture';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly machine?: readonly string[];
  /** After `task app in web` and `app: map heap 32 pages`. */
  readonly text: string;
  /** Parts of what is found, in order; nothing unless given. */
  readonly findings?: readonly string[];
}

const SIGBUS = 'the access ends in SIGBUS';

const STORE: readonly Case[] = [
  ...(
    [
      ['zswap alloc', 'reject_kmemcache_fail'],
      ['compress', 'reject_compress_fail'],
      ['pool alloc', 'reject_alloc_fail'],
    ] as const
  ).flatMap(([site, counter]): readonly Case[] => [
    {
      name: `${site} fails: the page goes to a device, the others into zswap`,
      kernels: KERNELS,
      text: `app: write heap[0..2] text seed 1
fail ${site} app.heap[1]
app: pageout heap[0..2]
expect zswap.${counter} == 1
expect zswap.stored_pages == 2
expect app.heap[0] is zswap
expect app.heap[1] is phys on disk0
expect app.heap[2] is zswap`,
    },
    {
      name: `${site} fails and no device may have the page: it stays in memory until it can be stored`,
      kernels: KERNELS,
      machine: ['cgroup web { zswap.writeback 0 }'],
      text: `app: write heap[0..2] text seed 1
fail ${site} app.heap[1]
app: pageout heap[0..2]
expect zswap.${counter} == 1
expect app.heap[1] is folio
expect vmstat.pswpout == 0
reclaim 1 pages
expect all app.heap[0..2] is zswap`,
    },
    {
      name: `${site} fails on the last page of a large folio: what was stored of it goes, the folio goes out whole`,
      kernels: KERNELS,
      text: `app: map big 16 pages mthp 64K
app: write big[0..15] text seed 1
fail ${site} app.big[15]
app: pageout big[0..15]
expect zswap.${counter} == 1
expect zswap.stored_pages == 0
expect web.stat.zswapped == 0
expect web.zswap.current == 0
expect all app.big[0..15] is phys on disk0
app: read big[0..15]
expect all app.big[0..15].content == text seed 1
app: write heap[0..2] text seed 1`,
    },
    {
      name: `${site} fails where an older copy was: no stale copy is left`,
      kernels: KERNELS,
      text: `app: write heap[0..2] text seed 9
app: pageout heap[0..2]
app: write heap[0..2] text seed 1
fail ${site} always
app: pageout heap[0..2]
expect zswap.${counter} == 3
expect all app.heap[0..2] is phys on disk0
expect zswap.stored_pages == 0`,
    },
  ]),
];

const LOAD: readonly Case[] = [
  {
    name: 'decompress fails in a fault: SIGBUS, the copy stays, and a fault after the page left the cache reads it',
    kernels: KERNELS,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[1]
fail decompress app.heap[1]
app: read heap[1]
expect zswap.decompress_fail == 1
expect zswap.stored_pages == 1
expect app.heap[1].content == text seed 1
reclaim 4 pages
expect all app.heap[0..2] is zswap`,
    findings: [SIGBUS],
  },
  {
    name: 'decompress fails in a write fault: the old content is still there for whoever comes next',
    kernels: KERNELS,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[1]
fail decompress app.heap[1]
app: write heap[1] text seed 2
expect zswap.decompress_fail == 1
expect app.heap[1].content == text seed 1
reclaim 4 pages`,
    findings: [SIGBUS],
  },
  {
    name: 'no frame for the fault: nothing changes, and the next fault reads the page',
    kernels: KERNELS,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[1]
fail folio alloc app.heap[1]
app: read heap[1]
expect zswap.stored_pages == 1
expect app.heap[1] is zswap`,
    findings: ['no page frame left'],
  },
];

const WRITEBACK: readonly Case[] = [
  ...(['folio alloc', 'decompress'] as const).map((site): Case => ({
    name: `writeback: ${site} fails, the copy stays where it is and the slot of the device is free again`,
    kernels: KERNELS,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[0..2]
fail ${site} app.heap[0]
writeback 1 pages
expect app.heap[0] is zswap
expect app.heap[1] is phys on disk0
expect zswap.reject_reclaim_fail == 1
expect zswap.written_back_pages == 1
expect zswap.decompress_fail == ${site === 'decompress' ? 1 : 0}
expect zswap.stored_pages == 2
expect web.stat.zswapped == 8K
writeback 2 pages
expect all app.heap[0..2] is phys on disk0`,
  })),
  {
    name: 'writeback: the charge of the physical slot fails: the copy stays, the slot is given back',
    kernels: VIRTUAL,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[0..2]
fail swap charge
writeback 1 pages
expect zswap.reject_reclaim_fail == 1
expect zswap.written_back_pages == 1
expect web.swap.events.max == 1
expect web.swap.current == 4K
expect vm.nr_swap_pages == vm.total_swap_pages - 1
expect app.heap[0] is zswap
expect zswap.decompress_fail == 0
writeback 2 pages
expect all app.heap[0..2] is phys on disk0`,
  },
  {
    name: 'writeback: decompress fails for all, nothing is charged and no slot is taken',
    kernels: VIRTUAL,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[0..2]
fail decompress always
writeback 3 pages
expect zswap.written_back_pages == 0
expect web.swap.current == 0
expect web.swap.peak == 4K
expect vm.nr_swap_pages == vm.total_swap_pages
expect all app.heap[0..2] is zswap
app: free heap[0..2]
app: write heap[0..2] text seed 1`,
  },
  {
    name: 'writeback: the write fails, the page is dirty in the cache and goes out again at the next reclaim',
    kernels: KERNELS,
    text: `app: write heap[0..2] text seed 1
app: pageout heap[0..2]
fail write app.heap[0]
writeback 1 pages
expect app.heap[0] is folio
expect app.heap[0].content == text seed 1
expect zswap.stored_pages == 2
reclaim 1 pages
expect app.heap[0] is zswap`,
  },
  {
    name: 'writeback: the disk is full before anything is decompressed; a free slot is enough to go on (T10)',
    kernels: VIRTUAL,
    machine: ['cgroup web', 'swap disk1 40K { priority 5 }'],
    text: `swapoff disk0
app: write heap[3..11] random seed 3
app: pageout heap[3..11]
reclaim 9 pages
expect vm.nr_swap_pages == 0
app: write heap[0..2] text seed 1
app: pageout heap[0..2]
expect all app.heap[0..2] is zswap
writeback 3 pages
expect zswap.written_back_pages == 0
expect zswap.reject_reclaim_fail == 3
expect zswap.decompress_fail == 0
expect vmstat.zswpwb == 0
expect web.swap.events.max == 0
expect all app.heap[0..2] is zswap
expect vmstat.nr_swapcached == 0
expect app.heap[3].content == random seed 3
app: free heap[3]
writeback 3 pages
expect zswap.written_back_pages == 1
expect app.heap[0] is phys on disk1
swapon disk0 8M`,
  },
  {
    name: 'writeback: swap.max is used up: the event is counted, the slot is given back, the copy stays',
    kernels: VIRTUAL,
    machine: ['cgroup web { swap.max 4K }'],
    text: `app: write heap[0..2] text seed 1
app: pageout heap[0..2]
writeback 3 pages
expect zswap.written_back_pages == 1
expect zswap.reject_reclaim_fail == 2
expect web.swap.events.max == 2
expect web.swap.events.fail == 2
expect web.swap.current == 4K
expect web.swap.peak == 4K
expect vm.nr_swap_pages == vm.total_swap_pages - 1
expect app.heap[0] is phys on disk0
expect all app.heap[1..2] is zswap`,
  },
];

describe.each([...STORE, ...LOAD, ...WRITEBACK])('$name', ({ kernels, machine, text, findings = [] }) => {
  test.each(kernels)('%s', (kernel) => {
    const lines = [
      'kernel KERNEL',
      'memory 1M',
      'zswap { compressor lz4 }',
      'swap disk0 8M',
      ...(machine ?? ['cgroup web']),
    ];
    const head = `machine {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`.replace('KERNEL', kernel);
    const untouched = structureCounts(recorded(`${head}task app in web\n`).kernel);
    const run = recorded(`${head}task app in web
app: map heap 32 pages
${text}
expect all app.heap[0..2].content == text seed 1
app: read heap[0..2]
expect all app.heap[0..2] is present
expect all app.heap[0..2].content == text seed 1
exit app
reclaim 64 pages
task app in web
`);
    const found = findingsOf(run);
    expect(found.filter((line, i) => findings[i] === undefined || !line.includes(findings[i]))).toEqual([]);
    expect(found.length).toBe(findings.length);
    expect(leftovers(run, untouched)).toEqual([]);
  });
});

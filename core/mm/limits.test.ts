// What is charged when, and what happens at a limit: swap.max, zswap.max, zswap.writeback, the pool's limit, pages that do not compress (facts 3.2, 3.3, 3.17).
import { describe, test } from 'vitest';
import { check, DIRECT, KERNELS, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

/** Kernels whose zswap refuses a page that does not shrink; 6.18 keeps it raw (oracle section 7). */
const REFUSING = KERNELS.filter((kernel) => kernel !== '6.18');

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  /** Lines of the machine block. */
  readonly machine: readonly string[];
  /** After `task app in web` and `app: map heap 64 pages`. */
  readonly text: string;
}

const DISK = 'swap disk0 4M';
const ZSWAP = 'zswap { compressor lz4 }';

const CHARGING: readonly Case[] = [
  {
    name: 'a direct slot is charged from its allocation to its end, wherever the data is',
    kernels: REFUSING.filter((kernel) => DIRECT.includes(kernel)),
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0] text seed 1
app: write heap[1] zero
app: write heap[2] random seed 1
app: pageout heap[0..2]
expect web.swap.current == 12K
expect web.zswap.current > 0
writeback 1 pages
expect web.swap.current == 12K
expect web.zswap.current == 0
reclaim 3 pages
app: read heap[0..2]
expect web.swap.current == 12K
app: free heap[0..2]
expect web.swap.current == 0`,
  },
  {
    name: 'a virtual slot is charged while it has a physical one',
    kernels: VIRTUAL,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0] text seed 1
app: write heap[1] zero
app: write heap[2] random seed 1
app: pageout heap[0..2]
expect web.swap.current == 4K
expect web.zswap.current > 0
expect memcg(vswap:512) == 1
expect memcg(disk0:1) == 0
writeback 1 pages
expect web.swap.current == 8K
expect web.zswap.current == 0
reclaim 3 pages
app: read heap[0..2]
expect web.swap.current == 8K
expect vswap.used == 2
app: write heap[0] zero
app: pageout heap[0]
expect web.swap.current == 4K
app: free heap[0..2]
reclaim 4 pages
expect web.swap.current == 0
expect memcg(vswap:512) == 0`,
  },
  {
    name: 'the root is not charged',
    kernels: REFUSING,
    machine: [ZSWAP, DISK, 'cgroup web { swap.max 0 }'],
    text: `task other
other: map heap 2 pages
other: write heap[0..1] random seed 1
other: pageout heap[0..1]
expect all other.heap[0..1] is phys on disk0
expect web.swap.current == 0`,
  },
];

const LIMITS: readonly Case[] = [
  {
    name: 'swap.max, direct slots: no more slots than that, the other pages stay mapped',
    kernels: DIRECT,
    machine: [ZSWAP, DISK, 'cgroup web { swap.max 8K }'],
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
expect all app.heap[0..1] is zswap
expect all app.heap[2..3] is present
expect not app.heap[2] is cached
expect web.swap.current == 8K
expect web.swap.events.max == 2
expect web.swap.events.fail == 2
expect vm.nr_swap_pages == vm.total_swap_pages - 2
app: free heap[0]
app: pageout heap[3]
expect app.heap[3] is zswap
expect all app.heap[1..3].content == text seed 1`,
  },
  {
    name: 'swap.max, virtual slots: zswap and zero pages do not count, what zswap rejects stays in memory',
    kernels: VIRTUAL,
    machine: [ZSWAP, DISK, 'cgroup web { swap.max 4K }'],
    text: `app: write heap[0..2] text seed 1
app: write heap[3] zero
app: write heap[4..5] random seed 1
app: pageout heap[0..5]
expect all app.heap[0..2] is zswap
expect app.heap[3] is zero
expect app.heap[4] is phys on disk0
expect app.heap[5] is folio
expect web.swap.current == 4K
expect vm.nr_swap_pages == vm.total_swap_pages - 1
expect swap_table(disk0:2) is null
writeback 1 pages
expect all app.heap[0..2] is zswap
expect zswap.reject_reclaim_fail > 0
set web.swap.max 16K
writeback 1 pages
expect web.swap.current == 8K
app: read heap[0..5]
expect all app.heap[0..2].content == text seed 1
expect all app.heap[4..5].content == random seed 1`,
  },
  {
    name: 'zswap.max 0 keeps the cgroup out of zswap',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web { zswap.max 0 }'],
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0..1]
expect all app.heap[0..1] is phys on disk0
expect web.zswap.current == 0
expect zswap.stored_pages == 0
task other
other: map heap 1 pages
other: write heap[0] text seed 1
other: pageout heap[0]
expect other.heap[0] is zswap`,
  },
  {
    name: 'zswap.writeback 0: a page that does not shrink is kept raw, as no device may have it',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web { zswap.writeback 0 }'],
    text: `app: write heap[0] text seed 1
app: write heap[1] random seed 1
app: pageout heap[0..1]
expect all app.heap[0..1] is zswap
expect zswap.stored_incompressible_pages == 1
expect vmstat.pswpout == 0
expect app.heap[1].content == random seed 1
app: read heap[1]
expect zswap.stored_incompressible_pages == 0
expect app.heap[1].content == random seed 1`,
  },
  {
    name: 'zswap.writeback 0: what zswap may not take stays in memory',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web { zswap.max 0  zswap.writeback 0 }'],
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
expect app.heap[0] is folio
expect vmstat.pswpout == 0
set web.zswap.writeback 1
reclaim 1 pages
expect app.heap[0] is phys on disk0
expect vmstat.pswpout == 1`,
  },
  {
    name: 'kernel 6.18 keeps a page that does not shrink, raw',
    kernels: ['6.18'],
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
expect app.heap[0] is zswap
expect web.zswap.current == 4K
expect zswap.stored_incompressible_pages == 1
expect zswap.reject_compress_poor == 0`,
  },
  {
    name: 'a full pool that may not be written back takes nothing until it is below the accept threshold',
    kernels: KERNELS,
    // 10 % of 256 frames are 25 pages; half of that is the threshold.
    machine: [
      'zswap { compressor lz4  max_pool_percent 10  accept_threshold_percent 50 }',
      DISK,
      'cgroup web { zswap.writeback 0 }',
    ],
    text: `app: write heap[0..63] text seed 7
app: pageout heap[0..50]
expect all app.heap[0..47] is zswap
expect zswap.pool_total_size == 26 pages
expect all app.heap[48..50] is folio
expect zswap.pool_limit_hit == 3
app: free heap[47]
expect zswap.pool_total_size == 25 pages
app: pageout heap[51]
expect app.heap[51] is folio
app: free heap[0..40]
expect zswap.pool_total_size == 8 pages
app: pageout heap[52]
expect app.heap[52] is zswap
expect zswap.written_back_pages == 0`,
  },
  {
    name: 'what does not compress goes to a device',
    kernels: REFUSING,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0..1] random seed 1
app: write heap[2] text seed 1
app: pageout heap[0..2]
expect all app.heap[0..1] is phys on disk0
expect app.heap[2] is zswap
expect zswap.reject_compress_poor == 2
expect zswap.stored_pages == 1
expect vmstat.pswpout == 2
expect vmstat.zswpout == 1`,
  },
  {
    name: 'zswap finds the pages of any slot',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `task other on cpu 0
other: map heap 100 pages
other: write heap[0..99] fill 3
app: write heap[0..63] fill 4
other: pageout heap[0..99]
app: pageout heap[0..63]
expect all other.heap[0..99] is zswap
expect all app.heap[0..63] is zswap
other: free heap[0..99]
app: read heap[0..63]
expect all app.heap[0..63].content == fill 4`,
  },
  {
    name: 'writeback of more pages than zswap holds ends with the last one',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0..1]
writeback 1 pages
writeback 5 pages
writeback 5 pages from web
expect all app.heap[0..1] is phys on disk0
expect zswap.written_back_pages == 2
expect zswap.reject_reclaim_fail == 0`,
  },
  {
    name: 'with zswap off everything goes to a device, and what zswap held is still read from it',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0]
set zswap.enabled 0
app: pageout heap[1]
expect app.heap[0] is zswap
expect app.heap[1] is phys on disk0
app: read heap[0]
expect app.heap[0].content == text seed 1
expect zswap.stored_pages == 0
app: pageout heap[0]
expect app.heap[0] is phys on disk0`,
  },
  {
    name: 'no device and no zswap: nothing can be swapped without virtual slots',
    kernels: DIRECT,
    machine: ['zswap off', 'cgroup web'],
    text: `app: write heap[0..1] text seed 1
app: pageout heap[0..1]
expect all app.heap[0..1] is present
expect vmstat.nr_swapcached == 0`,
  },
];

describe.each([...CHARGING, ...LIMITS])('$name', ({ kernels, machine, text }) => {
  test.each(kernels)('%s', (kernel) => {
    const head = ['kernel KERNEL', 'memory 1M', ...machine].map((line) => `  ${line}\n`).join('');
    check(`machine {\n${head}}\ntask app in web\napp: map heap 64 pages\n${text}\n`, [kernel]);
  });
});

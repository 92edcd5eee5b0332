// What makes zswap write its copies back by itself: memory pressure, a full pool, a cgroup at zswap.max (facts 3.15, triggers A to C), and who is spared.
import { describe, test } from 'vitest';
import { check, DIRECT, KERNELS, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  /** Lines of the machine block. */
  readonly machine: readonly string[];
  /** After `task app in web` and `app: map heap 128 pages`. */
  readonly text: string;
}

const DISK = 'swap disk0 4M';
const ZSWAP = 'zswap { compressor lz4 }';
/** 10 % of 256 frames are 25 pages of pool; half of that is the threshold. Two of these text pages take about one page. */
const SMALL_POOL = 'zswap { compressor lz4  max_pool_percent 10  accept_threshold_percent 50 }';

const PRESSURE: readonly Case[] = [
  {
    name: 'memory pressure gives each copy a second chance and then writes the oldest back, as many as it looks at',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0..15] text seed 1
app: pageout heap[0..15]
set zswap.shrinker_enabled on
reclaim 4 pages
expect all app.heap[0..15] is zswap
expect zswap.written_back_pages == 0
reclaim 4 pages
reclaim 4 pages
expect all app.heap[0..15] is zswap
reclaim 16 pages
expect zswap.written_back_pages > 0
expect zswap.written_back_pages < 16
expect web.stat.zswpwb == zswap.written_back_pages
app: read heap[0..15]
expect all app.heap[0..15].content == text seed 1`,
  },
  {
    name: 'the shrinker is off unless it is switched on',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `expect zswap.shrinker_enabled == 0
app: write heap[0..15] text seed 1
app: pageout heap[0..15]
repeat 4 { reclaim 16 pages }
expect all app.heap[0..15] is zswap`,
  },
  {
    name: 'it offers fewer the better the pages compress: pages of one byte free nothing',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0..15] fill 3
app: pageout heap[0..15]
set zswap.shrinker_enabled on
repeat 4 { reclaim 16 pages }
expect all app.heap[0..15] is zswap
expect zswap.written_back_pages == 0`,
  },
  {
    name: 'each page read from a device speaks for one copy, once',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web { zswap.max 64K }', 'sysctl vm.page-cluster 0'],
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
writeback 4 pages
reclaim 4 pages
app: write heap[8..15] text seed 1
app: pageout heap[8..15]
app: read heap[0..3]
set zswap.enabled off
set zswap.shrinker_enabled on
expect web.stat.pswpin == 4
expect web.stat.zswpout == 12
expect zswap.stored_pages == 8
// 8 copies of half a page, 4 of them spoken for: 2 are offered.
reclaim 64 pages from web
expect zswap.written_back_pages == 4
// Nothing was read since: 8 copies, 4 are offered, and 4 of 8 have had their second chance or get it now.
repeat 3 { reclaim 64 pages from web }
expect zswap.written_back_pages > 4`,
  },
  {
    name: 'a cgroup with zswap.writeback 0 is spared, whoever asks',
    kernels: KERNELS,
    machine: [SMALL_POOL, DISK, 'cgroup web { zswap.writeback 0 }'],
    text: `app: write heap[0..63] text seed 1
app: pageout heap[0..63]
set zswap.shrinker_enabled on
repeat 4 { reclaim 64 pages }
writeback 8 pages
writeback 8 pages from web
expect zswap.written_back_pages == 0
expect vmstat.pswpout == 0
expect all app.heap[0..46] is zswap
expect app.heap[60] is folio
app: read heap[0..63]
expect all app.heap[0..63].content == text seed 1`,
  },
  {
    name: 'virtual slots: with the disk full it offers nothing, so nothing is tried (T10)',
    kernels: VIRTUAL,
    machine: [ZSWAP, 'swap disk0 128K', 'cgroup web'],
    text: `task hog
hog: map heap 31 pages
hog: write heap[0..30] random seed 2
hog: pageout heap[0..30]
expect vm.nr_swap_pages == 0
app: write heap[0..7] text seed 1
app: pageout heap[0..7]
expect all app.heap[0..7] is zswap
set zswap.shrinker_enabled on
repeat 4 { reclaim 8 pages from web }
expect zswap.reject_reclaim_fail == 0
writeback 1 pages from web
expect zswap.reject_reclaim_fail > 0
expect zswap.written_back_pages == 0
expect all app.heap[0..7] is zswap
app: read heap[0..7]
expect all app.heap[0..7].content == text seed 1`,
  },
  {
    name: 'direct slots: with the disk full it writes each copy to the slot that it has',
    kernels: DIRECT,
    machine: [ZSWAP, 'swap disk0 128K', 'cgroup web'],
    text: `task hog
hog: map heap 23 pages
app: write heap[0..7] text seed 1
app: pageout heap[0..7]
hog: write heap[0..22] random seed 2
hog: pageout heap[0..22]
expect vm.nr_swap_pages == 0
set zswap.shrinker_enabled on
repeat 4 { reclaim 8 pages from web }
expect zswap.written_back_pages > 0
expect zswap.reject_reclaim_fail == 0
app: read heap[0..7]
expect all app.heap[0..7].content == text seed 1`,
  },
];

const LIMITS: readonly Case[] = [
  {
    name: 'a full pool is written back down to its threshold when the statement is over, the oldest first',
    kernels: KERNELS,
    machine: [SMALL_POOL, DISK, 'cgroup web'],
    text: `app: write heap[0..63] text seed 7
app: pageout heap[0..47]
expect all app.heap[0..47] is zswap
expect zswap.pool_limit_hit == 0
app: pageout heap[48]
expect app.heap[48] is phys on disk0
expect zswap.pool_limit_hit == 1
expect app.heap[0] is phys on disk0
expect zswap.written_back_pages > 0
expect zswap.pool_total_size <= 12 pages
app: pageout heap[49]
expect app.heap[49] is zswap
expect zswap.pool_limit_hit == 1
app: read heap[0..49]
expect all app.heap[0..63].content == text seed 7`,
  },
  {
    name: 'the work takes the cgroups in turn and goes on where it stopped',
    kernels: KERNELS,
    machine: [SMALL_POOL, DISK, 'cgroup web', 'cgroup db'],
    text: `task other in db
other: map heap 128 pages
other: write heap[0..39] text seed 2
app: write heap[0..39] text seed 3
app: pageout heap[0..19]
other: pageout heap[0..19]
app: pageout heap[20..39]
expect zswap.pool_limit_hit > 0
expect web.stat.zswpwb > 0
expect db.stat.zswpwb > 0
app: read heap[0..39]
other: read heap[0..39]
expect all app.heap[0..39].content == text seed 3
expect all other.heap[0..39].content == text seed 2`,
  },
  {
    name: 'the work gives up where no copy can be written, and nothing is lost',
    kernels: VIRTUAL,
    machine: [SMALL_POOL, 'cgroup web'],
    text: `app: write heap[0..63] text seed 7
app: pageout heap[0..63]
expect zswap.pool_limit_hit > 0
expect zswap.written_back_pages == 0
expect zswap.reject_reclaim_fail > 0
expect all app.heap[0..47] is zswap
expect app.heap[63] is folio
app: read heap[0..63]
expect all app.heap[0..63].content == text seed 7`,
  },
  {
    name: 'a cgroup at zswap.max: a batch of its oldest copies goes first, then the page comes in',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web { zswap.max 16K }', 'cgroup db'],
    text: `task other in db
other: map heap 4 pages
other: write heap[0..3] text seed 2
other: pageout heap[0..3]
app: write heap[0..15] text seed 1
app: pageout heap[0..15]
expect zswap.written_back_pages > 0
expect web.stat.zswpwb == zswap.written_back_pages
expect all other.heap[0..3] is zswap
expect app.heap[15] is zswap
expect app.heap[0] is phys on disk0
expect web.zswap.current < 20K
app: read heap[0..15]
expect all app.heap[0..15].content == text seed 1`,
  },
  {
    name: 'a cgroup at zswap.max whose copies cannot be written back: the page is refused',
    kernels: VIRTUAL,
    machine: [ZSWAP, DISK, 'cgroup web { zswap.max 16K  swap.max 0 }'],
    text: `app: write heap[0..15] text seed 1
app: pageout heap[0..15]
expect zswap.written_back_pages == 0
expect zswap.reject_reclaim_fail > 0
expect app.heap[0] is zswap
expect app.heap[15] is folio
expect web.swap.current == 0
expect web.swap.events.max > 0
app: read heap[0..15]
expect all app.heap[0..15].content == text seed 1`,
  },
  {
    name: 'a copy that was written back is a clean page of the cache, and the next reclaim only drops it',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web'],
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
app: write heap[4] text seed 1
writeback 2 pages
expect vmstat.nr_swapcached == 2
expect vmstat.pswpout == 2
expect web.stat.swapcached == 8K
reclaim 2 pages
expect vmstat.nr_swapcached == 0
expect web.stat.swapcached == 0
expect vmstat.pswpout == 2
expect app.heap[4] is present
expect all app.heap[0..1] is phys on disk0`,
  },
];

const COUNTING: readonly Case[] = [
  {
    name: 'memory.stat of a cgroup counts what its own pages do',
    kernels: KERNELS,
    machine: [ZSWAP, DISK, 'cgroup web', 'sysctl vm.page-cluster 0'],
    text: `task other
other: map heap 4 pages
other: write heap[0..3] text seed 2
other: pageout heap[0..3]
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
expect web.stat.zswpout == 4
expect web.stat.zswapped == 16K
expect web.stat.zswap == web.zswap.current
expect web.stat.pswpout == 0
writeback 1 pages from web
expect web.stat.zswpwb == 1
expect web.stat.pswpout == 1
expect web.stat.zswapped == 12K
reclaim 1 pages from web
app: read heap[0]
expect web.stat.pswpin == 1
app: read heap[1]
expect web.stat.zswpin == 1
expect web.stat.zswapped == 8K
expect vmstat.zswpout == 8`,
  },
  {
    name: 'swap.peak is the most that swap.current has been',
    kernels: KERNELS,
    machine: ['zswap off', DISK, 'cgroup web'],
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
expect web.swap.peak == 16K
app: free heap[0..3]
reclaim 4 pages
expect web.swap.current == 0
expect web.swap.peak == 16K`,
  },
  {
    name: 'swap counts as full for a cgroup from half of the lower of swap.high and swap.max on: a page read back gives up its slot',
    kernels: KERNELS,
    machine: ['zswap off', DISK, 'cgroup web', 'sysctl vm.page-cluster 0'],
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
reclaim 4 pages
app: read heap[0]
expect web.swap.current == 16K
expect web.swap.high > 1T
set web.swap.high 24K
app: read heap[1]
expect web.swap.current == 12K
set web.swap.high 64K
app: read heap[2]
expect web.swap.current == 12K`,
  },
];

describe.each([...PRESSURE, ...LIMITS, ...COUNTING])('$name', ({ kernels, machine, text }) => {
  test.each(kernels)('%s', (kernel) => {
    const head = ['kernel KERNEL', 'memory 1M', ...machine].map((line) => `  ${line}\n`).join('');
    check(`machine {\n${head}}\ntask app in web\napp: map heap 128 pages\n${text}\n`, [kernel]);
  });
});

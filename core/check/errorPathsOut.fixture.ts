// Error paths on the way out: slots, tables, charges, zswap's store and the device (facts 2.4 to 2.12, 3.1 to 3.4).
import { DIRECT, KERNELS, VIRTUAL } from '../timeline/scenario.fixture';
import { FIRST_CLUSTER, type ErrorPath } from './errorPath.fixture';

const ZSWAP = 'memory 1M  zswap { compressor lz4 }  swap disk0 4M  cgroup web';
const BIG = `app: map big 16 pages mthp 64K
app: write big[0..15] text seed 2`;
const BIG_INTACT = 'expect all app.big[0..15].content == text seed 2';
const INTACT = 'expect all app.heap[0..15].content == text seed 1';

const SLOTS: readonly ErrorPath[] = [
  ...(
    [
      ['cluster alloc', ['alloc_swap_scan_dynamic', 'new swap_cluster_info_dynamic']],
      ['table alloc', ['alloc_swap_scan_dynamic', 'free what was made']],
      ['memcg alloc', ['alloc_swap_scan_dynamic', 'free what was made']],
      ['vtable alloc', ['alloc_swap_scan_dynamic', 'free what was made']],
    ] as const
  ).map(([site, taken]): ErrorPath => ({
    facts: '2.12',
    name: `${site} of a virtual cluster fails: the page gets a slot of the device, the next one a virtual slot`,
    kernels: VIRTUAL,
    text: `fail ${site}
app: pageout heap[0..1]
expect vswap.alloc_reject == 1
expect app.heap[0].entry == disk0:1
expect app.heap[1].entry == vswap:512
expect all app.heap[0..1] is phys on disk0
${INTACT}`,
    taken,
    leaves: FIRST_CLUSTER,
  })),
  ...(['table alloc', 'memcg alloc'] as const).flatMap((site): readonly ErrorPath[] => [
    {
      facts: '2.12',
      name: `${site} of a free cluster fails without sleeping: it is tried again with the locks dropped`,
      kernels: DIRECT,
      text: `${BIG}
fail ${site}
app: pageout big[0..15]
expect app.big[0].entry == disk0:512
${BIG_INTACT}`,
      taken: ['swap_cluster_populate', 'GFP_KERNEL'],
    },
    {
      facts: '2.12',
      name: `${site} of a free cluster fails twice: there is no run, the folio is split`,
      kernels: DIRECT,
      text: `${BIG}
fail ${site} 2 times
app: pageout big[0..15]
expect app.big[0].entry == disk0:1
expect all app.big[0..15] is phys on disk0
${BIG_INTACT}`,
      taken: ['isolate_lock_cluster', 'return NULL'],
    },
  ]),
  {
    facts: '2.12',
    name: 'table alloc of the free cluster behind virtual slots fails twice: the folio stays, dirty',
    kernels: VIRTUAL,
    text: `app: map zeros 16 pages mthp 64K
app: write zeros[0..15] zero
app: pageout zeros[0..15]
${BIG}
fail table alloc 2 times
app: pageout big[0..15]
expect all app.big[0..15] is folio
expect disk0.used == 0
reclaim 32 pages
expect app.big[0] is phys on disk0
${BIG_INTACT}`,
    taken: ['isolate_lock_cluster', 'return NULL'],
  },
  {
    facts: '2.8 step 2c',
    name: 'the memcg table that a first direct slot brings fails: the cluster is not used, the next one is',
    kernels: ['ste-v2', 'ste-latest'],
    text: `fail cluster alloc
fail memcg alloc
app: pageout heap[0]
expect app.heap[0].entry == disk0:512
expect disk0.used == 1
${INTACT}`,
    taken: ['__swap_cluster_alloc_entries', 'memcg_table is still to be made'],
  },
  {
    facts: '3.1 step 1.1',
    name: 'the disk is full: the page stays in memory',
    kernels: DIRECT,
    machine: 'memory 1M  swap disk0 40K  cgroup web',
    text: `app: pageout heap[0..9]
expect app.heap[9] is present
expect web.swap.events.fail == 1
app: free heap[0]
app: pageout heap[9]
expect app.heap[9] is phys on disk0
expect all app.heap[1..15].content == text seed 1`,
    taken: ['shrink_folio_list', 'activate_locked'],
  },
  {
    facts: '3.2 step 8',
    name: 'the disk is full: the folio stays in the cache, dirty, and goes when there is room',
    kernels: VIRTUAL,
    machine: 'memory 1M  swap disk0 40K  cgroup web',
    text: `app: pageout heap[0..9]
expect app.heap[9] is folio
app: free heap[0..6]
reclaim 16 pages
expect app.heap[9] is phys on disk0
expect all app.heap[7..15].content == text seed 1`,
    taken: ['swap_writeout', 'AOP_WRITEPAGE_ACTIVATE'],
  },
  {
    facts: '3.1 step 1.1',
    name: 'no run for a large folio: it is split, and its pages go one by one',
    kernels: DIRECT,
    machine: 'memory 1M  swap disk0 40K  cgroup web',
    text: `${BIG}
app: pageout big[0..15]
expect disk0.used == 9
${BIG_INTACT}`,
    taken: ['shrink_folio_list', 'as a single page'],
  },
  {
    facts: '9 W13',
    name: 'no run for a large folio with virtual slots: it is not split, it stays',
    kernels: VIRTUAL,
    machine: 'memory 1M  swap disk0 40K  cgroup web',
    text: `${BIG}
app: pageout big[0..15]
expect disk0.used == 0
expect all app.big[0..15] is folio
${BIG_INTACT}`,
    taken: ['swap_writeout', 'AOP_WRITEPAGE_ACTIVATE'],
  },
  ...(['fail swap charge', 'set web.swap.max 0'] as const).flatMap((refusal): readonly ErrorPath[] => [
    {
      facts: '2.4 step 6',
      name: `${refusal}: the slot is given back`,
      kernels: DIRECT,
      text: `${refusal}
app: pageout heap[0]
expect app.heap[0] is present
expect app.heap[0] is not cached
expect web.swap.events.max == 1
expect web.swap.events.fail == 1
expect disk0.used == 0
set web.swap.max 1M
app: pageout heap[0]
expect app.heap[0] is phys on disk0
${INTACT}`,
      taken: ['folio_alloc_swap', 'swap_cache_del_folio'],
    },
    {
      facts: '3.4 step 3',
      name: `${refusal}: the physical slot is given back, the virtual one stays`,
      kernels: VIRTUAL,
      text: `${refusal}
app: pageout heap[0]
expect app.heap[0] is folio
expect web.swap.events.max == 1
expect web.swap.current == 0
expect disk0.used == 0
set web.swap.max 1M
reclaim 16 pages
expect app.heap[0] is phys on disk0
${INTACT}`,
      taken: ['folio_realloc_swap', '__swap_cluster_free_phys_backing'],
    },
  ]),
];

const STORES: readonly ErrorPath[] = [
  ...(
    [
      ['fail zswap alloc app.heap[1]', 'reject_kmemcache_fail', KERNELS, 'new zswap_entry'],
      ['fail compress app.heap[1]', 'reject_compress_fail', KERNELS, 'return false'],
      ['fail pool alloc app.heap[1]', 'reject_alloc_fail', KERNELS, 'return false'],
      // 6.18 keeps such a page whole.
      ['app: write heap[1] random seed 1', 'reject_compress_poor', ['p4', ...VIRTUAL], 'return false'],
    ] as const
  ).map(([refusal, counter, kernels, taken]): ErrorPath => ({
    facts: '3.3 step 5',
    name: `${refusal}: zswap refuses the page and a device takes it`,
    kernels,
    machine: ZSWAP,
    text: `${refusal}
app: pageout heap[0..2]
expect zswap.${counter} == 1
expect app.heap[1] is phys on disk0
expect zswap.stored_pages == 2
app: write heap[1] text seed 1
${INTACT}`,
    taken: ['zswap_store_page', taken],
  })),
  {
    facts: '3.2 step 7',
    name: 'zswap refuses the page and the cgroup forbids devices: it stays, dirty',
    kernels: KERNELS,
    machine: 'memory 1M  zswap { compressor lz4 }  swap disk0 4M  cgroup web { zswap.writeback 0 }',
    text: `fail compress app.heap[0]
app: pageout heap[0]
expect app.heap[0] is folio
expect vmstat.pswpout == 0
reclaim 16 pages
expect app.heap[0] is zswap
${INTACT}`,
    taken: ['swap_writeout', 'AOP_WRITEPAGE_ACTIVATE'],
  },
  {
    facts: '3.3 step 2',
    name: 'the cgroup is at zswap.max and nothing of it can be written back: a device takes the page',
    kernels: KERNELS,
    machine: 'memory 1M  zswap { compressor lz4 }  swap disk0 4M  cgroup web { zswap.max 0 }',
    text: `app: pageout heap[0]
expect app.heap[0] is phys on disk0
expect zswap.stored_pages == 0
${INTACT}`,
    taken: ['zswap_store', 'obj_cgroup_may_zswap'],
  },
  {
    facts: '3.3 step 7',
    name: 'zswap stores a part of a large folio: what it stored goes, the folio goes out whole',
    kernels: KERNELS,
    machine: ZSWAP,
    text: `${BIG}
fail compress app.big[9]
app: pageout big[0..15]
expect zswap.reject_compress_fail == 1
expect zswap.stored_pages == 0
expect all app.big[0..15] is phys on disk0
${BIG_INTACT}`,
    taken: ['zswap_store_page', 'return false'],
  },
  ...(['', '{ synchronous }'] as const).map((options): ErrorPath => ({
    facts: '3.2 step 10',
    name: `a write fails on swap disk0 4M ${options}: the folio is dirty again, and goes at the next reclaim`,
    kernels: KERNELS,
    machine: `memory 1M  swap disk0 4M ${options}  cgroup web`,
    text: `fail write app.heap[0]
app: pageout heap[0]
expect app.heap[0] is folio
reclaim 16 pages
expect app.heap[0] is phys on disk0
${INTACT}`,
    taken: ['__swap_writepage', 'write error'],
  })),
];

export const PATHS_OUT: readonly ErrorPath[] = [...SLOTS, ...STORES];

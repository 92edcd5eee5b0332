// Error paths on the way back, and of what works on slots: faults, readahead, fork, migration, zswap writeback, swapoff, hibernation (facts 1.5, 3.6 to 3.16, 3.21).
import { COUNTS_IN_TABLE } from './law';
import { DIRECT, KERNELS, VIRTUAL } from '../timeline/scenario.fixture';
import { FIRST_CLUSTER, type ErrorPath } from './errorPath.fixture';

const ZSWAP = 'memory 1M  zswap { compressor lz4 }  swap disk0 4M  cgroup web';
const INTACT = 'expect all app.heap[0..15].content == text seed 1';
const SIGBUS = 'the access ends in SIGBUS';
const OUT = `app: pageout heap[0..15]
reclaim 16 pages`;

const forks = (count: number): string => Array.from({ length: count }, (_, i) => `fork app as child${i}`).join('\n');

const exits = (count: number): string => Array.from({ length: count }, (_, i) => `exit child${i}`).join('\n');

const FAULTS: readonly ErrorPath[] = [
  ...(['', '{ synchronous }'] as const).flatMap((options): readonly ErrorPath[] => [
    {
      facts: '3.6 step 4.4',
      name: `no page frame for a fault ${options}: the entry stays, the next fault reads the page`,
      kernels: KERNELS,
      machine: `memory 1M  swap disk0 4M ${options}  cgroup web`,
      text: `${OUT}
fail folio alloc app.heap[0]
app: read heap[0]
expect app.heap[0] is phys on disk0
app: read heap[0]
expect app.heap[0] is present
${INTACT}`,
      taken: ['__swap_cache_alloc', 'new folio of this order'],
      findings: ['no page frame left'],
    },
    {
      facts: '3.6 step 8',
      name: `a read fails ${options}: SIGBUS, and the next read after the folio is gone finds the page`,
      kernels: KERNELS,
      machine: `memory 1M  swap disk0 4M ${options}  cgroup web`,
      text: `${OUT}
fail read app.heap[0]
app: read heap[0]
expect app.heap[0] is not present
reclaim 16 pages
app: read heap[0]
expect app.heap[0] is present
${INTACT}`,
      taken: ['swap_read_folio', 'read error'],
      findings: [SIGBUS],
    },
  ]),
  {
    facts: '3.10 step 3',
    name: 'decompression fails in a fault: SIGBUS, the copy stays',
    kernels: KERNELS,
    machine: ZSWAP,
    text: `app: pageout heap[0]
fail decompress app.heap[0]
app: read heap[0]
expect zswap.decompress_fail == 1
expect zswap.stored_pages == 1
reclaim 1 pages
${INTACT}`,
    taken: ['zswap_load', 'decompress zentry'],
    findings: [SIGBUS],
  },
  {
    facts: '3.7 step 2',
    name: 'no large folio for a fault on a synchronous device: a single page is read',
    kernels: ['6.18', 'p4', 'ste-v1', 'ste-v2'],
    machine: 'memory 1M  swap disk0 4M { synchronous }  cgroup web',
    text: `app: map big 16 pages mthp 64K
app: write big[0..15] text seed 2
app: pageout big[0..15]
fail folio alloc app.big[0]
app: read big[0]
expect app.big[0] is present
expect app.big[1] is phys on disk0
expect all app.big[0..15].content == text seed 2`,
    taken: ['swap_cache_alloc_folio', '__swap_cache_alloc(entry, 0)'],
  },
  {
    facts: '3.8',
    name: 'no page frame for a neighbour of a fault: readahead goes without it',
    kernels: KERNELS,
    text: `${OUT}
fail folio alloc app.heap[1]
app: read heap[0]
expect app.heap[1] is phys on disk0
expect app.heap[2] is cached
${INTACT}`,
    taken: ['__swap_cache_alloc', 'new folio of this order'],
  },
  {
    facts: '3.8',
    name: 'the read of a neighbour fails: the fault is none the worse, one on the neighbour ends in SIGBUS',
    kernels: KERNELS,
    text: `${OUT}
fail read app.heap[1]
app: read heap[0]
expect app.heap[0] is present
app: read heap[1]
reclaim 16 pages
app: read heap[1]
expect app.heap[1] is present
${INTACT}`,
    taken: ['swap_read_folio', 'read error'],
    findings: [SIGBUS],
  },
];

const COUNTS: readonly ErrorPath[] = [
  {
    facts: '3.11',
    name: 'the 15th reference needs an extend table, which fails atomically: fork drops its locks and tries again',
    kernels: COUNTS_IN_TABLE,
    text: `app: pageout heap[0]
fail extend alloc
${forks(15)}
expect count(app.heap[0].entry) == 16
${INTACT}
${exits(15)}`,
    taken: ['swap_retry_table_alloc', 'GFP_KERNEL'],
  },
  {
    facts: '3.11',
    name: 'the extend table fails twice: fork fails, nothing is counted for the child',
    kernels: COUNTS_IN_TABLE,
    text: `app: pageout heap[0]
${forks(13)}
fail extend alloc 2 times
fork app as last
expect count(app.heap[0].entry) == 14
${INTACT}
${exits(13)}`,
    taken: ['swap_retry_table_alloc', 'GFP_KERNEL'],
    findings: ['no memory for an extend table'],
  },
  {
    facts: '3.1 step 1.2b',
    name: 'the extend table fails in the 15th unmap of a shared page: its page table entry stays, the page stays in memory',
    kernels: COUNTS_IN_TABLE,
    text: `${forks(15)}
fail extend alloc
reclaim 1 pages
expect count(app.heap[0].entry) == 14
expect app.heap[0] is cached
${INTACT}
${exits(15)}`,
    taken: ['try_to_unmap_one', '*ptep = old'],
  },
];

const WRITEBACK: readonly ErrorPath[] = [
  ...(
    [
      ['3.15 step 2', 'folio alloc app.heap[0]', KERNELS, ['__swap_cache_alloc', 'new folio of this order']],
      ['3.15 step 4', 'swap charge', VIRTUAL, ['folio_realloc_swap', '__swap_cluster_free_phys_backing']],
      ['3.15 step 5', 'decompress app.heap[0]', KERNELS, ['zswap_writeback_entry', 'return -ENOMEM']],
    ] as const
  ).map(([facts, site, kernels, taken]): ErrorPath => ({
    facts,
    name: `${site} fails in zswap writeback: the copy stays, no slot and no charge is left`,
    kernels,
    machine: ZSWAP,
    text: `app: pageout heap[0]
fail ${site}
writeback 1 pages
expect zswap.reject_reclaim_fail == 1
expect app.heap[0] is zswap
writeback 1 pages
expect app.heap[0] is phys on disk0
expect disk0.used == 1
${INTACT}`,
    taken,
  })),
  {
    facts: '3.15 step 4',
    name: 'the disk is full: zswap writeback fails before it decompresses',
    kernels: VIRTUAL,
    machine: 'memory 1M  zswap { compressor lz4 }  swap disk0 40K  cgroup web',
    text: `app: pageout heap[0..9]
writeback 10 pages
expect zswap.written_back_pages == 9
expect zswap.decompress_fail == 0
expect zswap.reject_reclaim_fail == 1
expect app.heap[9] is zswap
${INTACT}`,
    taken: ['zswap_writeback_entry', 'return -ENOMEM'],
  },
  {
    facts: '3.15 step 7',
    name: 'the write of zswap writeback fails: the folio is dirty, and goes again',
    kernels: KERNELS,
    machine: ZSWAP,
    text: `app: pageout heap[0]
fail write app.heap[0]
writeback 1 pages
expect app.heap[0] is folio
expect zswap.stored_pages == 0
reclaim 16 pages
expect app.heap[0] is zswap
${INTACT}`,
    taken: ['__swap_writepage', 'write error'],
  },
];

const WHOLE_DEVICES: readonly ErrorPath[] = [
  {
    facts: '3.16 step 4',
    name: 'swapoff finds no page frame: it gives up, the device is in use as before, and what is left on it stays',
    kernels: KERNELS,
    machine: 'memory 1M  sysctl vm.page-cluster 0  swap disk0 4M  cgroup web',
    text: `${OUT}
fail folio alloc app.heap[3]
swapoff disk0
expect app.heap[3] is phys
expect vm.total_swap_pages == 1023
${INTACT}`,
    taken: ['__swap_cache_alloc', 'new folio of this order'],
    findings: ['no memory to read back'],
  },
  {
    facts: '3.16 A',
    name: 'swapoff cannot read a page with a virtual slot: the kernel gives up the slot all the same',
    kernels: VIRTUAL,
    text: `${OUT}
fail read app.heap[3]
swapoff disk0
expect app.heap[3] is lost
expect all app.heap[4..15].content == text seed 1`,
    taken: ['swap_read_folio', 'read error'],
    findings: ['Known of this kernel (facts 3.16)'],
    endsLike: 'swapoff disk0',
  },
  {
    facts: '3.16 C',
    name: 'swapoff cannot read a page with a direct slot: a poison marker takes its place',
    kernels: DIRECT,
    text: `${OUT}
fail read app.heap[3]
swapoff disk0
expect app.heap[3] is lost
expect all app.heap[4..15].content == text seed 1`,
    taken: ['unuse_pte', 'PTE_MARKER_POISONED'],
    findings: ['Known of this kernel (facts 3.16 C)'],
    endsLike: 'swapoff disk0',
  },
  {
    facts: '3.16 step 1, 3.21',
    name: 'swapoff of a device with a hibernation image is refused',
    kernels: KERNELS,
    text: `${OUT}
hibernate 4 pages
swapoff disk0
expect vm.total_swap_pages == 1023
resume
${INTACT}`,
    taken: ['swapoff', 'SWP_HIBERNATION'],
    findings: ['a hibernation image is on it'],
    leaves: FIRST_CLUSTER,
  },
  {
    facts: '3.21',
    name: 'a device has no room for a hibernation image: what was taken of it is given back',
    kernels: KERNELS,
    machine: 'memory 1M  swap disk0 40K  cgroup web',
    text: `app: pageout heap[0..3]
hibernate 6 pages
expect disk0.used == 4
${INTACT}`,
    taken: ['swsusp_write', 'swsusp_extents_insert'],
    findings: ['has no room for the image'],
    leaves: FIRST_CLUSTER,
  },
  {
    facts: '3.14',
    name: 'no page frame to migrate a cached folio to: it stays with its slot',
    kernels: KERNELS,
    text: `${OUT}
app: willneed heap[0]
fail folio alloc
app: migrate heap[0]
expect app.heap[0] is cached
${INTACT}`,
    taken: ['unmap_and_move', 'no memory'],
    findings: ['no page frames to move'],
  },
];

export const PATHS_IN: readonly ErrorPath[] = [...FAULTS, ...COUNTS, ...WRITEBACK, ...WHOLE_DEVICES];

// Small races: what was before, and what each CPU does; every order that locks allow is to be right.
import { VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

export interface RaceCase {
  readonly name: string;
  /** Absent: on all. */
  readonly kernels?: readonly KernelName[];
  /** Lines of the machine block. */
  readonly machine: string;
  readonly before: string;
  /** The body of each CPU's block. */
  readonly cpus: readonly string[];
  /** Codes of findings that some order may have: a task that has ended, a device that is gone. */
  readonly mayFind?: readonly string[];
}

const ASYNC = 'cpus 3  memory 16M  zswap off  swap disk0 8M';
const SYNC = 'cpus 3  memory 16M  zswap off  swap disk0 8M { synchronous }';
const ZSWAP = 'cpus 3  memory 16M  zswap { compressor lz4 }  swap disk0 8M';
const TWO = 'cpus 3  memory 16M  zswap off  swap disk0 8M { priority 2 }  swap disk1 8M { priority 1 }';
const ONE = 'task a on cpu 0\na: map heap 8 pages\n';

export const RACES: readonly RaceCase[] = [
  {
    name: 'fault against zswap writeback',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: read heap[0..3]', 'writeback 4 pages'],
  },
  {
    name: 'a store against zswap writeback and reclaim',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: write heap[0..3] text seed 9', 'writeback 4 pages\nreclaim 4 pages'],
  },
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `two faults of the same pages, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: read heap[0..3]', 'a: write heap[0..3] random seed 8'],
  })),
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `faults of two processes that share, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..3] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..3]\nreclaim 8 pages\n`,
    cpus: ['a: read heap[0..3]\na: write heap[0..1] random seed 8', 'b: write heap[0..3] random seed 9'],
  })),
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `fault against page-out, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: read heap[0..3]\na: write heap[4] random seed 3', 'a: pageout heap[0..5]', 'reclaim 4 pages'],
  })),
  {
    name: 'first touches of the same pages',
    machine: ASYNC,
    before: ONE,
    cpus: [
      'a: write heap[0..3] text seed 1',
      'a: read heap[0..3]\na: write heap[0..1] text seed 2',
      'a: pageout heap[0..3]',
    ],
  },
  {
    name: 'copies of shared pages against page-out',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 1\nfork a as b on cpu 1\n`,
    cpus: ['a: write heap[0..3] text seed 2', 'b: write heap[0..3] text seed 3', 'reclaim 8 pages'],
  },
  {
    name: 'zap against zswap writeback',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: free heap[0..3]', 'writeback 4 pages'],
  },
  {
    name: 'zap against fault and page-out',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: free heap[0..5]', 'a: write heap[0..5] random seed 2', 'a: pageout heap[0..5]'],
  },
  {
    name: 'fork against page-out and reclaim',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..1]\n`,
    cpus: ['fork a as b on cpu 0', 'a: pageout heap[0..3]', 'writeback 2 pages\nreclaim 4 pages'],
  },
  {
    name: 'fork against fault',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['fork a as b on cpu 0', 'a: read heap[0..3]\na: write heap[0..3] text seed 4'],
  },
  {
    name: 'the sixteenth reference against an exit',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..1] text seed 7\na: pageout heap[0..1]\n${forks(14)}`,
    cpus: ['fork a as z on cpu 0', 'exit t3\nexit t4', 'a: read heap[0..1]\nfork t6 as y on cpu 2'],
  },
  ...[ASYNC, TWO, ZSWAP].map((machine, i) => ({
    name: `swapoff against faults, ${['one device', 'two devices', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..5] random seed 7\nfork a as b on cpu 1\na: pageout heap[0..5]\nreclaim 12 pages\n`,
    cpus: ['swapoff disk0', 'a: read heap[0..3]\nb: write heap[1..4] text seed 4', 'b: read heap[0..5]'],
    mayFind: ['VS0408'],
  })),
  ...[ASYNC, TWO, ZSWAP].map((machine, i) => ({
    name: `swapoff against page-out, ${['one device', 'two devices', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..5] random seed 7\na: pageout heap[0..2]\n`,
    cpus: ['swapoff disk0', 'a: pageout heap[0..5]', 'a: write heap[1..2] random seed 9\nreclaim 4 pages'],
  })),
  {
    name: 'swapoff against zswap writeback',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..5]\nwriteback 2 pages\nreclaim 2 pages\n`,
    cpus: ['swapoff disk0', 'writeback 4 pages'],
  },
  {
    name: 'free against page-out',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\n`,
    cpus: ['a: free heap[0..5]', 'a: pageout heap[0..5]', 'reclaim 6 pages'],
  },
  {
    name: 'exit against swapoff',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..5]\nreclaim 12 pages\n`,
    cpus: ['exit b', 'swapoff disk0'],
  },
  {
    name: 'exit against reclaim, fault and fork',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..2]\nreclaim 3 pages\n`,
    cpus: ['exit b', 'b: read heap[0..3]\nfork b as c on cpu 1', 'reclaim 8 pages\nwriteback 3 pages'],
    mayFind: ['VS0406'],
  },
  {
    name: 'two allocations',
    machine: TWO,
    before: `${ONE}task b on cpu 1\nb: map heap 8 pages\na: write heap text seed 1\nb: write heap random seed 2\n`,
    cpus: ['a: pageout heap[0..7]', 'b: pageout heap[0..7]', 'reclaim 8 pages'],
  },
  {
    name: 'the last slots of a device',
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 40K',
    before: `${ONE}task b on cpu 1\nb: map heap 8 pages\na: write heap text seed 1\nb: write heap random seed 2\n`,
    cpus: ['a: pageout heap[0..7]', 'b: pageout heap[0..7]', 'a: free heap[0..3]'],
  },
  {
    name: 'reclaim of a full device against free and fault',
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 2M',
    before: `task a on cpu 0\na: map heap 500 pages\na: write heap[0..499] text seed 1\na: pageout heap[0..499]\na: read heap[0..40]\ntask b on cpu 1\nb: map heap 40 pages\nb: write heap random seed 2\n`,
    cpus: [
      'b: pageout heap[0..30]',
      'a: free heap[100..110]\na: write heap[20..30] text seed 9',
      'a: read heap[90..110]\na: pageout heap[90..99]',
    ],
  },
  {
    name: 'discard against allocation',
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 2M { discard pages }',
    before: `${ONE}task b on cpu 1\nb: map heap 8 pages\na: write heap text seed 1\nb: write heap random seed 2\na: pageout heap\n`,
    cpus: ['a: free heap[0..7]', 'b: pageout heap[0..7]', 'a: write heap[0..1] text seed 2\na: pageout heap[0..1]'],
  },
  {
    name: 'advice on the same range',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..2]\n`,
    cpus: [
      'a: willneed heap[0..5]\na: mlock heap[0..2]',
      'a: pageout heap[0..5]',
      'a: lazyfree heap[3..5]\na: munlock heap[0..2]\nreclaim 4 pages',
    ],
  },
  {
    name: 'unmap against fault and page-out',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..2]\n`,
    cpus: ['a: unmap heap', 'a: write heap[0..7] text seed 2', 'a: pageout heap[0..5]'],
    mayFind: ['VS0405'],
  },
  {
    name: 'pages that move',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..5]\na: read heap[0..2]\n`,
    cpus: [
      'a: migrate heap[0..5]',
      'a: write heap[0..5] text seed 3\nb: read heap[0..3]',
      'reclaim 6 pages\na: pageout heap[0..3]',
    ],
  },
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `large folios, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before:
      'task a on cpu 0\na: map heap 32 pages mthp 64K\na: write heap[0..31] text seed 7\na: pageout heap[0..15]\n',
    cpus: [
      'a: read heap[3..20]\na: write heap[0..5] random seed 3',
      'a: pageout heap[0..31]',
      'a: free heap[10..17]\na: pageout heap[4..7]',
    ],
  })),
  {
    name: 'large folios that come apart and are shared',
    machine: ZSWAP,
    before:
      'task a on cpu 0\na: map heap 32 pages mthp 64K\na: write heap[0..31] random seed 7\nfork a as b on cpu 1\na: pageout heap[0..15]\n',
    cpus: [
      'a: split heap[0..31]\na: write heap[3..20] text seed 2',
      'b: write heap[0..31] text seed 4',
      'reclaim 20 pages\na: migrate heap[0..31]',
    ],
  },
  {
    name: 'first touches of a huge page',
    machine: 'cpus 3  memory 32M  zswap off  swap disk0 16M',
    before: 'task a on cpu 0\na: map heap 1024 pages huge\n',
    cpus: [
      'a: write heap[0..2] text seed 1',
      'a: read heap[0..1]\na: write heap[5] text seed 4',
      'a: write heap[1] random seed 2\na: free heap[0..3]',
    ],
  },
  {
    name: 'a huge page that is shared',
    machine: 'cpus 3  memory 32M  zswap off  swap disk0 16M',
    before: 'task a on cpu 0\na: map heap 512 pages huge\na: write heap[0..3] text seed 1\nfork a as b on cpu 1\n',
    cpus: [
      'a: write heap[0..2] text seed 2',
      'b: write heap[1..3] text seed 3\nb: free heap[0..511]',
      'reclaim 2 pages\na: read heap[4..5]',
    ],
  },
  {
    name: 'reverse maps of a full cluster',
    kernels: VIRTUAL,
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 2M',
    before:
      'task a on cpu 0\na: map heap 511 pages\na: write heap[0..510] text seed 1\na: pageout heap[0..510]\na: read heap[0..20]\ntask b on cpu 1\nb: map heap 8 pages\nb: write heap random seed 2\n',
    cpus: ['b: pageout heap[0..7]', 'a: write heap[0..10] text seed 3\na: pageout heap[0..5]', 'a: free heap[8..20]'],
  },
  {
    name: 'a device that comes while others go',
    machine: TWO,
    before: `${ONE}a: write heap[0..5] random seed 7\na: pageout heap[0..2]\n`,
    cpus: ['swapoff disk0', 'swapon disk2 8M', 'a: pageout heap[0..5]\na: read heap[0..5]'],
  },
  {
    name: 'one device switched off twice',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] random seed 7\na: pageout heap[0..2]\n`,
    cpus: ['swapoff disk0', 'swapoff disk0', 'a: pageout heap[0..5]'],
    mayFind: ['VS0408', 'VS0416'],
  },
];

function forks(count: number): string {
  return Array.from({ length: count }, (_, i) => `fork a as t${i} on cpu 1\n`).join('');
}

// Clusters on their lists, the CPUs' positions, and devices taking turns: the allocator's rules D3 to D6, A2 to A5, A9, A10 and A12, move by move.
import { describe, expect, test } from 'vitest';
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import type { KernelName } from '../word/kernelName';
import { availableOf, hintsOf, listsOf } from './clusterLists.fixture';

interface Move {
  /** One statement, or none: the state after boot. */
  readonly text: string;
  /** Lists of disk0, disk1, ... from head to tail. */
  readonly lists: readonly string[];
  /** Position of each CPU. */
  readonly hints: readonly string[];
  /** Devices with room, in the order in which they are asked. */
  readonly available: readonly string[];
}

interface Walk {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly machine: string;
  readonly setup: string;
  readonly moves: readonly Move[];
}

const writer = (task: string, cpu: number, pages: number): string =>
  `task ${task} on cpu ${cpu}\n${task}: map heap ${pages} pages\n${task}: write heap[0..${pages - 1}] random\n`;

const move = (
  text: string,
  lists: readonly string[],
  hints: readonly string[],
  available: readonly string[] = ['disk0'],
): Move => ({ text, lists, hints, available });

const WALKS: readonly Walk[] = [
  {
    name: 'one device, one CPU: the current cluster is on frag, one free brings a cluster to the tail of nonfull, an empty one to the tail of free',
    kernels: ['6.18', 'p4'],
    machine: 'cpus 1\n  swap disk0 10M',
    setup: writer('a', 0, 2100),
    moves: [
      move('', ['nonfull 0; free 1 2 3 4'], ['none']),
      move('a: pageout heap[0..99]', ['frag 0; free 1 2 3 4'], ['disk0:101']),
      // Slot 0 is the header: 511 pages fill the cluster.
      move('a: pageout heap[100..510]', ['full 0; free 1 2 3 4'], ['none']),
      move('a: pageout heap[511]', ['frag 1; full 0; free 2 3 4'], ['disk0:513']),
      move('a: pageout heap[512..1022]', ['full 0 1; free 2 3 4'], ['none']),
      move('a: pageout heap[1023..1100]', ['frag 2; full 0 1; free 3 4'], ['disk0:1102']),
      move('a: free heap[0..10]', ['nonfull 0; frag 2; full 1; free 3 4'], ['disk0:1102']),
      move('a: free heap[600]', ['nonfull 0 1; frag 2; free 3 4'], ['disk0:1102']),
      // A second free does not move it again; holes left of the position are not filled.
      move('a: free heap[20]', ['nonfull 0 1; frag 2; free 3 4'], ['disk0:1102']),
      move('a: pageout heap[1200..1210]', ['nonfull 0 1; frag 2; free 3 4'], ['disk0:1113']),
      move('a: pageout heap[1211..1633]', ['nonfull 0 1; full 2; free 3 4'], ['none']),
      // The lists come before a free cluster, from the head, each scanned from its start.
      move('a: pageout heap[1634]', ['nonfull 1; frag 0; full 2; free 3 4'], ['disk0:2']),
      move('a: free heap[511..599]', ['nonfull 1; frag 0; full 2; free 3 4'], ['disk0:2']),
      move('a: free heap[601..1022]', ['frag 0; full 2; free 3 4 1'], ['disk0:2']),
      move('a: free heap[1100]', ['nonfull 2; frag 0; free 3 4 1'], ['disk0:2']),
    ],
  },
  {
    name: 'a current cluster that was emptied is not gone on with: the next request takes the head of the list',
    kernels: ['6.18', 'p4'],
    machine: 'cpus 1\n  swap disk0 10M',
    setup: writer('a', 0, 1400),
    moves: [
      move('a: pageout heap[0..600]', ['frag 1; full 0; free 2 3 4'], ['disk0:602']),
      move('a: free heap[511..600]', ['full 0; free 2 3 4 1'], ['disk0:602']),
      move('a: pageout heap[700]', ['frag 2; full 0; free 3 4 1'], ['disk0:1025']),
    ],
  },
  {
    name: 'clusters with bad slots and a short last cluster are nonfull from the start',
    kernels: ['6.18', 'p4'],
    machine: 'cpus 1\n  swap disk0 7000K { bad 600, 601 }',
    setup: writer('a', 0, 1600),
    moves: [
      move('', ['nonfull 0 1 3; free 2'], ['none']),
      move('a: pageout heap[0..510]', ['nonfull 1 3; full 0; free 2'], ['none']),
      move('a: pageout heap[511..600]', ['nonfull 3; frag 1; full 0; free 2'], ['disk0:604']),
      move('a: pageout heap[601..1020]', ['nonfull 3; full 0 1; free 2'], ['none']),
      move('a: pageout heap[1021..1234]', ['full 0 1 3; free 2'], ['none']),
      move('a: pageout heap[1235]', ['frag 2; full 0 1 3'], ['disk0:1025']),
    ],
  },
  {
    name: 'each CPU fills a cluster of its own',
    kernels: ['6.18', 'p4'],
    machine: 'cpus 2\n  swap disk0 10M',
    setup: writer('a', 0, 700) + writer('b', 1, 700),
    moves: [
      move('a: pageout heap[0..4]', ['frag 0; free 1 2 3 4'], ['disk0:6', 'none']),
      move('b: pageout heap[0..4]', ['frag 0 1; free 2 3 4'], ['disk0:6', 'disk0:517']),
      move('a: pageout heap[5..9]', ['frag 0 1; free 2 3 4'], ['disk0:11', 'disk0:517']),
      move('b: pageout heap[5..511]', ['frag 0; full 1; free 2 3 4'], ['disk0:11', 'none']),
      move('b: pageout heap[512]', ['frag 0 2; full 1; free 3 4'], ['disk0:11', 'disk0:1025']),
    ],
  },
  {
    name: 'devices of equal priority take turns cluster by cluster, for all CPUs together',
    kernels: ['6.18', 'p4'],
    machine: 'cpus 2\n  swap disk0 6M { priority 5 }\n  swap disk1 6M { priority 5 }',
    setup: writer('a', 0, 1100) + writer('b', 1, 1100),
    moves: [
      move('', ['nonfull 0; free 1 2', 'nonfull 0; free 1 2'], ['none', 'none'], ['disk0', 'disk1']),
      move(
        'a: pageout heap[0..4]',
        ['frag 0; free 1 2', 'nonfull 0; free 1 2'],
        ['disk0:6', 'none'],
        ['disk1', 'disk0'],
      ),
      move(
        'b: pageout heap[0..4]',
        ['frag 0; free 1 2', 'frag 0; free 1 2'],
        ['disk0:6', 'disk1:6'],
        ['disk0', 'disk1'],
      ),
      move(
        'a: pageout heap[5..9]',
        ['frag 0; free 1 2', 'frag 0; free 1 2'],
        ['disk0:11', 'disk1:6'],
        ['disk0', 'disk1'],
      ),
      move(
        'a: pageout heap[10..510]',
        ['full 0; free 1 2', 'frag 0; free 1 2'],
        ['none', 'disk1:6'],
        ['disk0', 'disk1'],
      ),
      move(
        'a: pageout heap[511]',
        ['frag 1; full 0; free 2', 'frag 0; free 1 2'],
        ['disk0:513', 'disk1:6'],
        ['disk1', 'disk0'],
      ),
      move(
        'b: pageout heap[5..510]',
        ['frag 1; full 0; free 2', 'full 0; free 1 2'],
        ['disk0:513', 'none'],
        ['disk1', 'disk0'],
      ),
      move(
        'b: pageout heap[511]',
        ['frag 1; full 0; free 2', 'frag 1; full 0; free 2'],
        ['disk0:513', 'disk1:513'],
        ['disk0', 'disk1'],
      ),
    ],
  },
  {
    name: 'a device of higher priority is used up first; full ones leave the list, and come back behind their equals',
    kernels: ['6.18', 'p4'],
    machine: 'cpus 1\n  swap disk0 2M { priority 1 }\n  swap disk1 48K { priority 7 }\n  swap disk2 48K { priority 7 }',
    setup: writer('a', 0, 100),
    moves: [
      move('', ['nonfull 0', 'nonfull 0', 'nonfull 0'], ['none'], ['disk1', 'disk2', 'disk0']),
      move('a: pageout heap[0..10]', ['nonfull 0', 'full 0', 'nonfull 0'], ['none'], ['disk2', 'disk0']),
      move('a: pageout heap[11..21]', ['nonfull 0', 'full 0', 'full 0'], ['none'], ['disk0']),
      move('a: pageout heap[22..24]', ['frag 0', 'full 0', 'full 0'], ['disk0:4'], ['disk0']),
      move('a: free heap[12]', ['frag 0', 'full 0', 'nonfull 0'], ['disk0:4'], ['disk2', 'disk0']),
      move('a: free heap[3]', ['frag 0', 'nonfull 0', 'nonfull 0'], ['disk0:4'], ['disk2', 'disk1', 'disk0']),
      // The CPU goes on where it is, whatever has become free elsewhere.
      move('a: pageout heap[30]', ['frag 0', 'nonfull 0', 'nonfull 0'], ['disk0:5'], ['disk2', 'disk1', 'disk0']),
    ],
  },
  {
    name: 'default priorities fall from device to device in 6.18',
    kernels: ['6.18'],
    machine: 'cpus 1\n  swap disk0 48K\n  swap disk1 48K',
    setup: writer('a', 0, 100),
    moves: [
      move('a: pageout heap[0..10]', ['full 0', 'nonfull 0', 'off'], ['none'], ['disk1']),
      move('swapon disk2 48K', ['full 0', 'nonfull 0', 'nonfull 0'], ['none'], ['disk1', 'disk2']),
      move('a: free heap[0]', ['nonfull 0', 'nonfull 0', 'nonfull 0'], ['none'], ['disk0', 'disk1', 'disk2']),
    ],
  },
  {
    name: 'and are equal from then on',
    kernels: ['p4'],
    machine: 'cpus 1\n  swap disk0 48K\n  swap disk1 48K',
    setup: writer('a', 0, 100),
    moves: [
      move('a: pageout heap[0..10]', ['full 0', 'nonfull 0', 'off'], ['none'], ['disk1']),
      move('swapon disk2 48K', ['full 0', 'nonfull 0', 'nonfull 0'], ['none'], ['disk1', 'disk2']),
      move('a: free heap[0]', ['nonfull 0', 'nonfull 0', 'nonfull 0'], ['none'], ['disk1', 'disk2', 'disk0']),
    ],
  },
];

describe.each(WALKS)('$name', ({ kernels, machine, setup, moves }) => {
  test.each(kernels)('%s', (kernel) => {
    const texts = moves.map(({ text }) => text).filter((text) => text !== '');
    const head = `machine {\n  kernel ${kernel}\n  memory 64M\n  zswap off\n  ${machine}\n}\n${setup}`;
    const run = new Timeline(compiled(head + texts.map((text) => `${text}\n`).join('')));
    for (let i = 0; i < setup.split('\n').length - 1; i++) run.recordNext();
    for (const { text, ...expected } of moves) {
      if (text !== '') run.recordNext();
      const lists = expected.lists.map((_, i) => listsOf(run, `disk${i}`, 9));
      expect({ lists, hints: hintsOf(run), available: availableOf(run) }, `after "${text}"`).toEqual(expected);
    }
  });
});

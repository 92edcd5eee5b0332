// The transition table of one virtual slot (facts 3.25): for each event the words before and after, the physical word and the swap charge.
import { describe, expect, test } from 'vitest';
import { VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';
import { lastStatementOf } from './slotTrace.fixture';

const START = `machine { kernel KERNEL
  memory 64M
  zswap { compressor lz4 }
  swap disk0 4M
  cgroup web
}
task app in web
app: map heap 4 pages
`;
const IN_ZSWAP = 'app: write heap[0] text seed 1\napp: pageout heap[0]\n';
/** Cached, as after every asynchronous write. */
const ON_DISK = 'app: write heap[0] random seed 1\napp: pageout heap[0]\n';
const EVICTED = `${ON_DISK}reclaim 1 pages\n`;
const MAPPED = `${EVICTED}app: read heap[0]\n`;

interface Transition {
  readonly event: string;
  /** Statements; the last one is the event. */
  readonly text: string;
  /** States of vswap:512 and of disk0:1 from just before the event to its end, in RFC v2 and later. */
  readonly slot: readonly string[];
  readonly phys: readonly string[];
  readonly charge: readonly [number, number];
  /** What RFC v1 does otherwise. */
  readonly v1?: Partial<Pick<Transition, 'slot' | 'phys' | 'charge'>>;
  /** Instead of `START`. */
  readonly start?: string;
}

const P = 'Pointer vswap:512';
const C = 'Pointer vswap:512 C';

const TRANSITIONS: readonly Transition[] = [
  {
    event: 'alloc, unmap, zswap store, evict',
    text: IN_ZSWAP,
    slot: ['free', 'PFN c0 | NONE', 'PFN c1 | NONE', 'PFN c1 | ZSWAP', 'Shadow c1 | ZSWAP'],
    phys: ['free'],
    charge: [0, 0],
  },
  {
    event: 'alloc, unmap, zero writeout, evict',
    text: 'app: write heap[0] zero\napp: pageout heap[0]\n',
    slot: ['free', 'PFN c0 | NONE', 'PFN c1 | NONE', 'PFN c1 Z | NONE', 'Shadow c1 Z | NONE'],
    phys: ['free'],
    charge: [0, 0],
    v1: { slot: ['free', 'PFN c0 | NONE', 'PFN c1 | NONE', 'PFN c1 | ZERO', 'Shadow c1 | ZERO'] },
  },
  {
    event: 'realloc and write: what zswap rejects goes to a device',
    text: ON_DISK,
    slot: ['free', 'PFN c0 | NONE', 'PFN c1 | NONE', 'PFN c1 | disk0:1'],
    phys: ['free', P],
    charge: [0, 1],
  },
  {
    event: 'evict of a clean cached folio',
    text: EVICTED,
    slot: ['PFN c1 | disk0:1', 'Shadow c1 | disk0:1'],
    phys: [P],
    charge: [1, 1],
  },
  {
    event: 'fork dup of a cached slot',
    text: `${ON_DISK}fork app as child\n`,
    slot: ['PFN c1 | disk0:1', 'PFN c2 | disk0:1'],
    phys: [P],
    charge: [1, 1],
  },
  {
    event: 'fork dup of a swapped-out slot',
    text: `${IN_ZSWAP}fork app as child\n`,
    slot: ['Shadow c1 | ZSWAP', 'Shadow c2 | ZSWAP'],
    phys: ['free'],
    charge: [0, 0],
  },
  {
    event: 'read physical, map back: the slot is kept, its backing reclaimable',
    text: MAPPED,
    slot: ['Shadow c1 | disk0:1', 'PFN c1 | disk0:1', 'PFN c0 | disk0:1'],
    phys: [P, C],
    charge: [1, 1],
  },
  {
    event: 'read zswap, map back, cache delete',
    text: `${IN_ZSWAP}app: read heap[0]\n`,
    slot: ['Shadow c1 | ZSWAP', 'PFN c1 | ZSWAP', 'PFN c1 | NONE', 'PFN c0 | NONE', 'Shadow c0 | NONE', 'free'],
    phys: ['free'],
    charge: [0, 0],
    v1: {
      slot: [
        'Shadow c1 | ZSWAP',
        'PFN c1 | ZSWAP',
        'PFN c1 | NONE',
        'PFN c1 | FOLIO',
        'PFN c0 | FOLIO',
        'Shadow c0 | FOLIO',
        'Shadow c0 | NONE',
        'free',
      ],
    },
  },
  {
    event: 'read zero, map back, cache delete',
    text: 'app: write heap[0] zero\napp: pageout heap[0]\napp: read heap[0]\n',
    slot: [
      'Shadow c1 Z | NONE',
      'PFN c1 Z | NONE',
      'PFN c0 Z | NONE',
      'Shadow c0 Z | NONE',
      'Shadow c0 | NONE',
      'free',
    ],
    phys: ['free'],
    charge: [0, 0],
    v1: {
      slot: ['Shadow c1 | ZERO', 'PFN c1 | ZERO', 'PFN c0 | ZERO', 'Shadow c0 | ZERO', 'Shadow c0 | NONE', 'free'],
    },
  },
  {
    event: 'write fault: cache delete releases the physical slot',
    text: `${ON_DISK}app: write heap[0] text seed 2\n`,
    slot: ['PFN c1 | disk0:1', 'PFN c0 | disk0:1', 'Shadow c0 | disk0:1', 'Shadow c0 | NONE', 'free'],
    phys: [P, C, 'free'],
    charge: [1, 0],
  },
  {
    event: 'zero writeout of a page that was on a device',
    text: `${MAPPED}app: write heap[0] zero\napp: pageout heap[0]\n`,
    slot: ['PFN c0 | disk0:1', 'PFN c1 | disk0:1', 'PFN c1 | NONE', 'PFN c1 Z | NONE', 'Shadow c1 Z | NONE'],
    phys: [C, P, 'free'],
    charge: [1, 0],
    v1: {
      slot: ['PFN c0 | disk0:1', 'PFN c1 | disk0:1', 'PFN c1 | NONE', 'PFN c1 | ZERO', 'Shadow c1 | ZERO'],
      phys: [C, 'free'],
    },
  },
  {
    event: 'zswap store of a page that was on a device',
    text: `${MAPPED}app: write heap[0] text seed 2\napp: pageout heap[0]\n`,
    slot: ['PFN c0 | disk0:1', 'PFN c1 | disk0:1', 'PFN c1 | NONE', 'PFN c1 | ZSWAP', 'Shadow c1 | ZSWAP'],
    phys: [C, P, 'free'],
    charge: [1, 0],
    v1: { phys: [C, 'free'] },
  },
  {
    event: 'writing the page out again keeps its physical slot',
    text: `${MAPPED}app: write heap[0] random seed 2\napp: pageout heap[0]\n`,
    slot: ['PFN c0 | disk0:1', 'PFN c1 | disk0:1'],
    phys: [C, P],
    charge: [1, 1],
    v1: { phys: [C] },
  },
  {
    event: 'zap of a swapped-out page',
    text: `${EVICTED}app: free heap[0]\n`,
    slot: ['Shadow c1 | disk0:1', 'Shadow c1 | NONE', 'free'],
    phys: [P, 'free'],
    charge: [1, 0],
  },
  {
    event: 'zap of a cached page: reclaimed at once, in RFC v1 not',
    text: `${ON_DISK}app: free heap[0]\n`,
    slot: ['PFN c1 | disk0:1', 'PFN c0 | disk0:1', 'Shadow c0 | disk0:1', 'Shadow c0 | NONE', 'free'],
    phys: [P, C, 'free'],
    charge: [1, 0],
    v1: { slot: ['PFN c1 | disk0:1', 'PFN c0 | disk0:1'], phys: [P, C], charge: [1, 1] },
  },
  {
    event: 'zap of one of two references',
    text: `${IN_ZSWAP}fork app as child\napp: free heap[0]\n`,
    slot: ['Shadow c2 | ZSWAP', 'Shadow c1 | ZSWAP'],
    phys: ['free'],
    charge: [0, 0],
  },
  {
    event: 'zswap writeback',
    text: `${IN_ZSWAP}writeback 1 pages\n`,
    slot: ['Shadow c1 | ZSWAP', 'PFN c1 | ZSWAP', 'PFN c1 | disk0:1'],
    phys: ['free', P],
    charge: [0, 1],
  },
  {
    event: 'zswap writeback without a slot to take',
    start: START.replace('  swap disk0 4M\n', ''),
    text: `${IN_ZSWAP}writeback 1 pages\n`,
    slot: ['Shadow c1 | ZSWAP', 'PFN c1 | ZSWAP', 'Shadow c1 | ZSWAP'],
    phys: ['off'],
    charge: [0, 0],
  },
  {
    event: 'zswap writeback over swap.max: the slot taken is given back',
    start: START.replace('cgroup web', 'cgroup web { swap.max 0 }'),
    text: `${IN_ZSWAP}writeback 1 pages\n`,
    slot: ['Shadow c1 | ZSWAP', 'PFN c1 | ZSWAP', 'Shadow c1 | ZSWAP'],
    phys: ['free', P, 'free'],
    charge: [0, 0],
  },
  {
    event: 'swapoff of the device behind the slot',
    text: `${EVICTED}swapoff disk0\n`,
    slot: ['Shadow c1 | disk0:1', 'PFN c1 | disk0:1', 'PFN c1 | NONE'],
    phys: [P, 'free', 'off'],
    charge: [1, 0],
    v1: { slot: ['Shadow c1 | disk0:1', 'PFN c1 | disk0:1', 'PFN c1 | NONE', 'PFN c1 | FOLIO'] },
  },
];

/** Evict with c0 happens in RFC v1 only: later versions drop the folio when its last reference goes. */
const EVICT_UNREFERENCED: Transition = {
  event: 'evict of a cached slot without references',
  text: `${ON_DISK}app: free heap[0]\nreclaim 1 pages\n`,
  slot: ['PFN c0 | disk0:1', 'Shadow c0 | disk0:1', 'Shadow c0 | NONE', 'free'],
  phys: [C, 'free'],
  charge: [1, 0],
};

function expectTransition({ text, slot, phys, charge, v1, start = START }: Transition, kernel: KernelName): void {
  const expected = { states: [slot, phys], charge };
  if (kernel === 'ste-v1' && v1 !== undefined) {
    expected.states = [v1.slot ?? slot, v1.phys ?? phys];
    expected.charge = v1.charge ?? charge;
  }
  expect(lastStatementOf(start + text, ['vswap:512', 'disk0:1'], kernel), `on ${kernel}`).toEqual(expected);
}

describe('the words and the charge of a virtual slot', () => {
  test.each(TRANSITIONS)('$event', (transition) => {
    for (const kernel of VIRTUAL) expectTransition(transition, kernel);
  });

  test(`${EVICT_UNREFERENCED.event} (RFC v1)`, () => expectTransition(EVICT_UNREFERENCED, 'ste-v1'));
});

// The example traces of facts 3.24, step by step: which words a slot goes through, and what the counters say in between.
import { describe, expect, test } from 'vitest';
import { check, DIRECT, findingsOf, KERNELS, timelineOf, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';
import { traceOf } from './slotTrace.fixture';

const machine = (devices: string): string =>
  `machine { kernel KERNEL\n  cpus 2\n  memory 64M\n  zswap { compressor lz4 }\n  ${devices}\n  cgroup web\n}\n`;
const DISK = 'swap disk0 4M';

interface Trace {
  readonly name: string;
  readonly devices: string;
  /** Statements after `task app in web` and `app: map heap 4 pages`; expectations in them must hold. */
  readonly text: string;
  readonly slots: readonly {
    readonly slot: string;
    readonly kernels: readonly KernelName[];
    readonly states: readonly string[];
  }[];
}

const RFC_V1: readonly KernelName[] = ['ste-v1'];
const FROM_V2: readonly KernelName[] = ['ste-v2', 'ste-latest'];

const TRACES: readonly Trace[] = [
  {
    name: 'T1: out to zswap and back in, virtual slots',
    devices: DISK,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
expect app.heap[0] is zswap
expect vm.nr_swap_pages == vm.total_swap_pages
app: read heap[0]
expect app.heap[0].content == text seed 1
expect zswap.stored_pages == 0
expect vswap.used == 0
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: FROM_V2,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | ZSWAP',
          'Shadow c1 | ZSWAP',
          'PFN c1 | ZSWAP',
          'PFN c1 | NONE',
          'PFN c0 | NONE',
          'Shadow c0 | NONE',
          'free',
        ],
      },
      {
        slot: 'vswap:512',
        kernels: RFC_V1,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | ZSWAP',
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
      { slot: 'disk0:1', kernels: VIRTUAL, states: ['free'] },
    ],
  },
  {
    name: 'T1 on a direct slot: it stays as long as the folio is cached',
    devices: DISK,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
expect app.heap[0] is zswap
app: read heap[0]
expect app.heap[0].content == text seed 1
expect zswap.stored_pages == 0
`,
    slots: [
      {
        slot: 'disk0:1',
        kernels: DIRECT,
        states: ['free', 'PFN c0', 'PFN c1', 'Shadow c1', 'PFN c1', 'PFN c0'],
      },
    ],
  },
  {
    name: 'T2: zswap writeback gives the slot a physical one; the page table entry never changes',
    devices: DISK,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
expect app.heap[0].entry == vswap:512
writeback 1 pages
expect app.heap[0] is phys on disk0
expect app.heap[0].entry == vswap:512
expect virtual_table(vswap:512).slot == disk0:1
expect rmap(disk0:1) == vswap:512
expect web.swap.current == 4K
reclaim 1 pages
expect app.heap[0] is phys on disk0
expect not app.heap[0] is cached
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: VIRTUAL,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | ZSWAP',
          'Shadow c1 | ZSWAP',
          'PFN c1 | ZSWAP',
          'PFN c1 | disk0:1',
          'Shadow c1 | disk0:1',
        ],
      },
      { slot: 'disk0:1', kernels: VIRTUAL, states: ['free', 'Pointer vswap:512'] },
    ],
  },
  {
    name: 'T2 on a direct slot: writeback allocates nothing',
    devices: DISK,
    text: `app: write heap[0] text seed 1
app: pageout heap[0]
expect vm.nr_swap_pages == vm.total_swap_pages - 1
writeback 1 pages
expect app.heap[0] is phys on disk0
expect vm.nr_swap_pages == vm.total_swap_pages - 1
reclaim 1 pages
expect app.heap[0].content == text seed 1
`,
    slots: [
      {
        slot: 'disk0:1',
        kernels: DIRECT,
        states: ['free', 'PFN c0', 'PFN c1', 'Shadow c1', 'PFN c1', 'Shadow c1'],
      },
    ],
  },
  {
    name: 'T3: a page of zeros is stored nowhere',
    devices: DISK,
    text: `app: write heap[0] zero
app: pageout heap[0]
expect app.heap[0] is zero
expect zswap.stored_pages == 0
expect vmstat.swpout_zero == 1
expect vmstat.pswpout == 0
expect web.swap.current == 0
app: read heap[0]
expect app.heap[0].content == zero
expect vmstat.swpin_zero == 1
expect vswap.used == 0
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: FROM_V2,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 Z | NONE',
          'Shadow c1 Z | NONE',
          'PFN c1 Z | NONE',
          'PFN c0 Z | NONE',
          'Shadow c0 Z | NONE',
          'Shadow c0 | NONE',
          'free',
        ],
      },
      {
        slot: 'vswap:512',
        kernels: RFC_V1,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | ZERO',
          'Shadow c1 | ZERO',
          'PFN c1 | ZERO',
          'PFN c0 | ZERO',
          'Shadow c0 | ZERO',
          'Shadow c0 | NONE',
          'free',
        ],
      },
      { slot: 'disk0:1', kernels: VIRTUAL, states: ['free'] },
    ],
  },
  {
    name: 'T3 on a direct slot: a device slot is taken all the same',
    devices: DISK,
    text: `app: write heap[0] zero
app: pageout heap[0]
expect app.heap[0] is zero
expect vm.nr_swap_pages == vm.total_swap_pages - 1
expect vmstat.pswpout == 0
`,
    slots: [
      {
        slot: 'disk0:1',
        kernels: ['p4'],
        states: ['free', 'PFN c0', 'PFN c1', 'PFN c1 Z', 'Shadow c1 Z'],
      },
    ],
  },
  {
    name: 'T4: both sides of a fork share the slot; a mapped folio keeps it, marked reclaimable, when the last reference goes',
    devices: DISK,
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
fork app as child
expect count(vswap:512) == 2
app: read heap[0]
expect count(vswap:512) == 1
exit child
expect count(vswap:512) == 0
expect app.heap[0].content == random seed 1
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: VIRTUAL,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | disk0:1',
          'PFN c2 | disk0:1',
          'PFN c1 | disk0:1',
          'PFN c0 | disk0:1',
        ],
      },
      { slot: 'disk0:1', kernels: VIRTUAL, states: ['free', 'Pointer vswap:512', 'Pointer vswap:512 C'] },
    ],
  },
  {
    name: 'T4, unmapped: the folio goes with the last reference',
    devices: DISK,
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
fork app as child
exit app
exit child
expect vm.nr_swap_pages == vm.total_swap_pages
expect vswap.used == 0
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: FROM_V2,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | disk0:1',
          'PFN c2 | disk0:1',
          'PFN c1 | disk0:1',
          'PFN c0 | disk0:1',
          'Shadow c0 | disk0:1',
          'Shadow c0 | NONE',
          'free',
        ],
      },
    ],
  },
  {
    name: 'T5: swapoff of the device behind a virtual slot leaves the page table alone',
    devices: DISK,
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
reclaim 1 pages
swapoff disk0
expect app.heap[0] is folio
expect app.heap[0].entry == vswap:512
expect app.heap[0].content == random seed 1
expect run.pte_walks == 0
expect web.swap.current == 0
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: FROM_V2,
        states: [
          'free',
          'PFN c0 | NONE',
          'PFN c1 | NONE',
          'PFN c1 | disk0:1',
          'Shadow c1 | disk0:1',
          'PFN c1 | disk0:1',
          'PFN c1 | NONE',
        ],
      },
      { slot: 'disk0:1', kernels: VIRTUAL, states: ['free', 'Pointer vswap:512', 'free', 'off'] },
    ],
  },
  {
    name: 'T6: nothing takes the page and there is no device: it stays in memory, dirty, and nothing is lost',
    devices: '',
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
expect app.heap[0] is folio
expect app.heap[0].content == random seed 1
app: read heap[0]
expect app.heap[0].content == random seed 1
expect vswap.used == 0
`,
    slots: [
      {
        slot: 'vswap:512',
        kernels: VIRTUAL,
        states: ['free', 'PFN c0 | NONE', 'PFN c1 | NONE', 'PFN c0 | NONE', 'Shadow c0 | NONE', 'free'],
      },
    ],
  },
  {
    name: 'T9: a page in zswap costs a device slot without virtual swap',
    devices: DISK,
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
expect all app.heap[0..3] is zswap
expect vm.nr_swap_pages == vm.total_swap_pages - 4
expect web.swap.current == 16K
`,
    slots: [{ slot: 'disk0:4', kernels: DIRECT, states: ['free', 'PFN c0', 'PFN c1', 'Shadow c1'] }],
  },
  {
    name: 'T9: and none with it',
    devices: DISK,
    text: `app: write heap[0..3] text seed 1
app: pageout heap[0..3]
expect all app.heap[0..3] is zswap
expect vm.nr_swap_pages == vm.total_swap_pages
expect web.swap.current == 0
`,
    slots: [{ slot: 'disk0:1', kernels: VIRTUAL, states: ['free'] }],
  },
  {
    name: 'T10: on a full disk virtual slots are still given and zswap takes the pages, but cannot write them back',
    devices: 'swap disk0 40K',
    text: `task big
big: map heap 9 pages
big: write heap[0..8] random seed 5
big: pageout heap[0..8]
expect vm.nr_swap_pages == vm.total_swap_pages - 9
app: write heap[0..1] text seed 1
app: pageout heap[0..1]
expect all app.heap[0..1] is zswap
writeback 2 pages
expect all app.heap[0..1] is zswap
expect zswap.reject_reclaim_fail > 0
expect zswap.written_back_pages == 0
expect app.heap[0].content == text seed 1
`,
    slots: [],
  },
];

describe.each(TRACES)('$name', ({ devices, text, slots }) => {
  const scenario = `${machine(devices)}task app in web\napp: map heap 4 pages\n${text}`;
  const kernels = slots.length > 0 ? [...new Set(slots.flatMap((one) => one.kernels))] : VIRTUAL;

  test('holds what it expects', () => check(scenario, kernels));

  test.each(slots)('$slot on $kernels', ({ slot, kernels: some, states }) => {
    for (const kernel of some) expect(traceOf(scenario, slot, kernel), `on ${kernel}`).toEqual(states);
  });
});

/** 15 references do not fit into the word: the cluster gets a table of counts, and gives it back. */
test.each(KERNELS.filter((kernel) => kernel !== '6.18'))('T8: fifteen forks of one page on %s', (kernel) => {
  const slot = VIRTUAL.includes(kernel) ? 'vswap:512' : 'disk0:1';
  const names = Array.from({ length: 15 }, (_, i) => `child${i}`);
  const run = timelineOf(
    `${machine(DISK).replace('KERNEL', kernel)}task app in web
app: map heap 4 pages
app: write heap[0] text seed 1
app: pageout heap[0]
${names.map((name) => `fork app as ${name}\nexpect count(${slot}) == ${Number(name.slice(5)) + 2}\n`).join('')}
${names.map((name) => `exit ${name}\nexpect count(${slot}) == ${15 - Number(name.slice(5))}\n`).join('')}
app: read heap[0]
expect app.heap[0].content == text seed 1
`,
  );
  const tables: number[] = [];
  while (run.recordNext()) {
    const kind = run.operations.at(-1)?.statement.kind;
    if (kind === 'fork' || kind === 'exit')
      tables.push(run.view.structures().find(({ name }) => name === 'extend_table')?.objects ?? -1);
  }
  expect(findingsOf(run)).toEqual([]);
  // References 2..16 while forking, 15..1 while exiting: the table is there at 15 and more.
  const expected = [...names.map((_, i) => (i + 2 >= 15 ? 1 : 0)), ...names.map((_, i) => (15 - i >= 15 ? 1 : 0))];
  expect(tables).toEqual(expected);
});

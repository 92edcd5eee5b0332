// Large folios read at once from a synchronous device: which kernel allows it for which slots, and what happens where it does not (facts 3.7, 3.9).
import { describe, expect, test } from 'vitest';
import { compiled, findingsOf, KERNELS } from '../timeline/scenario.fixture';
import { checkInvariants } from '../check/invariants';
import type { MachineConfig } from '../scenario/program';
import { Timeline } from '../timeline/timeline';
import type { KernelName } from '../word/kernelName';
import { mthpStat } from './vmEvents';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly machine?: string;
  readonly sysctls?: MachineConfig['sysctls'];
  readonly text: string;
  /** Of 64 KiB folios, and where given of 32 KiB ones. */
  readonly swpin: number;
  /** `some`: on kernels that look under the lock only; more than one page may try. */
  readonly fallback: number | 'some';
  readonly fallback32?: number;
}

const OUT = `task app
app: map heap 32 pages mthp 64K
app: write heap[0..31] random seed 3
app: pageout heap[0..31]
expect all app.heap[0..31] is phys on ram0
`;

const WITH_ZERO = `task app
app: map heap 32 pages mthp 64K
app: write heap[0..31] random seed 3
app: split heap[0..15]
app: write heap[0] zero
app: pageout heap[0..31]
expect app.heap[0] is zero
app: read heap[5]
expect app.heap[6] is phys on ram0
app: read heap[0..31]
expect app.heap[0].content == zero
expect all app.heap[1..31].content == random seed 3`;

const CASES: readonly Case[] = [
  {
    name: 'a fault reads the whole block where the kernel allows it',
    kernels: ['6.18', 'p4', 'ste-v1', 'ste-v2'],
    text: `${OUT}app: read heap[5]
expect all app.heap[0..15] is present
expect all app.heap[16..31] is phys on ram0
expect ram0.used == 16
expect vmstat.pswpin == 16
expect vmstat.pgmajfault == 1
expect all app.heap[0..31].content == random seed 3
app: pageout heap[0..15]
expect all app.heap[0..15].content == random seed 3`,
    swpin: 1,
    fallback: 0,
  },
  {
    name: 'the latest kernel refuses it for virtual slots: the page comes alone',
    kernels: ['ste-latest'],
    text: `${OUT}app: read heap[5]
expect app.heap[5] is present
expect app.heap[6] is phys on ram0
expect vmstat.pswpin == 1`,
    swpin: 0,
    fallback: 1,
  },
  {
    name: 'direct slots: never once zswap was enabled, also when it is off again',
    kernels: ['6.18', 'p4'],
    text: `set zswap.enabled 1
set zswap.enabled 0
${OUT}app: read heap[5]
expect app.heap[5] is present
expect app.heap[6] is phys on ram0`,
    swpin: 0,
    fallback: 0,
  },
  {
    name: 'virtual slots do not ask whether zswap was ever enabled, only where the data is',
    kernels: ['ste-v1', 'ste-v2'],
    machine: 'zswap { compressor lz4 }',
    text: `${OUT}app: read heap[5]
expect all app.heap[0..15] is present
expect all app.heap[0..15].content == random seed 3`,
    swpin: 1,
    fallback: 0,
  },
  {
    name: 'a slot of the block is compressed: RFC v1 sees it with the page table entries and does not try',
    kernels: ['ste-v1'],
    machine: 'zswap { compressor lz4 }',
    text: mixed(),
    swpin: 0,
    fallback: 0,
  },
  {
    name: 'a slot of the block is compressed: RFC v2 tries and falls back under the lock',
    kernels: ['ste-v2'],
    machine: 'zswap { compressor lz4 }',
    text: mixed(),
    swpin: 0,
    fallback: 1,
  },
  {
    name: 'an entry of the block is gone: the page comes alone',
    kernels: KERNELS,
    text: `${OUT}app: free heap[7]
app: read heap[5]
expect app.heap[5] is present
expect app.heap[6] is phys on ram0
expect app.heap[7] is none`,
    swpin: 0,
    fallback: 0,
  },
  {
    name: 'a page of the block is cached: -EBUSY under the lock, counted',
    kernels: ['p4', 'ste-v1', 'ste-v2'],
    text: `${OUT}app: willneed heap[3]
app: read heap[5]
expect app.heap[5] is present
expect app.heap[6] is phys on ram0
expect all app.heap[0..31].content == random seed 3`,
    swpin: 0,
    fallback: 1,
  },
  {
    name: 'a page of the block is all zeros: no large folio for it, direct slots',
    kernels: ['6.18', 'p4'],
    // Slot 0 is the header: 15 others come before an aligned block.
    text: `task other
other: map filler 15 pages
other: write filler[0..14] random seed 1
other: pageout filler[0..14]
${WITH_ZERO}`,
    swpin: 1,
    fallback: 'some',
  },
  {
    name: 'a page of the block is all zeros: no large folio for it, virtual slots',
    kernels: ['ste-v1', 'ste-v2'],
    text: WITH_ZERO,
    swpin: 1,
    fallback: 'some',
  },
  {
    name: 'no frame for a large folio: the page comes alone, counted',
    kernels: ['6.18', 'p4', 'ste-v1', 'ste-v2'],
    text: `${OUT}fail folio alloc once
app: read heap[5]
expect app.heap[5] is present
expect app.heap[6] is phys on ram0`,
    swpin: 0,
    fallback: 1,
  },
  {
    name: 'address and slot are not aligned alike: not tried',
    kernels: ['p4', 'ste-v1', 'ste-v2'],
    text: `task other
other: map one 1 pages
other: write one[0] random seed 1
other: pageout one[0]
task app
app: map heap 32 pages mthp 64K
for i in 0..15 { app: write heap[i] random seed 3; app: pageout heap[i] }
app: read heap[5]
expect app.heap[5] is present
expect app.heap[6] is phys on ram0`,
    swpin: 0,
    fallback: 0,
  },
  {
    name: 'two processes: the folio is read once, both map it, then the slots go',
    kernels: ['p4', 'ste-v1', 'ste-v2'],
    text: `${OUT}fork app as child
child: read heap[9]
expect all child.heap[0..15] is present
expect all app.heap[0..15] is cached
expect count(app.heap[0].entry) == 1
app: read heap[2]
expect all app.heap[0..15] is present
expect ram0.used == 16
expect vmstat.pswpin == 16
expect all app.heap[0..15].content == random seed 3
expect all child.heap[0..15].content == random seed 3`,
    swpin: 1,
    fallback: 0,
  },
  {
    name: 'a page that was read ends as a block of the next smaller size',
    kernels: ['p4', 'ste-v1', 'ste-v2'],
    sysctls: [
      { name: 'thp.64kB', value: 2 },
      { name: 'thp.32kB', value: 2 },
    ],
    text: `task app
app: map heap 32 pages
app: write heap[0..31] random seed 3
app: pageout heap[0..31]
app: willneed heap[3]
app: read heap[13]
expect all app.heap[8..15] is present
expect app.heap[7] is phys on ram0`,
    swpin: 0,
    fallback: 1,
    fallback32: 0,
  },
];

/** Sixteen compressed pages of which the first eight then go to the device, one after the other. */
function mixed(): string {
  return `task app
app: map heap 16 pages mthp 64K
app: write heap[0..15] text seed 3
app: pageout heap[0..15]
writeback 8 pages
reclaim 8 pages
expect all app.heap[0..7] is phys on ram0
expect all app.heap[8..15] is zswap
app: read heap[5]
expect app.heap[5] is present
expect app.heap[4] is phys on ram0
expect all app.heap[0..15].content == text seed 3`;
}

describe.each(CASES)('$name', ({ kernels, machine = '', sysctls = [], text, swpin, fallback, fallback32 }) => {
  test.each(kernels)('%s', (kernel) => {
    const program = compiled(
      `machine {\n  kernel ${kernel}\n  memory 8M\n  ${machine}\n  swap ram0 4M { synchronous }\n}\n${text}`,
    );
    const run = new Timeline({ ...program, machine: { ...program.machine, sysctls } }, { check: checkInvariants });
    while (run.recordNext());
    expect(findingsOf(run)).toEqual([]);
    expect(mthpStat(run.kernel, '64kB/swpin')).toBe(swpin);
    const found = mthpStat(run.kernel, '64kB/swpin_fallback') ?? 0;
    if (fallback === 'some') expect(found > 0).toBe(kernel === 'p4' || kernel === 'ste-v2');
    else expect(found).toBe(fallback);
    if (fallback32 !== undefined) expect(mthpStat(run.kernel, '32kB/swpin_fallback')).toBe(fallback32);
  });
});

// The benchmarks themselves: each a figure with its bar. Absolute figures depend on the machine; compare runs of one process, and ratios.
import { boot } from '../core/kernel/machine';
import { access_page, madvise_pageout } from '../core/mm/madvise';
import { run } from '../core/mm/step';
import { mmap_anonymous, task_alloc, taskMm, vmaStart } from '../core/mm/task';
import { mem_cgroup_from_private_id } from '../core/mm/memcontrol';
import { vtable_to_phys, vtable_word } from '../core/mm/vswap_backing';
import { swp_tb_ptr_to_swp_entry } from '../core/mm/swap_table';
import { entry_word } from '../core/mm/vswap_backing';
import { pte_offset } from '../core/mm/pgtable';
import { WordMemory } from '../core/memory/wordMemory';
import type { MachineConfig } from '../core/scenario/program';
import { compileScenario } from '../core/scenario/compile';
import { Timeline } from '../core/timeline/timeline';
import { stepIndex, wordIndex } from '../core/word/brand';
import { swapPteEntry } from '../core/word/pte';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number;
  /** Whether more is better. */
  readonly higher: boolean;
}

const MACHINE: MachineConfig = {
  kernel: 'p4',
  cpus: 1,
  memory: 2 ** 32,
  zswap: { enabled: false, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
  devices: [
    {
      name: 'ram0',
      pages: 2 ** 18,
      priority: undefined,
      rotational: false,
      synchronous: true,
      block: true,
      discard: 'none',
      badSlots: [],
    },
  ],
  cgroups: [],
  sysctls: [],
  range: undefined,
};

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Page-out and fault of one page after the other, over and over, on a synchronous device. */
function pairs(recording: boolean): number {
  const k = boot(MACHINE, recording);
  const task = task_alloc(k, 0, 0, mem_cgroup_from_private_id(k, 0));
  const vma = mmap_anonymous(k, taskMm(k, task), 0, 512, undefined);
  const start = vmaStart(k, vma);
  for (let i = 0; i < 512; i++) run(access_page(k, task, start + i * 4096, true, 1, 0x03000000));
  const rounds = 20;
  const time = seconds(() => {
    for (let round = 0; round < rounds; round++) {
      run(madvise_pageout(k, task, start, start + 512 * 4096));
      for (let i = 0; i < 512; i++) run(access_page(k, task, start + i * 4096, true, 1, 0x03000000));
    }
  });
  return (rounds * 512) / time;
}

function wordWrites(recording: boolean): number {
  const memory = new WordMemory(recording);
  const writes = 3_000_000;
  let seed = 1;
  const time = seconds(() => {
    for (let i = 0; i < writes; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      memory.write(wordIndex(1 + (seed >>> 12)), i, seed);
    }
  });
  return writes / time;
}

/** A timeline of ten million writes with a snapshot every 250 000, and random seeks in it. */
function seekP95(): number {
  const memory = new WordMemory();
  let seed = 1;
  for (let i = 0; i < 10_000_000; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    memory.write(wordIndex(1 + (seed >>> 15)), i, seed);
    if (i % 250_000 === 0) memory.snapshot();
  }
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    times.push(
      seconds(() => {
        memory.seek(seed % 10_000_000);
      }) * 1000,
    );
  }
  return p95(times);
}

/** One step back after another through a scenario's kernel steps. */
function stepBackP95(): number {
  const text =
    'machine { kernel ste-v1  memory 64M  zswap off  swap disk0 16M }\ntask app\napp: map heap 512 pages\napp: write heap[0..511] random seed 1\napp: pageout heap[0..511]\n';
  const { value } = compileScenario(text, 'bench.vswap');
  if (value === undefined) throw new Error('the benchmark scenario does not compile');
  const timeline = new Timeline(value);
  while (timeline.recordNext());
  const times: number[] = [];
  for (let step = timeline.recordedSteps - 1; step > timeline.recordedSteps - 1500; step--) {
    times.push(
      seconds(() => {
        timeline.seek(stepIndex(step));
        timeline.moment(stepIndex(step));
      }) * 1000,
    );
  }
  return p95(times);
}

/** PTE -> virtual table -> physical slot -> reverse map, in scattered order. */
function roundTrips(): number {
  const pages = 100_000;
  const device = {
    name: 'ram0',
    pages: 2 ** 18,
    priority: undefined,
    rotational: false,
    synchronous: true,
    block: true,
    discard: 'none',
    badSlots: [],
  } as const;
  const k = boot({ ...MACHINE, kernel: 'ste-latest', devices: [device] }, false);
  const task = task_alloc(k, 0, 0, mem_cgroup_from_private_id(k, 0));
  const mm = taskMm(k, task);
  const start = vmaStart(k, mmap_anonymous(k, mm, 0, pages, undefined));
  for (let i = 0; i < pages; i++) run(access_page(k, task, start + i * 4096, true, 1, 0x03000000));
  run(madvise_pageout(k, task, start, start + pages * 4096));
  const trips = 1_000_000;
  let seed = 7;
  let agree = 0;
  const time = seconds(() => {
    for (let i = 0; i < trips; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const pte = pte_offset(k, mm, start + (seed % pages) * 4096);
      if (pte === undefined) continue;
      const entry = swapPteEntry(k.mem.lo(pte), k.mem.hi(pte));
      const phys = vtable_to_phys(k, vtable_word(k, entry));
      if (swp_tb_ptr_to_swp_entry(k, entry_word(k, phys)) === entry) agree++;
    }
  });
  if (agree !== trips) throw new Error(`${trips - agree} reverse maps do not lead back`);
  return trips / time;
}

function journalBytes(): number {
  const memory = new WordMemory();
  for (let i = 0; i < 655_360; i++) memory.write(wordIndex(1 + (i & 4095)), i, 0);
  return memory.footprint.journal / memory.journal.length;
}

function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
}

const figures: readonly Figure[] = [
  { name: 'page-out and fault pairs, unrecorded', value: pairs(false), unit: '/s', bar: 500_000, higher: true },
  { name: 'page-out and fault pairs, recorded', value: pairs(true), unit: '/s', bar: 250_000, higher: true },
  { name: 'word writes, unjournaled', value: wordWrites(false), unit: '/s', bar: 10_000_000, higher: true },
  { name: 'word writes, journaled', value: wordWrites(true), unit: '/s', bar: 10_000_000, higher: true },
  { name: 'bytes a journaled write', value: journalBytes(), unit: 'B', bar: 24, higher: false },
  { name: 'seek in 10 M writes, p95', value: seekP95(), unit: 'ms', bar: 30, higher: false },
  { name: 'step back, p95', value: stepBackP95(), unit: 'ms', bar: 2, higher: false },
  { name: 'PTE -> slot -> reverse map round trips', value: roundTrips(), unit: '/s', bar: 4_000_000, higher: true },
];

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ figures }, undefined, 2));
} else {
  for (const { name, value, unit, bar, higher } of figures) {
    const met = higher ? value >= bar : value <= bar;
    const shown = (n: number): string => (n >= 1000 ? Math.round(n).toLocaleString('en') : n.toFixed(2));
    console.log(
      `${name.padEnd(42)} ${`${shown(value)} ${unit}`.padStart(18)}   bar ${higher ? '>=' : '<='} ${shown(bar)} ${unit}  ${met ? 'met' : 'missed'}`,
    );
  }
}

// The model alone: pages out and in, the way from a page table entry to its slot and back, and what the words of it all cost.
import { boot } from '../../core/kernel/machine';
import type { Kernel } from '../../core/mm/kernel';
import { FRAMES } from '../../core/mm/folio';
import { access_page, madvise_pageout } from '../../core/mm/madvise';
import { mem_cgroup_from_private_id } from '../../core/mm/memcontrol';
import { access_page as plainAccess, madvise_pageout as plainPageout } from '../../core/mm/plain/generated/madvise';
import { pte_offset } from '../../core/mm/plain/generated/pgtable';
import { swp_tb_ptr_to_swp_entry } from '../../core/mm/plain/generated/swap_table';
import { entry_word, vtable_to_phys, vtable_word } from '../../core/mm/plain/generated/vswap_backing';
import { run } from '../../core/mm/step';
import { mmap_anonymous, task_alloc, taskMm, vmaStart } from '../../core/mm/task';
import type { MachineConfig } from '../../core/scenario/program';
import type { KernelName } from '../../core/word/kernelName';
import { swapPteEntry } from '../../core/word/pte';
import { wordIndex, type WordIndex } from '../../core/word/brand';
import { bestRate, scattered, type Figure } from './figure';

const PAGE_SIZE = 4096;
const CONTENT_HI = 0x03000000;

function machine(kernel: KernelName, slots: number): MachineConfig {
  return {
    kernel,
    cpus: 1,
    memory: 2 ** 34,
    zswap: { enabled: false, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
    devices: [
      {
        name: 'ram0',
        pages: slots,
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
}

interface Process {
  readonly k: Kernel;
  readonly task: WordIndex;
  readonly mm: WordIndex;
  readonly start: number;
}

function process(config: MachineConfig, pages: number, recording: boolean): Process {
  const k = boot(config, recording);
  const task = task_alloc(k, 0, 0, mem_cgroup_from_private_id(k, 0));
  const mm = taskMm(k, task);
  return { k, task, mm, start: vmaStart(k, mmap_anonymous(k, mm, 0, pages, undefined)) };
}

function touch({ k, task, start }: Process, pages: number): void {
  for (let i = 0; i < pages; i++) plainAccess(k, task, start + i * PAGE_SIZE, true, 1, CONTENT_HI);
}

function pageOut({ k, task, start }: Process, pages: number): void {
  const model = plainPageout(k, task, start, start + pages * PAGE_SIZE);
  while (model.next().done !== true);
}

/** Page-out and fault of one page after the other, over and over, on a synchronous device. */
function pairs(recording: boolean): number {
  const pages = 512;
  const p = process(machine('p4', 2 ** 18), pages, recording);
  touch(p, pages);
  return bestRate(40, 4 * pages, () => {
    for (let i = 0; i < 4; i++) {
      pageOut(p, pages);
      touch(p, pages);
    }
  });
}

/** The same in the form that stops at each step, as details of steps are made. */
function steppedPairs(): number {
  const pages = 512;
  const { k, task, start } = process(machine('p4', 2 ** 18), pages, true);
  const touchAll = (): void => {
    for (let i = 0; i < pages; i++) run(access_page(k, task, start + i * PAGE_SIZE, true, 1, CONTENT_HI));
  };
  touchAll();
  return bestRate(10, pages, () => {
    run(madvise_pageout(k, task, start, start + pages * PAGE_SIZE));
    touchAll();
  });
}

const MILLION = 1_000_000;

/** PTE -> virtual table -> physical slot -> reverse map, in scattered order over a million slots. */
function roundTrips({ k, mm, start }: Process): number {
  const next = scattered(7);
  const trips = 250_000;
  let agree = 0;
  const rounds = 16;
  const rate = bestRate(rounds, trips, () => {
    for (let i = 0; i < trips; i++) {
      const pte = pte_offset(k, mm, start + (next() % MILLION) * PAGE_SIZE);
      if (pte === undefined) continue;
      const entry = swapPteEntry(k.mem.lo(pte), k.mem.hi(pte));
      const phys = vtable_to_phys(k, vtable_word(k, entry));
      if (swp_tb_ptr_to_swp_entry(k, entry_word(k, phys)) === entry) agree++;
    }
  });
  if (agree !== rounds * trips) throw new Error(`${rounds * trips - agree} reverse maps do not lead back`);
  return rate;
}

/** Bytes of the kernel objects that exist: slab objects, tables and struct page of frames ever used. */
function kernelBytes(k: Kernel): number {
  const slabs = Object.values(k.caches).reduce((sum, cache) => sum + k.slab.inUse(cache) * cache.bytes, 0);
  return slabs + k.num(wordIndex(k.g.frames + FRAMES.used)) * 64;
}

export function modelFigures(): readonly Figure[] {
  const million = process(machine('ste-latest', 2 ** 20), MILLION, false);
  const empty = million.k.mem.footprint.words;
  touch(million, MILLION);
  pageOut(million, MILLION);
  const { words } = million.k.mem.footprint;
  return [
    { name: 'page-out and fault pairs, unrecorded', value: pairs(false), unit: '/s', bar: 500_000, higher: true },
    { name: 'page-out and fault pairs, recorded', value: pairs(true), unit: '/s', bar: 250_000, higher: true },
    { name: 'the same, stopping at each step', value: steppedPairs(), unit: '/s', bar: undefined, higher: true },
    {
      name: 'PTE -> slot -> reverse map, 1 M slots',
      value: roundTrips(million),
      unit: '/s',
      bar: 4_000_000,
      higher: true,
    },
    { name: 'simulated bytes a slot', value: (words - empty) / MILLION, unit: 'B', bar: undefined, higher: false },
    {
      name: 'simulated bytes / bytes of kernel objects',
      value: words / kernelBytes(million.k),
      unit: 'x',
      bar: 1.5,
      higher: false,
    },
  ];
}

// Event counters of /proc/vmstat and what belongs beside them (facts 5.3), each one word.
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';

/** Places of the counters, by the kernel's names. */
const VM_EVENT = {
  pgfault: 0,
  pgmajfault: 1,
  pswpin: 2,
  pswpout: 3,
  swpin_zero: 4,
  swpout_zero: 5,
  swap_ra: 6,
  swap_ra_hit: 7,
  zswpin: 8,
  zswpout: 9,
  zswpwb: 10,
  thp_swpout: 11,
  thp_swpout_fallback: 12,
  thp_fault_alloc: 13,
  thp_split_page: 14,
  workingset_refault_anon: 15,
  nr_swapcached: 16,
  /** Page-table entries looked at by swapoff: what virtual swap is meant to avoid. */
  pte_walks: 17,
  /** Locks of clusters taken: the price of two tables. */
  locks_taken: 18,
} as const;

export type VmEvent = keyof typeof VM_EVENT;

export const VM_EVENTS: readonly VmEvent[] = vmEventNames();

/** Statistics of large folios by size, named as below hugepages-SIZE/stats (facts 5.4). */
export const MTHP_STATS = [
  'anon_fault_alloc',
  'swpin',
  'swpin_fallback',
  'swpout',
  'swpout_fallback',
  'zswpout',
  'split',
] as const;
export type MthpStat = (typeof MTHP_STATS)[number];
const LARGEST_ORDER = 9;

/** Words of the size statistics: one for each order and name. */
export const MTHP_WORDS = (LARGEST_ORDER + 1) * MTHP_STATS.length;

export function count_mthp_stat(k: Kernel, order: number, stat: MthpStat): void {
  if (order > 0) k.add(mthpWord(k, order, stat), 1);
}

function mthpWord(k: Kernel, order: number, stat: MthpStat): WordIndex {
  return wordIndex(k.g.mthp_stats + order * MTHP_STATS.length + MTHP_STATS.indexOf(stat));
}

/** `64kB/swpout`; undefined: no such statistic. */
export function mthpStat(k: Kernel, name: string): number | undefined {
  const [, size, stat] = /^(\d+)kB\/(\w+)$/.exec(name) ?? [];
  const order = Math.log2(Number(size) / 4);
  const known = MTHP_STATS.find((candidate) => candidate === stat);
  return known === undefined || !Number.isInteger(order) || order < 1 || order > LARGEST_ORDER
    ? undefined
    : k.num(mthpWord(k, order, known));
}

export function count_vm_event(k: Kernel, event: VmEvent, by = 1): void {
  k.add(eventWord(k, event), by);
}

export function vmEvent(k: Kernel, event: VmEvent): number {
  return k.num(eventWord(k, event));
}

export function eventWord(k: Kernel, event: VmEvent): WordIndex {
  return wordIndex(k.g.vm_events + VM_EVENT[event]);
}

/** Counters start again at zero (a recording's statreset); what counts pages now, not events, stays. */
export function resetEvents(k: Kernel): void {
  for (const event of VM_EVENTS) if (event !== 'nr_swapcached') k.setNum(eventWord(k, event), 0);
  for (let i = 0; i < MTHP_WORDS; i++)
    if (k.num(wordIndex(k.g.mthp_stats + i)) !== 0) k.setNum(wordIndex(k.g.mthp_stats + i), 0);
}

function vmEventNames(): readonly VmEvent[] {
  const names: VmEvent[] = [];
  for (const name in VM_EVENT) if (isVmEvent(name)) names.push(name);
  return names;
}

function isVmEvent(name: string): name is VmEvent {
  return name in VM_EVENT;
}

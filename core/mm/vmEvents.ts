// Event counters of /proc/vmstat and what belongs beside them (facts 5.3), each one word.
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';

export const VM_EVENTS = [
  'pgfault',
  'pgmajfault',
  'pswpin',
  'pswpout',
  'swpin_zero',
  'swpout_zero',
  'swap_ra',
  'swap_ra_hit',
  'zswpin',
  'zswpout',
  'zswpwb',
  'thp_swpout',
  'thp_swpout_fallback',
  'thp_fault_alloc',
  'thp_split_page',
  'workingset_refault_anon',
  'nr_swapcached',
  /** Page-table entries looked at by swapoff: what virtual swap is meant to avoid. */
  'pte_walks',
  /** Locks of clusters taken: the price of two tables. */
  'locks_taken',
] as const;

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

export type VmEvent = (typeof VM_EVENTS)[number];

const INDEX: ReadonlyMap<string, number> = new Map(VM_EVENTS.map((name, i) => [name, i]));

export function count_vm_event(k: Kernel, event: VmEvent, by = 1): void {
  k.add(eventWord(k, event), by);
}

export function vmEvent(k: Kernel, event: VmEvent): number {
  return k.num(eventWord(k, event));
}

function eventWord(k: Kernel, event: VmEvent) {
  return wordIndex(k.g.vm_events + (INDEX.get(event) ?? 0));
}

/** Counters start again at zero (a recording's statreset); what counts pages now, not events, stays. */
export function resetEvents(k: Kernel): void {
  for (const event of VM_EVENTS) if (event !== 'nr_swapcached') k.setNum(eventWord(k, event), 0);
  for (let i = 0; i < MTHP_WORDS; i++)
    if (k.num(wordIndex(k.g.mthp_stats + i)) !== 0) k.setNum(wordIndex(k.g.mthp_stats + i), 0);
}

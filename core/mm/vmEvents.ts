// Event counters of /proc/vmstat and what belongs beside them (facts 5.3), each one word.
import { wordIndex } from '../word/brand.js';
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
  'workingset_refault_anon',
  'nr_swapcached',
  /** Page-table entries looked at by swapoff: what virtual swap is meant to avoid. */
  'pte_walks',
] as const;

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
}

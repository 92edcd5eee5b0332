// Fault injection: what a scenario told to fail, in words, so that it travels in time like everything else.
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { FAULT, FAULT_SITES, MOST_FAULTS, type FaultSite } from './faultRecord.js';
import type { Kernel } from './kernel.js';
import { physBehind, slotOfAddress } from './pageSlot.js';
import { taskAt, taskMm } from './task.js';

/** A slot; or a page, by task and address: whatever slot the page has when it matters, also one that it gets only then. */
export type FaultTarget =
  | { readonly kind: 'slot'; readonly entry: SwpEntry }
  | { readonly kind: 'page'; readonly task: number; readonly address: number };

/** `times` of a fault that never ends. */
const ALWAYS = -1;

/** From now on `site` fails, only for `target` if one is given; false when too many faults are pending. `task` is a place in the task table. */
export function inject_fault(
  k: Kernel,
  site: FaultSite,
  target: FaultTarget | undefined,
  times: number | 'always',
): boolean {
  for (let i = 0; i < MOST_FAULTS; i++) {
    const at = record(k, i);
    // One that has failed as often as it was told to makes room.
    if (k.num(at) !== 0 && k.num(wordIndex(at + FAULT.times)) !== 0) continue;
    k.setNum(at, FAULT_SITES.indexOf(site) + 1);
    k.setNum(wordIndex(at + FAULT.target), wordOf(target));
    k.setNum(wordIndex(at + FAULT.task), target?.kind === 'page' ? target.task + 1 : 0);
    k.setNum(wordIndex(at + FAULT.times), times === 'always' ? ALWAYS : times);
    return true;
  }
  return false;
}

function wordOf(target: FaultTarget | undefined): number {
  if (target === undefined) return 0;
  return target.kind === 'slot' ? target.entry : target.address;
}

/** Whether this is a moment to fail; counts it. `entry` is the first of the `nr` slots concerned, where there are any. */
export function should_fail(k: Kernel, site: FaultSite, entry?: SwpEntry, nr = 1): boolean {
  // Most runs inject nothing: the first record is then empty.
  if (k.num(record(k, 0)) === 0) return false;
  const wanted = FAULT_SITES.indexOf(site) + 1;
  for (let i = 0; i < MOST_FAULTS; i++) {
    const at = record(k, i);
    if (k.num(at) !== wanted) continue;
    const times = wordIndex(at + FAULT.times);
    if (k.num(times) === 0 || !concerns(k, at, entry, nr)) continue;
    if (k.num(times) !== ALWAYS) k.add(times, -1);
    return true;
  }
  return false;
}

function concerns(k: Kernel, at: WordIndex, entry: SwpEntry | undefined, nr: number): boolean {
  const target = k.num(wordIndex(at + FAULT.target));
  const place = k.num(wordIndex(at + FAULT.task));
  if (target === 0) return true;
  if (entry === undefined) return false;
  if (place === 0) return target >= entry && target < entry + nr;
  const task = taskAt(k, place - 1);
  const slot = task === NULL_INDEX ? undefined : slotOfAddress(k, taskMm(k, task), target);
  if (slot === undefined) return false;
  // A device knows the page by the slot behind its virtual one.
  return [slot, physBehind(k, slot)].some((each) => each >= entry && each < entry + nr);
}

function record(k: Kernel, i: number): WordIndex {
  return wordIndex(k.g.faults + i * FAULT.words);
}

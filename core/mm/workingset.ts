// mm/workingset.c: what is remembered of an evicted page, and how long ago that was when it comes back (facts 1.7, 5.3).
import { wordIndex, type WordIndex } from '../word/brand.js';
import { packShadow, shadowDistance, shadowEviction, shadowMemcgId } from '../word/shadow.js';
import { folio_nr_pages, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { MEMCG } from './layout.js';
import { folio_memcg, mem_cgroup_from_private_id, memcgId } from './memcontrol.js';
import { step, type Model } from './step.js';
import { count_vm_event } from './vmEvents.js';

/** The age of a cgroup's lruvec, and of the root's above it: pages evicted so far. bucket_order is 0: the machine's memory fits in the shadow's bits (facts 1.7). */
function workingset_age_nonresident(k: Kernel, memcg: WordIndex, nr_pages: number): void {
  k.add(wordIndex(memcg + MEMCG.nonresident_age), nr_pages);
  const root = mem_cgroup_from_private_id(k, 0);
  if (memcg !== root) k.add(wordIndex(root + MEMCG.nonresident_age), nr_pages);
}

/** Leaves in `scratch` (core/word/halves.ts) the shadow of a folio that is evicted: the age before it, its cgroup, node 0, not of the working set; then the age counts its pages. */
export function workingset_eviction(k: Kernel, folio: Folio): void {
  const memcg = folio_memcg(k, folio);
  const age = k.num(wordIndex(memcg + MEMCG.nonresident_age));
  workingset_age_nonresident(k, memcg, folio_nr_pages(k, folio));
  packShadow(memcgId(k, memcg), 0, age, false);
}

/**
 * A page comes back of which a shadow was kept: counted, with the number of pages evicted since. The kernel activates it when that is at most the active
 * list's length; there is no such list here, so none is (docs/model.md). An empty shadow reads as age 0 of the root.
 */
export function* workingset_refault(k: Kernel, folio: Folio, shadowLo: number, shadowHi: number): Model<void> {
  const memcg = mem_cgroup_from_private_id(k, shadowMemcgId(shadowLo));
  const refault = k.num(wordIndex(memcg + MEMCG.nonresident_age));
  const distance = shadowDistance(shadowEviction(shadowLo, shadowHi), refault);
  yield step('refault_distance = (refault - eviction) & EVICTION_MASK; count the refault', { folio, memcg, distance });
  count_vm_event(k, 'workingset_refault_anon', folio_nr_pages(k, folio));
}

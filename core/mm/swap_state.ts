// mm/swap_state.c: the swap cache, which is the PFN words of the swap tables (facts 3.7, 3.14).
import { should_fail } from './faults.js';
import { SwapTableKind } from '../word/swapTable.js';
import { SWAPFILE_CLUSTER } from './layout.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex, slotOffset } from '../word/brand.js';
import { scratch } from '../word/halves.js';
import { packShadow } from '../word/shadow.js';
import { NO_ENTRY, swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import {
  folio_clear,
  folio_get,
  folio_nr_pages,
  folio_put,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  set_folio_swap,
  type Folio,
  alloc_folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { count_memcg_events, folio_memcg, lookup_swap_cgroup_id, mem_cgroup_from_private_id } from './memcontrol.js';
import { get_swap_device, put_swap_device } from './locks.js';
import { step, call, type Model } from './step.js';
import {
  ci_table,
  is_vswap,
  spin_lock_ci,
  spin_unlock_ci,
  swap_cluster_lock,
  swap_offset_to_cluster,
  type Cluster,
} from './swap_cluster.js';
import { seems_referenced, swap_count } from './swap_count.js';
import { __swap_cluster_free_entries } from './swapfile_free.js';
import {
  cluster_offset,
  set_swp_tb_shadow,
  swap_table_word,
  swp_swap_info,
  swp_tb_is_folio,
  swp_tb_to_folio,
  swp_tb_kind,
  set_swp_tb_folio,
} from './swap_table.js';
import { vswap_can_swapin_thp } from './vswap_check.js';
import { folio_add_lru, folio_del_lru } from './vmscan.js';
import { workingset_refault } from './workingset.js';
import { slot_is_zero } from './zeromap.js';
import { count_mthp_stat, count_vm_event } from './vmEvents.js';

/** The slot has a folio already: its finder looks into the cache again. */
export const EEXIST = -17;
const ENOENT = -2;
const ENOMEM = -12;
const EBUSY = -16;

/** A folio, or the error why there is none. */
export type FolioOrError =
  { readonly folio: Folio; readonly error: 0 } | { readonly folio: undefined; readonly error: number };

/**
 * A new locked folio in the cache for a swapped-out slot, of the largest of `orders` (bits) that its aligned block allows; -EEXIST when the slot is cached,
 * -ENOENT when nobody refers to it, -ENOMEM (facts 3.7 step 2).
 */
export function* swap_cache_alloc_folio(k: Kernel, entry: SwpEntry, orders = 1): Model<FolioOrError> {
  for (let order = 31 - Math.clz32(orders); order > 0; order--) {
    if (((orders >>> order) & 1) === 0) continue;
    const large = yield* call(k, 'folio = __swap_cache_alloc(entry, order)', __swap_cache_alloc, entry, order);
    if (large.folio !== undefined || (large.error !== EBUSY && large.error !== ENOMEM)) return large;
    count_mthp_stat(k, order, 'swpin_fallback');
  }
  return yield* call(k, 'folio = __swap_cache_alloc(entry, 0)', __swap_cache_alloc, entry, 0);
}

/** One size of folio for a slot, in its aligned block; also -EBUSY where the block does not hold together (facts 3.7 step 3). */
function* __swap_cache_alloc(k: Kernel, entry: SwpEntry, order: number): Model<FolioOrError> {
  const si = swp_swap_info(k, entry);
  if (k.inRace && si === NULL_INDEX) return { folio: undefined, error: ENOENT };
  get_swap_device(k, si);
  const nr = 1 << order;
  const first = swpEntryPlus(entry, -(swpOffset(entry) % nr));
  const ci = yield* call(k, 'ci = swap_cluster_lock(si, swp_offset(entry))', swap_cluster_lock, si, swpOffset(entry));
  if (ci === NULL_INDEX) {
    put_swap_device(k, si);
    return { folio: undefined, error: ENOENT };
  }
  yield step('err = __swap_cache_add_check(ci, entry, nr)', { entry, ci, nr });
  const error = __swap_cache_add_check(k, si, ci, entry, nr);
  spin_unlock_ci(k, ci);
  if (error !== 0) {
    put_swap_device(k, si);
    return { folio: undefined, error };
  }
  yield step('folio = new folio of this order', { entry, order });
  const folio = should_fail(k, 'folio alloc', entry) ? NULL_INDEX : alloc_folio(k, order);
  if (folio === NULL_INDEX) {
    put_swap_device(k, si);
    return { folio: undefined, error: ENOMEM };
  }
  yield* call(k, 'spin_lock(&ci->lock)', spin_lock_ci, ci);
  yield step('err = __swap_cache_add_check(ci, entry, nr) /* again, locked */', { entry, ci, nr });
  const again = __swap_cache_add_check(k, si, ci, entry, nr);
  if (again !== 0) {
    spin_unlock_ci(k, ci);
    folio_put(k, folio);
    put_swap_device(k, si);
    return { folio: undefined, error: again };
  }
  const id = lookup_swap_cgroup_id(k, ci, cluster_offset(entry));
  const tb = swap_table_word(k, ci, cluster_offset(entry));
  const shadowLo = k.mem.lo(tb);
  const shadowHi = k.mem.hi(tb);
  folio_set(k, folio, PG.locked | PG.swapbacked);
  yield* call(k, '__swap_cache_add_folio(ci, folio, entry)', __swap_cache_add_folio, ci, folio, first);
  yield step('unlock ci; charge the folio to the cgroup of id', { folio, id });
  spin_unlock_ci(k, ci);
  // From here on the folio in the cache holds the device.
  put_swap_device(k, si);
  k.setPtr(wordIndex(folio + PAGE.memcg), mem_cgroup_from_private_id(k, id));
  count_memcg_events(k, folio_memcg(k, folio), 'swapcached', folio_nr_pages(k, folio));
  yield* call(k, 'workingset_refault(folio, shadow)', workingset_refault, folio, shadowLo, shadowHi);
  yield step('folio_add_lru(folio)', { folio });
  folio_add_lru(k, folio);
  return { folio, error: 0 };
}

/** PFN words for a folio that gets its slots now (count 0), and the folio's side of it. */
export function* __swap_cache_add_folio(k: Kernel, ci: Cluster, folio: Folio, entry: SwpEntry): Model<void> {
  const nr = folio_nr_pages(k, folio);
  const ci_off = swpOffset(entry) % SWAPFILE_CLUSTER;
  k.assert(folio_test(k, folio, PG.locked), '__swap_cache_do_add_folio: not locked', 'the folio is not locked');
  k.assert(
    folio_test(k, folio, PG.swapbacked),
    '__swap_cache_do_add_folio: not swapbacked',
    'a lazily freed folio is given slots',
  );
  k.assert(
    !folio_test(k, folio, PG.swapcache),
    '__swap_cache_do_add_folio: in swap cache',
    'the folio has slots already',
  );
  yield step('__swap_table_set(ci, ci_off + i, folio_to_swp_tb(folio, flags))', { ci, folio, entry });
  for (let i = 0; i < nr; i++) {
    const tb = swap_table_word(k, ci, ci_off + i);
    k.assert(
      swp_tb_kind(k, tb) !== SwapTableKind.Pfn,
      '__swap_cache_do_add_folio: slot cached',
      () => `slot ${slotOffset(ci_off + i)} has a folio already`,
    );
    set_swp_tb_folio(k, tb, folio);
  }
  yield step('folio refcount += nr; PG_swapcache on; folio->swap = entry', { folio, entry });
  folio_get(k, folio, nr);
  folio_set(k, folio, PG.swapcache);
  set_folio_swap(k, folio, entry);
  count_vm_event(k, 'nr_swapcached', nr);
  count_memcg_events(k, folio_memcg(k, folio), 'swapcached', nr);
}

/** May a folio be put on this slot, or a large one on the block of `nr` around it (facts 3.7 step 3a, 3.9)? */
function __swap_cache_add_check(k: Kernel, si: WordIndex, ci: Cluster, entry: SwpEntry, nr: number): number {
  if (ci_table(k, ci) === NULL_INDEX) return ENOENT;
  const ci_off = cluster_offset(entry);
  if (swp_tb_is_folio(k, swap_table_word(k, ci, ci_off))) return EEXIST;
  if (!seems_referenced(k, si, ci, ci_off)) return ENOENT;
  if (nr === 1) return 0;
  const start = ci_off - (ci_off % nr);
  const first = swpEntryPlus(entry, start - ci_off);
  if (is_vswap(k, si) && !may_swapin_virtual(k, first, nr)) return EBUSY;
  const isZero = slot_is_zero(k, first);
  const id = lookup_swap_cgroup_id(k, ci, start);
  for (let i = start; i < start + nr; i++) {
    const tb = swap_table_word(k, ci, i);
    const isAlike =
      slot_is_zero(k, swpEntryPlus(first, i - start)) === isZero && lookup_swap_cgroup_id(k, ci, i) === id;
    if (swp_tb_is_folio(k, tb) || !isAlike || !seems_referenced(k, si, ci, i)) return EBUSY;
  }
  return 0;
}

/** What this kernel asks, under the lock, of a block of virtual slots that one folio is to take (facts 3.9). */
function may_swapin_virtual(k: Kernel, first: SwpEntry, nr: number): boolean {
  switch (k.variant.virtualThpSwapin) {
    case 'batch':
      return true;
    case 'locked':
      return vswap_can_swapin_thp(k, first, nr);
    case 'refused':
      return false;
  }
}

/** Takes a locked folio out of the cache, leaving empty shadows; slots without references are freed. */
export function* swap_cache_del_folio(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  const ci = yield* call(
    k,
    'ci = swap_cluster_get_and_lock(folio)',
    swap_cluster_lock,
    swp_swap_info(k, entry),
    swpOffset(entry),
  );
  packShadow(0, 0, 0, false);
  yield* call(
    k,
    '__swap_cache_del_folio(ci, folio, entry, NULL)',
    __swap_cache_del_folio,
    ci,
    folio,
    entry,
    scratch.lo,
    scratch.hi,
  );
  yield step('unlock ci; drop the references of the cache', { ci, folio });
  spin_unlock_ci(k, ci);
  folio_put_cache(k, folio);
}

/** PFN words become Shadow words with their flags kept; slots with count 0 are freed at once. References are dropped by the caller. */
export function* __swap_cache_del_folio(
  k: Kernel,
  ci: Cluster,
  folio: Folio,
  entry: SwpEntry,
  shadowLo: number,
  shadowHi: number,
): Model<void> {
  const si = swp_swap_info(k, entry);
  const nr = folio_nr_pages(k, folio);
  k.assert(folio_test(k, folio, PG.locked), '__swap_cache_do_del_folio: not locked', 'the folio is not locked');
  k.assert(
    folio_test(k, folio, PG.swapcache),
    '__swap_cache_do_del_folio: not in swap cache',
    'a folio without slots leaves the swap cache',
  );
  k.assert(
    !folio_test(k, folio, PG.writeback),
    '__swap_cache_do_del_folio: writeback',
    'a folio under writeback leaves the swap cache',
  );
  k.assert(
    ci === swap_offset_to_cluster(k, si, swpOffset(entry)),
    '__swap_cache_do_del_folio: other cluster',
    'the folio leaves another cluster than that of its slots',
  );
  yield step('__swap_table_xchg(ci, ci_off, shadow_to_swp_tb(shadow, flags))', { ci, folio, entry });
  let unused = 0;
  for (let i = 0; i < nr; i++) {
    const tb = swap_table_word(k, ci, cluster_offset(entry) + i);
    k.assert(
      swp_tb_is_folio(k, tb) && swp_tb_to_folio(k, tb) === folio,
      '__swap_cache_do_del_folio: other folio',
      'the slot does not hold the folio that leaves the cache',
    );
    set_swp_tb_shadow(k, tb, shadowLo, shadowHi);
    if (swap_count(k, si, ci, cluster_offset(entry) + i) === 0) unused++;
  }
  yield step('folio->swap = 0; PG_swapcache off', { folio, entry });
  set_folio_swap(k, folio, NO_ENTRY);
  folio_clear(k, folio, PG.swapcache);
  count_vm_event(k, 'nr_swapcached', -nr);
  count_memcg_events(k, folio_memcg(k, folio), 'swapcached', -nr);
  if (unused === nr) {
    yield* call(
      k,
      '__swap_cluster_free_entries(si, ci, ci_start, nr_pages)',
      __swap_cluster_free_entries,
      si,
      ci,
      cluster_offset(entry),
      nr,
    );
    return;
  }
  for (let i = 0; i < nr && unused > 0; i++) {
    const ci_off = cluster_offset(entry) + i;
    if (swap_count(k, si, ci, ci_off) > 0) continue;
    yield* call(k, '__swap_cluster_free_entries(si, ci, ci_off, 1)', __swap_cluster_free_entries, si, ci, ci_off, 1);
  }
}

/** The cache's references go; a folio that nothing else holds leaves its list and is freed. */
export function folio_put_cache(k: Kernel, folio: Folio): void {
  putAndMaybeFree(k, folio, folio_nr_pages(k, folio));
}

/** Drops references of a folio that may be on the LRU (which holds none): the last one takes it off first. */
export function putAndMaybeFree(k: Kernel, folio: Folio, references: number): void {
  const counts = wordIndex(folio + PAGE.counts);
  if (k.mem.hi(counts) === references && folio_test(k, folio, PG.lru)) folio_del_lru(k, folio);
  folio_put(k, folio, references);
}

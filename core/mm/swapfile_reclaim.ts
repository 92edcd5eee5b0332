// mm/swapfile.c, reclaim: slots that only the swap cache still holds are taken back where room is short (facts 2.10, 2.11; oracle A8, A9).
import { relocate_cluster } from './swapfile_scan.js';
import { NULL_INDEX } from '../memory/regions.js';
import { slotOffset, wordIndex, type SlotOffset, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntry, swpOffset, swpType } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import {
  folio_clear,
  folio_get,
  folio_mapcount,
  folio_nr_pages,
  folio_ref_count,
  folio_set,
  folio_swap,
  folio_test,
  PG,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER } from './layout.js';
import { is_contended, LOCK, wait_unfrozen } from './locks.js';
import { call, step, type Model } from './step.js';
import {
  ci_flags,
  ci_table,
  CLUSTER_FLAG,
  cluster_index,
  full_clusters,
  spin_lock_ci,
  spin_unlock_ci,
  swap_offset_to_cluster,
  type Cluster,
} from './swap_cluster.js';
import { swap_count } from './swap_count.js';
import { isolate_lock_cluster } from './swapfile_cluster.js';
import { mem_cgroup_swap_full } from './memcontrol.js';
import { entry_is_vswap, SWAP_USAGE_OFFLIST_BIT } from './swapfile.js';
import { folio_free_swap } from './swapfile_free.js';
import {
  swap_rmap_is_cache_only,
  swap_table_word,
  swp_swap_info,
  swp_tb_is_folio,
  swp_tb_ptr_to_swp_entry,
  swp_tb_to_folio,
} from './swap_table.js';
import { putAndMaybeFree } from './swap_state.js';
import { folio_matches_swap_entry } from './swap_state_lookup.js';
import {
  entry_word,
  vswap_cluster,
  vswap_store_folio,
  vtable_kind,
  vtable_to_phys,
  vtable_word,
} from './vswap_backing.js';

/** When __try_to_reclaim_swap may drop a folio (facts 1.13). */
export const TTRS = { ANYWAY: 1, UNMAPPED: 2, FULL: 4 } as const;

/** A cached slot without references: what more than half full swap may take back. */
export function is_cache_only_slot(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): boolean {
  return swp_tb_is_folio(k, swap_table_word(k, ci, ci_off)) && swap_count(k, si, ci, ci_off) === 0;
}

/** Whether dropping the folio's slots gives a device room: direct slots, or virtual ones on one physical run (facts 2.11, 3.26). */
function folio_phys_swap_backed(k: Kernel, folio: Folio): boolean {
  const entry = folio_swap(k, folio);
  if (!entry_is_vswap(k, entry)) return true;
  const first = vtable_word(k, entry);
  for (let i = 0; i < folio_nr_pages(k, folio); i++) {
    const vt = wordIndex(first + i);
    if (vtable_kind(k, vt) !== VirtualTableKind.Swapfile) return false;
    if (vtable_to_phys(k, vt) !== vtable_to_phys(k, first) + i) return false;
  }
  return true;
}

/**
 * Drops the cached folio of a slot that nobody refers to, under the conditions of `flags`. Slots freed; 0 when there is nothing to drop; minus the folio's
 * pages when it is locked or still needed (facts 2.11).
 */
export function* __try_to_reclaim_swap(k: Kernel, si: WordIndex, offset: SlotOffset, flags: number): Model<number> {
  for (;;) {
    yield step('folio = swap_cache_get_folio(entry)', { si, offset });
    const ci = swap_offset_to_cluster(k, si, offset);
    if (ci === NULL_INDEX || ci_table(k, ci) === NULL_INDEX) return 0;
    const tb = swap_table_word(k, ci, offset % SWAPFILE_CLUSTER);
    if (!swp_tb_is_folio(k, tb)) return 0;
    const folio = swp_tb_to_folio(k, tb);
    const entry = swpEntry(k.num(wordIndex(si + SI.type)), offset);
    if (k.inRace && !race_get(k, folio)) {
      yield* wait_unfrozen(k, folio);
      continue;
    }
    yield step('if (!folio_trylock(folio))', { folio });
    const nr = folio_nr_pages(k, folio);
    if (folio_test(k, folio, PG.locked)) {
      race_put(k, folio);
      return -nr;
    }
    // Another folio has the slot by now, or none.
    if (k.inRace && !folio_matches_swap_entry(k, folio, entry)) {
      race_put(k, folio);
      continue;
    }
    const wanted =
      (flags & TTRS.ANYWAY) !== 0 ||
      ((flags & TTRS.UNMAPPED) !== 0 && folio_mapcount(k, folio) === 0) ||
      ((flags & TTRS.FULL) !== 0 && mem_cgroup_swap_full(k, folio) && folio_phys_swap_backed(k, folio));
    if (!wanted) {
      race_put(k, folio);
      return -nr;
    }
    const freed = yield* freeLocked(k, folio);
    race_put(k, folio);
    return freed ? nr : -nr;
  }
}

/** The reference of a look-up, which the model of one CPU does without. False: the folio is being freed. */
function race_get(k: Kernel, folio: Folio): boolean {
  if (folio_ref_count(k, folio) === 0 || is_contended(k, LOCK.frozen, folio)) return false;
  folio_get(k, folio);
  return true;
}

function race_put(k: Kernel, folio: Folio): void {
  if (k.inRace) putAndMaybeFree(k, folio, 1);
}

function* freeLocked(k: Kernel, folio: Folio): Model<boolean> {
  folio_set(k, folio, PG.locked);
  const freed = yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
  yield step('folio_unlock(folio)', { folio });
  folio_clear(k, folio, PG.locked);
  return freed;
}

/** Full clusters from the head of the list: one, or for the work item as many as the device's slots in use fill. Each goes where it then belongs. */
export function* swap_reclaim_full_clusters(k: Kernel, si: WordIndex, force: boolean): Model<void> {
  const inuse = k.num(wordIndex(si + SI.inuse_pages)) % SWAP_USAGE_OFFLIST_BIT;
  let to_scan = force ? Math.floor(inuse / SWAPFILE_CLUSTER) : 1;
  do {
    const ci = yield* call(k, 'ci = isolate_lock_cluster(si, full)', isolate_lock_cluster, si, full_clusters(si));
    if (ci === NULL_INDEX) return;
    to_scan--;
    yield* call(k, 'reclaim_cache_only(si, ci)', reclaim_cache_only, si, ci);
    if (ci_flags(k, ci) === CLUSTER_FLAG.NONE) yield* call(k, 'relocate_cluster(si, ci)', relocate_cluster, si, ci);
    yield step('spin_unlock(&ci->lock)', { ci });
    spin_unlock_ci(k, ci);
  } while (to_scan > 0);
}

/** Every slot of a locked, isolated cluster that only the cache holds, or that backs such a virtual slot. Ends with the lock held. */
export function* reclaim_cache_only(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  const start = cluster_index(k, si, ci) * SWAPFILE_CLUSTER;
  const end = Math.min(start + SWAPFILE_CLUSTER, k.num(wordIndex(si + SI.max)));
  for (let offset = start; offset < end;) {
    if (ci_table(k, ci) === NULL_INDEX) return;
    const tb = swap_table_word(k, ci, offset % SWAPFILE_CLUSTER);
    const isBacking = swap_rmap_is_cache_only(k, tb);
    if (!isBacking && !is_cache_only_slot(k, si, ci, offset % SWAPFILE_CLUSTER)) {
      offset++;
      continue;
    }
    yield step('spin_unlock(&ci->lock) /* for reclaim */', { ci, offset });
    spin_unlock_ci(k, ci);
    const nr = isBacking
      ? yield* call(
          k,
          'nr = try_to_reclaim_vswap_backing(si, offset)',
          try_to_reclaim_vswap_backing,
          si,
          offset,
          swp_tb_ptr_to_swp_entry(k, tb),
        )
      : yield* call(
          k,
          'nr = __try_to_reclaim_swap(si, offset, TTRS_ANYWAY)',
          __try_to_reclaim_swap,
          si,
          slotOffset(offset),
          TTRS.ANYWAY,
        );
    offset += Math.max(1, Math.abs(nr));
    yield* call(k, 'spin_lock(&ci->lock) /* again */', spin_lock_ci, ci);
  }
}

/** A physical slot whose virtual owner only the cache holds: the folio is dropped, and both slots with it (RFC v1: only the physical one); its pages, or -1 (facts 2.11). */
export function* try_to_reclaim_vswap_backing(k: Kernel, si: WordIndex, offset: number, virt: SwpEntry): Model<number> {
  yield step('folio = swap_cache_get_folio(virt)', { si, offset, virt });
  // Without the cluster's lock the owner may be gone (facts 6.4 R6).
  const owner = k.inRace ? vswap_cluster(k, virt) : NULL_INDEX;
  if (k.inRace && (owner === NULL_INDEX || ci_table(k, owner) === NULL_INDEX)) return -1;
  const tb = entry_word(k, virt);
  if (!swp_tb_is_folio(k, tb)) return -1;
  const folio = swp_tb_to_folio(k, tb);
  if (k.inRace && !race_get(k, folio)) return -1;
  yield step('if (!folio_trylock(folio) || vtable[folio->swap] is not this slot)', { folio, virt });
  if (folio_test(k, folio, PG.locked) || !backs_folio(k, folio, virt, si, offset)) {
    race_put(k, folio);
    return -1;
  }
  const nr = folio_nr_pages(k, folio);
  if (k.variant.tagsFolio) {
    // RFC v1 keeps the virtual slots and does not dirty the folio: a clean one whose only copy this was is lost when it goes (facts 2.11).
    if (k.inRace) folio_set(k, folio, PG.locked);
    yield* call(k, 'vswap_store_folio(virt, folio)', vswap_store_folio, folio);
    if (k.inRace) folio_clear(k, folio, PG.locked);
    race_put(k, folio);
    return nr;
  }
  const freed = yield* freeLocked(k, folio);
  race_put(k, folio);
  return freed ? nr : -1;
}

/** Whether a folio that is locked now has the slot behind its own. */
function backs_folio(k: Kernel, folio: Folio, virt: SwpEntry, si: WordIndex, offset: number): boolean {
  if (k.inRace && !folio_matches_swap_entry(k, folio, virt)) return false;
  const first = folio_swap(k, folio);
  const i = virt - first;
  const vt = vtable_word(k, first);
  if (vtable_kind(k, vt) !== VirtualTableKind.Swapfile || i >= folio_nr_pages(k, folio)) return false;
  const phys = vtable_to_phys(k, vt);
  return (
    swp_swap_info(k, phys) === si && swpOffset(phys) === offset - i && swpType(phys) === k.num(wordIndex(si + SI.type))
  );
}

/** Takes back the cache-only slots of a range that a scan wants. True: all of it is free now. The lock is dropped on the way. */
export function* cluster_reclaim_range(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  start: number,
  end: number,
): Model<boolean> {
  yield step('spin_unlock(&ci->lock)', { ci, start, end });
  spin_unlock_ci(k, ci);
  for (let offset = start; offset < end;) {
    if (ci_table(k, ci) === NULL_INDEX || !is_cache_only_slot(k, si, ci, offset % SWAPFILE_CLUSTER)) {
      if (ci_table(k, ci) !== NULL_INDEX && swap_count(k, si, ci, offset % SWAPFILE_CLUSTER) > 0) break;
      offset++;
      continue;
    }
    const nr = yield* call(
      k,
      'nr = __try_to_reclaim_swap(si, offset, TTRS_ANYWAY)',
      __try_to_reclaim_swap,
      si,
      slotOffset(offset),
      TTRS.ANYWAY,
    );
    if (nr < 0) break;
    offset += Math.max(1, nr);
  }
  yield* call(k, 'spin_lock(&ci->lock)', spin_lock_ci, ci);
  if (ci_table(k, ci) === NULL_INDEX) return true;
  for (let offset = start; offset < end; offset++) {
    const word = swap_table_word(k, ci, offset % SWAPFILE_CLUSTER);
    if ((k.mem.lo(word) | k.mem.hi(word)) !== 0 || swapMapInUse(k, si, ci, offset)) return false;
  }
  return true;
}

function swapMapInUse(k: Kernel, si: WordIndex, ci: Cluster, offset: number): boolean {
  return k.variant.counts === 'swap_map' && swap_count(k, si, ci, offset % SWAPFILE_CLUSTER) > 0;
}

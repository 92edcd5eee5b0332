// mm/swapfile.c, counting and freeing: references to slots, what happens with the last one, and where a cluster goes then (facts 2.9, 3.11-3.14).
import { TTRS, __try_to_reclaim_swap } from './swapfile_reclaim.js';
import { __free_cluster, swap_cluster_schedule_discard } from './discard.js';
import { __vswap_release_backing, vswap_mark_cache_only } from './vswap_backing.js';

import { pm_suspended_storage } from './hibernate.js';
import { NULL_INDEX } from '../memory/regions.js';
import { slotOffset, wordIndex, type SlotOffset, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import { folio_set, folio_swap, folio_test, PG, type Folio, folio_nr_pages } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER } from './layout.js';
import { lookup_swap_cgroup_id, mem_cgroup_id_put_swap, __swap_cgroup_clear, uncharge_swap } from './memcontrol.js';
import { get_swap_device, put_swap_device } from './locks.js';
import { step, call, type Model } from './step.js';
import {
  ci_count,
  ci_flags,
  ci_order,
  CLUSTER_FLAG,
  cluster_index,
  is_vswap,
  move_cluster,
  nonfull_clusters,
  set_ci_count,
  spin_unlock_ci,
  swap_cluster_lock,
  swap_offset_to_cluster,
  type Cluster,
} from './swap_cluster.js';
import { __swap_cluster_dup_entry, __swap_cluster_put_entry, swap_count } from './swap_count.js';
import { add_to_avail_list, SWAP_USAGE_OFFLIST_BIT, SWP } from './swapfile.js';
import {
  cluster_offset,
  set_swp_tb_null,
  swap_table_word,
  swp_swap_info,
  swp_tb_is_folio,
  swp_tb_kind,
  SwapTableKind,
} from './swap_table.js';
import { swap_cache_del_folio } from './swap_state.js';
import { vswap_free_cluster } from './vswap.js';
import { forget_slot_zero } from './zeromap.js';
import { zswap_invalidate } from './zswap.js';

/** One reference less for the slots of pages i..i + nr - 1 of a locked, cached folio: the slots stay, the folio holds them. */
export function* folio_put_swap(k: Kernel, folio: Folio, i: number, nr: number): Model<void> {
  yield* call(
    k,
    'swap_put_entries_cluster(si, swp_offset(folio->swap), nr, false)',
    swap_put_entries_cluster,
    swpEntryPlus(folio_swap(k, folio), i),
    nr,
    false,
  );
}

/** References less starting from page table values: munmap, exit, MADV_DONTNEED. The slots are consecutive. */
export function* swap_put_entries_direct(k: Kernel, entry: SwpEntry, nr: number): Model<void> {
  const si = swp_swap_info(k, entry);
  k.assert(si !== NULL_INDEX, 'swap_put_entries_direct: no device', 'an entry of a type that no device has is put');
  k.assert(
    swpOffset(entry) + nr <= k.num(wordIndex(si + SI.max)),
    'swap_put_entries_direct: beyond the end',
    'an entry beyond the end of its device is put',
  );
  let left = nr;
  let at = entry;
  get_swap_device(k, si);
  while (left > 0) {
    const part = Math.min(left, SWAPFILE_CLUSTER - cluster_offset(at));
    yield* call(k, 'swap_put_entries_cluster(si, offset, nr, true)', swap_put_entries_cluster, at, part, true);
    left -= part;
    at = swpEntryPlus(at, part);
  }
  put_swap_device(k, si);
}

/** Puts one reference of each of `nr` slots of one cluster; slots without references and folio are freed, cached ones become cache-only (facts 3.12). */
function* swap_put_entries_cluster(k: Kernel, entry: SwpEntry, nr: number, reclaim_cache: boolean): Model<void> {
  const si = swp_swap_info(k, entry);
  const offset = swpOffset(entry);
  const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
  let batch = 0;
  const cached: SlotOffset[] = [];
  for (let i = 0; i < nr; i++) {
    const ci_off = cluster_offset(entry) + i;
    const is_cached = swp_tb_is_folio(k, swap_table_word(k, ci, ci_off));
    const count = swap_count(k, si, ci, ci_off);
    if (count === 1 && !is_cached) {
      batch++;
      continue;
    }
    if (batch > 0)
      yield* call(
        k,
        '__swap_cluster_free_entries(si, ci, ci_start, ci_batch)',
        __swap_cluster_free_entries,
        si,
        ci,
        ci_off - batch,
        batch,
      );
    batch = 0;
    if (count === 1) {
      cached.push(slotOffset(offset + i));
      if (is_vswap(k, si)) yield* call(k, 'vswap_mark_cache_only(ci, ci_off)', vswap_mark_cache_only, ci, ci_off);
    }
    yield step('__swap_cluster_put_entry(ci, ci_off)', { ci, count, i });
    __swap_cluster_put_entry(k, si, ci, ci_off);
  }
  if (batch > 0)
    yield* call(
      k,
      '__swap_cluster_free_entries(si, ci, ci_start, ci_batch) /* tail */',
      __swap_cluster_free_entries,
      si,
      ci,
      cluster_offset(entry) + nr - batch,
      batch,
    );
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
  if (!reclaim_cache || (is_vswap(k, si) && !k.variant.putReclaimsVirtual)) return;
  for (const at of cached)
    yield* call(
      k,
      '__try_to_reclaim_swap(si, offset, TTRS_UNMAPPED | TTRS_FULL)',
      __try_to_reclaim_swap,
      si,
      at,
      TTRS.UNMAPPED | TTRS.FULL,
    );
}

/** Takes a locked folio out of the swap cache, and so frees its slots, when nobody refers to them; the folio becomes dirty (facts 3.14). */
export function* folio_free_swap(k: Kernel, folio: Folio): Model<boolean> {
  yield step('if (!folio_swapcache_freeable(folio) || a slot is still counted)', { folio });
  if (!folio_swapcache_freeable(k, folio)) return false;
  const entry = folio_swap(k, folio);
  const si = swp_swap_info(k, entry);
  const ci = swap_offset_to_cluster(k, si, swpOffset(entry));
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr; i++) if (swap_count(k, si, ci, cluster_offset(entry) + i) > 0) return false;
  // Kept across the deletion: the cache's reference may be the last one.
  folio_set(k, folio, PG.dirty);
  yield* call(k, 'swap_cache_del_folio(folio)', swap_cache_del_folio, folio);
  return true;
}

function folio_swapcache_freeable(k: Kernel, folio: Folio): boolean {
  return folio_test(k, folio, PG.swapcache) && !folio_test(k, folio, PG.writeback) && !pm_suspended_storage(k);
}

/** Frees slots that hold a Shadow with at most one reference: backing, count, words, owners, then the cluster's list (facts 3.13). */
export function* __swap_cluster_free_entries(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  ci_start: number,
  nr: number,
): Model<void> {
  const virtual = is_vswap(k, si);
  if (virtual)
    yield* call(k, '__vswap_release_backing(ci, ci_start, nr_pages)', __vswap_release_backing, ci, ci_start, nr);
  yield step('__swap_table_set(ci, ci_off, SWP_TB_NULL); ci->count -= nr_pages', { ci, start: ci_start, nr });
  k.assert(ci_count(k, ci) >= nr, '__swap_cluster_free_entries: cluster count', 'more slots are freed than are in use');
  for (let i = 0; i < nr; i++) {
    const ci_off = ci_start + i;
    k.assert(
      swp_tb_kind(k, swap_table_word(k, ci, ci_off)) === SwapTableKind.Shadow,
      '__swap_cluster_free_entries: not Shadow',
      'a slot that is cached or not in use is freed',
    );
    k.assert(
      swap_count(k, si, ci, ci_off) <= 1,
      '__swap_cluster_free_entries: count',
      'a slot that somebody refers to is freed',
    );
    if (k.variant.counts === 'swap_map' && swap_count(k, si, ci, ci_off) > 0)
      __swap_cluster_put_entry(k, si, ci, ci_off);
    set_swp_tb_null(k, swap_table_word(k, ci, ci_off));
  }
  forget_owners(k, ci, ci_start, nr, virtual);
  set_ci_count(k, ci, ci_count(k, ci) - nr);
  if (virtual) k.add(k.g.vswap_used, -nr);
  yield* call(
    k,
    '__swap_cluster_finish_free(si, ci, ci_start, nr_pages)',
    __swap_cluster_finish_free,
    si,
    ci,
    ci_start,
    nr,
  );
}

/** Owners of freed slots, a run of one owner at a time: direct slots are uncharged, the references on the cgroup's id go (facts 3.13 step 3). */
function forget_owners(k: Kernel, ci: Cluster, ci_start: number, nr: number, virtual: boolean): void {
  const end = ci_start + nr;
  for (let first = ci_start; first < end;) {
    const id = lookup_swap_cgroup_id(k, ci, first);
    let last = first + 1;
    while (last < end && lookup_swap_cgroup_id(k, ci, last) === id) last++;
    if (id !== 0) {
      __swap_cgroup_clear(k, ci, first, last - first);
      if (!virtual) uncharge_swap(k, id, last - first);
      mem_cgroup_id_put_swap(k, id, last - first);
    }
    first = last;
  }
}

/** Common tail of every free: device counters, then the list the cluster belongs to now (facts 2.9). */
export function* __swap_cluster_finish_free(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  ci_start: number,
  nr: number,
): Model<void> {
  yield* call(
    k,
    'swap_range_free(si, offset, nr)',
    swap_range_free,
    si,
    cluster_index(k, si, ci) * SWAPFILE_CLUSTER + ci_start,
    nr,
  );
  if (ci_count(k, ci) === 0) yield* call(k, 'free_cluster(si, ci)', free_cluster, si, ci);
  else yield* call(k, 'partial_free_cluster(si, ci)', partial_free_cluster, si, ci);
}

function* swap_range_free(k: Kernel, si: WordIndex, offset: number, nr: number): Model<void> {
  const virtual = is_vswap(k, si);
  if (!virtual) {
    for (let i = 0; i < nr; i++) {
      forget_slot_zero(k, si, offset + i);
      zswap_invalidate(k, si, offset + i);
    }
    const content = k.num(wordIndex(si + SI.content)) + offset;
    for (let i = 0; i < nr; i++)
      if ((k.mem.lo(wordIndex(content + i)) | k.mem.hi(wordIndex(content + i))) !== 0)
        k.mem.write(wordIndex(content + i), 0, 0);
  }
  yield step('si->inuse_pages -= nr; nr_swap_pages += nr', { si, offset, nr });
  if (!virtual) k.add(k.g.nr_swap_pages, nr);
  k.add(wordIndex(si + SI.inuse_pages), -nr);
  const isOn = (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) !== 0;
  if (isOn && k.num(wordIndex(si + SI.inuse_pages)) >= SWAP_USAGE_OFFLIST_BIT) add_to_avail_list(k, si);
}

/** An empty cluster: back to the free list without its tables, or, on the virtual device, destroyed. */
export function* free_cluster(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  k.assert(ci_count(k, ci) === 0, 'free_cluster: count', 'a cluster with slots in use is freed');
  k.assert(ci_flags(k, ci) !== CLUSTER_FLAG.FREE, 'free_cluster: free already', 'a free cluster is freed');
  if (is_vswap(k, si)) {
    yield* call(k, 'vswap_free_cluster(si, ci)', vswap_free_cluster, si, ci);
    return;
  }
  const flags = k.num(wordIndex(si + SI.flags));
  if ((flags & SWP.WRITEOK) !== 0 && (flags & SWP.PAGE_DISCARD) !== 0) {
    yield* call(k, 'swap_cluster_schedule_discard(si, ci)', swap_cluster_schedule_discard, si, ci);
    return;
  }
  yield* call(k, '__free_cluster(si, ci)', __free_cluster, si, ci);
}

/** A cluster with room again: to the tail of nonfull of its order, unless it is there (oracle D6: the first free wins the place). */
export function* partial_free_cluster(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  const count = ci_count(k, ci);
  k.assert(
    count > 0 && count < SWAPFILE_CLUSTER,
    'partial_free_cluster: count',
    () => `a cluster with ${count} slots in use is said to be partly free`,
  );
  if (ci_flags(k, ci) === CLUSTER_FLAG.NONFULL) return;
  yield* call(
    k,
    'move_cluster(ci, nonfull[ci->order])',
    move_cluster,
    si,
    ci,
    nonfull_clusters(si, ci_order(k, ci)),
    CLUSTER_FLAG.NONFULL,
  );
}

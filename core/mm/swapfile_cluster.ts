// mm/swapfile.c, clusters searched: which cluster of a device and which slots of it an allocation gets (facts 2.6-2.8; oracle A5-A7, D5).
import { WORK, schedule_work } from './discard.js';
import { swap_reclaim_full_clusters, is_cache_only_slot, cluster_reclaim_range } from './swapfile_reclaim.js';
import { __swap_cache_add_folio } from './swap_state.js';
import { del_from_avail_list, SWP, vm_swap_full } from './swapfile.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { swpEntry, swpEntryPlus } from '../word/swpEntry.js';
import { set_swp_tb_pointer, swap_table_word, swp_tb_is_null } from './swap_table.js';
import { folio_nr_pages, folio_swap, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER, SWAP_NR_ORDERS } from './layout.js';
import { list_empty, list_first, list_next } from './list.js';
import { step, call, type Model } from './step.js';
import {
  ci_count,
  ci_flags,
  ci_of_list,
  ci_order,
  CLUSTER_FLAG,
  cluster_index,
  frag_clusters,
  free_clusters,
  full_clusters,
  is_vswap,
  isolate_cluster,
  move_cluster,
  nonfull_clusters,
  set_ci_count,
  set_ci_memcg_table,
  set_ci_order,
  set_ci_table,
  spin_unlock_ci,
  type Cluster,
  swap_cluster_lock,
  ci_table,
} from './swap_cluster.js';
import { free_cluster } from './swapfile_free.js';
import { is_swap_map_bad, swap_count } from './swap_count.js';

import { alloc_swap_scan_dynamic } from './vswap.js';

const PMD_ORDER = SWAP_NR_ORDERS - 1;
/** On a usable list, and of the order asked for (order 0 takes any). */
export function cluster_is_usable(k: Kernel, ci: Cluster, order: number): boolean {
  if (ci_flags(k, ci) > CLUSTER_FLAG.FRAG || ci_flags(k, ci) === CLUSTER_FLAG.FREE) return false;
  return order === 0 || ci_count(k, ci) === 0 || ci_order(k, ci) === order;
}

/** The search order of one device; the offset found, or 0 (facts 2.6, oracle A5). */
export function* cluster_alloc_swap_entry(k: Kernel, si: WordIndex, folio: Folio): Model<number> {
  const order = 0;
  const virtual = is_vswap(k, si);
  const flags = k.num(wordIndex(si + SI.flags));
  const discards = (flags & SWP.PAGE_DISCARD) !== 0;
  if (!virtual && (flags & SWP.SOLIDSTATE) === 0) {
    const found = yield* call(k, 'found = alloc_swap_global_cluster(si, folio)', alloc_swap_global_cluster, si, folio);
    if (found !== 0) return found;
  }
  if (discards) {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->free_clusters, folio, false) /* spread before discard */',
      alloc_swap_scan_list,
      si,
      free_clusters(si),
      folio,
      false,
    );
    if (found !== 0) return found;
  }
  if (order < PMD_ORDER) {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->nonfull_clusters[order], folio, true)',
      alloc_swap_scan_list,
      si,
      nonfull_clusters(si, order),
      folio,
      true,
    );
    if (found !== 0) return found;
  }
  if (virtual) {
    const found = yield* call(k, 'found = alloc_swap_scan_dynamic(si, folio)', alloc_swap_scan_dynamic, si, folio);
    if (found !== 0) return found;
  }
  if (!discards) {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->free_clusters, folio, false)',
      alloc_swap_scan_list,
      si,
      free_clusters(si),
      folio,
      false,
    );
    if (found !== 0) return found;
  }
  if (!virtual && vm_swap_full(k)) {
    yield* call(k, 'swap_reclaim_full_clusters(si, false)', swap_reclaim_full_clusters, si, false);
  }
  if (order < PMD_ORDER) {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->frag_clusters[order], folio, false)',
      alloc_swap_scan_list,
      si,
      frag_clusters(si, order),
      folio,
      false,
    );
    if (found !== 0) return found;
  }
  for (let o = 1; o < SWAP_NR_ORDERS; o++) {
    for (const list of [frag_clusters(si, o), nonfull_clusters(si, o)]) {
      if (list_empty(k, list)) continue;
      const found = yield* call(
        k,
        'found = alloc_swap_scan_list(si, &si->frag_clusters[o], folio, true) /* steal */',
        alloc_swap_scan_list,
        si,
        list,
        folio,
        true,
      );
      if (found !== 0) return found;
    }
  }
  return 0;
}

/** A rotational device: one position for all CPUs, used like a per-CPU hint (facts 2.2; oracle A5a). */
export function* alloc_swap_global_cluster(k: Kernel, si: WordIndex, folio: Folio): Model<number> {
  const order = 0;
  yield step('offset = si->global_cluster->next[order]', { si, order });
  const offset = k.num(wordIndex(si + SI.global_next + order));
  if (offset === 0) return 0;
  const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
  if (cluster_is_usable(k, ci, order)) {
    const start = ci_count(k, ci) === 0 ? offset - (offset % SWAPFILE_CLUSTER) : offset;
    return yield* call(
      k,
      'found = alloc_swap_scan_cluster(si, ci, folio, offset)',
      alloc_swap_scan_cluster,
      si,
      ci,
      folio,
      start,
    );
  }
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
  return 0;
}

/** Scans the clusters of a list from the head; the offset found, or 0 (facts 2.7). */
export function* alloc_swap_scan_list(
  k: Kernel,
  si: WordIndex,
  list: WordIndex,
  folio: Folio,
  scan_all: boolean,
): Model<number> {
  do {
    const ci = yield* call(k, 'ci = isolate_lock_cluster(si, list)', isolate_lock_cluster, si, list);
    if (ci === NULL_INDEX) return 0;
    const start = cluster_index(k, si, ci) * SWAPFILE_CLUSTER;
    const found = yield* call(
      k,
      'found = alloc_swap_scan_cluster(si, ci, folio, cluster_offset(si, ci))',
      alloc_swap_scan_cluster,
      si,
      ci,
      folio,
      start,
    );
    if (found !== 0) return found;
  } while (scan_all);
  return 0;
}

/** Takes the first lockable cluster off a list, with its table made if it was free; NULL_INDEX when there is none (facts 2.7, 2.12). */
export function* isolate_lock_cluster(k: Kernel, si: WordIndex, list: WordIndex): Model<Cluster> {
  yield step('ci = first of list that can be locked', { si, list });
  let node = list_first(k, list);
  while (node !== list && node !== NULL_INDEX && k.mem.lo(ci_of_list(node)) !== 0) node = list_next(k, node);
  if (node === list || node === NULL_INDEX) return NULL_INDEX;
  const ci = ci_of_list(node);
  k.mem.write(ci, k.cpu + 1, k.mem.hi(ci));
  const was_free = ci_flags(k, ci) === CLUSTER_FLAG.FREE;
  yield step('list_del(&ci->list); ci->flags = CLUSTER_FLAG_NONE', { ci });
  isolate_cluster(k, ci);
  if (was_free) yield* call(k, 'swap_cluster_populate(si, ci)', swap_cluster_populate, si, ci);
  return ci;
}

/** Gives a formerly free cluster its swap table and, unless that waits for a direct slot, its memcg table (facts 1.11, 2.12). */
export function* swap_cluster_populate(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  yield step('ci->table = new, zeroed', { si, ci });
  set_ci_table(k, ci, k.alloc('swap_table'));
  if (k.variant.defersMemcgTable && !is_vswap(k, si)) return;
  yield step('ci->memcg_table = new, zeroed', { ci });
  set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
}

/** Scans one locked cluster from an offset; moves it to the list it then belongs to, unlocks it, updates the hint (facts 2.8). */
export function* alloc_swap_scan_cluster(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  folio: Folio,
  offset: number,
): Model<number> {
  const nr = folio_nr_pages(k, folio);
  const end = Math.min(offset - (offset % SWAPFILE_CLUSTER) + SWAPFILE_CLUSTER, k.num(wordIndex(si + SI.max)));
  let found = 0;
  yield step('for each aligned range of the cluster from offset on', { offset, end, nr });
  if (ci_count(k, ci) + nr <= SWAPFILE_CLUSTER) {
    for (let at = offset; at + nr <= end; at += nr) {
      const state = range_state(k, si, ci, at % SWAPFILE_CLUSTER, nr);
      if (state === 'used') continue;
      if (state === 'reclaim') {
        const isFree = yield* call(
          k,
          'cluster_reclaim_range(si, ci, offset, offset + nr)',
          cluster_reclaim_range,
          si,
          ci,
          at,
          at + nr,
        );
        if (ci_table(k, ci) === NULL_INDEX) {
          if (!k.variant.reusesEmptiedCluster) break;
          yield* call(k, 'swap_cluster_populate(si, ci)', swap_cluster_populate, si, ci);
          at = at - (at % SWAPFILE_CLUSTER);
        } else if (!isFree) {
          continue;
        }
      }
      const done = yield* call(
        k,
        '__swap_cluster_alloc_entries(si, ci, folio, offset % SWAPFILE_CLUSTER)',
        __swap_cluster_alloc_entries,
        si,
        ci,
        folio,
        at % SWAPFILE_CLUSTER,
      );
      if (!done) break;
      found = at;
      break;
    }
  }
  yield* call(k, 'relocate_cluster(si, ci)', relocate_cluster, si, ci);
  const next = found !== 0 && ci_count(k, ci) < SWAPFILE_CLUSTER && found + nr < end ? found + nr : 0;
  yield step('unlock ci; the hint of this CPU = next', { found, next });
  spin_unlock_ci(k, ci);
  setHint(k, si, next);
  return found;
}

function setHint(k: Kernel, si: WordIndex, next: number): void {
  const order = 0;
  if (is_vswap(k, si)) {
    k.setNum(wordIndex(k.g.percpu_vswap_cluster(k.cpu) + order), next);
    return;
  }
  if ((k.num(wordIndex(si + SI.flags)) & SWP.SOLIDSTATE) === 0) {
    k.setNum(wordIndex(si + SI.global_next + order), next);
    return;
  }
  const hint = k.g.percpu_swap_cluster(k.cpu);
  k.setPtr(wordIndex(hint + order), si);
  k.setNum(wordIndex(hint + SWAP_NR_ORDERS + order), next);
}

/** Whether a range can be taken: free, taken but only by the cache where swap is more than half full, or in use (facts 2.8a). */
function range_state(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number, nr: number): 'free' | 'reclaim' | 'used' {
  let state: 'free' | 'reclaim' = 'free';
  for (let i = ci_off; i < ci_off + nr; i++) {
    if (slot_is_free(k, si, ci, i)) continue;
    if (is_vswap(k, si) || !vm_swap_full(k) || !is_cache_only_slot(k, si, ci, i)) return 'used';
    state = 'reclaim';
  }
  return state;
}

/** Nothing there: no word and, where a byte map counts, no count. */
function slot_is_free(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): boolean {
  if (!swp_tb_is_null(k, swap_table_word(k, ci, ci_off))) return false;
  return (
    k.variant.counts === 'swap_table' || (!is_swap_map_bad(k, si, ci, ci_off) && swap_count(k, si, ci, ci_off) === 0)
  );
}

/** Writes the words of an allocation: PFN for a folio that is not cached yet, Pointer for the backing of one that is (facts 2.8d). */
export function* __swap_cluster_alloc_entries(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  folio: Folio,
  ci_off: number,
): Model<boolean> {
  if ((k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0) return false;
  const nr = folio_nr_pages(k, folio);
  if (ci_count(k, ci) === 0) set_ci_order(k, ci, 0);
  if (folio_test(k, folio, PG.swapcache)) {
    const virt = folio_swap(k, folio);
    yield step('__swap_table_set(ci, ci_off + i, swp_entry_to_swp_tb_ptr(folio->swap + i))', { virt, nr });
    for (let i = 0; i < nr; i++) set_swp_tb_pointer(k, swap_table_word(k, ci, ci_off + i), swpEntryPlus(virt, i));
  } else {
    const type = k.num(wordIndex(si + SI.type));
    const entry = swpEntry(type, cluster_index(k, si, ci) * SWAPFILE_CLUSTER + ci_off);
    if (!is_vswap(k, si) && k.variant.defersMemcgTable) ensureMemcgTable(k, ci);
    yield* call(k, '__swap_cache_add_folio(ci, folio, entry)', __swap_cache_add_folio, ci, folio, entry);
  }
  yield step('ci->count += nr; swap_range_alloc(si, nr)', { ci, nr });
  set_ci_count(k, ci, ci_count(k, ci) + nr);
  swap_range_alloc(k, si, nr);
  return true;
}

function ensureMemcgTable(k: Kernel, ci: Cluster): void {
  const at = wordIndex(ci + 3);
  if (k.ptr(at) === NULL_INDEX) set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
}

/** Device counters of an allocation; a device that is full now leaves the list of available ones (facts 2.8 step 3). */
function swap_range_alloc(k: Kernel, si: WordIndex, nr: number): void {
  k.add(wordIndex(si + SI.inuse_pages), nr);
  if (is_vswap(k, si)) return;
  k.add(k.g.nr_swap_pages, -nr);
  if (k.num(wordIndex(si + SI.inuse_pages)) !== k.num(wordIndex(si + SI.pages))) return;
  del_from_avail_list(k, si);
  if (vm_swap_full(k)) schedule_work(k, si, WORK.RECLAIM);
}

/** Where a scanned cluster goes: empty -> free, full -> full, else frag of its order; a cluster that is there already does not move (oracle D5). */
export function* relocate_cluster(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  const flags = ci_flags(k, ci);
  const count = ci_count(k, ci);
  if (flags === CLUSTER_FLAG.DISCARD) return;
  if (count === 0) {
    if (flags !== CLUSTER_FLAG.FREE) yield* call(k, 'free_cluster(si, ci)', free_cluster, si, ci);
  } else if (count === SWAPFILE_CLUSTER) {
    if (flags !== CLUSTER_FLAG.FULL)
      yield* call(k, 'move_cluster(ci, full)', move_cluster, si, ci, full_clusters(si), CLUSTER_FLAG.FULL);
  } else if (flags !== CLUSTER_FLAG.FRAG) {
    yield* call(
      k,
      'move_cluster(ci, frag[ci->order])',
      move_cluster,
      si,
      ci,
      frag_clusters(si, ci_order(k, ci)),
      CLUSTER_FLAG.FRAG,
    );
  }
}

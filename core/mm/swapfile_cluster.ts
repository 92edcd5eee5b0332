// mm/swapfile.c, clusters searched: which cluster of a device and which slots of it an allocation gets (facts 2.6-2.8; oracle A5-A7, D5).
import { should_fail } from './faults.js';
import { cluster_is_usable, alloc_swap_scan_cluster } from './swapfile_scan.js';
import { swap_reclaim_full_clusters } from './swapfile_reclaim.js';
import { __swap_cache_add_folio } from './swap_state.js';
import { SWP, vm_swap_full } from './swapfile.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { type Folio, folio_order } from './folio.js';
import type { Kernel } from './kernel.js';
import { PMD_ORDER, SI, SWAPFILE_CLUSTER, SWAP_NR_ORDERS } from './layout.js';
import { list_empty, list_first, list_next } from './list.js';
import { step, call, type Model } from './step.js';
import {
  ci_count,
  ci_flags,
  ci_of_list,
  CLUSTER_FLAG,
  CLUSTER_FLAG_NAMES,
  cluster_index,
  frag_clusters,
  free_clusters,
  is_vswap,
  isolate_cluster,
  nonfull_clusters,
  set_ci_memcg_table,
  set_ci_table,
  spin_lock_ci,
  spin_unlock_ci,
  type Cluster,
  swap_cluster_lock,
  move_cluster,
  ci_table,
} from './swap_cluster.js';

import { alloc_swap_scan_dynamic } from './vswap.js';

/** The search order of one device; the offset found, or 0 (facts 2.6, oracle A5). */
export function* cluster_alloc_swap_entry(k: Kernel, si: WordIndex, folio: Folio): Model<number> {
  const order = folio_order(k, folio);
  const virtual = is_vswap(k, si);
  yield step('if (order && !(si->flags & SWP_BLKDEV))', { si, folio, order });
  if (order > 0 && !virtual && (k.num(wordIndex(si + SI.flags)) & SWP.BLKDEV) === 0) return 0;
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
  if (order > 0) return 0;
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
  const order = folio_order(k, folio);
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
  const flags = ci_flags(k, ci);
  k.assert(
    flags !== CLUSTER_FLAG.NONE && flags <= CLUSTER_FLAG.FULL,
    'isolate_lock_cluster: flags',
    () => `a cluster with flags ${CLUSTER_FLAG_NAMES[flags] ?? flags} is taken off a list`,
  );
  const was_free = flags === CLUSTER_FLAG.FREE;
  k.assert(
    !was_free || (list === free_clusters(si) && ci_table(k, ci) === NULL_INDEX),
    'isolate_lock_cluster: not free',
    'a cluster that says it is free has a table or is on another list',
  );
  yield step('list_del(&ci->list); ci->flags = CLUSTER_FLAG_NONE', { ci });
  isolate_cluster(k, ci);
  if (was_free) {
    const done = yield* call(k, 'if (!swap_cluster_populate(si, ci))', swap_cluster_populate, si, ci);
    if (!done) {
      yield* call(k, 'move_cluster(ci, free) /* no table for it */', move_cluster, si, ci, list, CLUSTER_FLAG.FREE);
      yield step('spin_unlock(&ci->lock); return NULL', { ci });
      spin_unlock_ci(k, ci);
      return NULL_INDEX;
    }
  }
  return ci;
}

/**
 * Gives a formerly free cluster its swap table and, unless that waits for a direct slot, its memcg table: without sleeping, and where that fails with all locks
 * dropped; false without memory (facts 1.11, 2.12).
 */
export function* swap_cluster_populate(k: Kernel, si: WordIndex, ci: Cluster): Model<boolean> {
  // 6.18 goes on in a cluster that it has just emptied, which is on the free list by then (oracle A8).
  k.assert(
    ci_flags(k, ci) === CLUSTER_FLAG.NONE || k.variant.reusesEmptiedCluster,
    'swap_cluster_populate: on a list',
    'a cluster that is on a list gets a table',
  );
  k.assert(ci_count(k, ci) === 0, 'swap_cluster_populate: not empty', 'a cluster with slots in use gets a new table');
  yield step('if (!swap_cluster_alloc_table(ci, __GFP_HIGH | __GFP_NOMEMALLOC)) /* no sleeping */', { si, ci });
  if (swap_cluster_alloc_table(k, si, ci)) return true;
  yield step('spin_unlock(&ci->lock); local_unlock(&percpu_swap_cluster.lock)', { si, ci });
  spin_unlock_ci(k, ci);
  yield step('ret = swap_cluster_alloc_table(ci, GFP_KERNEL | __GFP_HIGH | __GFP_NOMEMALLOC)', { si, ci });
  const isMade = swap_cluster_alloc_table(k, si, ci);
  yield* call(k, 'local_lock(&percpu_swap_cluster.lock); spin_lock(&ci->lock)', spin_lock_ci, ci);
  return isMade;
}

/** Both tables or none. */
function swap_cluster_alloc_table(k: Kernel, si: WordIndex, ci: Cluster): boolean {
  if (should_fail(k, 'table alloc')) return false;
  const needsMemcgTable = !k.variant.defersMemcgTable || is_vswap(k, si);
  if (needsMemcgTable && should_fail(k, 'memcg alloc')) return false;
  set_ci_table(k, ci, k.alloc('swap_table'));
  if (needsMemcgTable) set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
  return true;
}

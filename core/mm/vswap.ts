// mm/vswap.h and what swapfile.c gains with it: the virtual device, its dynamic clusters, and the backing of virtual slots (facts 1.15, 2.5, 3.4, 3.5).
import { should_fail } from './faults.js';
import { cluster_is_usable, alloc_swap_scan_cluster } from './swapfile_scan.js';
import { cluster_alloc_swap_entry } from './swapfile_cluster.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';

import { folio_nr_pages, folio_test, PG, type Folio, folio_order } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAP_NR_ORDERS, SWAPFILE_CLUSTER } from './layout.js';
import { INIT_LIST_HEAD, list_del, list_linked } from './list.js';
import { defer } from './deferred.js';
import { step, call, type Model } from './step.js';
import {
  ci_flags,
  ci_list,
  ci_memcg_table,
  ci_table,
  ci_virtual_table,
  CLUSTER_FLAG,
  cluster_index,
  set_ci_count,
  set_ci_flags,
  set_ci_index,
  set_ci_memcg_table,
  set_ci_table,
  set_ci_virtual_table,
  spin_lock_ci,
  spin_unlock_ci,
  swap_cluster_lock,
  type Cluster,
} from './swap_cluster.js';
import { SWP } from './swapfile.js';
import { __swap_cluster_finish_free } from './swapfile_free.js';
import { set_swp_tb_bad, swap_table_word } from './swap_table.js';
import { xa_alloc, xa_erase, xa_store } from './xarray.js';

const SHRT_MAX = 32767;

/**
 * Creates the virtual device: no file, on no list of devices, cluster 0 with slot 0 bad and no virtual table (facts 1.15). `slots` below the limit of the
 * kernel stand for it, so that a scenario can come to the end of the device.
 */
export function vswap_init(k: Kernel, type: number, slots = k.variant.virtualSlots): void {
  const max = Math.min(slots, k.variant.virtualSlots);
  const si = k.alloc('swap_info_struct');
  k.setPtr(wordIndex(k.g.swap_info + type), si);
  k.setPtr(k.g.vswap_si, si);
  const boot = k.config.sysctls.find(({ name }) => name === 'vm.vswap_enabled')?.value ?? 1;
  k.setNum(k.g.vswap_enabled, k.variant.hasVirtualSwitch ? boot : 1);
  k.setNum(wordIndex(si + SI.flags), SWP.USED | SWP.VSWAP | SWP.SOLIDSTATE | SWP.WRITEOK);
  k.setNum(wordIndex(si + SI.prio), SHRT_MAX);
  k.setNum(wordIndex(si + SI.type), type);
  k.setNum(wordIndex(si + SI.max), max);
  k.setNum(wordIndex(si + SI.pages), max - 1);
  init_cluster_lists(k, si);
  const ci = k.alloc('swap_cluster_info_dynamic');
  set_ci_table(k, ci, k.alloc('swap_table'));
  set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
  set_swp_tb_bad(k, swap_table_word(k, ci, 0));
  set_ci_count(k, ci, 1);
  xa_store(k, wordIndex(si + SI.cluster_info), 0, ci);
}

export function init_cluster_lists(k: Kernel, si: WordIndex): void {
  for (const head of [SI.free_clusters, SI.full_clusters, SI.discard_clusters]) INIT_LIST_HEAD(k, wordIndex(si + head));
  for (let order = 0; order < SWAP_NR_ORDERS; order++) {
    INIT_LIST_HEAD(k, wordIndex(si + SI.nonfull_clusters + 2 * order));
    INIT_LIST_HEAD(k, wordIndex(si + SI.frag_clusters + 2 * order));
  }
}

/** Virtual slots for a folio: this CPU's hint, then the device's search order; true when it is in the swap cache then (facts 2.5). */
export function* vswap_alloc(k: Kernel, folio: Folio): Model<boolean> {
  const si = k.ptr(k.g.vswap_si);
  if (k.variant.hasVirtualSwitch) {
    yield step('if (!vswap_enabled) /* vm.vswap_enabled */', { folio });
    if (k.num(k.g.vswap_enabled) === 0) return false;
  }
  const order = folio_order(k, folio);
  const hint = wordIndex(k.g.percpu_vswap_cluster(k.cpu) + order);
  yield step('offset = percpu_vswap_cluster[order]', { folio, si });
  const offset = k.num(hint);
  if (offset !== 0) {
    const ci = yield* call(k, 'ci = swap_cluster_lock(vswap_si, offset)', swap_cluster_lock, si, offset);
    if (ci !== NULL_INDEX) {
      if (cluster_is_usable(k, ci, order)) {
        yield* call(
          k,
          'alloc_swap_scan_cluster(vswap_si, ci, folio, offset)',
          alloc_swap_scan_cluster,
          si,
          ci,
          folio,
          offset,
        );
      } else {
        yield step('spin_unlock(&ci->lock)', { ci });
        spin_unlock_ci(k, ci);
      }
    }
  }
  if (!folio_test(k, folio, PG.swapcache))
    yield* call(k, 'cluster_alloc_swap_entry(vswap_si, folio)', cluster_alloc_swap_entry, si, folio);
  yield step('return folio_test_swapcache(folio)', { folio });
  const nr = folio_nr_pages(k, folio);
  if (folio_test(k, folio, PG.swapcache)) {
    k.add(k.g.vswap_used, nr);
    return true;
  }
  k.setNum(hint, 0);
  k.add(k.g.vswap_alloc_reject, nr);
  return false;
}

/** A new cluster under the lowest free index, and an allocation from it; the offset, or 0 (facts 2.12). */
export function* alloc_swap_scan_dynamic(k: Kernel, si: WordIndex, folio: Folio): Model<number> {
  yield step('ci_dyn = new swap_cluster_info_dynamic (GFP_ATOMIC)', { si, folio });
  if (should_fail(k, 'cluster alloc')) return 0;
  const ci = k.alloc('swap_cluster_info_dynamic');
  yield step('ci_dyn->table, ci_dyn->memcg_table = new, zeroed (GFP_ATOMIC)', { ci_dyn: ci });
  if (should_fail(k, 'table alloc')) return yield* unwind(k, ci);
  set_ci_table(k, ci, k.alloc('swap_table'));
  if (should_fail(k, 'memcg alloc')) return yield* unwind(k, ci);
  set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
  yield step('ci_dyn->virtual_table = new, zeroed (GFP_ATOMIC)', { ci_dyn: ci });
  if (should_fail(k, 'vtable alloc')) return yield* unwind(k, ci);
  set_ci_virtual_table(k, ci, k.alloc('virtual_table'));
  yield step('ci_dyn->index = lowest free index of cluster_info_pool', { ci_dyn: ci });
  const last = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER) - 1;
  const index = xa_alloc(k, wordIndex(si + SI.cluster_info), ci, 1, last);
  if (index === undefined) return yield* unwind(k, ci);
  set_ci_index(k, ci, index);
  yield* call(k, 'spin_lock(&ci_dyn->ci.lock)', spin_lock_ci, ci);
  // A CPU with a hint from a former cluster of this index has used it and given all back (facts 6.4 R9).
  if (k.inRace && ci_flags(k, ci) === CLUSTER_FLAG.DEAD) {
    spin_unlock_ci(k, ci);
    return 0;
  }
  return yield* call(
    k,
    'alloc_swap_scan_cluster(si, &ci_dyn->ci, folio, index * SWAPFILE_CLUSTER)',
    alloc_swap_scan_cluster,
    si,
    ci,
    folio,
    index * SWAPFILE_CLUSTER,
  );
}

/** An allocation that failed halfway: what was made is freed, and the folio gets a direct entry instead (facts 2.12). */
function* unwind(k: Kernel, ci: Cluster): Model<number> {
  yield step('free what was made of ci_dyn; return 0', { ci_dyn: ci });
  freeDynamic(k, ci);
  k.free('swap_cluster_info_dynamic', ci);
  return 0;
}

/** Destroys an empty dynamic cluster: unlink, free tables, erase, DEAD, kfree_rcu (facts 2.9). The caller still holds and drops the lock. */
export function* vswap_free_cluster(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  yield step('unlink ci_dyn; free its three tables', { ci });
  if (list_linked(k, ci_list(ci))) list_del(k, ci_list(ci));
  freeDynamic(k, ci);
  yield step('erase ci_dyn from cluster_info_pool', { ci_dyn: ci });
  xa_erase(k, wordIndex(si + SI.cluster_info), cluster_index(k, si, ci));
  yield step('ci->flags = CLUSTER_FLAG_DEAD; free ci_dyn after a grace period', { ci_dyn: ci });
  set_ci_flags(k, ci, CLUSTER_FLAG.DEAD);
  defer(k, ci);
}

function freeDynamic(k: Kernel, ci: Cluster): void {
  if (ci_table(k, ci) !== NULL_INDEX) k.free('swap_table', ci_table(k, ci));
  set_ci_table(k, ci, NULL_INDEX);
  if (ci_memcg_table(k, ci) !== NULL_INDEX) k.free('swap_memcg_table', ci_memcg_table(k, ci));
  set_ci_memcg_table(k, ci, NULL_INDEX);
  if (ci_virtual_table(k, ci) !== NULL_INDEX) k.free('virtual_table', ci_virtual_table(k, ci));
  set_ci_virtual_table(k, ci, NULL_INDEX);
}

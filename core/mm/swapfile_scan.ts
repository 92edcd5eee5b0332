// mm/swapfile.c, one cluster: scanning it for a range, writing the words of an allocation, and where it goes then (facts 2.8; oracle A2, A3, D5).
import { should_fail } from './faults.js';
import { swap_cluster_populate } from './swapfile_cluster.js';
import { WORK, schedule_work } from './discard.js';
import { is_cache_only_slot, cluster_reclaim_range } from './swapfile_reclaim.js';
import { __swap_cache_add_folio } from './swap_state.js';
import { del_from_avail_list, SWP, vm_swap_full } from './swapfile.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { swpEntry, swpEntryPlus } from '../word/swpEntry.js';
import { scratch } from '../word/halves.js';
import { packShadow } from '../word/shadow.js';
import { set_swp_tb_pointer, set_swp_tb_shadow, swap_table_word, swp_tb_is_null } from './swap_table.js';
import { folio_nr_pages, folio_swap, folio_test, PG, type Folio, folio_order } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER, SWAP_NR_ORDERS } from './layout.js';
import { swap_cluster_assert_empty } from './swap_cluster_assert.js';
import { step, call, type Model } from './step.js';
import {
  ci_count,
  ci_flags,
  ci_order,
  CLUSTER_FLAG,
  cluster_index,
  frag_clusters,
  full_clusters,
  is_vswap,
  move_cluster,
  set_ci_count,
  set_ci_memcg_table,
  set_ci_order,
  spin_unlock_ci,
  type Cluster,
  ci_table,
  ci_memcg_table,
} from './swap_cluster.js';
import { free_cluster } from './swapfile_free.js';
import { is_swap_map_bad, set_first_count, swap_count } from './swap_count.js';

/** On a usable list, and of the order asked for (order 0 takes any). */
export function cluster_is_usable(k: Kernel, ci: Cluster, order: number): boolean {
  if (ci_flags(k, ci) > CLUSTER_FLAG.FRAG || ci_flags(k, ci) === CLUSTER_FLAG.FREE) return false;
  // Off its list and about to get its table from another CPU.
  if (k.inRace && ci_table(k, ci) === NULL_INDEX) return false;
  return order === 0 || ci_count(k, ci) === 0 || ci_order(k, ci) === order;
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
          // Where another CPU has taken it since, it is that one's to fill.
          if (!k.variant.reusesEmptiedCluster || (k.inRace && ci_flags(k, ci) !== CLUSTER_FLAG.FREE)) break;
          const made = yield* call(k, 'if (!swap_cluster_populate(si, ci))', swap_cluster_populate, si, ci);
          if (!made) break;
          at = at - (at % SWAPFILE_CLUSTER);
        } else if (k.inRace && !cluster_is_usable(k, ci, folio_order(k, folio))) {
          break;
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
  const next = found !== 0 && ci_count(k, ci) < SWAPFILE_CLUSTER && found + 2 * nr <= end ? found + nr : 0;
  yield step('unlock ci; the hint of this CPU = next', { found, next });
  spin_unlock_ci(k, ci);
  setHint(k, si, folio_order(k, folio), next);
  return found;
}

function setHint(k: Kernel, si: WordIndex, order: number, next: number): void {
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

/** Writes the words of an allocation: PFN for a folio that is not cached yet, Pointer for the backing of one that is, a Shadow for no folio (facts 2.8d). */
function* __swap_cluster_alloc_entries(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  folio: Folio,
  ci_off: number,
): Model<boolean> {
  if ((k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0) return false;
  const nr = folio_nr_pages(k, folio);
  swap_cluster_assert_empty(k, ci, ci_off, nr);
  if (ci_count(k, ci) === 0) set_ci_order(k, ci, folio_order(k, folio));
  if (folio === NULL_INDEX) {
    // UNCERTAIN whether a slot without owner brings a deferred memcg table: it is direct, so here it does.
    yield step('__swap_table_set(ci, ci_off, empty shadow, count 1) /* hibernation */', { ci, ci_off });
    if (k.variant.defersMemcgTable && !ensureMemcgTable(k, ci)) return false;
    packShadow(0, 0, 0, false);
    set_swp_tb_shadow(k, swap_table_word(k, ci, ci_off), scratch.lo, scratch.hi);
    set_first_count(k, si, ci, ci_off);
  } else if (folio_test(k, folio, PG.swapcache)) {
    const virt = folio_swap(k, folio);
    yield step('__swap_table_set(ci, ci_off + i, swp_entry_to_swp_tb_ptr(folio->swap + i))', { virt, nr });
    for (let i = 0; i < nr; i++) set_swp_tb_pointer(k, swap_table_word(k, ci, ci_off + i), swpEntryPlus(virt, i));
  } else {
    const type = k.num(wordIndex(si + SI.type));
    const entry = swpEntry(type, cluster_index(k, si, ci) * SWAPFILE_CLUSTER + ci_off);
    yield step('if (a direct slot, and ci->memcg_table is still to be made)', { si, ci });
    if (!is_vswap(k, si) && k.variant.defersMemcgTable && !ensureMemcgTable(k, ci)) return false;
    yield* call(k, '__swap_cache_add_folio(ci, folio, entry)', __swap_cache_add_folio, ci, folio, entry);
  }
  yield step('ci->count += nr; swap_range_alloc(si, nr)', { ci, nr });
  set_ci_count(k, ci, ci_count(k, ci) + nr);
  swap_range_alloc(k, si, nr);
  return true;
}

/** The first direct slot of a cluster brings its memcg table, atomically: without memory the cluster is not used (RFC v2 patch 6/7). */
function ensureMemcgTable(k: Kernel, ci: Cluster): boolean {
  if (ci_memcg_table(k, ci) !== NULL_INDEX) return true;
  if (should_fail(k, 'memcg alloc')) return false;
  set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
  return true;
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

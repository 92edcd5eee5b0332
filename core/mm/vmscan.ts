// mm/vmscan.c: lists of anonymous folios, and reclaim of a chosen folio (facts 3.1; oracle M rules).
import { split_folio_to_list } from './huge_split.js';
import { count_vm_event, count_mthp_stat } from './vmEvents.js';
import { NULL_INDEX } from '../memory/regions.js';
import { scratch } from '../word/halves.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { swpOffset } from '../word/swpEntry.js';
import {
  folio_clear,
  folio_get,
  folio_mapcount,
  folio_ref_count,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  type Folio,
  folio_order,
  folio_nr_pages,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MEMCG, PMD_ORDER } from './layout.js';
import { folio_ref_freeze, folio_ref_unfreeze } from './locks.js';
import { list_add, list_add_tail, list_del, list_linked, list_prev } from './list.js';
import { folio_memcg, memcgs } from './memcontrol.js';
import { AOP_WRITEPAGE_ACTIVATE, swap_writeout } from './page_io.js';
import { try_to_unmap, unmap_lazyfree } from './rmap.js';
import { step, call, type Model } from './step.js';
import { spin_unlock_ci, swap_cluster_lock } from './swap_cluster.js';
import { folio_alloc_swap } from './swapfile.js';
import { folio_free_swap } from './swapfile_free.js';
import { __swap_cache_del_folio, folio_put_cache, putAndMaybeFree } from './swap_state.js';
import { swp_swap_info } from './swap_table.js';
import { workingset_eviction } from './workingset.js';

const PAGE_KEEP = -1;

/** To the head of its cgroup's inactive anonymous list: the newest. */
export function folio_add_lru(k: Kernel, folio: Folio): void {
  // What one CPU has unlocked from memory while another one had it off its list comes back twice.
  if (k.inRace && folio_test(k, folio, PG.lru)) return;
  list_add(k, wordIndex(folio + PAGE.lru), lruOf(k, folio));
  folio_set(k, folio, PG.lru);
}

export function folio_del_lru(k: Kernel, folio: Folio): void {
  if (list_linked(k, wordIndex(folio + PAGE.lru))) list_del(k, wordIndex(folio + PAGE.lru));
  folio_clear(k, folio, PG.lru);
}

/** To the old end of its list: the next reclaim takes it first. */
export function folio_rotate_reclaimable(k: Kernel, folio: Folio): void {
  list_del(k, wordIndex(folio + PAGE.lru));
  list_add_tail(k, wordIndex(folio + PAGE.lru), lruOf(k, folio));
}

function lruOf(k: Kernel, folio: Folio): WordIndex {
  return wordIndex(folio_memcg(k, folio) + MEMCG.lru);
}

/** Takes a folio off the LRU for reclaim, with a reference of its own. */
export function folio_isolate_lru(k: Kernel, folio: Folio): boolean {
  if (!folio_test(k, folio, PG.lru)) return false;
  folio_del_lru(k, folio);
  folio_get(k, folio);
  return true;
}

export function folio_putback_lru(k: Kernel, folio: Folio): void {
  if (folio_ref_count(k, folio) > 1 && !folio_test(k, folio, PG.mlocked)) folio_add_lru(k, folio);
  putAndMaybeFree(k, folio, 1);
}

/** Memory pressure on one cgroup, or on all: reclaims up to `nr_to_reclaim` folios from the old end of the list; the number reclaimed. */
export function* shrink_inactive_list(k: Kernel, only: WordIndex, nr_to_reclaim: number): Model<number> {
  let nr_reclaimed = 0;
  for (const memcg of memcgs(k)) {
    if (only !== NULL_INDEX && memcg !== only) continue;
    const list = wordIndex(memcg + MEMCG.lru);
    const tried = new Set<WordIndex>();
    while (nr_reclaimed < nr_to_reclaim) {
      yield step('folio = oldest of the inactive list; isolate it', { memcg, nr_reclaimed });
      const folio = oldest(k, list, tried);
      if (folio === undefined) break;
      tried.add(folio);
      folio_isolate_lru(k, folio);
      nr_reclaimed += yield* call(k, 'nr_reclaimed += shrink_folio_list(folio)', shrink_folio_list, folio);
    }
  }
  return nr_reclaimed;
}

function oldest(k: Kernel, list: WordIndex, tried: ReadonlySet<WordIndex>): Folio | undefined {
  for (let node = list_prev(k, list); node !== list && node !== NULL_INDEX; node = list_prev(k, node)) {
    const folio = wordIndex(node - PAGE.lru);
    if (!tried.has(folio)) return folio;
  }
  return undefined;
}

/**
 * Reclaims one isolated folio: slots, unmap, writeout, removal; the pages that are gone (facts 3.1). A large folio that gets no slots is split: its first page
 * goes on at once, then the others from the last to the first (oracle M2).
 */
export function* shrink_folio_list(k: Kernel, folio: Folio): Model<number> {
  yield step('if (!folio_trylock(folio))', { folio });
  if (folio_test(k, folio, PG.locked) || folio_test(k, folio, PG.writeback)) return yield* keep(k, folio, false);
  folio_set(k, folio, PG.locked);
  if (!folio_test(k, folio, PG.swapbacked)) return yield* call(k, 'reclaim_lazyfree(folio)', reclaim_lazyfree, folio);
  let rest: readonly Folio[] = [];
  if (!folio_test(k, folio, PG.swapcache)) {
    const order = folio_order(k, folio);
    if (order > 0 && folio_mapcount(k, folio) < folio_nr_pages(k, folio)) {
      rest = yield* call(k, 'split_folio_to_list(folio) /* partially mapped */', split_folio_to_list, folio, true);
      if (rest.length === 0) return yield* activate(k, folio);
    }
    let ret = yield* call(k, 'if (folio_alloc_swap(folio))', folio_alloc_swap, folio);
    if (ret !== 0 && folio_order(k, folio) > 0) {
      if (order === PMD_ORDER) count_vm_event(k, 'thp_swpout_fallback');
      count_mthp_stat(k, order, 'swpout_fallback');
      rest = yield* call(k, 'split_folio_to_list(folio, folio_list)', split_folio_to_list, folio, true);
      if (rest.length === 0) return yield* activate(k, folio);
      ret = yield* call(k, 'if (folio_alloc_swap(folio)) /* as a single page */', folio_alloc_swap, folio);
    }
    if (ret !== 0) return (yield* activate(k, folio)) + (yield* shrinkRest(k, rest));
    yield step('folio_mark_dirty(folio)', { folio });
    folio_set(k, folio, PG.dirty);
  }
  const reclaimed = yield* call(k, 'nr = reclaim_cached_folio(folio)', reclaim_cached_folio, folio);
  return reclaimed + (yield* shrinkRest(k, rest));
}

/** The other pieces of a folio that was split on its way out. */
function* shrinkRest(k: Kernel, pieces: readonly Folio[]): Model<number> {
  let reclaimed = 0;
  for (const piece of pieces.slice(1).reverse()) {
    reclaimed += yield* call(k, 'nr += shrink_folio_list(piece) /* last to first */', shrink_folio_list, piece);
  }
  return reclaimed;
}

/** The second half, for a locked folio that has its slots. */
export function* reclaim_cached_folio(k: Kernel, folio: Folio): Model<number> {
  if (folio_mapcount(k, folio) > 0) {
    yield* call(k, 'try_to_unmap(folio)', try_to_unmap, folio);
    if (folio_mapcount(k, folio) > 0) return yield* activate(k, folio);
  }
  yield step('if (folio_test_dirty(folio))', { folio });
  if (folio_test(k, folio, PG.dirty)) {
    const ret = yield* call(k, 'pageout(folio)', pageout, folio);
    if (ret === PAGE_KEEP) return yield* keep(k, folio, true);
    if (ret === AOP_WRITEPAGE_ACTIVATE) return yield* activate(k, folio);
    // It was unlocked, so that somebody else may have it by now.
    if (folio_test(k, folio, PG.locked)) return yield* keep(k, folio, false);
    if (!folio_test(k, folio, PG.swapcache) || folio_test(k, folio, PG.writeback | PG.dirty))
      return yield* keep(k, folio, false);
    folio_set(k, folio, PG.locked);
  }
  const nr = folio_nr_pages(k, folio);
  const removed = yield* call(k, '__remove_mapping(folio)', __remove_mapping, folio);
  if (!removed) return yield* keep(k, folio, true);
  return nr;
}

/** A folio of MADV_FREE: dropped without a trace if nobody wrote to it since, else an ordinary one again that stays for now (oracle U5). */
export function* reclaim_lazyfree(k: Kernel, folio: Folio): Model<number> {
  const written = yield* call(k, 'try_to_unmap(folio) /* lazyfree */', unmap_lazyfree, folio);
  if (written) {
    yield step('PG_swapbacked on; folio_putback_lru(folio)', { folio });
    folio_set(k, folio, PG.swapbacked);
    folio_clear(k, folio, PG.locked);
    folio_putback_lru(k, folio);
    return 0;
  }
  yield step('folio_unlock(folio); free it', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
  return 1;
}

/** `isLocked`: by this CPU. */
function* keep(k: Kernel, folio: Folio, isLocked: boolean): Model<number> {
  yield step('folio_putback_lru(folio) /* keep */', { folio });
  if (isLocked) folio_clear(k, folio, PG.locked);
  folio_putback_lru(k, folio);
  return 0;
}

function* activate(k: Kernel, folio: Folio): Model<number> {
  if (folio_test(k, folio, PG.swapcache) && folio_test(k, folio, PG.mlocked))
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
  yield step('folio_putback_lru(folio) /* activate_locked */', { folio });
  folio_clear(k, folio, PG.locked);
  folio_putback_lru(k, folio);
  return 0;
}

/** Writes a dirty folio out; 0, AOP_WRITEPAGE_ACTIVATE when nothing takes it, PAGE_KEEP when somebody else holds it (facts 3.1 step 1.3). */
export function* pageout(k: Kernel, folio: Folio): Model<number> {
  yield step('PG_dirty off; PG_reclaim on', { folio });
  // Only another CPU's look-up can have a reference besides the cache's and reclaim's.
  if (k.inRace && folio_ref_count(k, folio) !== 1 + folio_nr_pages(k, folio)) return PAGE_KEEP;
  folio_clear(k, folio, PG.dirty | PG.readahead);
  folio_set(k, folio, PG.reclaim);
  const ret = yield* call(k, 'ret = swap_writeout(folio)', swap_writeout, folio);
  yield step('PG_reclaim off unless under writeback', { folio, ret });
  if (!folio_test(k, folio, PG.writeback)) folio_clear(k, folio, PG.reclaim);
  return ret;
}

/** Takes a clean folio out of the swap cache for good, leaving its shadow; false when somebody still uses it (facts 3.1 step 1.4). */
function* __remove_mapping(k: Kernel, folio: Folio): Model<boolean> {
  const entry = folio_swap(k, folio);
  const ci = yield* call(
    k,
    'ci = swap_cluster_get_and_lock_irq(folio)',
    swap_cluster_lock,
    swp_swap_info(k, entry),
    swpOffset(entry),
  );
  yield step('if (somebody else holds the folio)', { folio, entry });
  // One reference is reclaim's own, one a page the cache's.
  if (folio_ref_count(k, folio) !== 1 + folio_nr_pages(k, folio) || folio_test(k, folio, PG.dirty)) {
    spin_unlock_ci(k, ci);
    return false;
  }
  folio_ref_freeze(k, folio);
  yield step('shadow = workingset_eviction(folio)', { folio });
  workingset_eviction(k, folio);
  yield* call(
    k,
    '__swap_cache_del_folio(ci, folio, swap, shadow)',
    __swap_cache_del_folio,
    ci,
    folio,
    entry,
    scratch.lo,
    scratch.hi,
  );
  yield step('unlock ci; free the folio', { folio });
  spin_unlock_ci(k, ci);
  folio_ref_unfreeze(k, folio);
  folio_clear(k, folio, PG.locked);
  folio_put_cache(k, folio);
  putAndMaybeFree(k, folio, 1);
  return true;
}

export { list_add_tail };

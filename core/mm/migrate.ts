// mm/migrate.c: a folio moves to other page frames; its slots, their backing and their counts stay, only who stands in the swap cache changes (facts 3.14, 3.25).
import { should_fail } from './faults.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { PRESENT_DIRTY, PRESENT_WRITE } from '../word/pte.js';
import { NO_ENTRY, swpOffset } from '../word/swpEntry.js';
import { folio_wait_submitted } from './filemap.js';
import {
  alloc_folio,
  folio_add_map,
  folio_clear,
  folio_content,
  folio_flags,
  folio_get,
  folio_mapcount,
  folio_nr_pages,
  folio_order,
  folio_page,
  folio_pfn,
  folio_put,
  folio_ref_count,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  set_folio_swap,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { is_held_elsewhere } from './huge_split.js';
import { TASK } from './layout.js';
import { folio_ref_freeze, folio_ref_unfreeze } from './locks.js';
import { set_huge_pmd, set_pte } from './pgtable.js';
import { range_folios } from './rangeFolios.js';
import { lock_mappers, mappedPtes, mappingPmd, unlock_mappers } from './rmap.js';
import { call, step, type Model } from './step.js';
import { spin_unlock_ci, swap_cluster_lock } from './swap_cluster.js';
import { putAndMaybeFree } from './swap_state.js';
import { __swap_cache_replace_folio } from './swap_state_replace.js';
import { swp_swap_info } from './swap_table.js';
import { is_dead, liveTasks } from './task.js';
import { folio_add_lru, folio_isolate_lru } from './vmscan.js';

const EAGAIN = -11;
const ENOMEM = -12;

/** Moves the folios of first..end-1, shared and only cached ones too, as compaction does; how many found no memory to go to. */
export function* migrate_pages(k: Kernel, task: WordIndex, first: number, end: number): Model<number> {
  yield step('collect the folios of the range', { start: first, end });
  let nr_failed = 0;
  if (k.inRace && is_dead(k, task)) return 0;
  for (const folio of range_folios(k, task, first, end)) {
    const ret = yield* call(k, 'ret = unmap_and_move(folio)', unmap_and_move, folio);
    if (ret === ENOMEM) nr_failed++;
  }
  return nr_failed;
}

/** One folio: 0; -EAGAIN when somebody else works on it, -ENOMEM when there are no frames for it. It then stays as it was. */
export function* unmap_and_move(k: Kernel, folio: Folio): Model<number> {
  yield step('if (!folio_isolate_lru(folio) || !folio_trylock(folio))', { folio });
  if (folio_test(k, folio, PG.locked) || !isolate(k, folio)) return EAGAIN;
  folio_set(k, folio, PG.locked);
  yield step('folio_wait_writeback(folio)', { folio });
  yield* folio_wait_submitted(k, folio);
  folio_clear(k, folio, PG.writeback | PG.reclaim);
  yield step('dst = new folio of the same order', { folio, order: folio_order(k, folio) });
  const dst = should_fail(k, 'folio alloc') ? NULL_INDEX : alloc_folio(k, folio_order(k, folio));
  if (dst === NULL_INDEX) {
    yield step('folio_unlock(folio); folio_putback_lru(folio) /* no memory */', { folio });
    putback(k, folio);
    return ENOMEM;
  }
  folio_set(k, dst, PG.locked | PG.swapbacked);
  const mappers = yield* lock_mappers(k, folio);
  const ret = yield* call(k, 'ret = folio_migrate_mapping(dst, folio)', folio_migrate_mapping, dst, folio);
  if (ret !== 0) {
    unlock_mappers(k, mappers);
    yield step('folio_put(dst); folio_unlock(folio); folio_putback_lru(folio)', { folio, ret });
    folio_clear(k, dst, PG.locked | PG.swapbacked);
    folio_put(k, dst);
    putback(k, folio);
    return ret;
  }
  yield step('folio_migrate_copy(dst, folio); remove_migration_ptes(folio, dst)', { folio, dst });
  copyFolio(k, dst, folio);
  remap(k, dst, folio);
  unlock_mappers(k, mappers);
  yield step('free folio; folio_unlock(dst); folio_putback_lru(dst)', { folio, dst });
  folio_clear(k, folio, PG.locked);
  folio_ref_unfreeze(k, folio);
  folio_put(k, folio);
  putback(k, dst);
  return 0;
}

/** Off the list that reclaim looks at, with a reference; pages locked in memory are on none and move all the same. */
function isolate(k: Kernel, folio: Folio): boolean {
  if (!folio_test(k, folio, PG.mlocked)) return folio_isolate_lru(k, folio);
  folio_get(k, folio);
  return true;
}

function putback(k: Kernel, folio: Folio): void {
  folio_clear(k, folio, PG.locked);
  if (!folio_test(k, folio, PG.mlocked)) folio_add_lru(k, folio);
  putAndMaybeFree(k, folio, 1);
}

/** The new folio takes the old one's place in the swap cache, with its dirt; -EAGAIN when anybody else holds the old one. */
export function* folio_migrate_mapping(k: Kernel, dst: Folio, folio: Folio): Model<number> {
  const nr = folio_nr_pages(k, folio);
  const isCached = folio_test(k, folio, PG.swapcache);
  const expected = 1 + folio_mapcount(k, folio) + (isCached ? nr : 0);
  yield step('if (!folio_ref_freeze(folio, expected))', { folio, count: expected });
  if (folio_ref_count(k, folio) !== expected || (k.inRace && is_held_elsewhere(k, folio))) return EAGAIN;
  folio_ref_freeze(k, folio);
  k.setPtr(wordIndex(dst + PAGE.memcg), k.ptr(wordIndex(folio + PAGE.memcg)));
  if (folio_test(k, folio, PG.dirty)) folio_set(k, dst, PG.dirty);
  if (!isCached) return 0;
  const entry = folio_swap(k, folio);
  const si = swp_swap_info(k, entry);
  const ci = yield* call(k, 'ci = swap_cluster_get_and_lock_irq(folio)', swap_cluster_lock, si, swpOffset(entry));
  yield step('dst->swap = folio->swap; PG_swapcache on; folio_ref_add(dst, nr)', { dst, entry, nr });
  folio_get(k, dst, nr);
  folio_set(k, dst, PG.swapcache);
  set_folio_swap(k, dst, entry);
  yield* call(k, '__swap_cache_replace_folio(ci, folio, dst)', __swap_cache_replace_folio, ci, folio, dst);
  yield step('folio_ref_unfreeze(folio, expected - nr); PG_swapcache off; unlock ci', { folio, nr });
  folio_clear(k, folio, PG.swapcache);
  set_folio_swap(k, folio, NO_ENTRY);
  folio_put(k, folio, nr);
  spin_unlock_ci(k, ci);
  return 0;
}

const COPIED = PG.uptodate | PG.referenced | PG.readahead | PG.mlocked | PG.dirty | PG.swapbacked;

function copyFolio(k: Kernel, dst: Folio, folio: Folio): void {
  const isBacked = folio_test(k, folio, PG.swapbacked);
  folio_set(k, dst, folio_flags(k, folio) & COPIED);
  if (!isBacked) folio_clear(k, dst, PG.swapbacked);
  k.setPtr(wordIndex(dst + PAGE.mapping), k.ptr(wordIndex(folio + PAGE.mapping)));
  k.setNum(wordIndex(dst + PAGE.index), k.num(wordIndex(folio + PAGE.index)));
  for (let i = 0; i < folio_nr_pages(k, folio); i++) {
    const from = folio_content(k, folio, i);
    k.mem.write(folio_content(k, dst, i), k.mem.lo(from), k.mem.hi(from));
    const page = folio_page(folio, i);
    if (folio_test(k, page, PG.anonExclusive)) folio_set(k, folio_page(dst, i), PG.anonExclusive);
  }
}

/** Every mapping of the old folio maps the new one; reading and dirt of the entries stay. One step, so that no fault meets a half-moved page. */
function remap(k: Kernel, dst: Folio, folio: Folio): void {
  const nr = folio_mapcount(k, folio);
  if (nr === 0) return;
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    const pmd = mappingPmd(k, mm, folio);
    if (pmd !== undefined) set_huge_pmd(k, pmd, folio_pfn(dst), flagsOf(k, pmd));
    for (const { ptep, i } of mappedPtes(k, mm, folio))
      set_pte(k, ptep, folio_pfn(folio_page(dst, i)), flagsOf(k, ptep));
  }
  folio_add_map(k, dst, nr);
  folio_get(k, dst, nr);
  folio_add_map(k, folio, -nr);
  folio_put(k, folio, nr);
}

const flagsOf = (k: Kernel, entry: WordIndex): number => k.mem.lo(entry) & (PRESENT_WRITE | PRESENT_DIRTY);

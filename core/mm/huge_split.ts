// mm/huge_memory.c, splitting: a large folio becomes single pages, each with its slot (facts 3.14; oracle M5, M7, M8).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasPteFlag, PRESENT_DIRTY } from '../word/pte.js';
import { swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import {
  folio_flags,
  folio_mapcount,
  folio_nr_pages,
  folio_order,
  folio_page,
  folio_pfn,
  folio_ref_count,
  folio_set,
  folio_clear,
  folio_swap,
  folio_test,
  folio_add_map,
  PAGE,
  PG,
  set_folio_counts,
  set_folio_swap,
  undo_compound,
  ZERO_FOLIO,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, PMD_ORDER, TASK } from './layout.js';
import { list_add } from './list.js';
import { folio_ref_freeze, folio_ref_unfreeze } from './locks.js';
import { is_zero_page_content } from './page_io.js';
import { set_pte, split_huge_pmd } from './pgtable.js';
import { folio_address, lock_mappers, mappedPtes, mappingPmd, unlock_mappers } from './rmap.js';
import { call, step, type Model } from './step.js';
import { spin_unlock_ci, swap_cluster_lock } from './swap_cluster.js';
import { folio_free_swap } from './swapfile_free.js';
import { putAndMaybeFree } from './swap_state.js';
import { __swap_cache_replace_folio } from './swap_state_replace.js';
import { swp_swap_info } from './swap_table.js';
import { liveTasks } from './task.js';
import { count_mthp_stat, count_vm_event } from './vmEvents.js';

const PMD_PAGES = 2 ** PMD_ORDER;

/**
 * Splits a locked large folio into single pages, in place; the pieces in ascending order. Parts that are mapped and all zero give way to the zero page
 * (unless locked in memory), parts in the swap cache that nobody uses are freed, the first one excepted. Each piece gets one reference of the caller's
 * (`isolated`: reclaim holds them), or goes to the LRU beside the first.
 * None: another CPU has a reference to it, so it stays whole; one that is not `isolated` is to have one of the caller's, in a race.
 */
export function* split_folio_to_list(k: Kernel, folio: Folio, isolated: boolean): Model<readonly Folio[]> {
  const order = folio_order(k, folio);
  yield step('unmap_folio(folio) /* huge mappings become page tables, dirty bits are collected */', { folio, order });
  const mappers = yield* lock_mappers(k, folio);
  if (k.inRace && (folio_test(k, folio, PG.writeback) || is_held_elsewhere(k, folio))) {
    unlock_mappers(k, mappers);
    return [];
  }
  folio_ref_freeze(k, folio);
  const mapped = unmapForSplit(k, folio);
  count_mthp_stat(k, order, 'split');
  if (order === PMD_ORDER) count_vm_event(k, 'thp_split_page');
  const pieces = yield* call(k, '__split_folio_to_order(folio, 0)', __split_folio_to_order, folio, mapped, isolated);
  yield step('remap_page(folio) /* zero parts: the zero page */', { folio });
  for (const [i, piece] of pieces.entries()) remapZero(k, piece, mapped[i] ?? []);
  folio_ref_unfreeze(k, folio);
  unlock_mappers(k, mappers);
  for (const piece of pieces.slice(1)) {
    if (folio_test(k, piece, PG.swapcache) && folio_mapcount(k, piece) === 0 && !folio_test(k, piece, PG.writeback)) {
      folio_set(k, piece, PG.locked);
      yield* call(k, 'free_swap_cache(new_folio)', folio_free_swap, piece);
    }
    folio_clear(k, piece, PG.locked);
  }
  if (!isolated) for (const piece of pieces) putAndMaybeFree(k, piece, 1);
  return pieces;
}

/** Somebody has references besides those who map it, the swap cache and the caller; or has unmapped it and is about to give its references back. */
export function is_held_elsewhere(k: Kernel, folio: Folio): boolean {
  const cached = folio_test(k, folio, PG.swapcache) ? folio_nr_pages(k, folio) : 0;
  const mapped = folio_mapcount(k, folio);
  return folio_ref_count(k, folio) !== 1 + mapped + cached || count_mappings(k, folio) !== mapped;
}

function count_mappings(k: Kernel, folio: Folio): number {
  let count = 0;
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    count += mappedPtes(k, mm, folio).length + (mappingPmd(k, mm, folio) === undefined ? 0 : PMD_PAGES);
  }
  return count;
}

interface Mapping {
  readonly mm: WordIndex;
  readonly ptep: WordIndex;
}

/** The page table entries of each page, after 2 MiB mappings were split; a dirty one makes the folio dirty. */
function unmapForSplit(k: Kernel, folio: Folio): readonly (readonly Mapping[])[] {
  const found: Mapping[][] = Array.from({ length: folio_nr_pages(k, folio) }, () => []);
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    const pmd = mappingPmd(k, mm, folio);
    if (pmd !== undefined) split_huge_pmd(k, pmd);
    for (const { ptep, i } of mappedPtes(k, mm, folio)) {
      found[i]?.push({ mm, ptep });
      if (hasPteFlag(k.mem.lo(ptep), PRESENT_DIRTY)) folio_set(k, folio, PG.dirty);
    }
  }
  return found;
}

const INHERITED =
  PG.uptodate | PG.dirty | PG.swapbacked | PG.swapcache | PG.mlocked | PG.locked | PG.reclaim | PG.referenced;

/** Each page becomes its own folio; those of a cached one stand in for it slot by slot, under the cluster's lock (facts 3.14, R19). */
function* __split_folio_to_order(
  k: Kernel,
  folio: Folio,
  mapped: readonly (readonly Mapping[])[],
  isolated: boolean,
): Model<readonly Folio[]> {
  const nr = folio_nr_pages(k, folio);
  const isCached = folio_test(k, folio, PG.swapcache);
  const first = folio_swap(k, folio);
  const ci = isCached
    ? yield* call(
        k,
        'ci = swap_cluster_get_and_lock(folio)',
        swap_cluster_lock,
        swp_swap_info(k, first),
        swpOffset(first),
      )
    : NULL_INDEX;
  yield step('each page its own folio; new_folio->swap = folio->swap + i', { folio, nr });
  const pieces = splitPages(k, folio, nr, mapped, isolated);
  if (!isCached) return pieces;
  for (const piece of pieces.slice(1))
    yield* call(k, '__swap_cache_replace_folio(ci, folio, new_folio)', __swap_cache_replace_folio, ci, folio, piece);
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
  return pieces;
}

function splitPages(
  k: Kernel,
  folio: Folio,
  nr: number,
  mapped: readonly (readonly Mapping[])[],
  isolated: boolean,
): readonly Folio[] {
  const isCached = folio_test(k, folio, PG.swapcache);
  const first = isCached ? folio_swap(k, folio) : undefined;
  const flags = folio_flags(k, folio) & INHERITED;
  const memcg = k.ptr(wordIndex(folio + PAGE.memcg));
  const mapping = k.ptr(wordIndex(folio + PAGE.mapping));
  const index = folio_address(k, folio) / 4096;
  const onLru = folio_test(k, folio, PG.lru);
  const pieces: Folio[] = [];
  for (let i = 0; i < nr; i++) {
    const page = folio_page(folio, i);
    const maps = mapped[i]?.length ?? 0;
    undo_compound(k, folio, page);
    if (i > 0) {
      folio_set(k, page, flags);
      k.setPtr(wordIndex(page + PAGE.memcg), memcg);
      k.setPtr(wordIndex(page + PAGE.mapping), mapping);
      k.setNum(wordIndex(page + PAGE.index), index + i);
      if (onLru && !isolated) {
        list_add(k, wordIndex(page + PAGE.lru), wordIndex(folio_page(folio, i - 1) + PAGE.lru));
        folio_set(k, page, PG.lru);
      }
    }
    // The last one is reclaim's, or held for the time of the split only: it frees pieces that nothing else holds.
    set_folio_counts(k, page, maps, maps + (isCached ? 1 : 0) + 1);
    if (first !== undefined) set_folio_swap(k, page, swpEntryPlus(first, i));
    pieces.push(page);
  }
  return pieces;
}

/** A mapped part that holds only zeros: its mappings become the zero page (oracle M7). */
function remapZero(k: Kernel, piece: Folio, mappings: readonly Mapping[]): void {
  if (mappings.length === 0 || folio_test(k, piece, PG.mlocked) || !is_zero_page_content(k, piece, 0)) return;
  for (const { mm, ptep } of mappings) {
    set_pte(k, ptep, folio_pfn(ZERO_FOLIO), 0);
    k.add(wordIndex(mm + MM.anonpages), -1);
    folio_add_map(k, piece, -1);
    folio_clear(k, piece, PG.anonExclusive);
    putAndMaybeFree(k, piece, 1);
  }
}

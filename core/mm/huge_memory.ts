// mm/huge_memory.c: 2 MiB faults, copy on write of huge mappings, and splitting of large folios (facts 3.14; oracle M5, M7, M8, F5, F8).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasPteFlag, PRESENT_DIRTY, PRESENT_WRITE, presentPtePfn } from '../word/pte.js';
import { swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import {
  alloc_folio,
  folio_flags,
  folio_mapcount,
  folio_nr_pages,
  folio_order,
  folio_page,
  folio_pfn,
  folio_put,
  folio_ref_count,
  folio_set,
  folio_clear,
  folio_swap,
  folio_test,
  folio_add_map,
  folio_get,
  HUGE_ZERO_FOLIO,
  PAGE,
  pfn_folio,
  PG,
  set_folio_counts,
  set_folio_swap,
  undo_compound,
  ZERO_FOLIO,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, PMD_ORDER, TASK, VM, VMA } from './layout.js';
import { list_add } from './list.js';
import { folio_ref_freeze, folio_ref_unfreeze, pte_lock, pte_unlock } from './locks.js';
import { is_zero_page_content } from './page_io.js';
import { pmd_alloc, pmd_is_huge, pmd_is_none, PMD_SIZE, set_huge_pmd, set_pte, split_huge_pmd } from './pgtable.js';
import { folio_address, lock_mappers, mappedPtes, mappingPmd, unlock_mappers } from './rmap.js';
import { call, step, type Model } from './step.js';
import { spin_unlock_ci, swap_cluster_lock } from './swap_cluster.js';
import { folio_free_swap } from './swapfile_free.js';
import { putAndMaybeFree } from './swap_state.js';
import { __swap_cache_replace_folio } from './swap_state_replace.js';
import { swp_swap_info } from './swap_table.js';
import { find_vma, liveTasks, taskMm, vmaFlags } from './task.js';
import { folio_add_lru } from './vmscan.js';
import { count_mthp_stat, count_vm_event } from './vmEvents.js';

const PMD_PAGES = 2 ** PMD_ORDER;

/** First touch of an empty 2 MiB: a write gets a huge folio, a read the huge zero page. False: no memory for it, small pages are tried. */
export function* do_huge_pmd_anonymous_page(
  k: Kernel,
  task: WordIndex,
  address: number,
  write: boolean,
): Model<boolean> {
  const mm = taskMm(k, task);
  const start = address - (address % PMD_SIZE);
  const pmd = pmd_alloc(k, mm, start);
  if (!write) {
    yield step('*pmd = huge zero page, read-only', { pmd, address: start });
    yield* pte_lock(k, mm);
    if (!k.inRace || pmd_is_none(k, pmd)) set_huge_pmd(k, pmd, folio_pfn(HUGE_ZERO_FOLIO), 0);
    pte_unlock(k, mm);
    return true;
  }
  yield step('folio = new 2 MiB folio', { pmd, address: start });
  const folio = alloc_folio(k, PMD_ORDER);
  if (folio === NULL_INDEX) return false;
  count_vm_event(k, 'thp_fault_alloc');
  count_mthp_stat(k, PMD_ORDER, 'anon_fault_alloc');
  yield step('*pmd = folio, writable', { pmd, folio });
  yield* pte_lock(k, mm);
  if (k.inRace && !pmd_is_none(k, pmd)) {
    // Another thread was faster: the access is made again.
    folio_put(k, folio);
    pte_unlock(k, mm);
    return true;
  }
  init_anon_folio(k, task, folio, start);
  set_huge_pmd(k, pmd, folio_pfn(folio), PRESENT_WRITE);
  pte_unlock(k, mm);
  return true;
}

/** A new anonymous folio in its place: rmap, exclusive marks, owner, counters, LRU; the caller writes the page table. */
export function init_anon_folio(k: Kernel, task: WordIndex, folio: Folio, address: number): void {
  const mm = taskMm(k, task);
  const nr = folio_nr_pages(k, folio);
  const vma = find_vma(k, mm, address);
  if (vma !== undefined && (vmaFlags(k, vma) & VM.ANON) === 0)
    k.setNum(wordIndex(vma + VMA.flags), vmaFlags(k, vma) | VM.ANON);
  folio_set(k, folio, PG.uptodate | PG.swapbacked);
  k.setPtr(wordIndex(folio + PAGE.memcg), k.ptr(wordIndex(task + TASK.memcg)));
  k.setNum(wordIndex(folio + PAGE.index), address / 4096);
  k.setPtr(wordIndex(folio + PAGE.mapping), mm);
  // Its one reference becomes a mapping's; another CPU's look-up may have one for a moment.
  set_folio_counts(k, folio, nr, folio_ref_count(k, folio) + nr - 1);
  for (let i = 0; i < nr; i++) folio_set(k, folio_page(folio, i), PG.anonExclusive);
  k.add(wordIndex(mm + MM.anonpages), nr);
  // A page of a locked area is on no list that reclaim looks at.
  if (vma !== undefined && (vmaFlags(k, vma) & VM.LOCKED) !== 0) folio_set(k, folio, PG.mlocked);
  else folio_add_lru(k, folio);
}

/** A write to a read-only 2 MiB mapping: reuse by its only holder; else the mapping is split and one page is handled (oracle F5). */
export function* do_huge_pmd_wp_page(k: Kernel, task: WordIndex, pmd: WordIndex, address: number): Model<void> {
  const mm = taskMm(k, task);
  yield* pte_lock(k, mm);
  if (k.inRace && !pmd_is_huge(k, pmd)) {
    pte_unlock(k, mm);
    return;
  }
  const lo = k.mem.lo(pmd);
  const folio = pfn_folio(presentPtePfn(lo, k.mem.hi(pmd)));
  if (folio === HUGE_ZERO_FOLIO) {
    yield step('*pmd = 0 /* the huge zero page gives way */', { pmd });
    k.mem.write(pmd, 0, 0);
    pte_unlock(k, mm);
    const done = yield* call(
      k,
      'do_huge_pmd_anonymous_page(address, write)',
      do_huge_pmd_anonymous_page,
      task,
      address,
      true,
    );
    if (done || (k.inRace && !pmd_is_none(k, pmd))) return;
    set_huge_pmd(k, pmd, folio_pfn(HUGE_ZERO_FOLIO), 0);
    split_huge_pmd(k, pmd);
    return;
  }
  yield step('if (the folio is exclusive, or nobody else holds it)', { pmd, folio });
  if (!folio_test(k, folio, PG.anonExclusive)) {
    if (folio_test(k, folio, PG.swapcache) && !folio_test(k, folio, PG.locked)) {
      folio_set(k, folio, PG.locked);
      yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
      folio_clear(k, folio, PG.locked);
    }
    const isAlone = folio_mapcount(k, folio) === PMD_PAGES && k.mem.hi(wordIndex(folio + PAGE.counts)) === PMD_PAGES;
    if (!isAlone) {
      yield step('split_huge_pmd(pmd)', { pmd });
      split_huge_pmd(k, pmd);
      pte_unlock(k, mm);
      return;
    }
    for (let i = 0; i < PMD_PAGES; i++) folio_set(k, folio_page(folio, i), PG.anonExclusive);
  }
  yield step('*pmd = writable: reuse the folio', { pmd, folio });
  set_huge_pmd(k, pmd, folio_pfn(folio), PRESENT_WRITE | PRESENT_DIRTY);
  pte_unlock(k, mm);
}

/** fork of a 2 MiB mapping: both sides read-only, nobody exclusive. */
export function copy_huge_pmd(k: Kernel, pmd: WordIndex, to: WordIndex, address: number): void {
  const lo = k.mem.lo(pmd);
  const folio = pfn_folio(presentPtePfn(lo, k.mem.hi(pmd)));
  const child = pmd_alloc(k, to, address);
  if (folio !== HUGE_ZERO_FOLIO) {
    for (let i = 0; i < PMD_PAGES; i++) folio_clear(k, folio_page(folio, i), PG.anonExclusive);
    folio_get(k, folio, PMD_PAGES);
    folio_add_map(k, folio, PMD_PAGES);
    k.add(wordIndex(to + MM.anonpages), PMD_PAGES);
    k.mem.write(pmd, lo & ~PRESENT_WRITE, k.mem.hi(pmd));
  }
  k.mem.write(child, lo & ~PRESENT_WRITE, k.mem.hi(pmd));
}

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

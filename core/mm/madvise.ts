// mm/madvise.c: MADV_PAGEOUT and MADV_DONTNEED, and the stores and loads of a scenario's tasks.
import { split_folio_to_list } from './huge_split.js';
import { folio_mapped_shared } from './rmap.js';
import { zap_page_range } from './memory_zap.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasPteFlag, isPtePresent, PRESENT_DIRTY, PRESENT_WRITE, presentPtePfn } from '../word/pte.js';
import {
  folio_content,
  pfn_folio,
  ZERO_FOLIO,
  type Folio,
  PG,
  folio_test,
  page_folio,
  folio_clear,
  folio_get,
  HUGE_ZERO_FOLIO,
  folio_nr_pages,
  folio_page_idx,
  folio_page,
  folio_set,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { handle_mm_fault, pteOf, type FaultResult } from './memory.js';
import { mmap_read_lock, mmap_unlock, pte_lock, pte_unlock } from './locks.js';
import { PMD_SIZE, huge_pmd, pte_offset } from './pgtable.js';
import { step, call, type Model } from './step.js';
import { putAndMaybeFree } from './swap_state.js';
import { is_dead, taskMm } from './task.js';
import { folio_isolate_lru, shrink_folio_list } from './vmscan.js';
import { record_freed, record_written } from './written.js';

/** Reclaims exactly the mapped pages of first..end-1, in ascending order, 2 MiB of address space at a time (oracle M1). */
export function* madvise_pageout(k: Kernel, task: WordIndex, first: number, end: number): Model<number> {
  let nr_reclaimed = 0;
  const mm = taskMm(k, task);
  yield* mmap_read_lock(k, mm);
  for (let start = first; start < end && !(k.inRace && is_dead(k, task));) {
    const blockEnd = Math.min(end, (Math.floor(start / PMD_SIZE) + 1) * PMD_SIZE);
    yield step('collect the mapped pages of this page table', { start, end: blockEnd });
    const folios = yield* call(k, 'collect_folios(start, end)', collect_folios, task, start, blockEnd);
    for (const folio of folios) nr_reclaimed += yield* call(k, 'shrink_folio_list(folio)', shrink_folio_list, folio);
    start = blockEnd;
  }
  mmap_unlock(k, mm);
  return nr_reclaimed;
}

/** Folios of one page table's range, isolated, in ascending order; shared ones are left alone, large ones that the range covers in part are split first (oracle M1, M3). */
export function* collect_folios(k: Kernel, task: WordIndex, start: number, end: number): Model<readonly Folio[]> {
  const mm = taskMm(k, task);
  yield* pte_lock(k, mm);
  const pmd = huge_pmd(k, mm, start);
  if (pmd !== undefined) {
    const folio = pfn_folio(presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd)));
    yield step('if (the huge page is shared, or the range is a part of it)', { pmd, folio });
    const isShared = folio === HUGE_ZERO_FOLIO || folio_mapped_shared(k, folio);
    if (isShared || end - start === PMD_SIZE) {
      pte_unlock(k, mm);
      return isShared || folio_test(k, folio, PG.mlocked) || !folio_isolate_lru(k, folio) ? [] : [folio];
    }
    if (k.inRace) folio_get(k, folio);
    pte_unlock(k, mm);
    yield* call(k, 'split_folio(folio) /* huge */', split_folio, folio);
    yield* pte_lock(k, mm);
  }
  const folios: Folio[] = [];
  const first = pte_offset(k, mm, start);
  const count = (end - start) / 4096;
  for (let i = 0; i < count && first !== undefined;) {
    const ptep = wordIndex(first + i);
    const page = presentPage(k, ptep);
    if (page === undefined || page === ZERO_FOLIO) {
      i++;
      continue;
    }
    const folio = page_folio(k, page);
    const nr = batch(k, ptep, page, count - i);
    if (nr < folio_nr_pages(k, folio)) {
      if (folio_mapped_shared(k, folio) || folio_test(k, folio, PG.locked)) {
        i += nr;
        continue;
      }
      if (k.inRace) folio_get(k, folio);
      pte_unlock(k, mm);
      yield* call(k, 'split_folio(folio)', split_folio, folio);
      yield* pte_lock(k, mm);
      // In a race it may have stayed whole.
      if (k.inRace && presentPage(k, ptep) === page && page_folio(k, page) === folio && folio_nr_pages(k, folio) > nr)
        i += nr;
      continue;
    }
    i += nr;
    const isOurs = !folio_mapped_shared(k, folio) && !folio_test(k, folio, PG.mlocked);
    if (isOurs && folio_isolate_lru(k, folio)) folios.push(folio);
  }
  pte_unlock(k, mm);
  return folios;
}

/** Splits an unlocked folio where it stands; in a race the caller's reference goes. */
export function* split_folio(k: Kernel, folio: Folio): Model<void> {
  if (k.inRace && (folio_test(k, folio, PG.locked) || folio_nr_pages(k, folio) === 1)) {
    putAndMaybeFree(k, folio, 1);
    return;
  }
  folio_set(k, folio, PG.locked);
  const pieces = yield* call(k, 'split_folio_to_list(folio, NULL)', split_folio_to_list, folio, false);
  folio_clear(k, folio, PG.locked);
  if (pieces.length === 0) putAndMaybeFree(k, folio, 1);
}

function presentPage(k: Kernel, ptep: WordIndex): WordIndex | undefined {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  return isPtePresent(lo, hi) ? pfn_folio(presentPtePfn(lo, hi)) : undefined;
}

/** How many PTEs from here on map consecutive pages of one folio, at most `most`. */
function batch(k: Kernel, ptep: WordIndex, page: WordIndex, most: number): number {
  const left = folio_nr_pages(k, page_folio(k, page)) - folio_page_idx(k, page);
  let nr = 1;
  while (nr < Math.min(left, most) && presentPage(k, wordIndex(ptep + nr)) === folio_page(page, nr)) nr++;
  return nr;
}

/** MADV_DONTNEED. */
export function* madvise_dontneed(k: Kernel, task: WordIndex, first: number, end: number): Model<void> {
  const mm = taskMm(k, task);
  yield* mmap_read_lock(k, mm);
  // In a race, another thread may store between this and its page's turn (zap_page_range).
  if (!k.inRace) record_freed(k, mm, first, end);
  if (!k.inRace || !is_dead(k, task)) yield* call(k, 'zap_page_range(start, end)', zap_page_range, task, first, end);
  mmap_unlock(k, mm);
}

/** One access of a page; a store leaves a content id in the frame. */
export function* access_page(
  k: Kernel,
  task: WordIndex,
  address: number,
  write: boolean,
  contentLo: number,
  contentHi: number,
): Model<FaultResult> {
  for (;;) {
    const mm = taskMm(k, task);
    yield* mmap_read_lock(k, mm);
    if (k.inRace && is_dead(k, task)) {
      mmap_unlock(k, mm);
      return 'SEGV';
    }
    const result = yield* call(k, 'handle_mm_fault(address)', handle_mm_fault, task, address, write);
    mmap_unlock(k, mm);
    if (result !== 'done') return result;
    if (write) yield step('/* user space stores */', { address });
    // Another CPU may have taken the page away again, or ended the process: the processor then faults anew.
    if (k.inRace && is_dead(k, task)) return 'SEGV';
    if (k.inRace && !may_access(k, task, address, write)) continue;
    if (!write) return 'done';
    k.mem.write(folio_content(k, presentFolio(k, task, address)), contentLo, contentHi);
    record_written(k, taskMm(k, task), address, contentLo, contentHi);
    return 'done';
  }
}

/** What the processor looks at: the page is there, for a store writable; the store marks the entry dirty. */
function may_access(k: Kernel, task: WordIndex, address: number, write: boolean): boolean {
  const mm = taskMm(k, task);
  const entry = pte_offset(k, mm, address) ?? huge_pmd(k, mm, address);
  if (entry === undefined) return false;
  const lo = k.mem.lo(entry);
  const hi = k.mem.hi(entry);
  if (!isPtePresent(lo, hi) || (write && !hasPteFlag(lo, PRESENT_WRITE))) return false;
  if (write && !hasPteFlag(lo, PRESENT_DIRTY)) k.mem.write(entry, lo | PRESENT_DIRTY, hi);
  return true;
}

/** The page that an address is mapped to, NULL_INDEX when it is not present. */
export function presentFolio(k: Kernel, task: WordIndex, address: number): WordIndex {
  const pte = pteOf(k, task, address);
  if (pte !== undefined) return presentPage(k, pte) ?? NULL_INDEX;
  const pmd = huge_pmd(k, taskMm(k, task), address);
  if (pmd === undefined) return NULL_INDEX;
  const folio = pfn_folio(presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd)));
  return folio_page(folio, (address % PMD_SIZE) / 4096);
}

// mm/rmap.c: who maps a folio, and its mappings replaced by swap entries (facts 3.1 step 1.2).
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasPteFlag, isPtePresent, PRESENT_DIRTY, presentPtePfn, SWAP_EXCLUSIVE } from '../word/pte.js';
import { swpEntryPlus } from '../word/swpEntry.js';
import {
  folio_add_map,
  folio_clear,
  folio_mapcount,
  folio_nr_pages,
  folio_page,
  folio_pfn,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, TASK, VM } from './layout.js';
import { anon_vma_lock_read, anon_vma_unlock_read, pte_lock, pte_unlock } from './locks.js';
import { huge_pmd, pte_clear, pte_offset, set_swap_pte, split_huge_pmd } from './pgtable.js';
import { step, call, type Model } from './step.js';
import { folio_dup_swap } from './swapfile_dup.js';
import { putAndMaybeFree } from './swap_state.js';
import { find_vma, liveTasks, vmaFlags } from './task.js';

/** Virtual address of the folio's first page, wherever it is mapped: anonymous pages keep their address over fork. */
export function folio_address(k: Kernel, folio: Folio): number {
  return k.num(wordIndex(folio + PAGE.index)) * 4096;
}

/** The page tables entries that map pages of a folio in one address space, in ascending order; 2 MiB entries are not among them. */
export function mappedPtes(
  k: Kernel,
  mm: WordIndex,
  folio: Folio,
): readonly { readonly ptep: WordIndex; readonly i: number }[] {
  const nr = folio_nr_pages(k, folio);
  const first = pte_offset(k, mm, folio_address(k, folio));
  const found: { readonly ptep: WordIndex; readonly i: number }[] = [];
  if (first === undefined) return found;
  for (let i = 0; i < nr; i++) {
    const ptep = wordIndex(first + i);
    if (maps(k, ptep, folio_page(folio, i))) found.push({ ptep, i });
  }
  return found;
}

/** The 2 MiB entry that maps a folio in one address space. */
export function mappingPmd(k: Kernel, mm: WordIndex, folio: Folio): WordIndex | undefined {
  const pmd = huge_pmd(k, mm, folio_address(k, folio));
  return pmd !== undefined && presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd)) === folio_pfn(folio) ? pmd : undefined;
}

/** Mapped by more than one process. */
export function folio_mapped_shared(k: Kernel, folio: Folio): boolean {
  const nr = folio_nr_pages(k, folio);
  if (nr === 1) return folio_mapcount(k, folio) > 1;
  let processes = 0;
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    if (mappingPmd(k, mm, folio) !== undefined || mappedPtes(k, mm, folio).length > 0) processes++;
  }
  return processes > 1;
}

/** Unmaps a folio from every address space; each mapping becomes a swap entry with a reference of its own. */
export function* try_to_unmap(k: Kernel, folio: Folio): Model<void> {
  anon_vma_lock_read(k);
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    if (k.inRace && !is_mapped_by(k, mm, folio)) continue;
    yield* pte_lock(k, mm);
    if (k.inRace && is_in_locked_area(k, mm, folio)) {
      folio_set(k, folio, PG.mlocked);
      pte_unlock(k, mm);
      break;
    }
    const pmd = mappingPmd(k, mm, folio);
    if (pmd !== undefined) {
      yield step('split_huge_pmd(pmd) /* TTU_SPLIT_HUGE_PMD */', { folio, mm, pmd });
      split_huge_pmd(k, pmd);
    }
    for (const { ptep, i } of mappedPtes(k, mm, folio)) {
      const done = yield* call(k, 'try_to_unmap_one(folio, ptep)', try_to_unmap_one, folio, mm, ptep, i);
      if (done) continue;
      pte_unlock(k, mm);
      anon_vma_unlock_read(k);
      return;
    }
    pte_unlock(k, mm);
  }
  anon_vma_unlock_read(k);
}

function is_mapped_by(k: Kernel, mm: WordIndex, folio: Folio): boolean {
  return mappingPmd(k, mm, folio) !== undefined || mappedPtes(k, mm, folio).length > 0;
}

/** Somebody has locked the area since reclaim took the folio. */
function is_in_locked_area(k: Kernel, mm: WordIndex, folio: Folio): boolean {
  const vma = find_vma(k, mm, folio_address(k, folio));
  return vma !== undefined && (vmaFlags(k, vma) & VM.LOCKED) !== 0;
}

/** The page table locks of everybody who maps a folio, for what changes all its mappings at once; the other locks of its kind are taken alone, or by fork. */
export function* lock_mappers(k: Kernel, folio: Folio): Model<readonly WordIndex[]> {
  anon_vma_lock_read(k);
  const locked: WordIndex[] = [];
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    if (!k.inRace || !is_mapped_by(k, mm, folio)) continue;
    yield* pte_lock(k, mm);
    locked.push(mm);
  }
  return locked;
}

export function unlock_mappers(k: Kernel, locked: readonly WordIndex[]): void {
  for (const mm of locked) pte_unlock(k, mm);
  anon_vma_unlock_read(k);
}

/** Whether a PTE maps this page. */
export function maps(k: Kernel, ptep: WordIndex, page: WordIndex): boolean {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  return isPtePresent(lo, hi) && presentPtePfn(lo, hi) === folio_pfn(page);
}

/** Drops the mappings of a lazily freed folio; true, and nothing changed, when it was written since (oracle U5). */
export function* unmap_lazyfree(k: Kernel, folio: Folio): Model<boolean> {
  anon_vma_lock_read(k);
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    yield* pte_lock(k, mm);
    const pmd = mappingPmd(k, mm, folio);
    if (pmd !== undefined) split_huge_pmd(k, pmd);
    const ptes = mappedPtes(k, mm, folio);
    yield step('if (a PTE or the folio is dirty)', { folio, mm });
    let isWritten =
      folio_test(k, folio, PG.dirty) || ptes.some(({ ptep }) => hasPteFlag(k.mem.lo(ptep), PRESENT_DIRTY));
    for (const { ptep } of isWritten ? [] : ptes) {
      yield step('*ptep = 0; mapcount--; folio_put(folio) /* lazyfree */', { folio, ptep });
      isWritten = k.inRace && hasPteFlag(k.mem.lo(ptep), PRESENT_DIRTY);
      if (isWritten) break;
      pte_clear(k, ptep);
      k.add(wordIndex(mm + MM.anonpages), -1);
      folio_add_map(k, folio, -1);
      putAndMaybeFree(k, folio, 1);
    }
    pte_unlock(k, mm);
    if (!isWritten) continue;
    anon_vma_unlock_read(k);
    return true;
  }
  anon_vma_unlock_read(k);
  return false;
}

/** One mapping of the folio's i-th page: clear the PTE, count the slot up, write the swap PTE. An error restores the PTE. */
export function* try_to_unmap_one(k: Kernel, folio: Folio, mm: WordIndex, ptep: WordIndex, i: number): Model<boolean> {
  yield step('old = *ptep; *ptep = 0', { folio, mm, ptep });
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  pte_clear(k, ptep);
  if (hasPteFlag(lo, PRESENT_DIRTY)) folio_set(k, folio, PG.dirty);
  const ret = yield* call(k, 'if (folio_dup_swap(folio, subpage) < 0)', folio_dup_swap, folio, i);
  if (ret < 0) {
    yield step('*ptep = old', { ptep });
    k.mem.write(ptep, lo, hi);
    return false;
  }
  const page = folio_page(folio, i);
  const exclusive = folio_test(k, page, PG.anonExclusive);
  folio_clear(k, page, PG.anonExclusive);
  const entry = swpEntryPlus(folio_swap(k, folio), i);
  yield step('*ptep = swap entry', { ptep, entry, exclusive: exclusive ? 1 : 0 });
  set_swap_pte(k, ptep, entry, exclusive ? SWAP_EXCLUSIVE : 0);
  k.add(wordIndex(mm + MM.anonpages), -1);
  k.add(wordIndex(mm + MM.swapents), 1);
  yield step('mapcount--; folio_put(folio)', { folio });
  folio_add_map(k, folio, -1);
  putAndMaybeFree(k, folio, 1);
  return true;
}

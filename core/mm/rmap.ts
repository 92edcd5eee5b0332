// mm/rmap.c: replaces the mappings of a folio by swap entries (facts 3.1 step 1.2).
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasPteFlag, isPtePresent, PRESENT_DIRTY, presentPtePfn, SWAP_EXCLUSIVE } from '../word/pte.js';
import {
  folio_add_map,
  folio_clear,
  folio_pfn,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, TASK } from './layout.js';
import { pte_clear, pte_offset, set_swap_pte } from './pgtable.js';
import { step, call, type Model } from './step.js';
import { folio_dup_swap } from './swapfile_dup.js';
import { putAndMaybeFree } from './swap_state.js';
import { liveTasks } from './task.js';

/** Virtual address of the page, wherever it is mapped: anonymous pages keep their address over fork. */
export function folio_address(k: Kernel, folio: Folio): number {
  return k.num(wordIndex(folio + PAGE.index)) * 4096;
}

/** Unmaps a folio from every address space; each mapping becomes a swap entry with a reference of its own. */
export function* try_to_unmap(k: Kernel, folio: Folio): Model<void> {
  const address = folio_address(k, folio);
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    const ptep = pte_offset(k, mm, address);
    if (ptep === undefined || !maps(k, ptep, folio)) continue;
    const done = yield* call(k, 'try_to_unmap_one(folio, ptep)', try_to_unmap_one, folio, mm, ptep);
    if (!done) return;
  }
}

export function maps(k: Kernel, ptep: WordIndex, folio: Folio): boolean {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  return isPtePresent(lo, hi) && presentPtePfn(lo, hi) === folio_pfn(folio);
}

/** Drops the mappings of a lazily freed folio; true, and nothing changed, when it was written since (oracle U5). */
export function* unmap_lazyfree(k: Kernel, folio: Folio): Model<boolean> {
  const address = folio_address(k, folio);
  for (const task of liveTasks(k)) {
    const mm = k.ptr(wordIndex(task + TASK.mm));
    const ptep = pte_offset(k, mm, address);
    if (ptep === undefined || !maps(k, ptep, folio)) continue;
    yield step('if (the PTE or the folio is dirty)', { folio, mm, ptep });
    if (hasPteFlag(k.mem.lo(ptep), PRESENT_DIRTY) || folio_test(k, folio, PG.dirty)) return true;
    yield step('*ptep = 0; mapcount--; folio_put(folio) /* lazyfree */', { folio, ptep });
    pte_clear(k, ptep);
    k.add(wordIndex(mm + MM.anonpages), -1);
    folio_add_map(k, folio, -1);
    putAndMaybeFree(k, folio, 1);
  }
  return false;
}

/** One mapping: clear the PTE, count the slot up, write the swap PTE. An error restores the PTE. */
export function* try_to_unmap_one(k: Kernel, folio: Folio, mm: WordIndex, ptep: WordIndex): Model<boolean> {
  yield step('old = *ptep; *ptep = 0', { folio, mm, ptep });
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  pte_clear(k, ptep);
  if (hasPteFlag(lo, PRESENT_DIRTY)) folio_set(k, folio, PG.dirty);
  const ret = yield* call(k, 'if (folio_dup_swap(folio, subpage) < 0)', folio_dup_swap, folio);
  if (ret < 0) {
    yield step('*ptep = old', { ptep });
    k.mem.write(ptep, lo, hi);
    return false;
  }
  const exclusive = folio_test(k, folio, PG.anonExclusive);
  folio_clear(k, folio, PG.anonExclusive);
  yield step('*ptep = swap entry', {
    ptep,
    entry: folio_swap(k, folio),
    exclusive: exclusive ? 1 : 0,
  });
  set_swap_pte(k, ptep, folio_swap(k, folio), exclusive ? SWAP_EXCLUSIVE : 0);
  k.add(wordIndex(mm + MM.anonpages), -1);
  k.add(wordIndex(mm + MM.swapents), 1);
  yield step('mapcount--; folio_put(folio)', { folio });
  folio_add_map(k, folio, -1);
  putAndMaybeFree(k, folio, 1);
  return true;
}

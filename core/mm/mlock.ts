// mm/mlock.c and the rarer advice of mm/madvise.c: MADV_WILLNEED, MADV_FREE, mlock, munlock (facts 3; oracle F9, U5, M1).
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { hasPteFlag, isPtePresent, isPteSwap, PRESENT_DIRTY, presentPtePfn, swapPteEntry } from '../word/pte.js';
import {
  folio_clear,
  folio_mapcount,
  folio_set,
  folio_test,
  PG,
  pfn_folio,
  ZERO_FOLIO,
  type Folio,
  page_folio,
  HUGE_ZERO_FOLIO,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { VM } from './layout.js';
import { mmap_read_lock, mmap_unlock, mmap_write_lock, pte_lock, pte_unlock } from './locks.js';
import { handle_mm_fault, type FaultResult } from './memory.js';
import { zap_swap_run } from './memory_zap.js';
import { forEachPte, huge_pmd, PMD_SIZE, pte_clear } from './pgtable.js';
import { pte_is_marker } from './pte_marker.js';
import { swap_cache_read_folio } from './readahead.js';
import { call, step, type Model } from './step.js';
import { putAndMaybeFree } from './swap_state.js';
import { folio_free_swap } from './swapfile_free.js';
import { is_dead, taskMm, vma_set_flags, vmaEnd, vmaFlags, vmas, vmaStart } from './task.js';
import { folio_del_lru, folio_add_lru } from './vmscan.js';
import { record_freed, record_lazyfree } from './written.js';

const PAGE_SIZE = 4096;

/** Reads every swapped-out page of the range into the swap cache, on any kind of device (oracle F9). */
export function* madvise_willneed(k: Kernel, task: WordIndex, first: number, end: number): Model<void> {
  const entries: SwpEntry[] = [];
  const mm = taskMm(k, task);
  yield* mmap_read_lock(k, mm);
  if (!k.inRace || !is_dead(k, task))
    forEachPte(k, mm, first, end, (pte) => {
      const lo = k.mem.lo(pte);
      const hi = k.mem.hi(pte);
      if ((lo | hi) !== 0 && isPteSwap(lo, hi)) entries.push(swapPteEntry(lo, hi));
    });
  yield step('collect the swap entries of the range', { start: first, end });
  for (const entry of entries) {
    const folio = yield* call(k, 'folio = swap_cache_read_folio(entry)', swap_cache_read_folio, entry);
    if (folio !== 0) putAndMaybeFree(k, folio, 1);
  }
  mmap_unlock(k, mm);
}

/** Locks the range: areas are marked, every page is faulted in as by a write where the area is writable (oracle F9). */
export function* mlock(k: Kernel, task: WordIndex, first: number, end: number): Model<FaultResult> {
  const mm = taskMm(k, task);
  yield step('VM_LOCKED on for the areas of the range', { start: first, end });
  yield* mmap_write_lock(k, mm);
  if (!k.inRace || !is_dead(k, task)) {
    vma_set_flags(k, mm, first, end, VM.LOCKED, 0);
    setMlocked(k, task, first, end, true);
  }
  mmap_unlock(k, mm);
  for (let address = first; address < end; address += PAGE_SIZE) {
    yield* mmap_read_lock(k, mm);
    const result =
      k.inRace && is_dead(k, task)
        ? 'SEGV'
        : yield* call(k, 'handle_mm_fault(address, write)', handle_mm_fault, task, address, true);
    mmap_unlock(k, mm);
    if (result !== 'done') return result;
  }
  if (!k.inRace || !is_dead(k, task)) setMlocked(k, task, first, end, true);
  return 'done';
}

export function* munlock(k: Kernel, task: WordIndex, first: number, end: number): Model<void> {
  const mm = taskMm(k, task);
  yield step('VM_LOCKED off for the areas of the range', { start: first, end });
  yield* mmap_write_lock(k, mm);
  if (!k.inRace || !is_dead(k, task)) {
    vma_set_flags(k, mm, first, end, 0, VM.LOCKED);
    setMlocked(k, task, first, end, false);
  }
  mmap_unlock(k, mm);
}

/** Locked pages are on no list that reclaim looks at. */
function setMlocked(k: Kernel, task: WordIndex, first: number, end: number, on: boolean): void {
  for (const { folio } of residentFolios(k, task, first, end)) {
    if (folio_test(k, folio, PG.mlocked) === on) continue;
    if (on) {
      folio_set(k, folio, PG.mlocked);
      if (folio_test(k, folio, PG.lru)) folio_del_lru(k, folio);
    } else {
      folio_clear(k, folio, PG.mlocked);
      if (!folio_test(k, folio, PG.lru)) folio_add_lru(k, folio);
    }
  }
}

function residentFolios(
  k: Kernel,
  task: WordIndex,
  first: number,
  end: number,
): readonly { readonly folio: Folio; readonly pte: WordIndex }[] {
  const found: { readonly folio: Folio; readonly pte: WordIndex }[] = [];
  for (let start = first; start < end; start = (Math.floor(start / PMD_SIZE) + 1) * PMD_SIZE) {
    const pmd = huge_pmd(k, taskMm(k, task), start);
    const folio = pmd === undefined ? HUGE_ZERO_FOLIO : pfn_folio(presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd)));
    if (pmd !== undefined && folio !== HUGE_ZERO_FOLIO) found.push({ folio, pte: pmd });
  }
  forEachPte(k, taskMm(k, task), first, end, (pte) => {
    const lo = k.mem.lo(pte);
    const hi = k.mem.hi(pte);
    if (!isPtePresent(lo, hi)) return;
    const page = pfn_folio(presentPtePfn(lo, hi));
    if (page !== ZERO_FOLIO) found.push({ folio: page_folio(k, page), pte });
  });
  return found;
}

/** Whether the advice is refused there: some page of the range is locked (EINVAL; oracle M1). */
export function isLockedRange(k: Kernel, task: WordIndex, first: number, end: number): boolean {
  return vmas(k, taskMm(k, task)).some(
    (vma) => (vmaFlags(k, vma) & VM.LOCKED) !== 0 && vmaStart(k, vma) < end && vmaEnd(k, vma) > first,
  );
}

/** MADV_FREE: swap entries are freed; resident pages of one mapping lose their slot and are dropped by reclaim unless written again (oracle U5). */
export function* madvise_free(k: Kernel, task: WordIndex, first: number, end: number): Model<void> {
  const mm = taskMm(k, task);
  const ptes: WordIndex[] = [];
  const addresses: number[] = [];
  yield* mmap_read_lock(k, mm);
  if (k.inRace && is_dead(k, task)) {
    mmap_unlock(k, mm);
    return;
  }
  yield* pte_lock(k, mm);
  forEachPte(k, mm, first, end, (pte, address) => {
    if ((k.mem.lo(pte) | k.mem.hi(pte)) === 0) return;
    ptes.push(pte);
    addresses.push(address);
  });
  for (let i = 0; i < ptes.length;) {
    const pte = ptes[i] ?? wordIndex(0);
    const lo = k.mem.lo(pte);
    const hi = k.mem.hi(pte);
    if (!isPtePresent(lo, hi)) {
      let nr = 1;
      if (pte_is_marker(k, pte)) {
        yield step('clear PTE /* a marker */', { ptep: pte });
        pte_clear(k, pte);
      } else {
        nr = yield* call(k, 'nr = zap_swap_run(pte)', zap_swap_run, task, ptes, i);
      }
      for (const address of addresses.slice(i, i + nr)) record_freed(k, mm, address, address + PAGE_SIZE);
      i += nr;
      continue;
    }
    const address = addresses[i] ?? first;
    i++;
    const page = pfn_folio(presentPtePfn(lo, hi));
    const folio = page_folio(k, page);
    if (page === ZERO_FOLIO) continue;
    yield step('if (the folio is cached or dirty)', { folio, ptep: pte });
    if (folio_test(k, folio, PG.swapcache | PG.dirty)) {
      if (folio_mapcount(k, folio) !== 1 || folio_test(k, folio, PG.locked)) continue;
      folio_set(k, folio, PG.locked);
      if (folio_test(k, folio, PG.swapcache)) {
        const freed = yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
        if (!freed) {
          folio_clear(k, folio, PG.locked);
          continue;
        }
      }
      folio_clear(k, folio, PG.dirty | PG.locked);
    }
    yield step('PTE clean; folio is lazily freed', { folio, ptep: pte });
    // A store of another thread makes it dirty without the lock.
    if (hasPteFlag(k.mem.lo(pte), PRESENT_DIRTY)) k.mem.write(pte, k.mem.lo(pte) & ~PRESENT_DIRTY, hi);
    // What another CPU has off its list stays what it is (folio_mark_lazyfree).
    if (!k.inRace || (folio_test(k, folio, PG.lru) && !folio_test(k, folio, PG.swapcache)))
      folio_clear(k, folio, PG.swapbacked);
    record_lazyfree(k, mm, address);
  }
  pte_unlock(k, mm);
  mmap_unlock(k, mm);
}

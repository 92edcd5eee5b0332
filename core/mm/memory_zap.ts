// mm/memory.c, address spaces: fork and unmap of page ranges (facts 3.11, 3.12; oracle U rules).
import { copy_huge_pmd } from './huge_memory.js';
import { entry_word } from './vswap_backing.js';
import { type FaultResult } from './memory.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex, type SwpEntry } from '../word/brand.js';
import {
  hasPteFlag,
  isPtePresent,
  isPteSwap,
  PRESENT_WRITE,
  presentPtePfn,
  SWAP_EXCLUSIVE,
  swapPteEntry,
  PRESENT_DIRTY,
} from '../word/pte.js';
import { swpOffset } from '../word/swpEntry.js';

import {
  folio_add_map,
  folio_clear,
  folio_get,
  folio_mapcount,
  folio_set,
  folio_test,
  pfn_folio,
  PG,
  type Folio,
  ZERO_FOLIO,
  page_folio,
  HUGE_ZERO_FOLIO,
  folio_page,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, PAGE_SIZE, VM, PTRS_PER_TABLE } from './layout.js';
import { pte_lock, pte_unlock } from './locks.js';

import {
  forEachPte,
  pte_alloc,
  pte_clear,
  set_swap_pte,
  huge_pmd,
  split_huge_pmd,
  PMD_SIZE,
  try_to_free_pte,
} from './pgtable.js';
import { pte_is_marker } from './pte_marker.js';
import { step, call, type Model } from './step.js';
import { swap_dup_entry_direct, swap_retry_table_alloc } from './swapfile_dup.js';
import { folio_free_swap, swap_put_entries_direct } from './swapfile_free.js';
import { putAndMaybeFree } from './swap_state.js';
import { swp_swap_info, swp_tb_is_folio } from './swap_table.js';
import { find_vma, taskMm, vmaEnd, vmas, vmaStart, vmaFlags } from './task.js';
import { folio_add_lru } from './vmscan.js';
import { record_freed, record_shared } from './written.js';

/** `nr` mappings of a folio go, with their lock if they were in a locked area: the cached slots of an unmapped folio are freed if nobody refers to them, then the reference (facts 3.23). */
export function* zap_present_folio(k: Kernel, folio: Folio, nr: number, isLocked: boolean): Model<void> {
  folio_add_map(k, folio, -nr);
  // What others still map, or the cache still holds, is reclaimed as any other folio.
  if (isLocked && folio_test(k, folio, PG.mlocked)) {
    folio_clear(k, folio, PG.mlocked);
    folio_add_lru(k, folio);
  }
  yield step('free_swap_cache(folio)', { folio });
  if (folio_mapcount(k, folio) === 0 && folio_test(k, folio, PG.swapcache) && !folio_test(k, folio, PG.locked)) {
    folio_set(k, folio, PG.locked);
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
    folio_clear(k, folio, PG.locked);
  }
  yield step('folio_put(folio)', { folio });
  putAndMaybeFree(k, folio, nr);
}

/** Unmaps first..end-1: swap entries are put while walking, in runs of consecutive slots; resident pages are freed at the end (oracle U1). */
export function* zap_page_range(k: Kernel, task: WordIndex, first: number, end: number): Model<void> {
  const mm = taskMm(k, task);
  const vma = find_vma(k, mm, first);
  const isLocked = vma !== undefined && (vmaFlags(k, vma) & VM.LOCKED) !== 0;
  yield* pte_lock(k, mm);
  const resident: { readonly folio: Folio; readonly nr: number }[] = [];
  for (let start = first; start < end; start = nextBlock(start)) {
    const blockEnd = Math.min(end, nextBlock(start));
    const isWhole = start % PMD_SIZE === 0 && blockEnd === start + PMD_SIZE;
    const pmd = huge_pmd(k, mm, start);
    if (pmd === undefined) continue;
    yield step('zap_huge_pmd(pmd), or split_huge_pmd(pmd) for a part', { pmd, start, end: blockEnd });
    if (!isWhole) {
      split_huge_pmd(k, pmd);
      continue;
    }
    const folio = pfn_folio(presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd)));
    keepDirty(k, folio, k.mem.lo(pmd));
    pte_clear(k, pmd);
    if (k.inRace) record_freed(k, mm, start, blockEnd);
    if (folio === HUGE_ZERO_FOLIO) continue;
    for (let i = 0; i < PTRS_PER_TABLE; i++) folio_clear(k, folio_page(folio, i), PG.anonExclusive);
    k.add(wordIndex(mm + MM.anonpages), -PTRS_PER_TABLE);
    resident.push({ folio, nr: PTRS_PER_TABLE });
  }
  const swapped: WordIndex[] = [];
  const addresses: number[] = [];
  forEachPte(k, mm, first, end, (pte, address) => {
    if ((k.mem.lo(pte) | k.mem.hi(pte)) === 0) return;
    swapped.push(pte);
    if (k.inRace) addresses.push(address);
  });
  for (let i = 0; i < swapped.length;) {
    const pte = swapped[i] ?? NULL_INDEX;
    const hi = k.mem.hi(pte);
    if (isPtePresent(k.mem.lo(pte), hi)) {
      yield step('clear PTE; its folio goes at the end', { ptep: pte });
      // A store of another thread makes it dirty without the lock.
      const lo = k.mem.lo(pte);
      const page = pfn_folio(presentPtePfn(lo, hi));
      pte_clear(k, pte);
      if (k.inRace) record_freed(k, mm, addresses[i] ?? end, (addresses[i] ?? end) + PAGE_SIZE);
      if (page !== ZERO_FOLIO) {
        keepDirty(k, page_folio(k, page), lo);
        folio_clear(k, page, PG.anonExclusive);
        resident.push({ folio: page_folio(k, page), nr: 1 });
        k.add(wordIndex(mm + MM.anonpages), -1);
      }
      i++;
      continue;
    }
    if (pte_is_marker(k, pte)) {
      yield step('clear PTE /* a marker */', { ptep: pte });
      pte_clear(k, pte);
      i++;
      continue;
    }
    const nr = yield* call(k, 'nr = zap_swap_run(pte)', zap_swap_run, task, swapped, i);
    for (let j = i; k.inRace && j < i + nr; j++)
      record_freed(k, mm, addresses[j] ?? end, (addresses[j] ?? end) + PAGE_SIZE);
    i += nr;
  }
  // Other CPUs may stand before an entry of it.
  for (let start = Math.ceil(first / PMD_SIZE) * PMD_SIZE; start + PMD_SIZE <= end && !k.hasCompany; start += PMD_SIZE)
    try_to_free_pte(k, mm, start);
  pte_unlock(k, mm);
  for (const { folio, nr } of resident) {
    yield* call(k, 'free a resident folio of the range', zap_present_folio, folio, nr, isLocked);
  }
}

const nextBlock = (address: number): number => (Math.floor(address / PMD_SIZE) + 1) * PMD_SIZE;

/** A dirty PTE that goes makes a folio that others may still hold dirty. */
function keepDirty(k: Kernel, folio: Folio, lo: number): void {
  if (hasPteFlag(lo, PRESENT_DIRTY)) folio_set(k, folio, PG.dirty);
}

/** Clears a run of swap entries and puts their references; how many PTEs it was. `ptes` are non-empty ones in ascending order. */
export function* zap_swap_run(k: Kernel, task: WordIndex, ptes: readonly WordIndex[], i: number): Model<number> {
  const ptep = ptes[i] ?? NULL_INDEX;
  const entry = swapPteEntry(k.mem.lo(ptep), k.mem.hi(ptep));
  const nr = swapRun(k, ptes, i);
  yield step('clear nr PTEs with consecutive slots', { ptep, entry, nr });
  for (let j = 0; j < nr; j++) pte_clear(k, ptes[i + j] ?? NULL_INDEX);
  k.add(wordIndex(taskMm(k, task) + MM.swapents), -nr);
  yield* call(k, 'swap_put_entries_direct(entry, nr)', swap_put_entries_direct, entry, nr);
  return nr;
}

function isCached(k: Kernel, entry: SwpEntry): boolean {
  return swp_tb_is_folio(k, entry_word(k, entry));
}

/** How many PTEs from place `i` on are neighbours and hold consecutive slots with the same flags, within one page table. */
function swapRun(k: Kernel, ptes: readonly WordIndex[], i: number): number {
  const first = ptes[i] ?? NULL_INDEX;
  const entry = swapPteEntry(k.mem.lo(first), k.mem.hi(first));
  const exclusive = hasPteFlag(k.mem.lo(first), SWAP_EXCLUSIVE);
  let nr = 1;
  for (;;) {
    const pte = ptes[i + nr];
    if (pte === undefined || pte !== first + nr || pte % 512 === 0) return nr;
    const lo = k.mem.lo(pte);
    const hi = k.mem.hi(pte);
    if (
      !isPteSwap(lo, hi) ||
      hasPteFlag(lo, SWAP_EXCLUSIVE) !== exclusive ||
      swpOffset(swapPteEntry(lo, hi)) !== swpOffset(entry) + nr
    )
      return nr;
    if (swp_swap_info(k, swapPteEntry(lo, hi)) !== swp_swap_info(k, entry)) return nr;
    if (k.variant.runsEndAtCache && isCached(k, swapPteEntry(lo, hi)) !== isCached(k, entry)) return nr;
    nr++;
  }
}

/** fork: resident pages are shared read-only, swap entries get one more reference each; nobody is exclusive any more (facts 3.11). */
export function* copy_page_range(k: Kernel, parent: WordIndex, child: WordIndex): Model<FaultResult> {
  const from = taskMm(k, parent);
  const to = taskMm(k, child);
  yield* pte_lock(k, from);
  const places: { readonly pte: WordIndex; readonly address: number }[] = [];
  for (const vma of vmas(k, from)) {
    if ((vmaFlags(k, vma) & VM.ANON) === 0) continue;
    for (let start = vmaStart(k, vma); start < vmaEnd(k, vma); start = nextBlock(start)) {
      const pmd = huge_pmd(k, from, start);
      if (pmd === undefined) continue;
      yield step('copy_huge_pmd(pmd) /* both read-only */', { pmd, address: start });
      copy_huge_pmd(k, pmd, to, start);
      for (let at = start; k.inRace && at < start + PMD_SIZE; at += PAGE_SIZE) record_shared(k, from, to, at);
    }
    forEachPte(k, from, vmaStart(k, vma), vmaEnd(k, vma), (pte, address) => {
      if ((k.mem.lo(pte) | k.mem.hi(pte)) !== 0) places.push({ pte, address });
    });
  }
  for (const { pte, address } of places) {
    const hi = k.mem.hi(pte);
    if (isPtePresent(k.mem.lo(pte), hi)) {
      const page = pfn_folio(presentPtePfn(k.mem.lo(pte), hi));
      const folio = page_folio(k, page);
      yield step('child PTE = parent PTE, both read-only', {
        ptep: pte,
        folio,
        address,
      });
      // A store of another thread makes it dirty without the lock.
      const lo = k.mem.lo(pte);
      if (k.inRace) record_shared(k, from, to, address);
      if (folio === ZERO_FOLIO) {
        k.mem.write(pte_alloc(k, to, address), lo, hi);
        continue;
      }
      folio_clear(k, page, PG.anonExclusive);
      folio_get(k, folio);
      folio_add_map(k, folio, 1);
      k.mem.write(pte, lo & ~PRESENT_WRITE, hi);
      k.mem.write(pte_alloc(k, to, address), lo & ~PRESENT_WRITE, hi);
      k.add(wordIndex(to + MM.anonpages), 1);
      continue;
    }
    const lo = k.mem.lo(pte);
    if (pte_is_marker(k, pte)) {
      yield step('copy_pte_marker(pte) /* poison is inherited */', { ptep: pte, address });
      k.mem.write(pte_alloc(k, to, address), lo, hi);
      continue;
    }
    const entry = swapPteEntry(lo, hi);
    while ((yield* call(k, 'ret = swap_dup_entry_direct(entry)', swap_dup_entry_direct, entry)) < 0) {
      yield step('spin_unlock(src_ptl, dst_ptl) /* ret == -ENOMEM */', { ptep: pte, entry, address });
      pte_unlock(k, from);
      if ((yield* call(k, 'swap_retry_table_alloc(entry, GFP_KERNEL)', swap_retry_table_alloc, entry)) < 0)
        return 'OOM';
      yield* pte_lock(k, from);
    }
    yield step('both PTEs = entry, not exclusive', { ptep: pte, entry, address });
    if (k.inRace) record_shared(k, from, to, address);
    set_swap_pte(k, pte, entry, 0);
    set_swap_pte(k, pte_alloc(k, to, address), entry, 0);
    k.add(wordIndex(to + MM.swapents), 1);
  }
  pte_unlock(k, from);
  return 'done';
}

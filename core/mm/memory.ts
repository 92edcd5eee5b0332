// mm/memory.c: faults of anonymous pages, copy on write, fork and zap (facts 3.6, 3.11, 3.12; oracle F and U rules).
import { swpOffset } from '../word/swpEntry.js';
import { swap_offset_to_cluster } from './swap_cluster.js';
import { swap_count } from './swap_count.js';
import { swapin_readahead, swap_cache_read_folio, swap_update_readahead } from './readahead.js';
import { vtable_kind, vtable_to_phys, vtable_word } from './vswap_backing.js';
import { zap_present_folio } from './memory_zap.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import {
  hasPteFlag,
  isPteSwap,
  PRESENT_DIRTY,
  PRESENT_WRITE,
  presentPtePfn,
  SWAP_EXCLUSIVE,
  swapPteEntry,
} from '../word/pte.js';

import { VirtualTableKind } from '../word/virtualTable.js';
import {
  alloc_frame,
  folio_add_map,
  folio_clear,
  folio_content,
  folio_mapcount,
  folio_pfn,
  folio_ref_count,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  pfn_folio,
  PG,
  type Folio,
  ZERO_FOLIO,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MEMCG, MM, SI, TASK, VM, VMA } from './layout.js';
import { folio_memcg } from './memcontrol.js';

import { pte_alloc, pte_offset, set_pte } from './pgtable.js';
import { step, call, type Model } from './step.js';
import { entry_is_vswap, SWP, vm_swap_full } from './swapfile.js';
import { folio_free_swap, folio_put_swap } from './swapfile_free.js';
import { putAndMaybeFree, swap_cache_get_folio } from './swap_state.js';
import { swp_swap_info, cluster_offset } from './swap_table.js';
import { taskMm, vmaFlags, find_vma } from './task.js';
import { folio_add_lru, folio_del_lru } from './vmscan.js';
import { count_vm_event } from './vmEvents.js';

export type FaultResult = 'done' | 'SIGBUS' | 'OOM';

/** An access of one page: faults until the PTE allows it. The frame is then in the page table. */
export function* handle_mm_fault(k: Kernel, task: WordIndex, address: number, write: boolean): Model<FaultResult> {
  const mm = taskMm(k, task);
  yield step('ptep = PTE of address', { mm, address, write: write ? 1 : 0 });
  const ptep = pte_alloc(k, mm, address);
  for (;;) {
    const lo = k.mem.lo(ptep);
    const hi = k.mem.hi(ptep);
    if ((lo | hi) === 0) {
      const result = yield* call(k, 'do_anonymous_page(vmf)', do_anonymous_page, task, ptep, address, write);
      if (result !== 'done') return result;
    } else if (isPteSwap(lo, hi)) {
      const result = yield* call(k, 'do_swap_page(vmf)', do_swap_page, task, ptep, address, write);
      if (result !== 'done') return result;
    } else if (write && !hasPteFlag(lo, PRESENT_WRITE)) {
      const result = yield* call(k, 'do_wp_page(vmf)', do_wp_page, task, ptep, address);
      if (result !== 'done') return result;
    } else {
      if (write && !hasPteFlag(lo, PRESENT_DIRTY)) k.mem.write(ptep, lo | PRESENT_DIRTY, hi);
      return 'done';
    }
  }
}

/** First touch of a page: a write gets a zeroed, writable, exclusive frame, a read the shared zero page. */
export function* do_anonymous_page(
  k: Kernel,
  task: WordIndex,
  ptep: WordIndex,
  address: number,
  write: boolean,
): Model<FaultResult> {
  if (!write) {
    yield step('*ptep = zero page, read-only', { ptep, address });
    set_pte(k, ptep, folio_pfn(ZERO_FOLIO), 0);
    return 'done';
  }
  yield step('folio = alloc_anon_folio(vmf)', { ptep, address });
  const folio = alloc_frame(k);
  if (folio === NULL_INDEX) return 'OOM';
  count_vm_event(k, 'pgfault');
  vma_prepare_anon(k, taskMm(k, task), address);
  folio_set(k, folio, PG.uptodate | PG.swapbacked);
  k.setPtr(wordIndex(folio + PAGE.memcg), k.ptr(wordIndex(task + TASK.memcg)));
  yield step('map folio as exclusive; add it to the LRU', { folio });
  mapPage(k, taskMm(k, task), folio, address, true);
  folio_add_lru(k, folio);
  yield step('*ptep = present(folio), writable', { ptep, folio });
  set_pte(k, ptep, folio_pfn(folio), PRESENT_WRITE);
  return 'done';
}

/** The area gets its anon_vma with its first anonymous page; fork copies only areas that have one (oracle U4). */
function vma_prepare_anon(k: Kernel, mm: WordIndex, address: number): void {
  const vma = find_vma(k, mm, address);
  if (vma !== undefined && (vmaFlags(k, vma) & VM.ANON) === 0)
    k.setNum(wordIndex(vma + VMA.flags), vmaFlags(k, vma) | VM.ANON);
}

/** rmap, counters and the exclusive mark of one more mapping; the frame's reference is the caller's or was taken. */
function mapPage(k: Kernel, mm: WordIndex, folio: Folio, address: number, exclusive: boolean): void {
  k.setNum(wordIndex(folio + PAGE.index), address / 4096);
  k.setPtr(wordIndex(folio + PAGE.mapping), mm);
  folio_add_map(k, folio, 1);
  if (exclusive) folio_set(k, folio, PG.anonExclusive);
  k.add(wordIndex(mm + MM.anonpages), 1);
}

/** A fault on a swapped-out page: find or read the folio, map it, drop the reference, free the slot where that is right (facts 3.6). */
export function* do_swap_page(
  k: Kernel,
  task: WordIndex,
  ptep: WordIndex,
  address: number,
  write: boolean,
): Model<FaultResult> {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  const entry = swapPteEntry(lo, hi);
  yield step('entry = swap entry of *ptep; pin its device', { ptep, entry });
  const mm = taskMm(k, task);
  const vma = find_vma(k, mm, address) ?? NULL_INDEX;
  let folio: Folio = yield* call(k, 'folio = swap_cache_get_folio(entry)', swap_cache_get_folio, entry);
  let around = false;
  if (folio !== NULL_INDEX) {
    yield step('swap_update_readahead(folio, vma, address)', { folio, vma });
    swap_update_readahead(k, folio, vma, address);
  } else {
    const synchronous = backendHasFlag(k, entry, SWP.SYNCHRONOUS_IO);
    around = synchronous && k.variant.readsAroundCache && count_of(k, entry) === 1;
    yield step('if (the backend is synchronous)', { entry });
    folio =
      around || (synchronous && !k.variant.readsAroundCache)
        ? yield* call(k, 'folio = swapin_sync(entry)', swap_cache_read_folio, entry)
        : yield* call(k, 'folio = swapin_readahead(entry, vma, address)', swapin_readahead, mm, vma, address, entry);
    if (folio === NULL_INDEX) return 'OOM';
    count_vm_event(k, 'pgmajfault');
  }
  yield step('folio_lock(folio)', { folio });
  while (folio_test(k, folio, PG.locked)) yield step('folio_wait_bit(folio, PG_locked)', { folio });
  folio_set(k, folio, PG.locked);
  yield step('if (!folio_matches_swap_entry(folio, entry))', { folio, entry });
  if (!folio_test(k, folio, PG.swapcache) || folio_swap(k, folio) !== entry) return yield* release(k, folio, 'done');
  yield step('if (*ptep != entry we came for)', { ptep });
  if (k.mem.lo(ptep) !== lo || k.mem.hi(ptep) !== hi) return yield* release(k, folio, 'done');
  if (!folio_test(k, folio, PG.uptodate)) return yield* release(k, folio, 'SIGBUS');
  yield* call(k, 'folio_put_swap(folio, page)', folio_put_swap, folio);
  yield step('if (should_try_to_free_swap(folio))', { folio });
  const isLocked = (vmaFlags(k, vma) & VM.LOCKED) !== 0;
  if (around || isLocked || should_try_to_free_swap(k, folio, entry, write)) {
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
    // Read around the cache in the kernel: what the cache remembers of a page it never held is that it is clean.
    if (around) folio_clear(k, folio, PG.dirty);
  }
  yield* call(k, 'map_swapped_page(mm, ptep, folio)', map_swapped_page, task, ptep, folio, address, write);
  if (isLocked) {
    folio_set(k, folio, PG.mlocked);
    folio_del_lru(k, folio);
  }
  yield step('folio_unlock(folio); put_swap_device(si)', { folio });
  folio_clear(k, folio, PG.locked);
  return 'done';
}

/** Puts a page in place of its swap entry; pages that are exclusive, or that nobody else holds, become writable at once (oracle F4). */
export function* map_swapped_page(
  k: Kernel,
  task: WordIndex,
  ptep: WordIndex,
  folio: Folio,
  address: number,
  write: boolean,
): Model<void> {
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE) || folio_ref_count(k, folio) === 1;
  const mm = taskMm(k, task);
  yield step('mm: one page more, one swap entry less', { mm, exclusive: exclusive ? 1 : 0 });
  k.add(wordIndex(mm + MM.swapents), -1);
  mapPage(k, mm, folio, address, exclusive);
  yield step('*ptep = present(folio)', { ptep, folio });
  set_pte(k, ptep, folio_pfn(folio), (exclusive ? PRESENT_WRITE : 0) | (exclusive && write ? PRESENT_DIRTY : 0));
}

/** As swapoff maps a page: read-only, exclusive where the entry was. */
export function unuse_map(k: Kernel, mm: WordIndex, ptep: WordIndex, folio: Folio, address: number): void {
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE);
  k.add(wordIndex(mm + MM.swapents), -1);
  mapPage(k, mm, folio, address, exclusive);
  set_pte(k, ptep, folio_pfn(folio), 0);
}

function* release(k: Kernel, folio: Folio, result: FaultResult): Model<FaultResult> {
  yield step('folio_unlock(folio); folio_put(folio)', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
  return result;
}

/** Facts 3.6 step 13. */
function should_try_to_free_swap(k: Kernel, folio: Folio, entry: SwpEntry, write: boolean): boolean {
  if (!folio_test(k, folio, PG.swapcache)) return false;
  if (!k.variant.readsAroundCache && backendHasFlag(k, entry, SWP.SYNCHRONOUS_IO)) return true;
  if (entry_is_vswap(k, entry) && vtable_kind(k, vtable_word(k, entry)) !== VirtualTableKind.Swapfile) return true;
  if (vm_swap_full(k) || memcgSwapFull(k, folio) || folio_test(k, folio, PG.mlocked)) return true;
  return write && folio_ref_count(k, folio) === 2;
}

/** swap_entry_backend_has_flag: the flag of the device that really holds the data; false for zswap, zero and none. */
function backendHasFlag(k: Kernel, entry: SwpEntry, flag: number): boolean {
  let si = swp_swap_info(k, entry);
  if (entry_is_vswap(k, entry)) {
    const vt = vtable_word(k, entry);
    if (vtable_kind(k, vt) !== VirtualTableKind.Swapfile) return false;
    si = swp_swap_info(k, vtable_to_phys(k, vt));
  }
  return (k.num(wordIndex(si + SI.flags)) & flag) !== 0;
}

function count_of(k: Kernel, entry: SwpEntry): number {
  const si = swp_swap_info(k, entry);
  return swap_count(k, si, swap_offset_to_cluster(k, si, swpOffset(entry)), cluster_offset(entry));
}

function memcgSwapFull(k: Kernel, folio: Folio): boolean {
  const memcg = folio_memcg(k, folio);
  return k.num(wordIndex(memcg + MEMCG.swap)) * 2 >= k.num(wordIndex(memcg + MEMCG.swap_max));
}

/** A write to a page that is mapped read-only: reuse it when nobody else has it, else copy (oracle F5). */
export function* do_wp_page(k: Kernel, task: WordIndex, ptep: WordIndex, address: number): Model<FaultResult> {
  const old = pfn_folio(presentPtePfn(k.mem.lo(ptep), k.mem.hi(ptep)));
  yield step('if (nobody else has the folio)', { folio: old, ptep });
  if (folio_mapcount(k, old) === 1 && folio_test(k, old, PG.swapcache) && !folio_test(k, old, PG.writeback)) {
    folio_set(k, old, PG.locked);
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, old);
    folio_clear(k, old, PG.locked);
  }
  if (
    old !== ZERO_FOLIO &&
    (folio_test(k, old, PG.anonExclusive) || (folio_mapcount(k, old) === 1 && !folio_test(k, old, PG.swapcache)))
  ) {
    yield step('*ptep = writable: reuse the folio', { ptep, folio: old });
    folio_set(k, old, PG.anonExclusive);
    set_pte(k, ptep, folio_pfn(old), PRESENT_WRITE | PRESENT_DIRTY);
    return 'done';
  }
  yield step('copy = new page frame with the old contents', { folio: old });
  const copy = alloc_frame(k);
  if (copy === NULL_INDEX) return 'OOM';
  vma_prepare_anon(k, taskMm(k, task), address);
  folio_set(k, copy, PG.uptodate | PG.swapbacked);
  k.setPtr(wordIndex(copy + PAGE.memcg), k.ptr(wordIndex(task + TASK.memcg)));
  k.mem.write(folio_content(k, copy), k.mem.lo(folio_content(k, old)), k.mem.hi(folio_content(k, old)));
  const mm = taskMm(k, task);
  yield step('*ptep = the copy, exclusive and writable', { folio: copy, ptep });
  mapPage(k, mm, copy, address, true);
  folio_add_lru(k, copy);
  set_pte(k, ptep, folio_pfn(copy), PRESENT_WRITE | PRESENT_DIRTY);
  yield step('drop the mapping of the old folio', {
    folio: old,
  });
  if (old === ZERO_FOLIO) return 'done';
  k.add(wordIndex(mm + MM.anonpages), -1);
  yield* call(k, 'folio_put(old_folio)', zap_present_folio, old);
  return 'done';
}

/** The PTE of an address, when there is a page table for it. */
export function pteOf(k: Kernel, task: WordIndex, address: number): WordIndex | undefined {
  return pte_offset(k, taskMm(k, task), address);
}

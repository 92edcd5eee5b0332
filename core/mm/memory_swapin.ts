// mm/memory.c, do_swap_page: a fault on a swapped-out page, and the pages put in place of their swap entries (facts 3.6; oracle F rules).
import { type FaultResult } from './memory.js';
import { thp_swapin_suitable_orders } from './huge_policy.js';

import { swpOffset } from '../word/swpEntry.js';
import { ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { pte_is_marker } from './pte_marker.js';
import { swap_count } from './swap_count.js';
import { swapin_readahead, swap_update_readahead, swapin_sync } from './readahead.js';
import { vswap_cluster, vtable_kind, vtable_to_phys, vtable_word } from './vswap_backing.js';

import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { hasPteFlag, isPteSwap, PRESENT_DIRTY, PRESENT_WRITE, SWAP_EXCLUSIVE, swapPteEntry } from '../word/pte.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import {
  folio_add_map,
  folio_clear,
  folio_mapcount,
  folio_pfn,
  folio_ref_count,
  folio_set,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  type Folio,
  folio_get,
  folio_nr_pages,
  folio_page,
} from './folio.js';
import { folio_wait_locked } from './filemap.js';
import type { Kernel } from './kernel.js';
import { MM, SI, VM, PAGE_SIZE } from './layout.js';
import { get_swap_device, pte_lock, pte_unlock, put_swap_device } from './locks.js';
import { mem_cgroup_swap_full } from './memcontrol.js';
import { pte_offset, set_pte, PMD_SIZE } from './pgtable.js';
import { step, call, type Model } from './step.js';
import { entry_is_vswap, SWP } from './swapfile.js';
import { folio_free_swap, folio_put_swap } from './swapfile_free.js';
import { putAndMaybeFree } from './swap_state.js';
import { folio_matches_swap_entry, swap_cache_get_folio } from './swap_state_lookup.js';
import { swp_swap_info, cluster_offset } from './swap_table.js';
import { taskMm, vmaFlags, find_vma, vmaEnd, vmaStart } from './task.js';
import { count_vm_event } from './vmEvents.js';
import { folio_del_lru } from './vmscan.js';

/** rmap, counters and the exclusive marks of more mappings: pages i..i + nr - 1. The references are the caller's or were taken. */
function mapPages(
  k: Kernel,
  mm: WordIndex,
  folio: Folio,
  i: number,
  nr: number,
  address: number,
  exclusive: boolean,
): void {
  const isMapped = folio_mapcount(k, folio) > 0;
  for (let j = i; j < i + nr; j++)
    k.assert(
      isMapped || !folio_test(k, folio_page(folio, j), PG.anonExclusive),
      'do_swap_page: exclusive',
      'a page that nobody maps is marked exclusive',
    );
  k.setNum(wordIndex(folio + PAGE.index), address / PAGE_SIZE - i);
  k.setPtr(wordIndex(folio + PAGE.mapping), mm);
  folio_add_map(k, folio, nr);
  if (exclusive) for (let j = i; j < i + nr; j++) folio_set(k, folio_page(folio, j), PG.anonExclusive);
  k.add(wordIndex(mm + MM.anonpages), nr);
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
  if (k.inRace && !holds_swap_entry(k, ptep)) return 'done';
  const entry = swapPteEntry(lo, hi);
  const si = swp_swap_info(k, entry);
  yield step('entry = swap entry of *ptep; pin its device', { ptep, entry });
  // Meanwhile swapoff may have read the page: the access is made again.
  if (k.inRace && (swp_swap_info(k, entry) === NULL_INDEX || k.mem.lo(ptep) !== lo || k.mem.hi(ptep) !== hi))
    return 'done';
  get_swap_device(k, si);
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
        ? yield* call(
            k,
            'folio = swapin_sync(entry, thp_swapin_suitable_orders(vmf))',
            swapin_sync,
            entry,
            thp_swapin_suitable_orders(k, mm, vma, ptep, address),
          )
        : yield* call(k, 'folio = swapin_readahead(entry, vma, address)', swapin_readahead, mm, vma, address, entry);
    if (folio === NULL_INDEX) {
      put_swap_device(k, si);
      // Nobody needs the slot any more: another thread was faster.
      const isGone = yield* is_pte_changed(k, mm, ptep, lo, hi);
      return isGone ? 'done' : 'OOM';
    }
    count_vm_event(k, 'pgmajfault');
  }
  yield step('folio_lock(folio)', { folio });
  yield* folio_wait_locked(k, folio);
  folio_set(k, folio, PG.locked);
  yield step('if (!folio_matches_swap_entry(folio, entry))', { folio, entry });
  if (!folio_matches_swap_entry(k, folio, entry)) return yield* release(k, folio, si, 'done');
  yield step('if (*ptep != entry we came for)', { ptep });
  yield* pte_lock(k, mm);
  const isSame = k.mem.lo(ptep) === lo && k.mem.hi(ptep) === hi;
  if (!isSame || !folio_test(k, folio, PG.uptodate)) {
    pte_unlock(k, mm);
    return yield* release(k, folio, si, isSame ? 'SIGBUS' : 'done');
  }
  const run = mappable(k, mm, vma, folio, entry, ptep, address);
  yield* call(k, 'folio_put_swap(folio, page)', folio_put_swap, folio, run.i, run.nr);
  const isLocked = (vmaFlags(k, vma) & VM.LOCKED) !== 0;
  const { mapsBeforeFreeing } = k.variant;
  if (!mapsBeforeFreeing) yield* free_swap_if_done(k, folio, entry, 1, around || isLocked, write);
  // Read around the cache in the kernel: what the cache remembers of a page it never held is that it is clean.
  if (around && !(k.inRace && folio_test(k, folio, PG.swapcache))) folio_clear(k, folio, PG.dirty);
  yield* call(k, 'map_swapped_page(mm, ptep, folio)', map_swapped_page, task, run, folio, write);
  if (mapsBeforeFreeing) yield* free_swap_if_done(k, folio, entry, run.nr, isLocked, write);
  if (isLocked) {
    folio_set(k, folio, PG.mlocked);
    folio_del_lru(k, folio);
  }
  pte_unlock(k, mm);
  yield step('folio_unlock(folio); put_swap_device(si)', { folio });
  folio_clear(k, folio, PG.locked);
  put_swap_device(k, si);
  return 'done';
}

/** The slots go at once where nothing is won by keeping them; `extra` references are the fault's own. */
function* free_swap_if_done(
  k: Kernel,
  folio: Folio,
  entry: SwpEntry,
  extra: number,
  always: boolean,
  write: boolean,
): Model<void> {
  yield step('if (should_try_to_free_swap(folio))', { folio });
  if (always || should_try_to_free_swap(k, folio, entry, extra, write))
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
}

/** In a race, whether an entry is another one by now; who is in the middle of changing it is waited for. */
export function* is_pte_changed(k: Kernel, mm: WordIndex, ptep: WordIndex, lo: number, hi: number): Model<boolean> {
  yield* pte_lock(k, mm);
  const isChanged = k.inRace && (k.mem.lo(ptep) !== lo || k.mem.hi(ptep) !== hi);
  pte_unlock(k, mm);
  return isChanged;
}

/** An entry of a slot, and no marker. */
export function holds_swap_entry(k: Kernel, ptep: WordIndex): boolean {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  return (lo | hi) !== 0 && isPteSwap(lo, hi) && !pte_is_marker(k, ptep);
}

/** PTEs that a fault maps at once: the folio's pages i..i + nr - 1, the first of them at `ptep`, `address`. */
interface MappedRun {
  readonly i: number;
  readonly nr: number;
  readonly ptep: WordIndex;
  readonly address: number;
  /** Which PTE of the run the access was to. */
  readonly fault: number;
}

/** The whole of a large folio if all its entries are still there in order, in one area and page table, alike in exclusiveness; else the one page (oracle F6). */
function mappable(
  k: Kernel,
  mm: WordIndex,
  vma: WordIndex,
  folio: Folio,
  entry: SwpEntry,
  ptep: WordIndex,
  address: number,
): MappedRun {
  const nr = folio_nr_pages(k, folio);
  const i = entry - folio_swap(k, folio);
  const one = { i, nr: 1, ptep, address, fault: 0 };
  if (nr === 1) return one;
  const start = address - i * PAGE_SIZE;
  const inArea = start >= vmaStart(k, vma) && start + nr * PAGE_SIZE <= vmaEnd(k, vma);
  if (!inArea || start % PMD_SIZE > PMD_SIZE - nr * PAGE_SIZE || pte_offset(k, mm, start) === undefined) return one;
  const first = wordIndex(ptep - i);
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE);
  for (let j = 0; j < nr; j++) {
    const lo = k.mem.lo(wordIndex(first + j));
    const hi = k.mem.hi(wordIndex(first + j));
    if ((lo | hi) === 0 || !isPteSwap(lo, hi) || swapPteEntry(lo, hi) !== folio_swap(k, folio) + j) return one;
    if (hasPteFlag(lo, SWAP_EXCLUSIVE) !== exclusive) return one;
  }
  return { i: 0, nr, ptep: first, address: start, fault: i };
}

/** Puts pages in place of their swap entries; pages that are exclusive, or that nobody else holds, become writable at once (oracle F4). */
export function* map_swapped_page(
  k: Kernel,
  task: WordIndex,
  run: MappedRun,
  folio: Folio,
  write: boolean,
): Model<void> {
  const { i, nr, ptep } = run;
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE) || folio_ref_count(k, folio) === 1;
  const mm = taskMm(k, task);
  yield step('mm: pages more, swap entries less', { mm, nr, exclusive: exclusive ? 1 : 0 });
  k.add(wordIndex(mm + MM.swapents), -nr);
  // The fault's own reference serves one mapping.
  if (nr > 1) folio_get(k, folio, nr - 1);
  mapPages(k, mm, folio, i, nr, run.address, exclusive);
  yield step('*ptep = present(folio)', { ptep, folio, nr });
  for (let j = 0; j < nr; j++) {
    const dirty = exclusive && write && j === run.fault ? PRESENT_DIRTY : 0;
    set_pte(k, wordIndex(ptep + j), folio_pfn(folio_page(folio, i + j)), (exclusive ? PRESENT_WRITE : 0) | dirty);
  }
}

/** As swapoff maps a page: read-only, exclusive where the entry was. */
export function unuse_map(k: Kernel, mm: WordIndex, ptep: WordIndex, folio: Folio, i: number, address: number): void {
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE);
  k.add(wordIndex(mm + MM.swapents), -1);
  mapPages(k, mm, folio, i, 1, address, exclusive);
  set_pte(k, ptep, folio_pfn(folio_page(folio, i)), 0);
}

function* release(k: Kernel, folio: Folio, si: WordIndex, result: FaultResult): Model<FaultResult> {
  yield step('folio_unlock(folio); folio_put(folio)', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
  put_swap_device(k, si);
  return result;
}

/** Facts 3.6 step 13. */
function should_try_to_free_swap(k: Kernel, folio: Folio, entry: SwpEntry, extra: number, write: boolean): boolean {
  if (!folio_test(k, folio, PG.swapcache)) return false;
  if (!k.variant.readsAroundCache && backendHasFlag(k, entry, SWP.SYNCHRONOUS_IO)) return true;
  if (entry_is_vswap(k, entry) && vtable_kind(k, vtable_word(k, entry)) !== VirtualTableKind.Swapfile) return true;
  if (mem_cgroup_swap_full(k, folio) || folio_test(k, folio, PG.mlocked)) return true;
  return write && folio_ref_count(k, folio) === extra + folio_nr_pages(k, folio);
}

/** swap_entry_backend_has_flag: the flag of the device that really holds the data; false for zswap, zero and none. */
function backendHasFlag(k: Kernel, entry: SwpEntry, flag: number): boolean {
  let si = swp_swap_info(k, entry);
  if (entry_is_vswap(k, entry)) {
    // Another thread may have brought the page back: the cluster of its slot may be gone.
    const ci = k.inRace ? vswap_cluster(k, entry) : NULL_INDEX;
    if (k.inRace && (ci === NULL_INDEX || ci_table(k, ci) === NULL_INDEX)) return false;
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

// mm/swapfile.c, swapoff's reading back: a slot by its reverse map, a page table entry, a folio that only the cache holds (facts 3.16 phases A, C, D).
import { holds_swap_entry, is_pte_changed, unuse_map } from './memory_swapin.js';
import { swapin_readahead } from './readahead.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPteSwap, swapPteEntry } from '../word/pte.js';
import { swpEntry, swpType } from '../word/swpEntry.js';
import { folio_clear, folio_set, folio_swap, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER } from './layout.js';
import { folio_wait_locked, folio_wait_submitted } from './filemap.js';
import { mmap_read_lock, mmap_unlock, pte_lock, pte_unlock } from './locks.js';
import { swap_read_folio } from './page_io.js';
import { forEachPte } from './pgtable.js';
import { set_pte_poisoned } from './pte_marker.js';
import { call, step, type Model } from './step.js';
import { ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { EEXIST, putAndMaybeFree, swap_cache_alloc_folio } from './swap_state.js';
import { folio_matches_swap_entry, swap_cache_get_folio } from './swap_state_lookup.js';
import { SwapTableKind, swp_tb_kind, swp_tb_ptr_to_swp_entry } from './swap_table.js';
import { folio_free_swap, folio_put_swap } from './swapfile_free.js';
import { is_dead, taskMm, vmaEnd, vmas, vmaStart, find_vma } from './task.js';
import { count_vm_event } from './vmEvents.js';
import {
  folio_release_vswap_backing,
  vswap_store_folio,
  vtable_kind,
  vtable_to_phys,
  vtable_word,
} from './vswap_backing.js';
import { VirtualTableKind } from '../word/virtualTable.js';

const ENOMEM = -12;

export function kindAt(k: Kernel, si: WordIndex, offset: number): SwapTableKind {
  const ci = swap_offset_to_cluster(k, si, offset);
  const table = ci_table(k, ci);
  return table === NULL_INDEX ? SwapTableKind.Null : swp_tb_kind(k, wordIndex(table + (offset % SWAPFILE_CLUSTER)));
}

/** Phase A: the reverse map leads to the virtual slot, whose page is read and kept in memory; page tables keep their entry. */
export function* unuse_vswap_slot(k: Kernel, si: WordIndex, offset: number): Model<number> {
  if (k.inRace && kindAt(k, si, offset) !== SwapTableKind.Pointer) return 0;
  const table = ci_table(k, swap_offset_to_cluster(k, si, offset));
  const virt = swp_tb_ptr_to_swp_entry(k, wordIndex(table + (offset % SWAPFILE_CLUSTER)));
  yield step('virt = owner of the slot by its reverse map', { si, offset, virt });
  const folio = yield* call(k, 'folio = unuse_read_folio(virt)', unuse_read_folio, virt);
  // The owner may be gone, and the slot with it.
  if (folio === NULL_INDEX) return k.inRace && kindAt(k, si, offset) !== SwapTableKind.Pointer ? 0 : ENOMEM;
  yield step('if (vtable[folio->swap] is still this slot)', { folio, virt });
  const vt = vtable_word(k, folio_swap(k, folio));
  const still =
    folio_test(k, folio, PG.swapcache) &&
    (!k.inRace || folio_matches_swap_entry(k, folio, virt)) &&
    vtable_kind(k, vt) === VirtualTableKind.Swapfile &&
    vtable_to_phys(k, vt) === swpEntry(k.num(wordIndex(si + SI.type)), offset - (virt - folio_swap(k, folio)));
  if (still) {
    if (k.variant.tagsFolio) yield* call(k, 'vswap_store_folio(virt, folio)', vswap_store_folio, folio);
    else yield* call(k, 'folio_release_vswap_backing(folio)', folio_release_vswap_backing, folio);
    yield step('folio_mark_dirty(folio)', { folio });
    folio_set(k, folio, PG.dirty);
  }
  yield step('folio_unlock(folio); folio_put(folio)', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
  return 0;
}

/** The locked folio of an entry, from the cache or read into it, writeback waited for; NULL_INDEX without memory. */
export function* unuse_read_folio(k: Kernel, entry: SwpEntry): Model<Folio> {
  let folio: Folio = NULL_INDEX;
  while (folio === NULL_INDEX) {
    folio = yield* call(k, 'folio = swap_cache_get_folio(entry)', swap_cache_get_folio, entry);
    if (folio !== NULL_INDEX) break;
    const made = yield* call(k, 'folio = swap_cache_alloc_folio(entry)', swap_cache_alloc_folio, entry);
    if (made.folio === undefined) {
      if (made.error === EEXIST) continue;
      return NULL_INDEX;
    }
    folio = made.folio;
    yield* call(k, 'swap_read_folio(folio)', swap_read_folio, folio);
  }
  yield step('folio_lock(folio); folio_wait_writeback(folio)', { folio });
  yield* folio_wait_locked(k, folio);
  folio_set(k, folio, PG.locked);
  yield* folio_wait_submitted(k, folio);
  folio_clear(k, folio, PG.writeback);
  return folio;
}

/** Phase C: walks the page tables of one address space and maps every page that is on the device. */
export function* unuse_mm(k: Kernel, task: WordIndex, si: WordIndex): Model<number> {
  const type = k.num(wordIndex(si + SI.type));
  const found: { readonly ptep: WordIndex; readonly address: number }[] = [];
  const mm = taskMm(k, task);
  yield step('walk the page tables of mm for entries of this type', { mm, si });
  yield* mmap_read_lock(k, mm);
  if (k.inRace && is_dead(k, task)) {
    mmap_unlock(k, mm);
    return 0;
  }
  let walked = 0;
  for (const vma of vmas(k, mm)) {
    forEachPte(k, mm, vmaStart(k, vma), vmaEnd(k, vma), (ptep, address) => {
      walked++;
      const lo = k.mem.lo(ptep);
      const hi = k.mem.hi(ptep);
      if ((lo | hi) !== 0 && isPteSwap(lo, hi) && swpType(swapPteEntry(lo, hi)) === type) found.push({ ptep, address });
    });
  }
  count_vm_event(k, 'pte_walks', walked);
  for (const { ptep, address } of found) {
    const ret = yield* call(k, 'ret = unuse_pte(vma, pmd, addr, entry, folio)', unuse_pte, task, ptep, address);
    if (ret === 0) continue;
    mmap_unlock(k, mm);
    return ret;
  }
  mmap_unlock(k, mm);
  return 0;
}

/** Reads one page and maps it read-only in place of its swap entry, or leaves a poison marker there; the slot is freed when it was the last reference. */
export function* unuse_pte(k: Kernel, task: WordIndex, ptep: WordIndex, address: number): Model<number> {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  if (k.inRace && !holds_swap_entry(k, ptep)) return 0;
  const entry = swapPteEntry(lo, hi);
  const mm = taskMm(k, task);
  const cached = yield* call(k, 'folio = swap_cache_get_folio(entry)', swap_cache_get_folio, entry);
  if (cached === NULL_INDEX) {
    const vma = find_vma(k, mm, address) ?? NULL_INDEX;
    const read = yield* call(
      k,
      'folio = swapin_readahead(entry, vma, addr)',
      swapin_readahead,
      mm,
      vma,
      address,
      entry,
    );
    if (read === NULL_INDEX) return (yield* is_pte_changed(k, mm, ptep, lo, hi)) ? 0 : ENOMEM;
    putAndMaybeFree(k, read, 1);
  } else {
    putAndMaybeFree(k, cached, 1);
  }
  const folio = yield* call(k, 'folio = unuse_read_folio(entry)', unuse_read_folio, entry);
  if (folio === NULL_INDEX) return (yield* is_pte_changed(k, mm, ptep, lo, hi)) ? 0 : ENOMEM;
  yield* pte_lock(k, mm);
  if (k.inRace && (isChanged(k, ptep, lo, hi) || !folio_matches_swap_entry(k, folio, entry))) {
    pte_unlock(k, mm);
    folio_clear(k, folio, PG.locked);
    putAndMaybeFree(k, folio, 1);
    return 0;
  }
  const i = entry - folio_swap(k, folio);
  yield* call(k, 'folio_put_swap(folio, page)', folio_put_swap, folio, i, 1);
  k.assert(!folio_test(k, folio, PG.writeback), 'unuse_pte: writeback', 'the folio is still under writeback');
  const isRead = folio_test(k, folio, PG.uptodate);
  if (isRead) {
    yield step('*ptep = present(folio), read-only', { ptep, folio });
    unuse_map(k, mm, ptep, folio, i, address);
  } else {
    // The read failed: the page is lost, and whoever uses it is to be told.
    yield step('*ptep = make_pte_marker(PTE_MARKER_POISONED) /* not uptodate */', { ptep, folio });
    set_pte_poisoned(k, mm, ptep);
  }
  pte_unlock(k, mm);
  yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
  yield step('folio_unlock(folio)', { folio });
  folio_clear(k, folio, PG.locked);
  // A mapping keeps the reference that the fault would have given it.
  if (!isRead) putAndMaybeFree(k, folio, 1);
  return 0;
}

/** Phase D: a folio that only the cache holds. */
export function* drop_cached(k: Kernel, entry: SwpEntry): Model<void> {
  const folio = yield* call(k, 'folio = unuse_read_folio(entry)', unuse_read_folio, entry);
  if (folio === NULL_INDEX) return;
  if (!k.inRace || folio_matches_swap_entry(k, folio, entry))
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
  yield step('folio_unlock(folio); folio_put(folio)', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
}

const isChanged = (k: Kernel, ptep: WordIndex, lo: number, hi: number): boolean =>
  k.mem.lo(ptep) !== lo || k.mem.hi(ptep) !== hi;

// mm/swapfile.c, swapoff(2): every slot in use is read back, virtual ones without a look at page tables, direct ones through all of them (facts 3.16).

import { holds_swap_entry, is_pte_changed, unuse_map } from './memory_swapin.js';
import { swapin_readahead } from './readahead.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPteSwap, swapPteEntry } from '../word/pte.js';
import { swpEntry, swpType } from '../word/swpEntry.js';
import { folio_clear, folio_set, folio_swap, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { PERCPU_SWAP_WORDS } from './kernel.js';
import { SI, SWAP_NR_ORDERS, SWAPFILE_CLUSTER } from './layout.js';
import { list_del, list_linked, list_next } from './list.js';
import { folio_wait_locked, folio_wait_submitted } from './filemap.js';
import { is_contended, LOCK, mmap_read_lock, mmap_unlock, pte_lock, pte_unlock } from './locks.js';

import { flush_deferred, swap_read_folio } from './page_io.js';
import { forEachPte } from './pgtable.js';
import { set_pte_poisoned } from './pte_marker.js';
import { call, step, type Model } from './step.js';
import { ci_memcg_table, ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { assert_only_bad } from './swap_cluster_assert.js';
import {
  EEXIST,
  folio_matches_swap_entry,
  putAndMaybeFree,
  swap_cache_alloc_folio,
  swap_cache_get_folio,
} from './swap_state.js';
import { SwapTableKind, swp_tb_kind, swp_tb_ptr_to_swp_entry } from './swap_table.js';
import { del_from_avail_list, SWAP_USAGE_OFFLIST_BIT, SWP, add_to_avail_list, plist_add } from './swapfile.js';
import { folio_free_swap, folio_put_swap } from './swapfile_free.js';
import { is_dead, liveTasks, taskMm, vmaEnd, vmas, vmaStart, find_vma } from './task.js';
import { count_vm_event } from './vmEvents.js';
import {
  folio_release_vswap_backing,
  vswap_store_folio,
  vtable_kind,
  vtable_to_phys,
  vtable_word,
} from './vswap_backing.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { zeromapWords } from './zeromap.js';
import { zswap_swapoff } from './zswap.js';

const EINTR = -4;
const ENOMEM = -12;
const EBUSY = -16;
const EINVAL = -22;

/** Takes a device out of use; 0, or -ENOMEM when there is no memory for what it holds, -EBUSY when an image is on it, -EINTR when it cannot be emptied: it is then in use as before. */
export function* swapoff(k: Kernel, si: WordIndex): Model<number> {
  yield step('if (si->flags & SWP_HIBERNATION)', { si });
  if ((k.num(wordIndex(si + SI.flags)) & SWP.HIBERNATION) !== 0) return EBUSY;
  yield step('si off swap_avail_head and swap_active_head; SWP_WRITEOK off', { si });
  if (k.inRace && !list_linked(k, wordIndex(si + SI.list))) return EINVAL;
  if (k.num(wordIndex(si + SI.inuse_pages)) < SWAP_USAGE_OFFLIST_BIT) del_from_avail_list(k, si);
  if (k.variant.swapoffRaisesDefaults) raise_lower_defaults(k, si);
  list_del(k, wordIndex(si + SI.list));
  k.setNum(wordIndex(si + SI.flags), k.num(wordIndex(si + SI.flags)) & ~SWP.WRITEOK);
  const pages = k.num(wordIndex(si + SI.pages));
  yield step('nr_swap_pages, total_swap_pages -= si->pages', { si, nr_pages: pages });
  k.add(k.g.nr_swap_pages, -pages);
  k.add(k.g.total_swap_pages, -pages);
  yield* wait_for_allocation(k, si);
  const ret = yield* call(k, 'ret = try_to_unuse(si->type)', try_to_unuse, si);
  if (ret !== 0) {
    yield step('reinsert_swap_info(si)', { si, ret });
    reinsert_swap_info(k, si);
    return ret;
  }
  yield step('flush the hints of all CPUs; free clusters, tables and si', { si }, () => has_users(k, si));
  if (k.inRace) flush_deferred(k, si);
  forgetHints(k, si);
  if ((k.num(wordIndex(si + SI.flags)) & SWP.SOLIDSTATE) === 0) k.add(k.g.nr_rotate_swap, -1);
  zswap_swapoff(k, si);
  freeClusters(k, si, pages);
  k.setPtr(wordIndex(k.g.swap_info + k.num(wordIndex(si + SI.type))), NULL_INDEX);
  k.free('swap_info_struct', si);
  return 0;
}

/** Whoever has seen SWP_WRITEOK in a cluster that it has locked takes its slots first. */
function* wait_for_allocation(k: Kernel, si: WordIndex): Model<void> {
  const clusters = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
  for (let i = 0; i < clusters && k.inRace; i++) {
    const ci = swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER);
    while (k.mem.lo(ci) !== 0) yield step('wait_for_allocation(si)', { si, ci }, () => k.mem.lo(ci) !== 0);
  }
}

/** Pins, and the sections under cluster locks that synchronize_rcu waits for. */
function has_users(k: Kernel, si: WordIndex): boolean {
  const clusters = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
  for (let i = 0; i < clusters; i++)
    if (k.mem.lo(swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER)) !== 0) return true;
  return is_contended(k, LOCK.users, si);
}

/** Priorities that the kernel chose stay without gaps: those below a chosen one rise (oracle A10). */
function raise_lower_defaults(k: Kernel, si: WordIndex): void {
  if (k.num(wordIndex(si + SI.prio)) >= 0) return;
  const head = k.g.swap_active_head;
  for (let node = list_next(k, wordIndex(si + SI.list)); node !== head; node = list_next(k, node))
    k.add(wordIndex(node - SI.list + SI.prio), 1);
}

/** A swapoff that failed: the device is in use as before. */
function reinsert_swap_info(k: Kernel, si: WordIndex): void {
  k.setNum(wordIndex(si + SI.flags), k.num(wordIndex(si + SI.flags)) | SWP.WRITEOK);
  k.add(k.g.nr_swap_pages, k.num(wordIndex(si + SI.pages)));
  k.add(k.g.total_swap_pages, k.num(wordIndex(si + SI.pages)));
  plist_add(k, wordIndex(si + SI.list), k.g.swap_active_head, SI.list);
  if (inUse(k, si) < k.num(wordIndex(si + SI.pages))) add_to_avail_list(k, si);
}

function inUse(k: Kernel, si: WordIndex): number {
  return k.num(wordIndex(si + SI.inuse_pages)) % SWAP_USAGE_OFFLIST_BIT;
}

/** Reads back everything that is on the device: reverse-mapped slots first, then page tables, then folios that are only cached. */
export function* try_to_unuse(k: Kernel, si: WordIndex): Model<number> {
  k.assert(
    (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0,
    'wait_for_allocation: WRITEOK',
    'a device that still hands out slots is emptied',
  );
  yield step('if (!swap_usage_in_pages(si))', { si });
  if (inUse(k, si) === 0) return 0;
  const max = k.num(wordIndex(si + SI.max));
  for (;;) {
    const isAlone = !k.hasCompany;
    for (let offset = 1; offset < max && k.variant.hasVirtualSwap; offset++) {
      if (kindAt(k, si, offset) !== SwapTableKind.Pointer) continue;
      const ret = yield* call(k, 'ret = unuse_vswap_slot(si, offset)', unuse_vswap_slot, si, offset);
      if (ret !== 0) return ret;
    }
    yield step('if (!swap_usage_in_pages(si)) /* only virtual slots were backed here */', { si });
    if (inUse(k, si) === 0) return 0;
    for (const task of liveTasks(k)) {
      if (k.inRace && is_dead(k, task)) continue;
      const ret = yield* call(k, 'ret = unuse_mm(mm, type)', unuse_mm, task, si);
      if (ret !== 0) return ret;
    }
    for (let offset = 1; offset < max; offset++) {
      if (kindAt(k, si, offset) !== SwapTableKind.Pfn) continue;
      yield* call(
        k,
        'folio_free_swap(folio) /* only cached */',
        drop_cached,
        swpEntry(k.num(wordIndex(si + SI.type)), offset),
      );
    }
    // While storage is suspended nothing leaves the swap cache: the kernel goes round and round until a signal ends it. Here it does so while others change anything.
    const ended = k.mem.cursor;
    yield step('if (swap_usage_in_pages(si) && signal_pending(current))', { si }, () => {
      return inUse(k, si) !== 0 && k.hasCompany && ended === k.mem.cursor;
    });
    if (inUse(k, si) === 0) return 0;
    if (isAlone && !k.hasCompany) return EINTR;
  }
}

function kindAt(k: Kernel, si: WordIndex, offset: number): SwapTableKind {
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

function forgetHints(k: Kernel, si: WordIndex): void {
  for (let cpu = 0; cpu < k.config.cpus; cpu++) {
    const hints = k.g.percpu_swap_cluster(cpu);
    for (let order = 0; order < SWAP_NR_ORDERS && order < PERCPU_SWAP_WORDS; order++) {
      if (k.ptr(wordIndex(hints + order)) !== si) continue;
      k.setPtr(wordIndex(hints + order), NULL_INDEX);
      k.setNum(wordIndex(hints + SWAP_NR_ORDERS + order), 0);
    }
  }
}

function freeClusters(k: Kernel, si: WordIndex, pages: number): void {
  const clusters = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
  for (let i = 0; i < clusters && pages >= 0; i++) {
    const ci = swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER);
    assert_only_bad(k, si, ci);
    if (ci_table(k, ci) !== NULL_INDEX) k.free('swap_table', ci_table(k, ci));
    if (ci_memcg_table(k, ci) !== NULL_INDEX) k.free('swap_memcg_table', ci_memcg_table(k, ci));
  }
  k.slab.freeArray(k.caches.swap_cluster_info, k.ptr(wordIndex(si + SI.cluster_info)), clusters);
  if (k.variant.counts === 'swap_map') {
    k.slab.freeArray(k.caches.swap_map, k.ptr(wordIndex(si + SI.swap_map)), clusters * (SWAPFILE_CLUSTER / 8));
  }
  if (k.variant.zeroMarks === 'zeromap') {
    const words = zeromapWords(k.num(wordIndex(si + SI.max)));
    k.slab.freeArray(k.caches.zeromap, k.ptr(wordIndex(si + SI.zeromap)), words);
  }
}

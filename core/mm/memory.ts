// mm/memory.c: faults of anonymous pages, copy on write, fork and zap (facts 3.6, 3.11, 3.12; oracle F and U rules).
import { do_swap_page } from './memory_swapin.js';
import { pmd_fault_allowed, anon_fault_order } from './huge_policy.js';
import { do_huge_pmd_wp_page, do_huge_pmd_anonymous_page, init_anon_folio } from './huge_memory.js';
import { folio_mapped_shared } from './rmap.js';

import { zap_present_folio } from './memory_zap.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasPteFlag, isPtePresent, isPteSwap, PRESENT_DIRTY, PRESENT_WRITE, presentPtePfn } from '../word/pte.js';

import {
  alloc_frame,
  folio_clear,
  folio_content,
  folio_mapcount,
  folio_pfn,
  folio_put,
  folio_ref_count,
  folio_set,
  folio_test,
  pfn_folio,
  PG,
  type Folio,
  ZERO_FOLIO,
  alloc_folio,
  page_folio,
  folio_nr_pages,
  folio_page,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, VM } from './layout.js';
import { pte_lock, pte_unlock } from './locks.js';

import { pte_alloc, pte_offset, set_pte, huge_pmd } from './pgtable.js';
import { handle_pte_marker, pte_is_marker } from './pte_marker.js';
import { step, call, type Model } from './step.js';
import { folio_free_swap } from './swapfile_free.js';
import { taskMm, find_vma, vmaFlags } from './task.js';

import { count_vm_event, count_mthp_stat } from './vmEvents.js';

const PAGE_SIZE = 4096;

/** SEGV: in a race, another thread has unmapped the area, or ended the process. */
export type FaultResult = 'done' | 'SIGBUS' | 'OOM' | 'SEGV';

/** An access of one page: faults until the PTE allows it. The frame is then in the page table. */
export function* handle_mm_fault(k: Kernel, task: WordIndex, address: number, write: boolean): Model<FaultResult> {
  const mm = taskMm(k, task);
  yield step('ptep = PTE of address', { mm, address, write: write ? 1 : 0 });
  const vma = find_vma(k, mm, address) ?? NULL_INDEX;
  if (k.inRace && vma === NULL_INDEX) return 'SEGV';
  if (pmd_fault_allowed(k, mm, vma, address)) {
    const done = yield* call(
      k,
      'do_huge_pmd_anonymous_page(address, write)',
      do_huge_pmd_anonymous_page,
      task,
      address,
      write,
    );
    if (done) return 'done';
  }
  const here = pte_offset(k, mm, address);
  for (
    let pmd = here === undefined ? huge_pmd(k, mm, address) : undefined;
    pmd !== undefined;
    pmd = huge_pmd(k, mm, address)
  ) {
    const lo = k.mem.lo(pmd);
    if (!write || hasPteFlag(lo, PRESENT_WRITE)) {
      if (write && !hasPteFlag(lo, PRESENT_DIRTY)) k.mem.write(pmd, lo | PRESENT_DIRTY, k.mem.hi(pmd));
      return 'done';
    }
    yield* call(k, 'do_huge_pmd_wp_page(pmd, address)', do_huge_pmd_wp_page, task, pmd, address);
  }
  const ptep = here ?? pte_alloc(k, mm, address);
  for (;;) {
    const lo = k.mem.lo(ptep);
    const hi = k.mem.hi(ptep);
    if ((lo | hi) === 0) {
      const result = yield* call(k, 'do_anonymous_page(vmf)', do_anonymous_page, task, ptep, address, write);
      if (result !== 'done') return result;
    } else if (pte_is_marker(k, ptep)) {
      return yield* call(k, 'handle_pte_marker(vmf)', handle_pte_marker, ptep);
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
    yield* pte_lock(k, taskMm(k, task));
    if (!k.inRace || pte_range_none(k, ptep, 1)) set_pte(k, ptep, folio_pfn(ZERO_FOLIO), 0);
    pte_unlock(k, taskMm(k, task));
    return 'done';
  }
  const mm = taskMm(k, task);
  const vma = find_vma(k, mm, address) ?? NULL_INDEX;
  let order = anon_fault_order(k, mm, vma, address);
  yield step('folio = alloc_anon_folio(vmf)', { ptep, address, order });
  let folio = alloc_folio(k, order);
  if (folio === NULL_INDEX && order > 0) folio = alloc_folio(k, (order = 0));
  if (folio === NULL_INDEX) return 'OOM';
  count_vm_event(k, 'pgfault');
  count_mthp_stat(k, order, 'anon_fault_alloc');
  yield step('map folio as exclusive; add it to the LRU', { folio });
  const size = PAGE_SIZE << order;
  const start = Math.floor(address / size) * size;
  const first = wordIndex(ptep - (address - start) / PAGE_SIZE);
  yield* pte_lock(k, mm);
  if (k.inRace && !pte_range_none(k, first, folio_nr_pages(k, folio))) {
    // Another thread was faster.
    folio_put(k, folio);
    pte_unlock(k, mm);
    return 'done';
  }
  init_anon_folio(k, task, folio, start);
  yield step('*ptep = present(folio), writable', { ptep, folio });
  for (let i = 0; i < folio_nr_pages(k, folio); i++) {
    set_pte(k, wordIndex(first + i), folio_pfn(folio_page(folio, i)), PRESENT_WRITE);
  }
  pte_unlock(k, mm);
  return 'done';
}

function pte_range_none(k: Kernel, first: WordIndex, nr: number): boolean {
  for (let i = 0; i < nr; i++)
    if ((k.mem.lo(wordIndex(first + i)) | k.mem.hi(wordIndex(first + i))) !== 0) return false;
  return true;
}

/** Slots may go before a reuse: a small folio of one mapping; a large one only this process maps, more than one page of it (oracle F5). */
function may_drop_slots(k: Kernel, folio: Folio): boolean {
  if (!folio_test(k, folio, PG.swapcache) || folio_test(k, folio, PG.writeback)) return false;
  if (k.inRace && folio_test(k, folio, PG.locked)) return false;
  if (folio_nr_pages(k, folio) === 1) return folio_mapcount(k, folio) === 1;
  return folio_mapcount(k, folio) > 1 && is_one_process(k, folio);
}

function is_one_process(k: Kernel, folio: Folio): boolean {
  return folio === ZERO_FOLIO || !folio_mapped_shared(k, folio);
}

/** A write to a page that is mapped read-only: reuse it when nobody else has it, else copy (oracle F5). */
export function* do_wp_page(k: Kernel, task: WordIndex, ptep: WordIndex, address: number): Model<FaultResult> {
  const mm = taskMm(k, task);
  yield* pte_lock(k, mm);
  // Between the fault and the lock the entry may have changed: the access is made again (pte_same).
  if (k.inRace && !isPtePresent(k.mem.lo(ptep), k.mem.hi(ptep))) {
    pte_unlock(k, mm);
    return 'done';
  }
  const page = pfn_folio(presentPtePfn(k.mem.lo(ptep), k.mem.hi(ptep)));
  const old = page_folio(k, page);
  yield step('if (nobody else has the folio)', { folio: old, ptep });
  if (old !== ZERO_FOLIO && !folio_test(k, page, PG.anonExclusive) && may_drop_slots(k, old)) {
    folio_set(k, old, PG.locked);
    yield* call(k, 'folio_free_swap(folio)', folio_free_swap, old);
    folio_clear(k, old, PG.locked);
  }
  const isAlone =
    folio_ref_count(k, old) === folio_mapcount(k, old) && !folio_test(k, old, PG.swapcache) && is_one_process(k, old);
  if (old !== ZERO_FOLIO && (folio_test(k, page, PG.anonExclusive) || isAlone)) {
    yield step('*ptep = writable: reuse the folio', { ptep, folio: old });
    folio_set(k, page, PG.anonExclusive);
    set_pte(k, ptep, folio_pfn(page), PRESENT_WRITE | PRESENT_DIRTY);
    pte_unlock(k, mm);
    return 'done';
  }
  yield step('copy = new page frame with the old contents', { folio: old });
  const copy = alloc_frame(k);
  if (copy === NULL_INDEX) {
    pte_unlock(k, mm);
    return 'OOM';
  }
  const from = folio_content(k, page);
  k.mem.write(folio_content(k, copy), k.mem.lo(from), k.mem.hi(from));
  yield step('*ptep = the copy, exclusive and writable', { folio: copy, ptep });
  init_anon_folio(k, task, copy, address);
  set_pte(k, ptep, folio_pfn(copy), PRESENT_WRITE | PRESENT_DIRTY);
  yield step('drop the mapping of the old folio', {
    folio: old,
  });
  pte_unlock(k, mm);
  if (old === ZERO_FOLIO) return 'done';
  k.add(wordIndex(mm + MM.anonpages), -1);
  const isLocked = (vmaFlags(k, find_vma(k, mm, address) ?? NULL_INDEX) & VM.LOCKED) !== 0;
  yield* call(k, 'folio_put(old_folio)', zap_present_folio, old, 1, isLocked);
  return 'done';
}

/** The PTE of an address, when there is a page table for it. */
export function pteOf(k: Kernel, task: WordIndex, address: number): WordIndex | undefined {
  return pte_offset(k, taskMm(k, task), address);
}

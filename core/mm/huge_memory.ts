// mm/huge_memory.c: 2 MiB faults, and fork and copy on write of huge mappings (oracle F5, F8).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { PRESENT_DIRTY, PRESENT_WRITE, presentPtePfn } from '../word/pte.js';
import {
  alloc_folio,
  folio_mapcount,
  folio_nr_pages,
  folio_page,
  folio_pfn,
  folio_put,
  folio_ref_count,
  folio_set,
  folio_clear,
  folio_test,
  folio_add_map,
  folio_get,
  HUGE_ZERO_FOLIO,
  PAGE,
  pfn_folio,
  PG,
  set_folio_counts,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, PMD_ORDER, TASK, VM, VMA } from './layout.js';
import { pte_lock, pte_unlock } from './locks.js';
import { pmd_alloc, pmd_is_huge, pmd_is_none, PMD_SIZE, set_huge_pmd, split_huge_pmd } from './pgtable.js';
import { call, step, type Model } from './step.js';
import { folio_free_swap } from './swapfile_free.js';
import { find_vma, taskMm, vmaFlags } from './task.js';
import { folio_add_lru } from './vmscan.js';
import { count_mthp_stat, count_vm_event } from './vmEvents.js';

const PMD_PAGES = 2 ** PMD_ORDER;

/** First touch of an empty 2 MiB: a write gets a huge folio, a read the huge zero page. False: no memory for it, small pages are tried. */
export function* do_huge_pmd_anonymous_page(
  k: Kernel,
  task: WordIndex,
  address: number,
  write: boolean,
): Model<boolean> {
  const mm = taskMm(k, task);
  const start = address - (address % PMD_SIZE);
  const pmd = pmd_alloc(k, mm, start);
  if (!write) {
    yield step('*pmd = huge zero page, read-only', { pmd, address: start });
    yield* pte_lock(k, mm);
    if (!k.inRace || pmd_is_none(k, pmd)) set_huge_pmd(k, pmd, folio_pfn(HUGE_ZERO_FOLIO), 0);
    pte_unlock(k, mm);
    return true;
  }
  yield step('folio = new 2 MiB folio', { pmd, address: start });
  const folio = alloc_folio(k, PMD_ORDER);
  if (folio === NULL_INDEX) return false;
  count_vm_event(k, 'thp_fault_alloc');
  count_mthp_stat(k, PMD_ORDER, 'anon_fault_alloc');
  yield step('*pmd = folio, writable', { pmd, folio });
  yield* pte_lock(k, mm);
  if (k.inRace && !pmd_is_none(k, pmd)) {
    // Another thread was faster: the access is made again.
    folio_put(k, folio);
    pte_unlock(k, mm);
    return true;
  }
  init_anon_folio(k, task, folio, start);
  set_huge_pmd(k, pmd, folio_pfn(folio), PRESENT_WRITE);
  pte_unlock(k, mm);
  return true;
}

/** A new anonymous folio in its place: rmap, exclusive marks, owner, counters, LRU; the caller writes the page table. */
export function init_anon_folio(k: Kernel, task: WordIndex, folio: Folio, address: number): void {
  const mm = taskMm(k, task);
  const nr = folio_nr_pages(k, folio);
  const vma = find_vma(k, mm, address);
  if (vma !== undefined && (vmaFlags(k, vma) & VM.ANON) === 0)
    k.setNum(wordIndex(vma + VMA.flags), vmaFlags(k, vma) | VM.ANON);
  folio_set(k, folio, PG.uptodate | PG.swapbacked);
  k.setPtr(wordIndex(folio + PAGE.memcg), k.ptr(wordIndex(task + TASK.memcg)));
  k.setNum(wordIndex(folio + PAGE.index), address / 4096);
  k.setPtr(wordIndex(folio + PAGE.mapping), mm);
  // Its one reference becomes a mapping's; another CPU's look-up may have one for a moment.
  set_folio_counts(k, folio, nr, folio_ref_count(k, folio) + nr - 1);
  for (let i = 0; i < nr; i++) folio_set(k, folio_page(folio, i), PG.anonExclusive);
  k.add(wordIndex(mm + MM.anonpages), nr);
  // A page of a locked area is on no list that reclaim looks at.
  if (vma !== undefined && (vmaFlags(k, vma) & VM.LOCKED) !== 0) folio_set(k, folio, PG.mlocked);
  else folio_add_lru(k, folio);
}

/** A write to a read-only 2 MiB mapping: reuse by its only holder; else the mapping is split and one page is handled (oracle F5). */
export function* do_huge_pmd_wp_page(k: Kernel, task: WordIndex, pmd: WordIndex, address: number): Model<void> {
  const mm = taskMm(k, task);
  yield* pte_lock(k, mm);
  if (k.inRace && !pmd_is_huge(k, pmd)) {
    pte_unlock(k, mm);
    return;
  }
  const lo = k.mem.lo(pmd);
  const folio = pfn_folio(presentPtePfn(lo, k.mem.hi(pmd)));
  if (folio === HUGE_ZERO_FOLIO) {
    yield step('*pmd = 0 /* the huge zero page gives way */', { pmd });
    k.mem.write(pmd, 0, 0);
    pte_unlock(k, mm);
    const done = yield* call(
      k,
      'do_huge_pmd_anonymous_page(address, write)',
      do_huge_pmd_anonymous_page,
      task,
      address,
      true,
    );
    if (done || (k.inRace && !pmd_is_none(k, pmd))) return;
    set_huge_pmd(k, pmd, folio_pfn(HUGE_ZERO_FOLIO), 0);
    split_huge_pmd(k, pmd);
    return;
  }
  yield step('if (the folio is exclusive, or nobody else holds it)', { pmd, folio });
  if (!folio_test(k, folio, PG.anonExclusive)) {
    if (folio_test(k, folio, PG.swapcache) && !folio_test(k, folio, PG.locked)) {
      folio_set(k, folio, PG.locked);
      yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
      folio_clear(k, folio, PG.locked);
    }
    const isAlone = folio_mapcount(k, folio) === PMD_PAGES && k.mem.hi(wordIndex(folio + PAGE.counts)) === PMD_PAGES;
    if (!isAlone) {
      yield step('split_huge_pmd(pmd)', { pmd });
      split_huge_pmd(k, pmd);
      pte_unlock(k, mm);
      return;
    }
    for (let i = 0; i < PMD_PAGES; i++) folio_set(k, folio_page(folio, i), PG.anonExclusive);
  }
  yield step('*pmd = writable: reuse the folio', { pmd, folio });
  set_huge_pmd(k, pmd, folio_pfn(folio), PRESENT_WRITE | PRESENT_DIRTY);
  pte_unlock(k, mm);
}

/** fork of a 2 MiB mapping: both sides read-only, nobody exclusive. */
export function copy_huge_pmd(k: Kernel, pmd: WordIndex, to: WordIndex, address: number): void {
  const lo = k.mem.lo(pmd);
  const folio = pfn_folio(presentPtePfn(lo, k.mem.hi(pmd)));
  const child = pmd_alloc(k, to, address);
  if (folio !== HUGE_ZERO_FOLIO) {
    for (let i = 0; i < PMD_PAGES; i++) folio_clear(k, folio_page(folio, i), PG.anonExclusive);
    folio_get(k, folio, PMD_PAGES);
    folio_add_map(k, folio, PMD_PAGES);
    k.add(wordIndex(to + MM.anonpages), PMD_PAGES);
    k.mem.write(pmd, lo & ~PRESENT_WRITE, k.mem.hi(pmd));
  }
  k.mem.write(child, lo & ~PRESENT_WRITE, k.mem.hi(pmd));
}

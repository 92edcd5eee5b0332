// mm/madvise.c: MADV_PAGEOUT and MADV_DONTNEED, and the stores and loads of a scenario's tasks.
import { zap_page_range } from './memory_zap.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { isPtePresent, presentPtePfn } from '../word/pte.js';
import { folio_content, folio_mapcount, pfn_folio, ZERO_FOLIO, type Folio, PG, folio_test } from './folio.js';
import type { Kernel } from './kernel.js';
import { handle_mm_fault, pteOf, type FaultResult } from './memory.js';
import { forEachPte, PMD_SIZE } from './pgtable.js';
import { step, call, type Model } from './step.js';
import { taskMm } from './task.js';
import { folio_isolate_lru, shrink_folio_list } from './vmscan.js';

/** Reclaims exactly the mapped pages of first..end-1, in ascending order, 2 MiB of address space at a time (oracle M1). */
export function* madvise_pageout(k: Kernel, task: WordIndex, first: number, end: number): Model<number> {
  let nr_reclaimed = 0;
  for (let start = first; start < end;) {
    const blockEnd = Math.min(end, (Math.floor(start / PMD_SIZE) + 1) * PMD_SIZE);
    yield step('collect the mapped pages of this page table', { start, end: blockEnd });
    const folios: Folio[] = [];
    forEachPte(k, taskMm(k, task), start, blockEnd, (pte) => {
      if (!isPtePresent(k.mem.lo(pte), k.mem.hi(pte))) return;
      const folio = pfn_folio(presentPtePfn(k.mem.lo(pte), k.mem.hi(pte)));
      if (
        folio !== ZERO_FOLIO &&
        !folio_test(k, folio, PG.mlocked) &&
        folio_mapcount(k, folio) === 1 &&
        folio_isolate_lru(k, folio)
      )
        folios.push(folio);
    });
    for (const folio of folios) nr_reclaimed += yield* call(k, 'shrink_folio_list(folio)', shrink_folio_list, folio);
    start = blockEnd;
  }
  return nr_reclaimed;
}

/** MADV_DONTNEED. */
export function* madvise_dontneed(k: Kernel, task: WordIndex, first: number, end: number): Model<void> {
  yield* call(k, 'zap_page_range(start, end)', zap_page_range, task, first, end);
}

/** One access of a page; a store leaves a content id in the frame. */
export function* access_page(
  k: Kernel,
  task: WordIndex,
  address: number,
  write: boolean,
  contentLo: number,
  contentHi: number,
): Model<FaultResult> {
  const result = yield* call(k, 'handle_mm_fault(address)', handle_mm_fault, task, address, write);
  if (result !== 'done' || !write) return result;
  yield step('/* user space stores */', { address });
  const pte = pteOf(k, task, address) ?? NULL_INDEX;
  const folio = pfn_folio(presentPtePfn(k.mem.lo(pte), k.mem.hi(pte)));
  k.mem.write(folio_content(k, folio), contentLo, contentHi);
  return 'done';
}

/** The frame that a page is mapped to, NULL_INDEX when it is not present. */
export function presentFolio(k: Kernel, task: WordIndex, address: number): Folio {
  const pte = pteOf(k, task, address);
  if (pte === undefined || !isPtePresent(k.mem.lo(pte), k.mem.hi(pte))) return wordIndex(0);
  return pfn_folio(presentPtePfn(k.mem.lo(pte), k.mem.hi(pte)));
}

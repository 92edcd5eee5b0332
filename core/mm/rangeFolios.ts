// The folios of a range of addresses: those mapped there, and those that only the swap cache still holds for a swap entry there.
import { NULL_INDEX } from '../memory/regions.js';
import type { WordIndex } from '../word/brand.js';
import { isPtePresent, isPteSwap, presentPtePfn, swapPteEntry } from '../word/pte.js';
import { HUGE_ZERO_FOLIO, page_folio, pfn_folio, ZERO_FOLIO, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { PAGE_SIZE } from './layout.js';
import { huge_pmd, PMD_SIZE, pte_offset } from './pgtable.js';
import { ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { cluster_offset, swap_table_word, swp_swap_info, swp_tb_is_folio, swp_tb_to_folio } from './swap_table.js';
import { swpOffset } from '../word/swpEntry.js';
import { taskMm } from './task.js';

/** Each folio once, in the order of addresses; the shared zero pages are not among them. */
export function range_folios(k: Kernel, task: WordIndex, first: number, end: number): readonly Folio[] {
  const mm = taskMm(k, task);
  const found = new Set<Folio>();
  for (let address = first; address < end; address += PAGE_SIZE) {
    const pmd = huge_pmd(k, mm, address);
    if (pmd !== undefined) {
      found.add(pfn_folio(presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd))));
      address += PMD_SIZE - PAGE_SIZE - (address % PMD_SIZE);
      continue;
    }
    const ptep = pte_offset(k, mm, address);
    const folio = ptep === undefined ? NULL_INDEX : folio_behind(k, ptep);
    if (folio !== NULL_INDEX) found.add(folio);
  }
  found.delete(ZERO_FOLIO);
  found.delete(HUGE_ZERO_FOLIO);
  return [...found];
}

function folio_behind(k: Kernel, ptep: WordIndex): Folio {
  const lo = k.mem.lo(ptep);
  const hi = k.mem.hi(ptep);
  if (isPtePresent(lo, hi)) return page_folio(k, pfn_folio(presentPtePfn(lo, hi)));
  if ((lo | hi) === 0 || !isPteSwap(lo, hi)) return NULL_INDEX;
  const entry = swapPteEntry(lo, hi);
  const ci = swap_offset_to_cluster(k, swp_swap_info(k, entry), swpOffset(entry));
  if (ci === NULL_INDEX || ci_table(k, ci) === NULL_INDEX) return NULL_INDEX;
  const tb = swap_table_word(k, ci, cluster_offset(entry));
  return swp_tb_is_folio(k, tb) ? swp_tb_to_folio(k, tb) : NULL_INDEX;
}

// The swap slot of a page named by its address, whatever state the page is in: how a fault that waits for a page finds it.
import { NULL_INDEX } from '../memory/regions.js';
import { type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPtePresent, isPteSwap, presentPtePfn, swapPteEntry } from '../word/pte.js';
import { swpEntryPlus } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { folio_page, folio_page_idx, folio_swap, folio_test, page_folio, PG, pfn_folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { PAGE_SIZE } from './layout.js';
import { huge_pmd, PMD_SIZE, pte_offset } from './pgtable.js';
import { entry_is_vswap } from './swapfile.js';
import { vtable_kind, vtable_to_phys, vtable_word } from './vswap_backing.js';

/** The entry in the page table, or the one of the cached folio that is mapped there; undefined when the page has no slot now. */
export function slotOfAddress(k: Kernel, mm: WordIndex, address: number): SwpEntry | undefined {
  const pmd = huge_pmd(k, mm, address);
  const pte = pmd ?? pte_offset(k, mm, address);
  if (pte === undefined) return undefined;
  const lo = k.mem.lo(pte);
  const hi = k.mem.hi(pte);
  if (isPteSwap(lo, hi)) return swapPteEntry(lo, hi);
  if (!isPtePresent(lo, hi)) return undefined;
  const inside = pmd === undefined ? 0 : Math.floor((address % PMD_SIZE) / PAGE_SIZE);
  const page = folio_page(pfn_folio(presentPtePfn(lo, hi)), inside);
  const folio = page_folio(k, page);
  if (folio === NULL_INDEX || !folio_test(k, folio, PG.swapcache)) return undefined;
  return swpEntryPlus(folio_swap(k, folio), folio_page_idx(k, page));
}

/** The slot of a device that holds a slot's data: the physical one behind a virtual one; without one, the slot itself. */
export function physBehind(k: Kernel, entry: SwpEntry): SwpEntry {
  if (!entry_is_vswap(k, entry)) return entry;
  const vt = vtable_word(k, entry);
  return vtable_kind(k, vt) === VirtualTableKind.Swapfile ? vtable_to_phys(k, vt) : entry;
}

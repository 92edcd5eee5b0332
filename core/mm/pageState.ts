// The effective state of a page and its way through the tables: the same words on every kernel, whatever word encodes them (language.md).
import { entry_word, vtable_kind, vtable_word, vtable_to_phys, vtable_pointer } from './vswap_backing.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntryFromVal, swpEntryPlus, swpType } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import {
  folio_content,
  folio_pfn,
  folio_swap,
  folio_test,
  PG,
  type Folio,
  folio_page_idx,
  page_folio,
  folio_page,
} from './folio.js';
import type { KernelView } from './inspect.js';
import type { Kernel } from './kernel.js';
import { MAX_SWAPFILES, SI } from './layout.js';
import { deviceContent, entry_is_zero } from './page_io.js';
import { entry_is_vswap } from './swapfile.js';
import {
  swp_swap_info,
  swp_tb_is_folio,
  swp_tb_to_folio,
  SwapTableKind,
  swp_tb_kind,
  swp_tb_ptr_to_swp_entry,
} from './swap_table.js';
import type { Hop, PageStateWord, PageView } from './view.js';

import { ZENTRY } from './zswap.js';
import { xa_load } from './xarray.js';

interface State {
  readonly state: PageStateWord;
  readonly device: string | undefined;
  readonly entry: SwpEntry | undefined;
  readonly folio: WordIndex | undefined;
}

/** What backs the data of a slot: its backend, apart from any copy in memory. */
export type Backing =
  | { readonly kind: 'zero' | 'none' }
  | { readonly kind: 'zswap'; readonly zentry: WordIndex }
  | { readonly kind: 'phys'; readonly phys: SwpEntry };

export function backingOf(k: Kernel, entry: SwpEntry): Backing {
  if (entry_is_zero(k, entry)) return { kind: 'zero' };
  if (!entry_is_vswap(k, entry)) {
    const tree = wordIndex(k.g.zswap_trees + k.num(wordIndex(swp_swap_info(k, entry) + SI.type)));
    const zentry = xa_load(k, tree, entry % 2 ** 45);
    return zentry === NULL_INDEX ? { kind: 'phys', phys: entry } : { kind: 'zswap', zentry };
  }
  const vt = vtable_word(k, entry);
  switch (vtable_kind(k, vt)) {
    case VirtualTableKind.Swapfile:
      return { kind: 'phys', phys: vtable_to_phys(k, vt) };
    case VirtualTableKind.Zswap:
      return { kind: 'zswap', zentry: vtable_pointer(k, vt) };
    case VirtualTableKind.Zero:
      return { kind: 'zero' };
    default:
      return { kind: 'none' };
  }
}

/** The slot of a page in the swap cache. */
export function cachedEntry(k: Kernel, page: WordIndex): SwpEntry | undefined {
  const folio = page_folio(k, page);
  return folio_test(k, folio, PG.swapcache) ? swpEntryPlus(folio_swap(k, folio), folio_page_idx(k, page)) : undefined;
}

/** `page`: mapped there. `entry`: the swap entry in the page table. The folio of the answer is the page itself, also in the middle of a large one. */
export function pageState(
  k: Kernel,
  view: KernelView,
  page: WordIndex | undefined,
  entry: SwpEntry | undefined,
): State {
  if (page !== undefined) {
    return { state: 'present', device: undefined, entry: cachedEntry(k, page), folio: page };
  }
  if (entry === undefined) return { state: 'none', device: undefined, entry, folio: undefined };
  const cachedFolio = folioAt(k, entry);
  const backing = backingOf(k, entry);
  switch (backing.kind) {
    case 'zero':
    case 'zswap':
      return { state: backing.kind, device: undefined, entry, folio: cachedFolio };
    case 'phys':
      // A cached copy that was never written is the only one: the slot says where it would go, not where it is.
      if (cachedFolio !== undefined && folio_test(k, page_folio(k, cachedFolio), PG.dirty))
        return { state: 'folio', device: undefined, entry, folio: cachedFolio };
      return { state: 'phys', device: view.deviceName(swp_swap_info(k, backing.phys)), entry, folio: cachedFolio };
    case 'none': {
      // A folio that was never read holds nothing: whoever took its backing took the data.
      const isHeld = cachedFolio !== undefined && folio_test(k, page_folio(k, cachedFolio), PG.uptodate);
      return { state: isHeld ? 'folio' : 'lost', device: undefined, entry, folio: cachedFolio };
    }
  }
}

/** The page in the swap cache at a slot. */
function folioAt(k: Kernel, entry: SwpEntry): Folio | undefined {
  const tb = entry_word(k, entry);
  if (!swp_tb_is_folio(k, tb)) return undefined;
  const folio = swp_tb_to_folio(k, tb);
  return folio_page(folio, entry - folio_swap(k, folio));
}

/** The word with the id of a page's content, wherever the data is; undefined: all zeros, or nothing there. */
export function contentWord(k: Kernel, page: PageView): WordIndex | undefined {
  if (page.folio !== undefined && folio_test(k, page_folio(k, page.folio), PG.uptodate))
    return folio_content(k, page.folio);
  if (page.entry === undefined) return undefined;
  const backing = backingOf(k, page.entry);
  switch (backing.kind) {
    case 'zswap':
      return wordIndex(backing.zentry + ZENTRY.handle);
    case 'phys':
      return deviceContent(k, backing.phys);
    default:
      return undefined;
  }
}

/** PTE -> (folio) -> slot -> virtual table word -> physical slot or compressed copy -> reverse map -> back. */
export function resolveHops(k: Kernel, view: KernelView, page: PageView): readonly Hop[] {
  const hops: Hop[] = [];
  if (page.pte !== undefined) hops.push({ kind: 'pte', page, word: page.pte });
  if (page.folio !== undefined) hops.push({ kind: 'folio', folio: page.folio, pfn: folio_pfn(page.folio) });
  const slot = page.entry === undefined ? undefined : view.slot(page.entry);
  if (slot?.swapTable === undefined) return hops;
  hops.push({ kind: 'swapTable', slot, word: slot.swapTable, backing: false });
  if (slot.virtualTable !== undefined) hops.push({ kind: 'virtualTable', slot, word: slot.virtualTable });
  const backing = backingOf(k, slot.entry);
  if (backing.kind === 'zswap') {
    const at = wordIndex(backing.zentry + ZENTRY.swpentry);
    const owner = swpEntryFromVal(k.mem.lo(at), k.mem.hi(at));
    // An entry is freed a step before the virtual table forgets it (facts 3.5); what it holds then is no slot.
    if (swpType(owner) < MAX_SWAPFILES)
      hops.push({
        kind: 'zswapEntry',
        entry: backing.zentry,
        owner,
        length: k.mem.lo(wordIndex(backing.zentry + ZENTRY.length)),
      });
  }
  if (backing.kind !== 'phys' || slot.virtualTable === undefined) return hops;
  const phys = view.slot(backing.phys);
  if (phys?.swapTable === undefined) return hops;
  hops.push({ kind: 'swapTable', slot: phys, word: phys.swapTable, backing: true });
  if (swp_tb_kind(k, phys.swapTable.index) === SwapTableKind.Pointer) {
    const to = swp_tb_ptr_to_swp_entry(k, phys.swapTable.index);
    hops.push({ kind: 'reverseMap', from: phys, to, agrees: to === slot.entry });
  }
  return hops;
}

// mm/vswap.h, questions about a range of virtual slots: what backs it, and whether one kind backs all of it (facts 1.10, 3.9, 3.26).
import { swpEntryPlus } from '../word/swpEntry.js';
import type { SwpEntry } from '../word/brand.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import type { Kernel } from './kernel.js';
import { swp_tb_is_folio } from './swap_table.js';
import { entry_word, vtable_kind, vtable_to_phys, vtable_word } from './vswap_backing.js';
import { slot_is_zero } from './zeromap.js';

/** What backs one virtual slot, the zero flag and a folio without any backing counted as ZERO and FOLIO. */
export function vswap_effective_type(k: Kernel, entry: SwpEntry): VirtualTableKind {
  const kind = vtable_kind(k, vtable_word(k, entry));
  if (kind !== VirtualTableKind.None) return kind;
  if (slot_is_zero(k, entry)) return VirtualTableKind.Zero;
  return swp_tb_is_folio(k, entry_word(k, entry)) ? VirtualTableKind.Folio : VirtualTableKind.None;
}

/** How many of `nr` slots of one cluster, from the first on, are backed like it; physical slots must also follow each other on one device. */
export function vswap_check_backing(k: Kernel, first: SwpEntry, nr: number): number {
  const type = vswap_effective_type(k, first);
  const phys = type === VirtualTableKind.Swapfile ? vtable_to_phys(k, vtable_word(k, first)) : undefined;
  let length = 1;
  for (; length < nr; length++) {
    const entry = swpEntryPlus(first, length);
    if (vswap_effective_type(k, entry) !== type) break;
    if (phys !== undefined && vtable_to_phys(k, vtable_word(k, entry)) !== swpEntryPlus(phys, length)) break;
  }
  return length;
}

/** One folio may read `nr` virtual slots at once: all zeros, or one run on one device; never compressed copies (facts 3.9). */
export function vswap_can_swapin_thp(k: Kernel, first: SwpEntry, nr: number): boolean {
  const type = vswap_effective_type(k, first);
  if (type !== VirtualTableKind.Zero && type !== VirtualTableKind.Swapfile) return false;
  return vswap_check_backing(k, first, nr) === nr;
}

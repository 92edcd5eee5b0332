// Laws of the swap cache: PFN words and folios name each other, and what a cached folio's slots have behind them fits the folio (facts 4: I14 to I16, I22, J6, J10, J11, J19).
import {
  folio_mapcount,
  folio_nr_pages,
  folio_ref_count,
  folio_swap,
  folio_test,
  PAGE,
  PG,
  type Folio,
} from '../mm/folio.js';
import type { Kernel } from '../mm/kernel.js';
import { SWAPFILE_CLUSTER } from '../mm/layout.js';
import { entry_is_vswap } from '../mm/swapfile.js';
import { swp_tb_is_folio, swp_tb_to_folio } from '../mm/swap_table.js';
import { VM_EVENTS, vmEvent } from '../mm/vmEvents.js';
import { vtable_kind, vtable_to_phys } from '../mm/vswap_backing.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasZeroFlag, SwapTableKind } from '../word/swapTable.js';
import { NO_ENTRY } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import {
  addressText,
  ALL_KERNELS,
  FROM_V2,
  slotText,
  VIRTUAL_KERNELS,
  type Broken,
  type Slot,
  type Theme,
} from './law.js';
import { wordOfEntry, type Moment } from './snapshot.js';

export const CACHE_LAWS: Theme = {
  laws: [
    { name: 'I14', meaning: 'a PFN word and its folio name each other, slot by slot', kernels: ALL_KERNELS },
    {
      name: 'I15',
      meaning: 'a cached folio has one reference for each of its slots and one for each mapping',
      kernels: ALL_KERNELS,
    },
    { name: 'I16', meaning: 'a folio under writeback is still in the swap cache', kernels: ALL_KERNELS },
    { name: 'I22', meaning: 'nr_swapcached counts exactly the PFN words', kernels: ALL_KERNELS },
    {
      name: 'J6',
      meaning: 'a cached page that is stored nowhere is dirty, so that it is not dropped',
      kernels: VIRTUAL_KERNELS,
    },
    { name: 'J10', meaning: 'the slots of one cached folio are all backed alike', kernels: FROM_V2 },
    {
      name: 'J11',
      meaning: 'physical slots behind one cached folio follow each other on one device',
      kernels: FROM_V2,
    },
    {
      name: 'J19',
      meaning: 'a folio has slots of one kind: virtual or of a device, never both',
      kernels: VIRTUAL_KERNELS,
    },
  ],
  look: (seen, broken) => {
    const { k, moment } = seen;
    return {
      slot: (slot) => {
        if (slot.kind !== SwapTableKind.Pfn) return;
        seen.sums.cached++;
        checkCached(k, slot, moment, broken);
      },
      page: (page, flags) => {
        if ((flags & (PG.writeback | PG.swapcache)) !== 0) checkPage(k, page, flags, broken);
      },
      end: () => {
        const counted = vmEvent(k, 'nr_swapcached');
        const { cached } = seen.sums;
        if (counted !== cached)
          broken(
            'I22',
            wordIndex(k.g.vm_events + VM_EVENTS.indexOf('nr_swapcached')),
            `nr_swapcached is ${counted}, ${cached} words are PFN`,
          );
      },
    };
  },
};

/** One PFN word and its folio; what concerns the whole folio is looked at with its first slot. */
function checkCached(k: Kernel, slot: Slot, moment: Moment, broken: Broken): void {
  const { entry, tb, cluster } = slot;
  const folio = swp_tb_to_folio(k, tb);
  const first = folio_swap(k, folio);
  const nr = folio_nr_pages(k, folio);
  const isInCache = folio_test(k, folio, PG.swapcache);
  if (!isInCache || entry < first || entry >= first + nr) {
    broken('I14', tb, `${slotText(entry)} holds a folio that is not in the swap cache there`);
    if (isInCache && first !== NO_ENTRY && entry_is_vswap(k, first) !== cluster.isVirtual)
      broken('J19', tb, `${slotText(entry)} holds the folio of ${slotText(first)}`);
    return;
  }
  // The holder of the folio's lock is about to store it or to drop it (facts 4.2 J6).
  if (cluster.isVirtual && (moment === 'rest' || !folio_test(k, folio, PG.locked))) checkStored(k, slot, folio, broken);
  if (entry !== first) return;
  if (nr > 1) checkLarge(k, slot, folio, nr, broken);
  const references = folio_ref_count(k, folio);
  const owed = nr + folio_mapcount(k, folio);
  // Whoever works on a folio holds it meanwhile (facts 4.1 I15: at least).
  if (moment === 'rest' ? references !== owed : references < owed)
    broken(
      'I15',
      wordIndex(folio + PAGE.counts),
      `the folio of ${slotText(entry)} has ${nr} slots, ${folio_mapcount(k, folio)} mappings and ${references} references`,
    );
}

/** J6: before RFC v2 a slot may say FOLIO instead of NONE; both mean that the folio is all there is (facts 1.10). */
function checkStored(k: Kernel, { entry, tb, backing, isZero }: Slot, folio: Folio, broken: Broken): void {
  const isBare = (backing === VirtualTableKind.None && !isZero) || backing === VirtualTableKind.Folio;
  if (isBare && folio_test(k, folio, PG.uptodate) && !folio_test(k, folio, PG.dirty))
    broken('J6', tb, `${slotText(entry)} has no backing and its folio at ${addressText(folio)} is clean`);
}

function checkLarge(k: Kernel, { entry, tb, off, vt, cluster }: Slot, folio: Folio, nr: number, broken: Broken): void {
  if (off % nr !== 0) broken('I14', tb, `${slotText(entry)} is the first of ${nr} slots and not aligned to them`);
  const type = cluster.isVirtual ? effective(k, tb, vt) : VirtualTableKind.None;
  const phys = type === VirtualTableKind.Swapfile ? vtable_to_phys(k, vt) : NO_ENTRY;
  for (let i = 1; i < nr && off + i < SWAPFILE_CLUSTER; i++) {
    const at = wordIndex(tb + i);
    if (!swp_tb_is_folio(k, at) || swp_tb_to_folio(k, at) !== folio)
      return broken('I14', at, `the folio of ${slotText(entry)} has ${nr} slots and is not in slot ${i} of them`);
    if (!cluster.isVirtual) continue;
    const other = effective(k, at, wordIndex(vt + i));
    if (other !== type)
      return broken(
        'J10',
        wordIndex(vt + i),
        `slot ${i} of the folio of ${slotText(entry)} is backed otherwise than slot 0`,
      );
    if (type === VirtualTableKind.Swapfile && vtable_to_phys(k, wordIndex(vt + i)) !== phys + i)
      return broken(
        'J11',
        wordIndex(vt + i),
        `slot ${i} of the folio of ${slotText(entry)} is not behind slot 0 on its device`,
      );
  }
}

/** What backs a slot, the zero flag counted as ZERO (facts 1.10). */
function effective(k: Kernel, tb: WordIndex, vt: WordIndex): VirtualTableKind {
  const kind = vtable_kind(k, vt);
  return kind === VirtualTableKind.None && hasZeroFlag(k.mem.hi(tb)) ? VirtualTableKind.Zero : kind;
}

/** From the frame's side: one that says it is in the swap cache is in its slot, and nothing is written that is not there. */
function checkPage(k: Kernel, page: WordIndex, flags: number, broken: Broken): void {
  if ((flags & PG.swapcache) === 0)
    return broken('I16', page, `page frame at ${addressText(page)} is written and not cached`);
  const entry = folio_swap(k, page);
  const at = wordOfEntry(k, entry);
  if (at === undefined || !swp_tb_is_folio(k, at) || swp_tb_to_folio(k, at) !== page)
    broken('I14', page, `page frame at ${addressText(page)} says that it is cached in ${slotText(entry)}, and is not`);
}

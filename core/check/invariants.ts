// The laws that the tables obey between statements (facts 4), each with its name and meaning; a broken one names the words.
import { vtable_kind, vtable_to_phys, vtable_pointer } from '../mm/vswap_backing.js';
import { NULL_INDEX } from '../memory/regions.js';
import type { Finding } from '../scenario/outcome.js';
import type { Kernel } from '../mm/kernel.js';
import { SWAPFILE_CLUSTER } from '../mm/layout.js';
import { folio_nr_pages, folio_swap, folio_test, PG } from '../mm/folio.js';
import { list_linked } from '../mm/list.js';
import { lookup_swap_cgroup_id } from '../mm/memcontrol.js';
import { ci_count, ci_virtual_table } from '../mm/swap_cluster.js';
import { swap_count } from '../mm/swap_count.js';
import {
  swp_tb_is_null,
  swp_tb_kind,
  swp_tb_ptr_to_swp_entry,
  swp_tb_to_folio,
  SwapTableKind,
} from '../mm/swap_table.js';
import { entry_is_zero } from '../mm/page_io.js';

import { ZENTRY } from '../mm/zswap.js';
import { addressOf } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { hexWord } from '../word/hex.js';
import { wordOf } from '../word/halves.js';
import { swpEntryFromVal, swpEntryPlus, swpOffset, swpType } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { forEachSlot, see, type Seen, type SeenCluster } from './snapshot.js';

export interface Invariant {
  /** Name in facts 4. */
  readonly name: string;
  readonly meaning: string;
  readonly check: (seen: Seen, broken: (message: string) => void) => void;
}

export const INVARIANTS: readonly Invariant[] = [
  { name: 'I1', meaning: 'a cluster counts exactly its slots that are not NULL', check: checkCounts },
  { name: 'I2', meaning: 'a cluster holds at most 512 slots, and exactly 512 when none is NULL', check: checkFull },
  { name: 'I9', meaning: 'a slot counts exactly the page table entries that refer to it', check: checkReferences },
  { name: 'I14', meaning: 'a PFN word and its folio name each other', check: checkCache },
  {
    name: 'J1',
    meaning: "a virtual slot with a physical one and that one's reverse map name each other",
    check: checkReverseMap,
  },
  { name: 'J2', meaning: 'a ZSWAP word and its zswap entry name each other', check: checkZswap },
  { name: 'J3', meaning: 'only a slot in use has backing', check: checkBackingUsed },
  { name: 'J5', meaning: 'a swapped-out page that somebody needs is stored somewhere', check: checkNothingLost },
  { name: 'J7', meaning: 'a free slot has no backing and no owner', check: checkFree },
];

/** More broken laws than a person reads help nobody. */
const MOST_FINDINGS = 20;

/** Checks all invariants on a kernel at rest; empty when they hold. Reads only. */
export function checkInvariants(k: Kernel): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = see(k);
  for (const { name, meaning, check } of INVARIANTS) {
    check(seen, (message) => {
      if (findings.length < MOST_FINDINGS) {
        const kind = name === 'J5' ? 'loss' : 'invariant';
        findings.push({
          kind,
          code: kind === 'loss' ? 'VS0421' : 'VS0420',
          message: `${name} is broken (${meaning}): ${message}.`,
        });
      }
    });
  }
  return findings;
}

type Broken = (message: string) => void;

function checkCounts({ k, clusters }: Seen, broken: Broken): void {
  for (const cluster of clusters) {
    const used = usedSlots(k, cluster);
    const count = ci_count(k, cluster.ci);
    if (count !== used)
      broken(`${clusterText(cluster)} counts ${count} slots and has ${used}, count at ${addressText(cluster.ci)}`);
  }
}

function checkFull({ k, clusters }: Seen, broken: Broken): void {
  for (const cluster of clusters) {
    const count = ci_count(k, cluster.ci);
    if (count > SWAPFILE_CLUSTER || (count === SWAPFILE_CLUSTER) !== (usedSlots(k, cluster) === SWAPFILE_CLUSTER)) {
      broken(`${clusterText(cluster)} counts ${count} slots, count at ${addressText(cluster.ci)}`);
    }
  }
}

/** In a kernel with a byte map a slot without a word may still be bad there. */
function usedSlots(k: Kernel, cluster: SeenCluster): number {
  if (cluster.table === NULL_INDEX) return 0;
  let used = 0;
  for (let off = 0; off < SWAPFILE_CLUSTER; off++) {
    const isUsed = !swp_tb_is_null(k, wordIndex(cluster.table + off));
    if (isUsed || (k.variant.counts === 'swap_map' && swap_count(k, cluster.si, cluster.ci, off) > 0)) used++;
  }
  return used;
}

function checkReferences(seen: Seen, broken: Broken): void {
  const { k, references } = seen;
  const met = new Set<SwpEntry>();
  forEachSlot(seen, (cluster, off, tb) => {
    const kind = swp_tb_kind(k, tb);
    const entry = swpEntryPlus(cluster.first, off);
    if (kind !== SwapTableKind.Pfn && kind !== SwapTableKind.Shadow) return;
    met.add(entry);
    const count = swap_count(k, cluster.si, cluster.ci, off);
    const expected = references.get(entry) ?? 0;
    if (count !== expected)
      broken(`${slotText(entry)} counts ${count} and ${expected} page table entries refer to it, ${wordText(k, tb)}`);
  });
  for (const [entry, count] of references)
    if (!met.has(entry)) broken(`${count} page table entries refer to ${slotText(entry)}, which is not in use`);
}

function checkCache(seen: Seen, broken: Broken): void {
  const { k } = seen;
  forEachSlot(seen, (cluster, off, tb) => {
    if (swp_tb_kind(k, tb) !== SwapTableKind.Pfn) return;
    const entry = swpEntryPlus(cluster.first, off);
    const folio = swp_tb_to_folio(k, tb);
    const first = folio_swap(k, folio);
    const inside = entry >= first && entry < first + folio_nr_pages(k, folio);
    if (!folio_test(k, folio, PG.swapcache) || !inside)
      broken(`${slotText(entry)} holds a folio that is not in the swap cache there, ${wordText(k, tb)}`);
  });
}

function checkReverseMap(seen: Seen, broken: Broken): void {
  const { k } = seen;
  const owners = new Map<SwpEntry, SwpEntry>();
  forEachBacking(seen, (entry, vt) => {
    if (vtable_kind(k, vt) === VirtualTableKind.Swapfile) owners.set(vtable_to_phys(k, vt), entry);
  });
  forEachSlot(seen, (cluster, off, tb) => {
    if (swp_tb_kind(k, tb) !== SwapTableKind.Pointer) return;
    const phys = swpEntryPlus(cluster.first, off);
    const owner = owners.get(phys);
    owners.delete(phys);
    if (owner === undefined) broken(`${slotText(phys)} is a Pointer and no virtual slot has it, ${wordText(k, tb)}`);
    else if (swp_tb_ptr_to_swp_entry(k, tb) !== owner)
      broken(
        `${slotText(phys)} points to ${slotText(swp_tb_ptr_to_swp_entry(k, tb))} and belongs to ${slotText(owner)}, ${wordText(k, tb)}`,
      );
  });
  for (const [phys, owner] of owners) broken(`${slotText(owner)} has ${slotText(phys)}, whose word is no Pointer`);
}

function checkZswap(seen: Seen, broken: Broken): void {
  const { k } = seen;
  const met = new Set<WordIndex>();
  forEachBacking(seen, (entry, vt) => {
    if (vtable_kind(k, vt) !== VirtualTableKind.Zswap) return;
    const zentry = vtable_pointer(k, vt);
    const at = wordIndex(zentry + ZENTRY.swpentry);
    if (zentry === NULL_INDEX || swpEntryFromVal(k.mem.lo(at), k.mem.hi(at)) !== entry)
      broken(`${slotText(entry)} names a zswap entry that is not its own, ${wordText(k, vt)}`);
    else if (!list_linked(k, wordIndex(zentry + ZENTRY.lru)))
      broken(`the zswap entry of ${slotText(entry)} at ${addressText(zentry)} is on no LRU`);
    if (met.has(zentry))
      broken(`two virtual slots name the zswap entry at ${addressText(zentry)}, one is ${slotText(entry)}`);
    met.add(zentry);
  });
}

function checkBackingUsed(seen: Seen, broken: Broken): void {
  const { k } = seen;
  forEachBacking(seen, (entry, vt, tb) => {
    const kind = swp_tb_kind(k, tb);
    const isEmpty = vtable_kind(k, vt) === VirtualTableKind.None;
    if (!isEmpty && kind !== SwapTableKind.Pfn && kind !== SwapTableKind.Shadow)
      broken(`${slotText(entry)} has backing and is not in use, ${wordText(k, vt)}`);
  });
}

function checkNothingLost(seen: Seen, broken: Broken): void {
  const { k } = seen;
  forEachBacking(seen, (entry, vt, tb, cluster, off) => {
    if (swp_tb_kind(k, tb) !== SwapTableKind.Shadow || swap_count(k, cluster.si, cluster.ci, off) === 0) return;
    const kind = vtable_kind(k, vt);
    const isStored = kind === VirtualTableKind.Swapfile || kind === VirtualTableKind.Zswap || entry_is_zero(k, entry);
    if (!isStored) broken(`the page of ${slotText(entry)} is neither in memory nor stored, ${wordText(k, tb)}`);
  });
}

function checkFree(seen: Seen, broken: Broken): void {
  const { k } = seen;
  forEachBacking(seen, (entry, vt, tb, cluster, off) => {
    if (!swp_tb_is_null(k, tb)) return;
    if ((k.mem.lo(vt) | k.mem.hi(vt)) !== 0)
      broken(`${slotText(entry)} is free and its virtual table word is not, ${wordText(k, vt)}`);
    const id = lookup_swap_cgroup_id(k, cluster.ci, off);
    if (id !== 0) broken(`${slotText(entry)} is free and the cgroup with id ${id} is on record as its owner`);
  });
}

/** Each slot of the virtual device that has a virtual table word. */
function forEachBacking(
  seen: Seen,
  visit: (entry: SwpEntry, vt: WordIndex, tb: WordIndex, cluster: SeenCluster, off: number) => void,
): void {
  for (const cluster of seen.clusters) {
    const table = cluster.isVirtual ? ci_virtual_table(seen.k, cluster.ci) : NULL_INDEX;
    if (table === NULL_INDEX) continue;
    for (let off = 0; off < SWAPFILE_CLUSTER; off++) {
      visit(swpEntryPlus(cluster.first, off), wordIndex(table + off), wordIndex(cluster.table + off), cluster, off);
    }
  }
}

const slotText = (entry: SwpEntry): string => `type ${swpType(entry)} slot ${swpOffset(entry)}`;
const clusterText = ({ index, first }: SeenCluster): string => `cluster ${index} of type ${swpType(first)}`;
const addressText = (index: WordIndex): string => `0x${addressOf(index).toString(16)}`;
const wordText = (k: Kernel, index: WordIndex): string =>
  `word ${hexWord(wordOf(k.mem.lo(index), k.mem.hi(index)))} at ${addressText(index)}`;

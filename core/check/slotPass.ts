// The one pass over all slots that the invariants share: each slot's words are read once, slots of which nothing is known are skipped.
import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SI, SWAPFILE_CLUSTER } from '../mm/layout.js';
import { lookup_swap_cgroup_id } from '../mm/memcontrol.js';
import { ci_memcg_table, ci_virtual_table } from '../mm/swap_cluster.js';
import { is_swap_map_bad, swap_count } from '../mm/swap_count.js';
import { vtable_kind } from '../mm/vswap_backing.js';
import { zeromap_test } from '../mm/zeromap.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpEntryPlus } from '../word/swpEntry.js';
import { hasZeroFlag, swapTableKind, SwapTableKind } from '../word/swapTable.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { Slice, type InSlices } from './inSlices.js';
import type { Look, Slot, Tally } from './law.js';
import type { Seen, SeenCluster } from './snapshot.js';

/** Between two slices. */
const SLOTS_PASSED = 1024;

/** The one slot object of a pass. */
export interface WritableSlot extends Slot {
  cluster: SeenCluster;
  off: number;
  entry: SwpEntry;
  tb: WordIndex;
  kind: SwapTableKind;
  isCountable: boolean;
  count: number;
  isZero: boolean;
  owner: number;
  vt: WordIndex;
  backing: VirtualTableKind;
}

/** Shows every slot and every cluster to the looks. */
export function* passSlots(seen: Seen, looks: readonly Look[]): InSlices<void> {
  const onSlot = looks.flatMap(({ slot }) => (slot === undefined ? [] : [slot]));
  const onCluster = looks.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]));
  const slice = new Slice(SLOTS_PASSED);
  let slot: WritableSlot | undefined;
  for (const cluster of seen.clusters) {
    let tally: Tally = NO_SLOTS;
    if (cluster.table !== NULL_INDEX) {
      slot ??= emptySlot(cluster);
      tally = passPart(seen.k, cluster, 0, SWAPFILE_CLUSTER, slot, onSlot);
    }
    for (const look of onCluster) look(cluster, tally);
    if (slice.isOver(tally === NO_SLOTS ? 1 : SWAPFILE_CLUSTER)) yield;
  }
}

export const NO_SLOTS: Tally = { used: 0, pfn: 0, shadow: 0, pointer: 0, bad: 0 };

/** The slots `first`..`end` (exclusive) of a cluster that has a table; `first` is a multiple of 8, so that no word of a map is met twice. */
export function passPart(
  k: Kernel,
  cluster: SeenCluster,
  first: number,
  end: number,
  slot: WritableSlot,
  looks: readonly ((slot: Slot) => void)[],
): Tally {
  const { ci, si, table } = cluster;
  const hasMap = k.variant.counts === 'swap_map';
  const hasZeromap = k.variant.zeroMarks === 'zeromap';
  const owners = ci_memcg_table(k, ci);
  const vtable = cluster.isVirtual ? ci_virtual_table(k, ci) : NULL_INDEX;
  // One byte a slot, in the order of slots (6.18).
  const map = hasMap
    ? wordIndex(k.ptr(wordIndex(si + SI.swap_map)) + cluster.index * (SWAPFILE_CLUSTER / 8))
    : NULL_INDEX;
  /** Whether the word that holds this slot's id, and the one that holds its byte of the map, hold anything. */
  let hasOwners = false;
  let hasCounts = false;
  const tally = { used: 0, pfn: 0, shadow: 0, pointer: 0, bad: 0 };
  slot.cluster = cluster;
  for (let off = first; off < end; off++) {
    const tb = wordIndex(table + off);
    const lo = k.mem.lo(tb);
    const hi = k.mem.hi(tb);
    const isNull = (lo | hi) === 0;
    const vt = vtable === NULL_INDEX ? NULL_INDEX : wordIndex(vtable + off);
    const hasBacking = vt !== NULL_INDEX && (k.mem.lo(vt) | k.mem.hi(vt)) !== 0;
    if ((off & 3) === 0) hasOwners = hasWord(k, owners, off >>> 2);
    if (hasMap && (off & 7) === 0) hasCounts = hasWord(k, map, off >>> 3);
    if (isNull && !hasBacking && !hasOwners && !hasCounts) continue;
    slot.off = off;
    slot.entry = swpEntryPlus(cluster.first, off);
    slot.tb = tb;
    slot.kind = isNull && hasCounts && is_swap_map_bad(k, si, ci, off) ? SwapTableKind.Bad : swapTableKind(lo, hi);
    slot.isCountable = slot.kind === SwapTableKind.Pfn || slot.kind === SwapTableKind.Shadow;
    slot.count = slot.isCountable || (isNull && hasCounts) ? swap_count(k, si, ci, off) : 0;
    slot.isZero =
      slot.isCountable && (hasZeromap ? zeromap_test(k, si, cluster.index * SWAPFILE_CLUSTER + off) : hasZeroFlag(hi));
    slot.owner = hasOwners ? lookup_swap_cgroup_id(k, ci, off) : 0;
    slot.vt = vt;
    slot.backing = hasBacking ? vtable_kind(k, vt) : VirtualTableKind.None;
    if (isNull && slot.kind === SwapTableKind.Null && slot.count === 0 && !hasBacking && slot.owner === 0) continue;
    if (!isNull || slot.kind === SwapTableKind.Bad || slot.count > 0) tally.used++;
    if (slot.kind === SwapTableKind.Pfn) tally.pfn++;
    else if (slot.kind === SwapTableKind.Shadow) tally.shadow++;
    else if (slot.kind === SwapTableKind.Pointer) tally.pointer++;
    else if (slot.kind === SwapTableKind.Bad) tally.bad++;
    for (const look of looks) look(slot);
  }
  return tally;
}

function hasWord(k: Kernel, table: WordIndex, i: number): boolean {
  if (table === NULL_INDEX) return false;
  const at = wordIndex(table + i);
  return (k.mem.lo(at) | k.mem.hi(at)) !== 0;
}

export function emptySlot(cluster: SeenCluster): WritableSlot {
  return {
    cluster,
    off: 0,
    entry: NO_ENTRY,
    tb: NULL_INDEX,
    kind: SwapTableKind.Null,
    isCountable: false,
    count: 0,
    isZero: false,
    owner: 0,
    vt: NULL_INDEX,
    backing: VirtualTableKind.None,
  };
}

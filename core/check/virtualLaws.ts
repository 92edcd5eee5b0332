// Laws of the two tables: what backs a virtual slot and what points back, and the dynamic clusters they stand in (facts 4.2: J1, J3 to J5, J7 to J9, J12, J16, J17).
import { NULL_INDEX, PAGES_FIRST } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SI } from '../mm/layout.js';
import {
  ci_count,
  ci_flags,
  ci_memcg_table,
  ci_table,
  ci_virtual_table,
  CLUSTER_FLAG,
  cluster_index,
  is_vswap,
} from '../mm/swap_cluster.js';
import { devices } from '../mm/swapon.js';
import { swap_count } from '../mm/swap_count.js';
import {
  cluster_offset,
  swap_rmap_is_cache_only,
  swap_table_word,
  swp_swap_info,
  swp_tb_is_folio,
  swp_tb_kind,
  swp_tb_ptr_to_swp_entry,
} from '../mm/swap_table.js';
import { entry_is_vswap } from '../mm/swapfile.js';
import { vtable_kind, vtable_to_phys } from '../mm/vswap_backing.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntryPlus } from '../word/swpEntry.js';
import { SwapTableKind } from '../word/swapTable.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { addressText, clusterText, slotText, VIRTUAL_KERNELS, type Broken, type Slot, type Theme } from './law.js';
import { clusterOfEntry, deviceOfEntry, forEachSlot, wordOfEntry, type Seen, type SeenCluster } from './snapshot.js';

export const VIRTUAL_LAWS: Theme = {
  laws: [
    {
      name: 'J1',
      meaning: "a virtual slot with a physical one and that one's reverse map name each other",
      kernels: VIRTUAL_KERNELS,
    },
    { name: 'J3', meaning: 'only a slot in use has backing', kernels: VIRTUAL_KERNELS },
    { name: 'J4', meaning: 'a page of zeros is stored nowhere else', kernels: VIRTUAL_KERNELS },
    {
      name: 'J5',
      meaning: 'a swapped-out page that somebody needs is stored somewhere',
      kernels: VIRTUAL_KERNELS,
    },
    { name: 'J7', meaning: 'a free slot has no backing and no owner', kernels: VIRTUAL_KERNELS },
    {
      name: 'J8',
      meaning: 'virtual clusters hold no reverse map, and all but the first have a virtual table',
      kernels: VIRTUAL_KERNELS,
    },
    {
      name: 'J9',
      meaning: 'a cache-only mark is on the physical slot of a virtual one, which is cached and has no references',
      kernels: VIRTUAL_KERNELS,
    },
    { name: 'J12', meaning: 'virtual slots are backed by devices, never by virtual slots', kernels: VIRTUAL_KERNELS },
    { name: 'J16', meaning: 'a dead cluster is empty, without tables and out of the xarray', kernels: VIRTUAL_KERNELS },
    {
      name: 'J17',
      meaning: 'the xarray holds exactly the live clusters by their index, and each but the first is in use',
      kernels: VIRTUAL_KERNELS,
    },
  ],
  look: (seen, broken) => {
    const { k } = seen;
    if (!k.variant.hasVirtualSwap) return {};
    let listed = 0;
    let hasFirst = false;
    return {
      slot: (slot) => {
        if (slot.cluster.isVirtual) {
          checkVirtualSlot(k, slot, broken);
          if (slot.backing === VirtualTableKind.Swapfile) seen.sums.unmatched--;
        } else if (slot.kind === SwapTableKind.Pointer) {
          seen.sums.unmatched++;
          if (swap_rmap_is_cache_only(k, slot.tb)) checkCacheOnly(k, slot.tb, slot.entry, broken);
        }
      },
      cluster: (cluster) => {
        if (!cluster.isVirtual) return;
        listed++;
        hasFirst ||= cluster.index === 0;
        checkDynamic(k, cluster, broken);
      },
      end: () => {
        // Each SWAPFILE word was looked at; when none is wrong, as many reverse maps mean that none of these is either.
        if (seen.sums.unmatched !== 0) findUnowned(seen, broken);
        const dead = checkDead(k, broken);
        const live = k.slab.inUse(k.caches.swap_cluster_info_dynamic) - dead;
        const root = wordIndex(k.ptr(k.g.vswap_si) + SI.cluster_info);
        if (!hasFirst || live !== listed)
          broken(
            'J17',
            root,
            `${live} virtual clusters are alive, the xarray has ${listed}, cluster 0 ${hasFirst ? 'included' : 'is missing'}`,
          );
      },
    };
  },
};

function checkVirtualSlot(
  k: Kernel,
  { kind, backing, entry, tb, vt, isCountable, isZero, owner, count }: Slot,
  broken: Broken,
): void {
  if (kind === SwapTableKind.Pointer) broken('J8', tb, `${slotText(entry)} is a Pointer`);
  if (vt === NULL_INDEX) return;
  if (backing !== VirtualTableKind.None && !isCountable)
    broken('J3', vt, `${slotText(entry)} has backing and is not in use`);
  if (kind === SwapTableKind.Null) {
    if (backing !== VirtualTableKind.None)
      broken('J7', vt, `${slotText(entry)} is free and its virtual table word is not`);
    if (owner !== 0)
      broken('J7', tb, `${slotText(entry)} is free and the cgroup with id ${owner} is on record as its owner`);
  }
  if (isZero && backing !== VirtualTableKind.None) broken('J4', vt, `${slotText(entry)} has the zero flag and backing`);
  const isStored =
    isZero ||
    backing === VirtualTableKind.Swapfile ||
    backing === VirtualTableKind.Zswap ||
    backing === VirtualTableKind.Zero;
  if (kind === SwapTableKind.Shadow && count > 0 && !isStored)
    broken('J5', tb, `the page of ${slotText(entry)} is neither in memory nor stored`);
  if (backing === VirtualTableKind.Swapfile) checkBacking(k, entry, vt, broken);
}

function checkBacking(k: Kernel, entry: SwpEntry, vt: WordIndex, broken: Broken): void {
  const phys = vtable_to_phys(k, vt);
  const si = deviceOfEntry(k, phys);
  if (si === NULL_INDEX || is_vswap(k, si)) {
    broken(
      'J12',
      vt,
      `${slotText(entry)} is backed by ${slotText(phys)}, ${si === NULL_INDEX ? 'and there is no such device' : 'itself virtual'}`,
    );
    return;
  }
  const tb = wordOfEntry(k, phys);
  if (tb === undefined || swp_tb_kind(k, tb) !== SwapTableKind.Pointer)
    broken('J1', vt, `${slotText(entry)} has ${slotText(phys)}, whose word is no Pointer`);
  else if (swp_tb_ptr_to_swp_entry(k, tb) !== entry)
    broken(
      'J1',
      tb,
      `${slotText(phys)} points to ${slotText(swp_tb_ptr_to_swp_entry(k, tb))} and belongs to ${slotText(entry)}`,
    );
}

/** Whether the owner that a reverse map names has that physical slot. */
function isOwnedAs(k: Kernel, tb: WordIndex, phys: SwpEntry): boolean {
  const owner = swp_tb_ptr_to_swp_entry(k, tb);
  const ci = entry_is_vswap(k, owner) ? clusterOfEntry(k, owner) : undefined;
  const vtable = ci === undefined ? NULL_INDEX : ci_virtual_table(k, ci);
  if (vtable === NULL_INDEX) return false;
  const vt = wordIndex(vtable + cluster_offset(owner));
  return vtable_kind(k, vt) === VirtualTableKind.Swapfile && vtable_to_phys(k, vt) === phys;
}

function findUnowned(seen: Seen, broken: Broken): void {
  const { k } = seen;
  forEachSlot(seen, ({ isVirtual, first }, off, tb) => {
    if (isVirtual || swp_tb_kind(k, tb) !== SwapTableKind.Pointer) return;
    const phys = swpEntryPlus(first, off);
    if (!isOwnedAs(k, tb, phys))
      broken(
        'J1',
        tb,
        `${slotText(phys)} points to ${slotText(swp_tb_ptr_to_swp_entry(k, tb))}, which does not have it`,
      );
  });
}

function checkCacheOnly(k: Kernel, tb: WordIndex, phys: SwpEntry, broken: Broken): void {
  const owner = swp_tb_ptr_to_swp_entry(k, tb);
  if (!isOwnedAs(k, tb, phys))
    return broken('J9', tb, `${slotText(phys)} says cache-only for ${slotText(owner)}, which does not have it`);
  // RFC v1 never clears the mark (facts 1.8): there it was true once.
  const ci = k.variant.clearsCacheOnly ? clusterOfEntry(k, owner) : undefined;
  if (ci === undefined) return;
  const isCached = swp_tb_is_folio(k, swap_table_word(k, ci, cluster_offset(owner)));
  const count = swap_count(k, swp_swap_info(k, owner), ci, cluster_offset(owner));
  if (!isCached || count > 0)
    broken(
      'J9',
      tb,
      `${slotText(phys)} says cache-only, and ${slotText(owner)} has ${count} references and is ${isCached ? '' : 'not '}cached`,
    );
}

function checkDynamic(k: Kernel, cluster: SeenCluster, broken: Broken): void {
  const { ci, index, si } = cluster;
  if ((ci_virtual_table(k, ci) === NULL_INDEX) !== (index === 0))
    broken('J8', ci, `${clusterText(cluster)} has ${index === 0 ? 'a' : 'no'} virtual table`);
  if (ci_flags(k, ci) === CLUSTER_FLAG.DEAD) broken('J16', ci, `${clusterText(cluster)} is dead`);
  if (cluster_index(k, si, ci) !== index)
    broken('J17', ci, `${clusterText(cluster)} says index ${cluster_index(k, si, ci)}`);
  if (index !== 0 && ci_count(k, ci) === 0) broken('J17', ci, `${clusterText(cluster)} is alive and counts no slots`);
}

/** Clusters that wait for the end of their grace period, after a part of a statement; their number. */
function checkDead(k: Kernel, broken: Broken): number {
  const waiting = k.num(k.g.deferred);
  const others = devices(k);
  let dead = 0;
  for (let i = 1; i <= waiting; i++) {
    const ci = k.ptr(wordIndex(k.g.deferred + i));
    // Folios whose writes end, and devices with work, wait there too (page_io.ts).
    if (ci >= PAGES_FIRST || others.includes(ci)) continue;
    dead++;
    const hasTable = ci_table(k, ci) !== NULL_INDEX || ci_virtual_table(k, ci) !== NULL_INDEX;
    if (
      ci_flags(k, ci) !== CLUSTER_FLAG.DEAD ||
      ci_count(k, ci) !== 0 ||
      hasTable ||
      ci_memcg_table(k, ci) !== NULL_INDEX
    )
      broken('J16', ci, `a cluster that waits to be freed at ${addressText(ci)} is not dead and empty`);
  }
  return dead;
}

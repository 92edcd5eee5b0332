// Slots that only the swap cache holds on to, taken back (facts 2.10, 2.11, oracle A8).
import { leaveList, relocate } from './lists.fixture';
import { freeSwap, setBacking } from './slots.fixture';
import { CLUSTER, isFullFor, type Device, type Folio, type Machine, type Slot } from './state.fixture';

/** folio_phys_swap_backed. */
export const isPhysical = ({ slot }: Folio): boolean =>
  slot !== undefined && (!slot.cluster.device.isVirtual || slot.backing.kind === 'swapfile');

/** __try_to_reclaim_swap; `anyway` is TTRS_ANYWAY, else TTRS_UNMAPPED | TTRS_FULL. */
export function tryToReclaim(m: Machine, { folio }: Slot, mode: 'anyway' | 'unwanted'): boolean {
  if (folio === undefined) return false;
  const isFull = isFullFor(m, folio) && (!m.rules.putReclaimsVirtual || isPhysical(folio));
  if (mode === 'unwanted' && folio.mappings > 0 && !isFull) return false;
  return freeSwap(m, folio);
}

/** swap_reclaim_full_clusters: the heads of the full list give up what is only cached, or go to its tail. */
export function reclaimFullClusters(m: Machine, device: Device, most: number): void {
  for (let n = 0; n < most; n++) {
    const [cluster] = device.lists.full;
    if (cluster === undefined) return;
    leaveList(cluster);
    for (const slot of cluster.slots) {
      if (slot.word === 'pfn' && slot.count === 0) tryToReclaim(m, slot, 'anyway');
      else if (slot.word === 'pointer' && slot.cacheOnly) reclaimBacking(m, slot);
    }
    if (cluster.list === 'none') relocate(cluster);
  }
}

/** try_to_reclaim_vswap_backing. */
function reclaimBacking(m: Machine, physical: Slot): void {
  const virtual = physical.owner;
  const folio = virtual?.folio;
  if (virtual === undefined || folio === undefined) return;
  if (virtual.backing.kind !== 'swapfile' || virtual.backing.slot !== physical) return;
  // RFC v1 gives up the physical slot alone, and looks at neither count nor dirtiness.
  if (m.rules.hasTags) setBacking(m, virtual, { kind: 'folio', folio });
  else freeSwap(m, folio);
}

/** The work item of a device that became full. */
export function reclaimWork(m: Machine, device: Device): void {
  device.wantsReclaim = false;
  reclaimFullClusters(m, device, Math.floor(device.inUse / CLUSTER));
}

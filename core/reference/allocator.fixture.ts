// Where the next slot comes from (facts 2.2 to 2.8, oracle section 3), for single pages.
import { reclaimFullClusters, tryToReclaim } from './cacheOnly.fixture';
import { discardNow, leaveList, makeAvailable, relocate, takeOff } from './lists.fixture';
import { CLUSTER, isHalfFull, newCluster, type Cluster, type Device, type Machine, type Slot } from './state.fixture';

/** Writes the word of a slot that was found. */
export type Take = (slot: Slot) => void;

/** vswap_alloc. */
export function allocateVirtual(m: Machine, virtual: Device, cpu: number, take: Take): Slot | undefined {
  const hint = m.virtualHints[cpu] ?? 0;
  const found = hint === 0 ? undefined : scanFromHint(m, virtual, cpu, hint, take);
  return found ?? searchDevice(m, virtual, cpu, take);
}

/** swap_alloc_fast, then swap_alloc_slow. */
export function allocatePhysical(m: Machine, cpu: number, take: Take): Slot | undefined {
  const hint = m.hints[cpu];
  const fast = hint === undefined ? undefined : scanFromHint(m, hint.device, cpu, hint.offset, take);
  if (fast !== undefined) return fast;
  const asked = new Set<Device>();
  for (;;) {
    const device = m.available.find((one) => !asked.has(one));
    if (device === undefined) return undefined;
    asked.add(device);
    takeOff(m, device);
    makeAvailable(m.available, device);
    const found = searchDevice(m, device, cpu, take);
    if (found !== undefined) return found;
  }
}

/** The two ways of folio_alloc_swap: when nothing is found, clusters that wait for their discard are used. */
export function allocateDirect(m: Machine, cpu: number, take: Take): Slot | undefined {
  for (;;) {
    const found = allocatePhysical(m, cpu, take);
    if (found !== undefined || !m.active.some(discardNow)) return found;
  }
}

function scanFromHint(m: Machine, device: Device, cpu: number, offset: number, take: Take): Slot | undefined {
  const cluster = device.clusters.get(Math.floor(offset / CLUSTER));
  if (cluster === undefined || (cluster.list !== 'nonfull' && cluster.list !== 'frag')) return undefined;
  return scan(m, cluster, cpu, offset, take);
}

/** cluster_alloc_swap_entry. Clusters of higher orders to steal from do not exist here. */
function searchDevice(m: Machine, device: Device, cpu: number, take: Take): Slot | undefined {
  const { lists } = device;
  if (device.rotational && device.next !== 0) {
    const found = scanFromHint(m, device, cpu, device.next, take);
    if (found !== undefined) return found;
  }
  const fromFree = (): Slot | undefined => scanHead(m, lists.free, cpu, take);
  if (device.discards) {
    const found = fromFree();
    if (found !== undefined) return found;
  }
  while (lists.nonfull.length > 0) {
    const found = scanHead(m, lists.nonfull, cpu, take);
    if (found !== undefined) return found;
  }
  if (device.isVirtual) {
    let index = 1;
    while (device.clusters.has(index)) index++;
    const cluster = newCluster(device, index);
    populate(m, cluster);
    return scan(m, cluster, cpu, index * CLUSTER, take);
  }
  if (!device.discards) {
    const found = fromFree();
    if (found !== undefined) return found;
  }
  if (isHalfFull(m)) reclaimFullClusters(m, device, 1);
  return scanHead(m, lists.frag, cpu, take);
}

function scanHead(m: Machine, list: readonly Cluster[], cpu: number, take: Take): Slot | undefined {
  const [cluster] = list;
  if (cluster === undefined) return undefined;
  if (cluster.list === 'free') populate(m, cluster);
  leaveList(cluster);
  return scan(m, cluster, cpu, cluster.index * CLUSTER, take);
}

export function populate(m: Machine, cluster: Cluster): void {
  cluster.hasTable = true;
  cluster.hasMemcgTable = cluster.device.isVirtual || !m.rules.defersMemcgTable;
}

/** alloc_swap_scan_cluster: one pass to the end, never wrapping; then the cluster finds its list and the hint its new place. */
function scan(m: Machine, cluster: Cluster, cpu: number, from: number, take: Take): Slot | undefined {
  const { device } = cluster;
  const start = cluster.index * CLUSTER;
  const end = device.isVirtual ? start + CLUSTER : Math.min(start + CLUSTER, device.max);
  let found: Slot | undefined;
  for (let offset = from; cluster.count < CLUSTER && offset < end && found === undefined; offset++) {
    let slot = cluster.slots[offset - start];
    if (slot?.word === 'pfn' && slot.count === 0 && !device.isVirtual && isHalfFull(m)) {
      if (!tryToReclaim(m, slot, 'anyway')) continue;
      if (cluster.list === 'discard' || (cluster.list === 'free' && !m.rules.reusesEmptied)) break;
      if (cluster.count === 0) [slot] = cluster.slots;
    }
    if (slot?.word !== 'null') continue;
    take(slot);
    cluster.count++;
    cluster.hasTable = true;
    usePage(m, device);
    found = slot;
  }
  relocate(cluster);
  setHint(
    m,
    device,
    cpu,
    cluster.count < CLUSTER && found !== undefined && found.offset + 1 < end ? found.offset + 1 : 0,
  );
  return found;
}

function setHint(m: Machine, device: Device, cpu: number, offset: number): void {
  if (device.isVirtual) m.virtualHints[cpu] = offset;
  else if (device.rotational) device.next = offset;
  else m.hints[cpu] = offset === 0 ? undefined : { device, offset };
}

/** swap_range_alloc. */
function usePage(m: Machine, device: Device): void {
  device.inUse++;
  if (device.isVirtual) return;
  if (device.inUse === device.pages) {
    takeOff(m, device);
    if (isHalfFull(m)) device.wantsReclaim = true;
  }
  m.freePages--;
}

// Which list a cluster is on, and which devices have room (facts 2.1, 2.3, 2.8, 2.9): every move goes to the tail.
import { CLUSTER, type Cluster, type Device, type ListName, type Machine } from './state.fixture';

export function leaveList(cluster: Cluster): void {
  const { list, device } = cluster;
  if (list !== 'none' && list !== 'dead') {
    const on = device.lists[list];
    on.splice(on.indexOf(cluster), 1);
  }
  cluster.list = 'none';
}

function moveTo(cluster: Cluster, list: Exclude<ListName, 'none' | 'dead'>): void {
  if (cluster.list === list) return;
  leaveList(cluster);
  cluster.device.lists[list].push(cluster);
  cluster.list = list;
}

/** relocate_cluster: after an attempt to allocate, found or not. */
export function relocate(cluster: Cluster): void {
  if (cluster.list === 'discard' || cluster.list === 'dead') return;
  if (cluster.count === 0) freeCluster(cluster);
  else moveTo(cluster, cluster.count < CLUSTER ? 'frag' : 'full');
}

/** free_cluster: nothing is left in it. */
function freeCluster(cluster: Cluster): void {
  const { device, list } = cluster;
  if (list === 'free') return;
  if (device.isVirtual) {
    leaveList(cluster);
    cluster.list = 'dead';
    device.clusters.delete(cluster.index);
  } else if (device.discards && device.isOn) {
    moveTo(cluster, 'discard');
  } else {
    makeFree(cluster);
  }
}

/** __free_cluster. */
export function makeFree(cluster: Cluster): void {
  cluster.hasTable = false;
  cluster.hasMemcgTable = false;
  moveTo(cluster, 'free');
}

/** __swap_cluster_finish_free for one slot: the device's counters, then the list. */
export function finishFree(m: Machine, cluster: Cluster): void {
  const { device } = cluster;
  if (!device.isVirtual) {
    m.freePages++;
    if (device.isOn && !m.available.includes(device)) makeAvailable(m.available, device);
  }
  device.inUse--;
  if (cluster.count === 0) freeCluster(cluster);
  else moveTo(cluster, 'nonfull');
}

/** Behind those of its priority. */
export function makeAvailable(devices: Device[], device: Device): void {
  const at = devices.findIndex(({ priority }) => priority < device.priority);
  devices.splice(at < 0 ? devices.length : at, 0, device);
}

/** Clusters that wait for their discard become free; whether there were any (facts 2.15). */
export function discardNow(device: Device): boolean {
  const waiting = [...device.lists.discard];
  for (const cluster of waiting) makeFree(cluster);
  return waiting.length > 0;
}

export function takeOff(m: Machine, device: Device): void {
  const at = m.available.indexOf(device);
  if (at >= 0) m.available.splice(at, 1);
}

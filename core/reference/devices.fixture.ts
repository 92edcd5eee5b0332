// swapon and swapoff (facts 2.14, 3.16, oracle D1 to D3, U6).
import type { DeviceConfig } from '../scenario/program';
import { makeAvailable, takeOff } from './lists.fixture';
import { freeSwap, put, setBacking } from './slots.fixture';
import { CLUSTER, newCluster, newDevice, NONE, type Area, type Device, type Machine, type Slot } from './state.fixture';
import { readIn } from './swapIn.fixture';

export function swapOn(m: Machine, config: DeviceConfig): void {
  const hole = m.devices.findIndex((device) => device === undefined);
  const type = hole < 0 ? m.devices.length : hole;
  const device = newDevice(m, type, config);
  m.devices[type] = device;
  for (let index = 0; index * CLUSTER < device.max; index++) {
    const cluster = newCluster(device, index);
    for (const slot of cluster.slots) {
      const isBad = slot.offset === 0 || slot.offset >= device.max || config.badSlots.includes(slot.offset);
      if (!isBad) continue;
      slot.word = 'bad';
      cluster.count++;
    }
    cluster.list = cluster.count === 0 ? 'free' : 'nonfull';
    cluster.hasTable = cluster.count > 0;
    device.lists[cluster.list].push(cluster);
  }
  m.freePages += device.pages;
  m.totalPages += device.pages;
  makeAvailable(m.available, device);
  makeAvailable(m.active, device);
}

export function swapOff(m: Machine, device: Device): void {
  device.isOn = false;
  takeOff(m, device);
  const at = m.active.indexOf(device);
  m.active.splice(at, 1);
  if (m.rules.lowersPriority && device.priority < 0) for (const later of m.active.slice(at)) later.priority++;
  m.freePages -= device.pages;
  m.totalPages -= device.pages;
  const slots = [...device.clusters.values()].flatMap((cluster) => cluster.slots);
  for (const slot of slots) if (slot.owner !== undefined) bringHome(m, slot.owner);
  for (const task of m.tasks) for (const area of task.areas) unuse(m, device, area);
  for (const { folio } of slots) if (folio !== undefined) freeSwap(m, folio);
  m.hints.forEach((hint, cpu) => {
    if (hint?.device === device) m.hints[cpu] = undefined;
  });
  m.devices[device.type] = undefined;
}

/** A virtual slot loses its physical one; its page is in memory then, and dirty. */
function bringHome(m: Machine, virtual: Slot): void {
  const folio = virtual.folio ?? readIn(m, virtual);
  folio.isUnderWriteback = false;
  setBacking(m, virtual, m.rules.hasTags ? { kind: 'folio', folio } : NONE);
  folio.dirty = true;
}

/** unuse_mm: entries become pages, read-only. */
function unuse(m: Machine, device: Device, { ptes }: Area): void {
  for (const [page, pte] of ptes.entries()) {
    if (pte.kind !== 'swap' || pte.slot.cluster.device !== device) continue;
    const folio = pte.slot.folio ?? readIn(m, pte.slot);
    folio.isUnderWriteback = false;
    put(pte.slot);
    folio.exclusive = pte.exclusive;
    folio.mappings++;
    ptes[page] = { kind: 'present', folio, writable: false, dirty: false };
    freeSwap(m, folio);
  }
}

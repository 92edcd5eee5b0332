// Room on a device: its charge, the physical slot behind a virtual one, the write (facts 3.4, 3.17).
import { allocatePhysical } from './allocator.fixture';
import { freePointer } from './slots.fixture';
import type { Folio, Machine, Memcg, Slot } from './state.fixture';

/** One page of swap more for a cgroup, unless that is over its limit. */
export function charge(memcg: Memcg | undefined): boolean {
  if (memcg === undefined) return true;
  if (memcg.swapPages + 1 > memcg.swapMax) return false;
  memcg.swapPages++;
  return true;
}

/** To a device: at once, or when the statement ends. */
export function writeTo(m: Machine, folio: Folio, physical: Slot): void {
  physical.stored = folio.content;
  if (physical.cluster.device.synchronous) return;
  folio.isUnderWriteback = true;
  m.writes.push(folio);
}

/** folio_realloc_swap: the physical slot that a virtual one has or gets. */
export function realloc(m: Machine, cpu: number, slot: Slot): Slot | undefined {
  if (slot.backing.kind === 'swapfile') return slot.backing.slot;
  const physical = allocatePhysical(m, cpu, (taken) => {
    taken.word = 'pointer';
    taken.owner = slot;
  });
  if (physical === undefined) return undefined;
  if (!charge(slot.memcg)) {
    freePointer(m, physical);
    return undefined;
  }
  slot.backing = { kind: 'swapfile', slot: physical };
  return physical;
}

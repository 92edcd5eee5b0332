// Pages on their way in: faults, the swap cache, readahead (facts 3.6 to 3.10, oracle F1 to F5, R1, R2).
import { isPhysical } from './cacheOnly.fixture';
import { cache, dropEntry, freeSlot, freeSwap, put, setBacking } from './slots.fixture';
import { isFullFor, newFolio, NONE, type Area, type Content, type Folio, type Machine } from './state.fixture';
import type { Pte, Slot, Task } from './state.fixture';

const ZEROS: Content = { lo: 0, hi: 0 };

/** The data of a slot, as swap_read_folio finds it; undefined when it is lost. */
function contentOf(slot: Slot): Content | undefined {
  const { backing } = slot;
  if (slot.zero || backing.kind === 'zero') return ZEROS;
  if (backing.kind === 'zswap') return backing.entry.content;
  if (backing.kind === 'swapfile') return backing.slot.stored;
  return slot.cluster.device.isVirtual ? undefined : slot.stored;
}

/** A slot that is out comes into the swap cache. */
export function readIn(m: Machine, slot: Slot): Folio {
  const content = contentOf(slot);
  if (content === undefined) throw new LostError();
  const folio = newFolio(content, slot.memcg);
  cache(slot, folio);
  if (slot.backing.kind === 'zswap') {
    folio.dirty = true;
    if (!slot.cluster.device.isVirtual) {
      dropEntry(m, slot.backing.entry);
      slot.backing = NONE;
    } else {
      setBacking(m, slot, m.rules.hasTags ? { kind: 'folio', folio } : NONE);
    }
  }
  return folio;
}

/** A page whose data is gone: what happens then is not the reference's business. */
export class LostError extends Error {}

export function access(m: Machine, task: Task, area: Area, page: number, written: Content | undefined): void {
  let pte = area.ptes[page] ?? { kind: 'none' };
  if (pte.kind === 'swap') pte = swapFault(m, area, pte, written !== undefined);
  if (pte.kind === 'none' && written === undefined) pte = { kind: 'zero' };
  area.ptes[page] = pte;
  if (written === undefined) return;
  const writable = pte.kind === 'present' && pte.writable ? pte : writeFault(m, task, area, pte);
  writable.folio.content = written;
  area.ptes[page] = { ...writable, dirty: true };
}

type Present = Extract<Pte, { kind: 'present' }>;

/** A store to a page that is not mapped writable: kept if no one else has it, else copied (oracle F5). */
function writeFault(m: Machine, task: Task, area: Area, pte: Pte): Present {
  area.hadPages = true;
  const old = pte.kind === 'present' ? pte.folio : undefined;
  if (pte.kind === 'present' && old !== undefined) {
    if (!old.exclusive && old.mappings === 1) freeSwap(m, old);
    if (old.exclusive || (old.mappings === 1 && old.slot === undefined)) {
      old.exclusive = true;
      return { ...pte, writable: true };
    }
    old.mappings--;
    if (old.mappings === 0) freeSwap(m, old);
  }
  const folio = newFolio(ZEROS, task.memcg);
  folio.mappings = 1;
  folio.exclusive = true;
  return { kind: 'present', folio, writable: true, dirty: true };
}

/** do_swap_page. */
function swapFault(m: Machine, area: Area, pte: Extract<Pte, { kind: 'swap' }>, isWrite: boolean): Present {
  const { slot } = pte;
  area.hadPages = true;
  const { synchronous } = slot.cluster.device;
  if (slot.word !== 'pfn' && m.rules.readsAroundCache && synchronous && slot.count === 1)
    return readAround(m, slot, isWrite);
  const folio = slot.folio ?? readIn(m, slot);
  const isSoon = m.rules.readsAroundCache;
  // Facts 3.6: the phases of the swap table map first; 6.18 maps what is left alone writable.
  const isWanted = shouldFree(m, area, folio, slot, isWrite);
  put(slot);
  if (isSoon && isWanted) freeSwap(m, folio);
  folio.exclusive = pte.exclusive || (isSoon && folio.slot === undefined && folio.mappings === 0);
  folio.mappings++;
  if (!isSoon && isWanted) freeSwap(m, folio);
  return { kind: 'present', folio, writable: folio.exclusive, dirty: false };
}

function readAround(m: Machine, slot: Slot, isWrite: boolean): Present {
  const content = contentOf(slot);
  if (content === undefined) throw new LostError();
  const folio = newFolio(content, slot.memcg);
  put(slot);
  freeSlot(m, slot);
  folio.mappings = 1;
  folio.exclusive = true;
  return { kind: 'present', folio, writable: true, dirty: isWrite };
}

/** should_try_to_free_swap. */
function shouldFree(m: Machine, area: Area, folio: Folio, slot: Slot, isWrite: boolean): boolean {
  if (isFullFor(m, folio) || area.isLocked || (isWrite && folio.mappings === 0)) return true;
  if (m.rules.readsAroundCache) return false;
  if (!isPhysical(folio)) return true;
  const physical = slot.backing.kind === 'swapfile' ? slot.backing.slot : slot;
  return physical.cluster.device.synchronous;
}

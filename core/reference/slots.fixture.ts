// A slot's references, its folio, its backing and its end (facts 1.5, 1.8, 3.5, 3.11 to 3.14).
import { finishFree } from './lists.fixture';
import { NONE, type Backing, type Folio, type Machine, type Slot, type ZswapEntry } from './state.fixture';

/** The greatest count that stands in the word itself; the next one is in the extend table. */
const MOST_INLINE = 14;

const isVirtual = (slot: Slot): boolean => slot.cluster.device.isVirtual;

export function dup(m: Machine, slot: Slot): void {
  slot.count++;
  if (slot.count > MOST_INLINE && m.rules.countsInTable) slot.cluster.hasExtendTable = true;
  if (slot.count === 1 && m.rules.clearsCacheOnly) markCacheOnly(slot, false);
}

/** One reference less; what becomes of a slot that has none left is up to the caller. */
export function put(slot: Slot): void {
  slot.count--;
  if (slot.count === MOST_INLINE || slot.count === MOST_INLINE - 1)
    slot.cluster.hasExtendTable =
      slot.cluster.hasExtendTable && slot.cluster.slots.some(({ count }) => count > MOST_INLINE);
  if (slot.count === 0) markCacheOnly(slot, true);
}

function markCacheOnly({ word, backing }: Slot, isSet: boolean): void {
  if (word === 'pfn' && backing.kind === 'swapfile') backing.slot.cacheOnly = isSet;
}

/** Gives the slot of a folio its PFN word. */
export function cache(slot: Slot, folio: Folio): void {
  slot.word = 'pfn';
  slot.folio = folio;
  slot.shadow = undefined;
  folio.slot = slot;
}

/** swap_cache_del_folio: an empty shadow stays, or nothing when no one refers to the slot. */
export function uncache(m: Machine, folio: Folio): void {
  const { slot } = folio;
  if (slot === undefined) return;
  slot.word = 'shadow';
  slot.folio = undefined;
  folio.slot = undefined;
  folio.isUnderWriteback = false;
  if (slot.count === 0) freeSlot(m, slot);
}

/** folio_free_swap. */
export function freeSwap(m: Machine, folio: Folio): boolean {
  if (folio.slot === undefined || folio.slot.count > 0 || folio.isUnderWriteback) return false;
  uncache(m, folio);
  folio.dirty = true;
  return true;
}

/** A slot without references and folio becomes free. */
export function freeSlot(m: Machine, slot: Slot): void {
  if (isVirtual(slot)) {
    releaseBacking(m, slot);
    slot.memcg = undefined;
  } else {
    uncharge(slot);
    if (slot.backing.kind === 'zswap') dropEntry(m, slot.backing.entry);
  }
  clear(slot);
  finishFree(m, slot.cluster);
}

function clear(slot: Slot): void {
  slot.word = 'null';
  slot.count = 0;
  slot.zero = false;
  slot.shadow = undefined;
  slot.owner = undefined;
  slot.cacheOnly = false;
  slot.backing = NONE;
  slot.stored = undefined;
  slot.cluster.count--;
}

function uncharge(slot: Slot): void {
  if (slot.memcg !== undefined) slot.memcg.swapPages--;
  slot.memcg = undefined;
}

/** __vswap_release_backing: whatever holds the data of a virtual slot lets go of it. */
export function releaseBacking(m: Machine, slot: Slot): void {
  const { backing } = slot;
  if (backing.kind === 'swapfile') {
    freePointer(m, backing.slot);
    if (slot.memcg !== undefined) slot.memcg.swapPages--;
  }
  if (backing.kind === 'zswap') dropEntry(m, backing.entry);
  slot.backing = NONE;
  slot.zero = false;
}

/** __swap_cluster_free_phys_backing of one slot. */
export function freePointer(m: Machine, physical: Slot): void {
  clear(physical);
  finishFree(m, physical.cluster);
}

export function setBacking(m: Machine, slot: Slot, backing: Backing): void {
  releaseBacking(m, slot);
  slot.backing = backing;
}

export function dropEntry(m: Machine, entry: ZswapEntry): void {
  m.zswap.entries = m.zswap.entries.filter((one) => one !== entry);
  if (entry.memcg !== undefined) entry.memcg.zswapBytes -= entry.size;
}

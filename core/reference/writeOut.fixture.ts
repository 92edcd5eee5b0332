// A page on its way out: slot, page table, zero check, compressed pool, device, eviction (facts 3.1 to 3.4).
import { isZeroContent } from '../content/content';
import { compressedSize } from '../content/compressedSize';
import { allocateDirect, allocateVirtual } from './allocator.fixture';
import { charge, realloc, writeTo } from './physical.fixture';
import { cache, dropEntry, dup, releaseBacking, setBacking, uncache } from './slots.fixture';
import {
  mayWriteBack,
  NONE,
  type Folio,
  type Machine,
  type Memcg,
  type Pte,
  type Slot,
  type ZswapEntry,
} from './state.fixture';
import { shrinkCgroup } from './zswapWriteback.fixture';

const PAGE = 4096;

/** One mapped folio, one mapping: what its page table says afterwards. */
export function pageOut(m: Machine, cpu: number, folio: Folio, pte: Extract<Pte, { kind: 'present' }>): Pte {
  const slot = folio.slot ?? allocateFor(m, cpu, folio);
  if (slot === undefined) return pte;
  dup(m, slot);
  folio.mappings--;
  folio.dirty ||= pte.dirty;
  folio.isReadAhead &&= !folio.dirty;
  if (folio.dirty) folio.dirty = !writeOut(m, cpu, folio, slot);
  if (!folio.dirty && !folio.isUnderWriteback) evict(m, folio, slot);
  return { kind: 'swap', slot, exclusive: folio.exclusive };
}

/** folio_alloc_swap: a slot in the swap cache, charged or remembered; without one the folio stays as it was. */
function allocateFor(m: Machine, cpu: number, folio: Folio): Slot | undefined {
  const take = (slot: Slot): void => {
    cache(slot, folio);
    folio.dirty = true;
    slot.cluster.hasMemcgTable = true;
  };
  const { memcg } = folio;
  if (m.virtual !== undefined) {
    const virtual = allocateVirtual(m, m.virtual, cpu, take);
    if (virtual !== undefined) {
      virtual.memcg = memcg;
      return virtual;
    }
  }
  const slot = allocateDirect(m, cpu, take);
  if (slot === undefined) return undefined;
  if (!charge(memcg)) {
    uncache(m, folio);
    return undefined;
  }
  slot.memcg = memcg;
  return slot;
}

/** swap_writeout: whether the data is safe somewhere (or on its way there). */
function writeOut(m: Machine, cpu: number, folio: Folio, slot: Slot): boolean {
  const isVirtual = slot.cluster.device.isVirtual;
  if (isZeroContent(folio.content.lo, folio.content.hi)) {
    if (isVirtual) releaseBacking(m, slot);
    if (isVirtual && m.rules.hasTags) slot.backing = { kind: 'zero' };
    else slot.zero = true;
    return true;
  }
  slot.zero = false;
  const old = slot.backing.kind;
  if (isVirtual && (old === 'zswap' || old === 'zero'))
    setBacking(m, slot, m.rules.hasTags ? { kind: 'folio', folio } : NONE);
  if (storeInZswap(m, cpu, folio, slot)) return true;
  if (!mayWriteBack(m, folio.memcg)) return false;
  const physical = isVirtual ? realloc(m, cpu, slot) : slot;
  if (physical === undefined) return false;
  writeTo(m, folio, physical);
  return true;
}

/** zswap_store of one page. */
function storeInZswap(m: Machine, cpu: number, folio: Folio, slot: Slot): boolean {
  if (m.zswap.enabled && isAccepted(m, cpu, folio.memcg)) {
    const size = sizeInZswap(m, folio);
    if (size !== undefined) {
      const entry: ZswapEntry = { slot, content: folio.content, size, memcg: folio.memcg, referenced: true };
      if (slot.cluster.device.isVirtual) releaseBacking(m, slot);
      slot.backing = { kind: 'zswap', entry };
      m.zswap.entries.push(entry);
      if (folio.memcg !== undefined) folio.memcg.zswapBytes += size;
      return true;
    }
  }
  if (!slot.cluster.device.isVirtual && slot.backing.kind === 'zswap') {
    dropEntry(m, slot.backing.entry);
    slot.backing = NONE;
  }
  return false;
}

/** The limit of the cgroup: at it, older entries may make room once. The pool's own limit is never met here. */
function isAccepted(m: Machine, cpu: number, memcg: Memcg | undefined): boolean {
  if (memcg === undefined || Math.floor(memcg.zswapBytes / PAGE) < memcg.zswapMax) return true;
  return shrinkCgroup(m, cpu, memcg);
}

function sizeInZswap(m: Machine, { content, memcg }: Folio): number | undefined {
  const answer = compressedSize(content.lo, content.hi, 'lz4');
  if (answer.kind !== 'size') throw new Error('lz4 needs no loading');
  if (answer.size < PAGE) return answer.size;
  return m.rules.storesRaw || !mayWriteBack(m, memcg) ? PAGE : undefined;
}

/** __remove_mapping: what workingset remembers takes the folio's place. */
function evict(m: Machine, folio: Folio, slot: Slot): void {
  // The age of the cgroup's own list; the root's counts everybody's.
  m.evictions++;
  const eviction = folio.memcg === undefined ? m.evictions : ++folio.memcg.evictions;
  uncache(m, folio);
  if (slot.word === 'shadow') slot.shadow = { memcg: folio.memcg?.id ?? 0, eviction };
}

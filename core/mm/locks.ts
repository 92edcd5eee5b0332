// Locks that a race needs besides those in words of their own (ci->lock, PG_locked): who holds what, in the simulator's words, written in races only (facts 6.1).
// Nothing of this is in the model's plain form (scripts/plain-module.mjs), which never runs a race.
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { step, type Model } from './step.js';

/**
 * What a lock guards, by the object it belongs to. Of an mm: `mmap_lock` and `ptl`, one for all its page tables. `anon_vma`: one for all, of no object.
 * `users`: si->users, pins of a device. `frozen`: folio_ref_freeze, nobody gets a reference. `submit`: a folio's write is being handed to its device.
 */
export const LOCK = { mmap_lock: 1, ptl: 2, anon_vma: 3, users: 4, frozen: 5, submit: 6 } as const;
type Kind = (typeof LOCK)[keyof typeof LOCK];

/** A word a holder: the object, then kind, bit 8 where others may hold it too, CPU + 1 above. */
const SHARED = 256;
const CPU_SHIFT = 16;
const NO_OBJECT = wordIndex(1);

/** Whether a CPU that wants the lock has to wait; one that wants it `shared` waits for none that has it so. Also true of a lock that this CPU has. */
export function is_contended(k: Kernel, kind: Kind, object: WordIndex, shared = false): boolean {
  for (let i = k.num(k.g.locks); i > 0; i--) {
    const holder = wordIndex(k.g.locks + i);
    const what = k.mem.hi(holder);
    if (k.mem.lo(holder) === object && (what & 0xff) === kind && !(shared && (what & SHARED) !== 0)) return true;
  }
  return false;
}

function hold(k: Kernel, kind: Kind, object: WordIndex, shared = false): void {
  if (!k.inRace) return;
  const held = k.num(k.g.locks) + 1;
  k.mem.write(wordIndex(k.g.locks + held), object, kind | (shared ? SHARED : 0) | ((k.cpu + 1) << CPU_SHIFT));
  k.setNum(k.g.locks, held);
}

/** The last holder's word takes the place of the one that goes. */
function drop(k: Kernel, kind: Kind, object: WordIndex): void {
  if (!k.inRace) return;
  const held = k.num(k.g.locks);
  const last = wordIndex(k.g.locks + held);
  for (let i = held; i > 0; i--) {
    const holder = wordIndex(k.g.locks + i);
    const what = k.mem.hi(holder);
    if (k.mem.lo(holder) !== object || (what & 0xff) !== kind || what >>> CPU_SHIFT !== k.cpu + 1) continue;
    if (i !== held) k.mem.write(holder, k.mem.lo(last), k.mem.hi(last));
    k.mem.write(last, 0, 0);
    k.setNum(k.g.locks, held - 1);
    return;
  }
  k.assert(false, 'spin_unlock: not held', () => `CPU ${k.cpu} unlocks what it has not locked (lock ${kind})`);
}

/** What CPUs hold that came to a stop in the middle: given back when the race is over. */
export function drop_all_locks(k: Kernel): void {
  for (let i = k.num(k.g.locks); i > 0; i--) k.mem.write(wordIndex(k.g.locks + i), 0, 0);
  if (k.num(k.g.locks) > 0) k.setNum(k.g.locks, 0);
}

/** Locks held by all CPUs of a race. */
export const locks_held = (k: Kernel): number => k.num(k.g.locks);

/** For everything that works in an address space without changing its areas: faults, advice, swapoff. */
export function* mmap_read_lock(k: Kernel, mm: WordIndex): Model<void> {
  while (k.inRace && is_contended(k, LOCK.mmap_lock, mm, true))
    yield step('wait for mmap_lock, to read', { mm }, () => is_contended(k, LOCK.mmap_lock, mm, true));
  hold(k, LOCK.mmap_lock, mm, true);
}

/** For fork, munmap, mlock and exit. */
export function* mmap_write_lock(k: Kernel, mm: WordIndex): Model<void> {
  while (k.inRace && is_contended(k, LOCK.mmap_lock, mm))
    yield step('wait for mmap_lock, to write', { mm }, () => is_contended(k, LOCK.mmap_lock, mm));
  hold(k, LOCK.mmap_lock, mm);
}

export function mmap_unlock(k: Kernel, mm: WordIndex): void {
  drop(k, LOCK.mmap_lock, mm);
}

/** The page table lock. */
export function* pte_lock(k: Kernel, mm: WordIndex): Model<void> {
  while (k.inRace && is_contended(k, LOCK.ptl, mm))
    yield step('wait for ptl', { mm }, () => is_contended(k, LOCK.ptl, mm));
  hold(k, LOCK.ptl, mm);
}

export function pte_unlock(k: Kernel, mm: WordIndex): void {
  drop(k, LOCK.ptl, mm);
}

/** For a walk of everybody who maps a folio: meanwhile nobody forks, and no address space goes. */
export function anon_vma_lock_read(k: Kernel): void {
  hold(k, LOCK.anon_vma, NO_OBJECT, true);
}

export function anon_vma_unlock_read(k: Kernel): void {
  drop(k, LOCK.anon_vma, NO_OBJECT);
}

/** Before a step in which an address space comes or goes: what needs the lock for writing is done in that one step. */
export function* anon_vma_wait_readers(k: Kernel): Model<void> {
  while (k.inRace && is_contended(k, LOCK.anon_vma, NO_OBJECT))
    yield step('wait for anon_vma->rwsem', {}, () => is_contended(k, LOCK.anon_vma, NO_OBJECT));
}

/** ci->lock, where the model of one CPU does without. */
export function* race_lock_ci(k: Kernel, ci: WordIndex): Model<void> {
  while (k.inRace && k.mem.lo(ci) !== 0) yield step('wait for ci->lock', { ci }, () => k.mem.lo(ci) !== 0);
  if (k.inRace) k.mem.write(ci, k.cpu + 1, k.mem.hi(ci));
}

export function race_unlock_ci(k: Kernel, ci: WordIndex): void {
  if (k.inRace) k.mem.write(ci, 0, k.mem.hi(ci));
}

/** Pins a device: swapoff waits for it before it frees anything. */
export function get_swap_device(k: Kernel, si: WordIndex): void {
  hold(k, LOCK.users, si, true);
}

export function put_swap_device(k: Kernel, si: WordIndex): void {
  drop(k, LOCK.users, si);
}

/** From here on a look-up in the swap cache waits for folio_ref_unfreeze: no reference comes to those that were counted. */
export function folio_ref_freeze(k: Kernel, folio: WordIndex): void {
  hold(k, LOCK.frozen, folio);
}

export function folio_ref_unfreeze(k: Kernel, folio: WordIndex): void {
  drop(k, LOCK.frozen, folio);
}

export function* wait_unfrozen(k: Kernel, folio: WordIndex): Model<void> {
  while (k.inRace && is_contended(k, LOCK.frozen, folio))
    yield step('wait for folio_ref_unfreeze(folio)', { folio }, () => is_contended(k, LOCK.frozen, folio));
}

/** A write begins that the device does not have yet: until it has, nothing ends the writeback. */
export function begin_submit(k: Kernel, folio: WordIndex): void {
  hold(k, LOCK.submit, folio);
}

export function end_submit(k: Kernel, folio: WordIndex): void {
  drop(k, LOCK.submit, folio);
}

// Page table entries in the model: x86-64 words, present or swapped out, read and made on halves (facts 1.2).

import type { Pfn, SwpEntry } from './brand';
import { fieldOf, fixedBitsOf, isMatch, scratch, testOf } from './halves';
import { swpEntry, swpOffset, swpType } from './swpEntry';

export const PteKind = { None: 0, Present: 1, ProtNone: 2, Special: 3, Swap: 4, Marker: 5 } as const;
export type PteKind = (typeof PteKind)[keyof typeof PteKind];

const present = (name: string): ReturnType<typeof fieldOf> => fieldOf('pte', 'p4', 'Present', name);
const swap = (name: string): ReturnType<typeof fieldOf> => fieldOf('pte', 'p4', 'Swap', name);

const IS_PRESENT = testOf('pte', 'p4', 'Present');
const IS_PROTNONE = testOf('pte', 'p4', 'ProtNone');
const IS_SPECIAL = testOf('pte', 'p4', 'Special');
const IS_MARKER = testOf('pte', 'p4', 'Marker');

const PFN = present('pfn');
const SWAP_TYPE = swap('type');
const SWAP_OFFSET = swap('offset');
const MARKER = fieldOf('pte', 'p4', 'Marker', 'marker');
const MARKER_BITS = fixedBitsOf('pte', 'p4', 'Marker');
/** PTE_MARKER_POISONED: the page's data is gone; whoever uses it gets SIGBUS. */
const PTE_MARKER_POISONED = 2;

/** Flags of a present entry, all in the lower half but for NX; or them together for `makePresentPte`. */
export const PRESENT_WRITE = present('write').maskLo;
export const PRESENT_USER = present('user').maskLo;
export const PRESENT_ACCESSED = present('accessed').maskLo;
export const PRESENT_DIRTY = present('dirty').maskLo;
/** _PAGE_PSE in an entry of the level above: the entry maps 2 MiB itself. */
export const PRESENT_PSE = present('pat').maskLo;
const NX_HI = present('nx').maskHi;
const PRESENT_BITS = fixedBitsOf('pte', 'p4', 'Present');

/** Flag of a swap entry, in the lower half, for `makeSwapPte`. */
export const SWAP_EXCLUSIVE = swap('exclusive').maskLo;

export function pteKind(lo: number, hi: number): PteKind {
  if (lo === 0 && hi === 0) return PteKind.None;
  if (isMatch(IS_PRESENT, lo, hi)) return PteKind.Present;
  if (isMatch(IS_PROTNONE, lo, hi)) return PteKind.ProtNone;
  if (isMatch(IS_MARKER, lo, hi)) return PteKind.Marker;
  return isMatch(IS_SPECIAL, lo, hi) ? PteKind.Special : PteKind.Swap;
}

export const isPtePresent = (lo: number, hi: number): boolean => isMatch(IS_PRESENT, lo, hi);
export const isPteSwap = (lo: number, hi: number): boolean => pteKind(lo, hi) === PteKind.Swap;
/** Neither present nor a swap entry: a note that stands for a page (facts 1.1). */
export const isPteMarker = (lo: number, hi: number): boolean => pteKind(lo, hi) === PteKind.Marker;
export const isPtePoisoned = (lo: number, hi: number): boolean =>
  isPteMarker(lo, hi) && (MARKER.get(lo, hi) & PTE_MARKER_POISONED) !== 0;
/** Any of the flag constants above, tested on the lower half. */
export const hasPteFlag = (lo: number, flag: number): boolean => (lo & flag) !== 0;

export const presentPtePfn = (lo: number, hi: number): Pfn => PFN.get(lo, hi) as Pfn;

/** Leaves a present entry in `scratch`; not executable, as anonymous memory is. */
export function makePresentPte(pfn: Pfn, flags: number): void {
  scratch.lo = (PFN.withLo(PRESENT_BITS.lo, pfn) | flags) >>> 0;
  scratch.hi = (PFN.withHi(PRESENT_BITS.hi, pfn) | NX_HI) >>> 0;
}

/** Leaves a swap entry in `scratch`. */
export function makeSwapPte(entry: SwpEntry, flags: number): void {
  const offset = swpOffset(entry);
  scratch.lo = (SWAP_OFFSET.withLo(0, offset) | flags) >>> 0;
  scratch.hi = SWAP_TYPE.withHi(SWAP_OFFSET.withHi(0, offset), swpType(entry));
}

/** Leaves the marker of a page whose data is lost in `scratch`. */
export function makePoisonedPte(): void {
  scratch.lo = MARKER.withLo(MARKER_BITS.lo, PTE_MARKER_POISONED);
  scratch.hi = MARKER.withHi(MARKER_BITS.hi, PTE_MARKER_POISONED);
}

/** The entry that a swap PTE encodes, whatever its flags. */
export const swapPteEntry = (lo: number, hi: number): SwpEntry =>
  swpEntry(SWAP_TYPE.get(lo, hi), SWAP_OFFSET.get(lo, hi));

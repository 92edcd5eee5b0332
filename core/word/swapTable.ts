// Swap table words in the model, on halves: kinds, count, zero flag, page frame and the reverse map (facts 1.4 to 1.8).

import type { Pfn, SwpEntry } from './brand';
import { fieldOf, fixedBitsOf, isMatch, scratch, testOf } from './halves';
import type { KernelName } from './kernelName';
import { swpEntry, swpOffset, swpType } from './swpEntry';

export const SwapTableKind = { Null: 0, Shadow: 1, Pfn: 2, Pointer: 3, Bad: 4, Invalid: 5 } as const;
export type SwapTableKind = (typeof SwapTableKind)[keyof typeof SwapTableKind];

const IS_SHADOW = testOf('swap_table', 'p4', 'Shadow');
const IS_PFN = testOf('swap_table', 'p4', 'PFN');
const IS_POINTER = testOf('swap_table', 'ste-v1', 'Pointer');

const COUNT = fieldOf('swap_table', 'p4', 'PFN', 'count');
const ZERO = fieldOf('swap_table', 'p4', 'PFN', 'zero');
const PFN = fieldOf('swap_table', 'p4', 'PFN', 'pfn');
const CACHE_ONLY = fieldOf('swap_table', 'ste-v1', 'Pointer', 'cache_only');
const FLAGS_HI = COUNT.maskHi | ZERO.maskHi;

const PFN_BITS = fixedBitsOf('swap_table', 'p4', 'PFN');
const SHADOW_BITS = fixedBitsOf('swap_table', 'p4', 'Shadow');
const BAD_BITS = fixedBitsOf('swap_table', 'p4', 'Bad');

/** SWP_TB_BAD, by halves. */
export const BAD_LO = BAD_BITS.lo;
export const BAD_HI = BAD_BITS.hi;

/** Inline count that says "look in the extend table" (facts 1.5). */
export const SWP_TB_COUNT_MAX = COUNT.maskHi >>> 28;

/** Recognition by mark, as the kernel's own tests do it; stray bits above are left to the decoder and the checks. */
export function swapTableKind(lo: number, hi: number): SwapTableKind {
  if (lo === 0 && hi === 0) return SwapTableKind.Null;
  if (isMatch(IS_SHADOW, lo, hi)) return SwapTableKind.Shadow;
  if (isMatch(IS_PFN, lo, hi)) return SwapTableKind.Pfn;
  if (isMatch(IS_POINTER, lo, hi)) return SwapTableKind.Pointer;
  return lo === BAD_LO && hi === BAD_HI ? SwapTableKind.Bad : SwapTableKind.Invalid;
}

/** Count bits without a check of the kind, as __swp_tb_get_count: 15 from Bad, 8 from a Pointer with C set. */
export const swapTableCount = (hi: number): number => COUNT.get(0, hi);
/** The upper half with another count, 0 to 15. */
export const withCount = (hi: number, count: number): number => COUNT.withHi(hi, count);

export const hasZeroFlag = (hi: number): boolean => ZERO.get(0, hi) === 1;
export const withZeroFlag = (hi: number, isZero: boolean): number => ZERO.withHi(hi, isZero ? 1 : 0);

export const swapTablePfn = (lo: number, hi: number): Pfn => PFN.get(lo, hi) as Pfn;

/** Leaves a PFN word in `scratch`; count and zero flag are taken over from `flagsHi`, the upper half of the word replaced (0 for none). */
export function makePfnWord(pfn: Pfn, flagsHi: number): void {
  scratch.lo = PFN.withLo(PFN_BITS.lo, pfn);
  scratch.hi = (PFN.withHi(PFN_BITS.hi, pfn) | (flagsHi & FLAGS_HI)) >>> 0;
}

/** Leaves a Shadow word in `scratch`: a bare shadow (0, 0 gives the empty one) with the flags of the word replaced. */
export function makeShadowWord(shadowLo: number, shadowHi: number, flagsHi: number): void {
  scratch.lo = (shadowLo | SHADOW_BITS.lo) >>> 0;
  scratch.hi = ((shadowHi & ~FLAGS_HI) | (flagsHi & FLAGS_HI)) >>> 0;
}

/** SWP_RMAP_CACHE_ONLY of a Pointer word. */
export const isCacheOnly = (hi: number): boolean => CACHE_ONLY.get(0, hi) === 1;
export const withCacheOnly = (hi: number, isSet: boolean): number => CACHE_ONLY.withHi(hi, isSet ? 1 : 0);

/** How a kernel writes the owner of a physical slot into its word. */
export interface RmapEncoding {
  /** Leaves a Pointer word in `scratch`, C clear unless the encoding itself sets it (RFC v1 with a virtual type of 4 and more). */
  readonly make: (virtualEntry: SwpEntry) => void;
  /** The owner. Newer kernels store the slot only: `vswapType` supplies the rest, and is not looked at by RFC v1. */
  readonly entryOf: (lo: number, hi: number, vswapType: number) => SwpEntry;
}

/** undefined for kernels without virtual slots. */
export function rmapEncoding(kernel: KernelName): RmapEncoding | undefined {
  switch (kernel) {
    case '6.18':
    case 'p4':
      return undefined;
    case 'ste-v1':
      return wholeEntry();
    case 'ste-v2':
    case 'ste-latest':
      return offsetOnly(kernel);
  }
}

function wholeEntry(): RmapEncoding {
  const bits = fixedBitsOf('swap_table', 'ste-v1', 'Pointer');
  const type = fieldOf('swap_table', 'ste-v1', 'Pointer', 'type');
  const offset = fieldOf('swap_table', 'ste-v1', 'Pointer', 'offset');
  return {
    make: (entry) => {
      const slot = swpOffset(entry);
      scratch.lo = offset.withLo(bits.lo, slot);
      scratch.hi = type.withHi(offset.withHi(bits.hi, slot), swpType(entry));
    },
    entryOf: (lo, hi) => swpEntry(type.get(lo, hi), offset.get(lo, hi)),
  };
}

function offsetOnly(kernel: KernelName): RmapEncoding {
  const bits = fixedBitsOf('swap_table', kernel, 'Pointer');
  const offset = fieldOf('swap_table', kernel, 'Pointer', 'offset');
  return {
    make: (entry) => {
      const slot = swpOffset(entry);
      scratch.lo = offset.withLo(bits.lo, slot);
      scratch.hi = offset.withHi(bits.hi, slot);
    },
    entryOf: (lo, hi, vswapType) => swpEntry(vswapType, offset.get(lo, hi)),
  };
}

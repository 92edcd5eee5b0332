// How word indexes map to kernel-like addresses: three regions, each with its own upper address half, so that a pointer's region is one comparison.
import type { WordIndex } from '../word/brand';
import { wordIndex } from '../word/brand';

/** Kernel objects (slabs, tables): 2 GiB. They stand above all page frames, so that `memory` counts only what tasks can use. */
export const KERNEL_WORDS = 2 ** 28;
/** struct page by page frame number, 64 bytes each: frames up to 2^24 (64 GiB). */
export const PAGES_FIRST = 2 ** 28;
export const PAGES_WORDS = 2 ** 27;
/** The simulator's own words: journaled like all others, never counted as kernel metadata. */
export const SIMULATOR_FIRST = PAGES_FIRST + PAGES_WORDS;
export const SIMULATOR_WORDS = 2 ** 27;

const KERNEL_HI = 0xffff88a0;
const PAGES_HI = 0xffffea00;
const SIMULATOR_HI = 0x00005100;

/** Index 0 is never allocated, so it can stand for NULL in the model. */
export const NULL_INDEX: WordIndex = wordIndex(0);

/** Lower half of the address of word `index`; NULL_INDEX gives 0. */
export function pointerLo(index: WordIndex): number {
  if (index < PAGES_FIRST) return (index * 8) >>> 0;
  return ((index < SIMULATOR_FIRST ? index - PAGES_FIRST : index - SIMULATOR_FIRST) * 8) >>> 0;
}

/** Upper half of the address of word `index`; NULL_INDEX gives 0. */
export function pointerHi(index: WordIndex): number {
  if (index === 0) return 0;
  if (index < PAGES_FIRST) return KERNEL_HI;
  return index < SIMULATOR_FIRST ? PAGES_HI : SIMULATOR_HI;
}

/** The word a pointer points at; byte offsets within a word are dropped. NULL_INDEX for NULL and for anything outside the three regions. */
export function indexOfPointer(lo: number, hi: number): WordIndex {
  const offset = lo >>> 3;
  if (hi === KERNEL_HI) return offset < KERNEL_WORDS ? wordIndex(offset) : NULL_INDEX;
  if (hi === PAGES_HI) return offset < PAGES_WORDS ? wordIndex(PAGES_FIRST + offset) : NULL_INDEX;
  return hi === SIMULATOR_HI && offset < SIMULATOR_WORDS ? wordIndex(SIMULATOR_FIRST + offset) : NULL_INDEX;
}

export function addressOf(index: WordIndex): bigint {
  return (BigInt(pointerHi(index)) << 32n) | BigInt(pointerLo(index));
}

export function indexOf(address: bigint): WordIndex | undefined {
  const index = indexOfPointer(Number(address & 0xffffffffn), Number((address >> 32n) & 0xffffffffn));
  return index === NULL_INDEX ? undefined : index;
}

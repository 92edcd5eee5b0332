// Which slots of a device hold a page of zeros, so that nothing was written: a bit of the swap table word, or of a bitmap beside the tables (facts 1.6).
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpOffset } from '../word/swpEntry.js';
import type { Kernel } from './kernel.js';
import { SI } from './layout.js';
import { set_swp_tb_zero, swp_swap_info, swp_tb_zero } from './swap_table.js';
import { entry_word } from './vswap_backing.js';

const BITS = 64;

/** Words of the bitmap of a device of `max` slots: one bit a slot, whole words (si->zeromap). */
export const zeromapWords = (max: number): number => Math.ceil(max / BITS);

/** Whether the slot of a direct entry, or a virtual one whose kernel has no ZERO tag, is marked; the slot is in use. */
export function slot_is_zero(k: Kernel, entry: SwpEntry): boolean {
  if (k.variant.zeroMarks === 'swap_table') return swp_tb_zero(k, entry_word(k, entry));
  return zeromap_test(k, swp_swap_info(k, entry), swpOffset(entry));
}

export function set_slot_zero(k: Kernel, entry: SwpEntry, isZero: boolean): void {
  if (k.variant.zeroMarks === 'swap_table') set_swp_tb_zero(k, entry_word(k, entry), isZero);
  else set_zeromap(k, swp_swap_info(k, entry), swpOffset(entry), isZero);
}

/** A slot that is freed keeps no mark. Where the mark is in the word, it went with the word. */
export function forget_slot_zero(k: Kernel, si: WordIndex, offset: number): void {
  if (k.variant.zeroMarks === 'zeromap') set_zeromap(k, si, offset, false);
}

export function zeromap_test(k: Kernel, si: WordIndex, offset: number): boolean {
  const at = zeromapWord(k, si, offset);
  return (((offset & 32) === 0 ? k.mem.lo(at) : k.mem.hi(at)) & (1 << (offset & 31))) !== 0;
}

function set_zeromap(k: Kernel, si: WordIndex, offset: number, isZero: boolean): void {
  if (zeromap_test(k, si, offset) === isZero) return;
  const at = zeromapWord(k, si, offset);
  const bit = 1 << (offset & 31);
  if ((offset & 32) === 0) k.mem.write(at, (k.mem.lo(at) ^ bit) >>> 0, k.mem.hi(at));
  else k.mem.write(at, k.mem.lo(at), (k.mem.hi(at) ^ bit) >>> 0);
}

/** Place of the word with the bit of a slot. */
export function zeromapWord(k: Kernel, si: WordIndex, offset: number): WordIndex {
  return wordIndex(k.ptr(wordIndex(si + SI.zeromap)) + Math.floor(offset / BITS));
}

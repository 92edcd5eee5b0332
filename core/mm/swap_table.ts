// Words of the swap table as the model uses them (the kernel's mm/swap_table.h): tests and changes at a word's place; bit positions come from core/word.
import { scratch } from '../word/halves.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpOffset, swpType } from '../word/swpEntry.js';
import {
  BAD_HI,
  BAD_LO,
  hasZeroFlag,
  isCacheOnly,
  makePfnWord,
  makeShadowWord,
  swapTableKind,
  SwapTableKind,
  swapTablePfn,
  withCacheOnly,
  withZeroFlag,
  type RmapEncoding,
} from '../word/swapTable.js';
import { folio_pfn, pfn_folio, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER } from './layout.js';
import { ci_table, type Cluster } from './swap_cluster.js';

export { SwapTableKind };

/** Place of a slot's word; the cluster must have a table. */
export function swap_table_word(k: Kernel, ci: Cluster, ci_off: number): WordIndex {
  return wordIndex(ci_table(k, ci) + ci_off);
}

export function swp_tb_kind(k: Kernel, tb: WordIndex): SwapTableKind {
  return swapTableKind(k.mem.lo(tb), k.mem.hi(tb));
}

export function swp_tb_is_null(k: Kernel, tb: WordIndex): boolean {
  return (k.mem.lo(tb) | k.mem.hi(tb)) === 0;
}

export function swp_tb_is_folio(k: Kernel, tb: WordIndex): boolean {
  return swp_tb_kind(k, tb) === SwapTableKind.Pfn;
}

export function swp_tb_to_folio(k: Kernel, tb: WordIndex): Folio {
  return pfn_folio(swapTablePfn(k.mem.lo(tb), k.mem.hi(tb)));
}

export function swp_tb_zero(k: Kernel, tb: WordIndex): boolean {
  const kind = swp_tb_kind(k, tb);
  return (kind === SwapTableKind.Pfn || kind === SwapTableKind.Shadow) && hasZeroFlag(k.mem.hi(tb));
}

export function set_swp_tb_null(k: Kernel, tb: WordIndex): void {
  k.mem.write(tb, 0, 0);
}

export function set_swp_tb_bad(k: Kernel, tb: WordIndex): void {
  k.mem.write(tb, BAD_LO, BAD_HI);
}

/** Shadow, PFN or NULL becomes PFN; count and zero flag stay. */
export function set_swp_tb_folio(k: Kernel, tb: WordIndex, folio: Folio): void {
  makePfnWord(folio_pfn(folio), flagsOf(k, tb));
  k.mem.write(tb, scratch.lo, scratch.hi);
}

/** PFN becomes Shadow; count and zero flag stay. A shadow of 0, 0 is the empty one. */
export function set_swp_tb_shadow(k: Kernel, tb: WordIndex, shadowLo: number, shadowHi: number): void {
  makeShadowWord(shadowLo, shadowHi, flagsOf(k, tb));
  k.mem.write(tb, scratch.lo, scratch.hi);
}

export function set_swp_tb_zero(k: Kernel, tb: WordIndex, zero: boolean): void {
  const hi = withZeroFlag(k.mem.hi(tb), zero);
  if (hi !== k.mem.hi(tb)) k.mem.write(tb, k.mem.lo(tb), hi);
}

export function set_swp_tb_pointer(k: Kernel, tb: WordIndex, owner: SwpEntry): void {
  rmap(k).make(owner);
  k.mem.write(tb, scratch.lo, scratch.hi);
}

/** The virtual slot that owns a physical one. */
export function swp_tb_ptr_to_swp_entry(k: Kernel, tb: WordIndex): SwpEntry {
  k.assert(
    swp_tb_kind(k, tb) === SwapTableKind.Pointer,
    'swp_tb_ptr_to_swp_entry: not a Pointer',
    () => 'the reverse map of a word that holds none was asked for',
  );
  return rmap(k).entryOf(k.mem.lo(tb), k.mem.hi(tb), vswap_type(k));
}

export function swap_rmap_is_cache_only(k: Kernel, tb: WordIndex): boolean {
  return swp_tb_kind(k, tb) === SwapTableKind.Pointer && isCacheOnly(k.mem.hi(tb));
}

/** Atomic or / and of bit 63, under the vswap cluster's lock, not the physical one's (facts 6.1). */
export function swap_rmap_set_cache_only(k: Kernel, tb: WordIndex, set: boolean): void {
  const hi = withCacheOnly(k.mem.hi(tb), set);
  if (hi !== k.mem.hi(tb)) k.mem.write(tb, k.mem.lo(tb), hi);
}

export function vswap_type(k: Kernel): number {
  const si = k.ptr(k.g.vswap_si);
  return si === 0 ? -1 : k.num(wordIndex(si + SI.type));
}

/** Slot within its cluster of an entry's offset. */
export function cluster_offset(entry: SwpEntry): number {
  return swpOffset(entry) & (SWAPFILE_CLUSTER - 1);
}

/** The device of an entry, NULL_INDEX when its type is not in use. */
export function swp_swap_info(k: Kernel, entry: SwpEntry): WordIndex {
  return k.ptr(wordIndex(k.g.swap_info + swpType(entry)));
}

function flagsOf(k: Kernel, tb: WordIndex): number {
  const kind = swp_tb_kind(k, tb);
  return kind === SwapTableKind.Pfn || kind === SwapTableKind.Shadow ? k.mem.hi(tb) : 0;
}

function rmap(k: Kernel): RmapEncoding {
  if (k.rmap === undefined) throw new Error(`kernel ${k.variant.name} has no reverse map`);
  return k.rmap;
}

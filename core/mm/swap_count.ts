// mm/swapfile.c, counts: swap counts in the swap table word with an extend table from 15 on (p4 and later), or in a byte map (6.18). Facts 1.5, oracle A13.
import { should_fail } from './faults.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { SWP_TB_COUNT_MAX, swapTableCount, withCount } from '../word/swapTable.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER } from './layout.js';
import { ci_extend_table, ci_table, cluster_index, set_ci_extend_table, type Cluster } from './swap_cluster.js';
import { step, type Model } from './step.js';
import { SwapTableKind, swap_table_word, swp_tb_is_folio, swp_tb_is_null, swp_tb_kind } from './swap_table.js';

const ENOMEM = -12;
const UINT_MAX = 0xffff_ffff;

/** References to a slot, the extend table's included; not for Pointer and Bad words. */
export function swap_count(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): number {
  if (k.variant.counts === 'swap_map') return mapCount(k, si, ci, ci_off);
  const inline = swapTableCount(k.mem.hi(swap_table_word(k, ci, ci_off)));
  return inline === SWP_TB_COUNT_MAX ? extendCount(k, ci, ci_off) : inline;
}

/**
 * Whether a slot has references, as __swap_cache_add_check asks it. From the swap table it is read unchecked, so that a Bad word and a Pointer with its cache-only bit have one, and readahead
 * by slot may put a folio over them (facts 6.4 R12); a byte map says which slots are bad.
 */
export function seems_referenced(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): boolean {
  if (k.variant.counts === 'swap_table') return swapTableCount(k.mem.hi(swap_table_word(k, ci, ci_off))) !== 0;
  return swap_count(k, si, ci, ci_off) !== 0 && !is_swap_map_bad(k, si, ci, ci_off);
}

/**
 * One reference more. 0, or -ENOMEM where the count reaches 15 and the cluster has no extend table: the caller drops the lock, makes one and tries again.
 */
export function __swap_cluster_dup_entry(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): number {
  k.assert(!is_bad_slot(k, si, ci, ci_off), '__swap_cluster_dup_entry: bad slot', 'a bad slot gets a reference');
  const count = swap_count(k, si, ci, ci_off);
  k.assert(
    count > 0 || isCached(k, ci, ci_off),
    '__swap_cluster_dup_entry: count',
    () => `slot ${ci_off} of the cluster has no reference and is not cached`,
  );
  if (k.variant.counts === 'swap_map') {
    setMapCount(k, si, ci, ci_off, count + 1);
    return 0;
  }
  k.assert(count < UINT_MAX, '__swap_cluster_dup_entry: overflow', 'the count of a slot would overflow');
  if (count + 1 >= SWP_TB_COUNT_MAX) {
    if (ci_extend_table(k, ci) === NULL_INDEX) return ENOMEM;
    setExtendCount(k, ci, ci_off, count + 1);
    setInline(k, ci, ci_off, SWP_TB_COUNT_MAX);
    return 0;
  }
  setInline(k, ci, ci_off, count + 1);
  return 0;
}

/** The one reference that a slot without folio is made with: hibernation (facts 2.8d). */
export function set_first_count(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): void {
  if (k.variant.counts === 'swap_map') setMapCount(k, si, ci, ci_off, 1);
  else setInline(k, ci, ci_off, 1);
}

/** One reference less; the count that is left. */
export function __swap_cluster_put_entry(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): number {
  const count = swap_count(k, si, ci, ci_off);
  k.assert(count > 0, '__swap_cluster_put_entry: count', () => `slot ${ci_off} of the cluster has no reference to put`);
  const left = count - 1;
  if (k.variant.counts === 'swap_map') {
    setMapCount(k, si, ci, ci_off, left);
    return left;
  }
  const isOverflown = swapTableCount(k.mem.hi(swap_table_word(k, ci, ci_off))) === SWP_TB_COUNT_MAX;
  k.assert(
    !isOverflown || count >= SWP_TB_COUNT_MAX,
    '__swap_cluster_put_entry: extend',
    'a slot counts 15 and its place in the extend table holds less',
  );
  if (count >= SWP_TB_COUNT_MAX) setExtendCount(k, ci, ci_off, left < SWP_TB_COUNT_MAX ? 0 : left);
  setInline(k, ci, ci_off, Math.min(left, SWP_TB_COUNT_MAX));
  if (left === SWP_TB_COUNT_MAX - 1 || left === SWP_TB_COUNT_MAX - 2) swap_extend_table_try_free(k, ci);
  return left;
}

/** Makes the overflow table of a cluster, unless somebody made it meanwhile; 0, or -ENOMEM. */
export function* swap_extend_table_alloc(k: Kernel, ci: Cluster): Model<number> {
  yield step('ci->extend_table = new, zeroed', { ci });
  if (should_fail(k, 'extend alloc')) return ENOMEM;
  if (ci_table(k, ci) !== NULL_INDEX && ci_extend_table(k, ci) === NULL_INDEX)
    set_ci_extend_table(k, ci, k.alloc('extend_table'));
  return 0;
}

/** Gives the overflow table of a locked cluster back when no slot needs it. */
export function swap_extend_table_try_free(k: Kernel, ci: Cluster): void {
  const table = ci_extend_table(k, ci);
  if (table === NULL_INDEX) return;
  for (let i = 0; i < SWAPFILE_CLUSTER / 2; i++)
    if ((k.mem.lo(wordIndex(table + i)) | k.mem.hi(wordIndex(table + i))) !== 0) return;
  set_ci_extend_table(k, ci, NULL_INDEX);
  k.free('extend_table', table);
}

function isCached(k: Kernel, ci: Cluster, ci_off: number): boolean {
  return swp_tb_is_folio(k, swap_table_word(k, ci, ci_off));
}

function setInline(k: Kernel, ci: Cluster, ci_off: number, count: number): void {
  const tb = swap_table_word(k, ci, ci_off);
  const hi = withCount(k.mem.hi(tb), count);
  if (hi !== k.mem.hi(tb)) k.mem.write(tb, k.mem.lo(tb), hi);
}

/** Two 32-bit counts a word. */
function extendCount(k: Kernel, ci: Cluster, ci_off: number): number {
  const at = wordIndex(ci_extend_table(k, ci) + (ci_off >>> 1));
  return ci_off % 2 === 0 ? k.mem.lo(at) : k.mem.hi(at);
}

function setExtendCount(k: Kernel, ci: Cluster, ci_off: number, count: number): void {
  const at = wordIndex(ci_extend_table(k, ci) + (ci_off >>> 1));
  if (ci_off % 2 === 0) k.mem.write(at, count, k.mem.hi(at));
  else k.mem.write(at, k.mem.lo(at), count);
}

/** One byte a slot; counts above 62 go to continuation pages in the kernel, here the byte simply counts on (no slot depends on it: oracle A13). */
function mapCount(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): number {
  const { at, shift, high } = mapPlace(k, si, ci, ci_off);
  return ((high ? k.mem.hi(at) : k.mem.lo(at)) >>> shift) & 0xff;
}

function setMapCount(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number, count: number): void {
  const { at, shift, high } = mapPlace(k, si, ci, ci_off);
  const half = ((high ? k.mem.hi(at) : k.mem.lo(at)) & ~(0xff << shift)) | (count << shift);
  if (high) k.mem.write(at, k.mem.lo(at), half);
  else k.mem.write(at, half, k.mem.hi(at));
}

function mapPlace(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  ci_off: number,
): { readonly at: WordIndex; readonly shift: number; readonly high: boolean } {
  const byte = cluster_index(k, si, ci) * SWAPFILE_CLUSTER + ci_off;
  return {
    at: wordIndex(k.ptr(wordIndex(si + SI.swap_map)) + (byte >>> 3)),
    shift: (byte & 3) * 8,
    high: (byte & 4) !== 0,
  };
}

/** SWAP_MAP_BAD: how a byte map says that a slot is unusable. */
const SWAP_MAP_BAD = 0x3f;

/** Marks an unusable slot in a kernel whose counts live in the byte map. */
export function set_swap_map_bad(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): void {
  setMapCount(k, si, ci, ci_off, SWAP_MAP_BAD);
}

export function is_swap_map_bad(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): boolean {
  return k.variant.counts === 'swap_map' && mapCount(k, si, ci, ci_off) === SWAP_MAP_BAD;
}

/** A slot that cannot be used. A count of 63 in the byte map looks the same, but its slot has a word. */
export function is_bad_slot(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): boolean {
  const tb = swap_table_word(k, ci, ci_off);
  if (k.variant.counts === 'swap_table') return swp_tb_kind(k, tb) === SwapTableKind.Bad;
  return swp_tb_is_null(k, tb) && is_swap_map_bad(k, si, ci, ci_off);
}

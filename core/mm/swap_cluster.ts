// mm/swapfile.c, clusters: struct swap_cluster_info in words, list moves, and finding the cluster of an offset (facts 1.12, 2.1).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER } from './layout.js';
import { list_add_tail, list_del, list_linked, list_move_tail } from './list.js';
import { step, type Model } from './step.js';
import { count_vm_event } from './vmEvents.js';
import { xa_load } from './xarray.js';

/** Place of a swap_cluster_info; of the virtual device, of the swap_cluster_info_dynamic that begins with it. */
export type Cluster = WordIndex;

/** Words of swap_cluster_info, and of the dynamic one behind them. Word 0: lock in the low half; count, flags, order in the high one. */
const CI = { table: 1, extend_table: 2, memcg_table: 3, list: 4, words: 6, index: 6, virtual_table: 9 } as const;
const COUNT_MASK = 0xffff;
const FLAGS_SHIFT = 16;
const ORDER_SHIFT = 24;
const BYTE = 0xff;

export const CLUSTER_FLAG = { NONE: 0, FREE: 1, NONFULL: 2, FRAG: 3, FULL: 4, DISCARD: 5, DEAD: 6 } as const;
export const CLUSTER_FLAG_NAMES = ['none', 'free', 'nonfull', 'frag', 'full', 'discard', 'dead'] as const;

export function ci_count(k: Kernel, ci: Cluster): number {
  return k.mem.hi(ci) & COUNT_MASK;
}

export function set_ci_count(k: Kernel, ci: Cluster, count: number): void {
  k.assert(count >= 0 && count <= SWAPFILE_CLUSTER, 'swap_cluster: count', () => `cluster count would become ${count}`);
  k.mem.write(ci, k.mem.lo(ci), (k.mem.hi(ci) & ~COUNT_MASK) | count);
}

export function ci_flags(k: Kernel, ci: Cluster): number {
  return (k.mem.hi(ci) >>> FLAGS_SHIFT) & BYTE;
}

export function set_ci_flags(k: Kernel, ci: Cluster, flags: number): void {
  k.mem.write(ci, k.mem.lo(ci), (k.mem.hi(ci) & ~(BYTE << FLAGS_SHIFT)) | (flags << FLAGS_SHIFT));
}

export function ci_order(k: Kernel, ci: Cluster): number {
  return k.mem.hi(ci) >>> ORDER_SHIFT;
}

export function set_ci_order(k: Kernel, ci: Cluster, order: number): void {
  k.mem.write(ci, k.mem.lo(ci), (k.mem.hi(ci) & ~(BYTE << ORDER_SHIFT)) | (order << ORDER_SHIFT));
}

export const ci_table = (k: Kernel, ci: Cluster): WordIndex => k.ptr(wordIndex(ci + CI.table));
export const set_ci_table = (k: Kernel, ci: Cluster, table: WordIndex): void =>
  k.setPtr(wordIndex(ci + CI.table), table);
export const ci_extend_table = (k: Kernel, ci: Cluster): WordIndex => k.ptr(wordIndex(ci + CI.extend_table));
export const set_ci_extend_table = (k: Kernel, ci: Cluster, table: WordIndex): void =>
  k.setPtr(wordIndex(ci + CI.extend_table), table);
export const ci_memcg_table = (k: Kernel, ci: Cluster): WordIndex => k.ptr(wordIndex(ci + CI.memcg_table));
export const set_ci_memcg_table = (k: Kernel, ci: Cluster, table: WordIndex): void =>
  k.setPtr(wordIndex(ci + CI.memcg_table), table);
export const ci_list = (ci: Cluster): WordIndex => wordIndex(ci + CI.list);
export const ci_of_list = (node: WordIndex): Cluster => wordIndex(node - CI.list);
export const ci_virtual_table = (k: Kernel, ci: Cluster): WordIndex => k.ptr(wordIndex(ci + CI.virtual_table));
export const set_ci_virtual_table = (k: Kernel, ci: Cluster, table: WordIndex): void =>
  k.setPtr(wordIndex(ci + CI.virtual_table), table);
export const set_ci_index = (k: Kernel, ci: Cluster, index: number): void => k.setNum(wordIndex(ci + CI.index), index);

/** Place of the virtual table word of a slot of a virtual cluster. */
export function virtual_table_word(k: Kernel, ci: Cluster, ci_off: number): WordIndex {
  return wordIndex(ci_virtual_table(k, ci) + ci_off);
}

/** The cluster of an offset; NULL_INDEX for a virtual cluster that does not exist. */
export function swap_offset_to_cluster(k: Kernel, si: WordIndex, offset: number): Cluster {
  const number = Math.floor(offset / SWAPFILE_CLUSTER);
  if (is_vswap(k, si)) return xa_load(k, wordIndex(si + SI.cluster_info), number);
  return wordIndex(k.ptr(wordIndex(si + SI.cluster_info)) + number * CI.words);
}

/** Number of the cluster in its device. */
export function cluster_index(k: Kernel, si: WordIndex, ci: Cluster): number {
  if (is_vswap(k, si)) return k.num(wordIndex(ci + CI.index));
  return (ci - k.ptr(wordIndex(si + SI.cluster_info))) / CI.words;
}

export function is_vswap(k: Kernel, si: WordIndex): boolean {
  return k.variant.hasVirtualSwap && si === k.ptr(k.g.vswap_si);
}

/** Takes ci->lock for this CPU; another CPU holding it makes this one wait, a step at a time. */
export function* spin_lock_ci(k: Kernel, ci: Cluster): Model<void> {
  yield step('spin_lock(&ci->lock)', { ci });
  while (k.mem.lo(ci) !== 0) {
    k.assert(
      k.inRace,
      'lock: nobody unlocks it',
      () => `CPU ${k.mem.lo(ci) - 1} holds the lock of a cluster, and no other CPU runs`,
    );
    yield step('cpu_relax()', { ci }, () => k.mem.lo(ci) !== 0);
  }
  k.mem.write(ci, k.cpu + 1, k.mem.hi(ci));
  count_vm_event(k, 'locks_taken');
}

export function spin_unlock_ci(k: Kernel, ci: Cluster): void {
  k.assert(
    k.mem.lo(ci) === k.cpu + 1,
    'spin_unlock: not held',
    () => `CPU ${k.cpu} unlocks a cluster that it has not locked`,
  );
  k.mem.write(ci, 0, k.mem.hi(ci));
}

/** Finds and locks the cluster of an offset; NULL_INDEX when a virtual cluster is gone or DEAD (facts 6.3). */
export function* swap_cluster_lock(k: Kernel, si: WordIndex, offset: number): Model<Cluster> {
  yield step('ci = __swap_offset_to_cluster(si, offset)', { si, offset });
  const ci = swap_offset_to_cluster(k, si, offset);
  if (ci === NULL_INDEX) return NULL_INDEX;
  yield* spin_lock_ci(k, ci);
  if (ci_flags(k, ci) === CLUSTER_FLAG.DEAD) {
    yield step('spin_unlock(&ci->lock) /* dead */', { ci });
    spin_unlock_ci(k, ci);
    return NULL_INDEX;
  }
  return ci;
}

/** Moves a cluster to the tail of a list of its device and sets its flags to the list's name (facts 2.1). */
export function* move_cluster(k: Kernel, _si: WordIndex, ci: Cluster, list: WordIndex, flags: number): Model<void> {
  yield step('ci -> tail of list; ci->flags = its name', { ci, list });
  k.assert(
    ci_flags(k, ci) !== flags,
    'move_cluster: flags unchanged',
    () => `cluster is already on list ${CLUSTER_FLAG_NAMES[flags] ?? flags}`,
  );
  if (list_linked(k, ci_list(ci))) list_move_tail(k, ci_list(ci), list);
  else list_add_tail(k, ci_list(ci), list);
  set_ci_flags(k, ci, flags);
}

/** Takes a cluster off its list; flags NONE until it is put back. */
export function isolate_cluster(k: Kernel, ci: Cluster): void {
  list_del(k, ci_list(ci));
  set_ci_flags(k, ci, CLUSTER_FLAG.NONE);
}

export const free_clusters = (si: WordIndex): WordIndex => wordIndex(si + SI.free_clusters);
export const full_clusters = (si: WordIndex): WordIndex => wordIndex(si + SI.full_clusters);
export const discard_clusters = (si: WordIndex): WordIndex => wordIndex(si + SI.discard_clusters);
export const nonfull_clusters = (si: WordIndex, order: number): WordIndex =>
  wordIndex(si + SI.nonfull_clusters + 2 * order);
export const frag_clusters = (si: WordIndex, order: number): WordIndex => wordIndex(si + SI.frag_clusters + 2 * order);

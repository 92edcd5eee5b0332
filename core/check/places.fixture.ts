// A booted, used machine, where its words stand, and single changes to them: what the corruptions of the law tests are made of.
import { NULL_INDEX } from '../memory/regions';
import { folio_swap } from '../mm/folio';
import type { Kernel } from '../mm/kernel';
import { list_add_tail, list_del } from '../mm/list';
import { mem_cgroup_from_private_id, swap_cgroup_set } from '../mm/memcontrol';
import { ci_list, set_ci_flags, swap_offset_to_cluster, type Cluster } from '../mm/swap_cluster';
import { swap_table_word, swp_swap_info } from '../mm/swap_table';
import type { Timeline } from '../timeline/timeline';
import { type SwpEntry, type WordIndex } from '../word/brand';
import { withCount } from '../word/swapTable';
import { swpEntry, swpOffset } from '../word/swpEntry';

/**
 * Page 0 is on disk0:1 and cached (asynchronous device), 1 in zswap, 2 zero, 7 in memory only; the slots after the first
 * three are free. Area big is one folio in physical slots.
 */
export const PAGES = `machine {
  kernel KERNEL
  memory 64M
  zswap { compressor lz4 }
  swap disk0 6M
  cgroup web
}
task app in web
app: map heap 8 pages
app: write heap[0] random seed 1
app: write heap[1] text seed 1
app: write heap[2] zero
app: write heap[7] text seed 7
app: pageout heap[0..2]
set zswap.enabled 0
app: map big 16 pages mthp 64K
app: write big[0..15] random seed 3
app: pageout big[0..15]
`;

export const V = 512;
export const FREE_SLOT = 9;
export const virtual = (slot: number): SwpEntry => swpEntry(0, V + slot);
export const PHYS = swpEntry(1, 1);

/** Places of the words of a slot, of the page table entry and the folio of a page, and of the compressed copy of page 1. */
export const tableWord = (run: Timeline, entry: SwpEntry): WordIndex =>
  run.view.slot(entry)?.swapTable?.index ?? NULL_INDEX;
export const virtualWord = (run: Timeline, entry: SwpEntry): WordIndex =>
  run.view.slot(entry)?.virtualTable?.index ?? NULL_INDEX;
export const pteOf = (run: Timeline, page: number): WordIndex =>
  run.view.page('app', 'heap', page)?.pte?.index ?? NULL_INDEX;
export const folioOf = (run: Timeline, page: number): WordIndex =>
  run.view.page('app', 'heap', page)?.folio ?? NULL_INDEX;
/** Page 0's, or, where zswap takes pages that do not shrink (6.18), that of area big. */
export const cachedFolio = (run: Timeline): WordIndex =>
  run.view.page('app', 'heap', 0)?.folio ?? run.view.page('app', 'big', 0)?.folio ?? NULL_INDEX;
export const copyOf = (run: Timeline): WordIndex =>
  run.view.resolve('app', 'heap', 1).find((hop) => hop.kind === 'zswapEntry')?.entry ?? NULL_INDEX;

/** The device, its cluster in use, and its free one, in all kernels. */
export const disk = (k: Kernel): WordIndex => swp_swap_info(k, onDisk(k, 1));
export const onDisk = (k: Kernel, slot: number): SwpEntry => swpEntry(k.variant.hasVirtualSwap ? 1 : 0, slot);
export const usedCluster = (k: Kernel): Cluster => clusterOf(k, onDisk(k, 1));
export const freeCluster = (k: Kernel): Cluster => clusterOf(k, onDisk(k, 1100));
/** The slot of page 1. */
export const slotOne = (k: Kernel): SwpEntry => (k.variant.hasVirtualSwap ? virtual(1) : onDisk(k, 2));
export const slotsOf = (k: Kernel): Cluster => clusterOf(k, slotOne(k));

export function clusterOf(k: Kernel, entry: SwpEntry): Cluster {
  return swap_offset_to_cluster(k, swp_swap_info(k, entry), swpOffset(entry));
}

export const add = (k: Kernel, at: WordIndex, by: number): void => k.setNum(at, k.num(at) + by);

export const web = (k: Kernel): WordIndex => mem_cgroup_from_private_id(k, 1);
/** The words of the i-th page of area big. */
export const bigWord = (run: Timeline, i: number): WordIndex => bigHop(run, i, 'virtualTable');
export const bigTableWord = (run: Timeline, i: number): WordIndex => bigHop(run, i, 'swapTable');

function bigHop(run: Timeline, i: number, kind: 'swapTable' | 'virtualTable'): WordIndex {
  const hop = run.view.resolve('app', 'big', i).find((one) => one.kind === kind);
  return hop !== undefined && 'word' in hop ? hop.word.index : NULL_INDEX;
}

export function setCount(k: Kernel, tb: WordIndex, count: number): void {
  k.mem.write(tb, k.mem.lo(tb), withCount(k.mem.hi(tb), count));
}

export function copyWord(k: Kernel, from: WordIndex, to: WordIndex): void {
  k.mem.write(to, k.mem.lo(from), k.mem.hi(from));
}

export function relist(k: Kernel, ci: Cluster, head: WordIndex, flags: number): void {
  list_del(k, ci_list(ci));
  list_add_tail(k, ci_list(ci), head);
  set_ci_flags(k, ci, flags);
}

/** The swap table word of a slot that nothing uses, beside page 1's. */
export const freeWord = (k: Kernel): WordIndex => swap_table_word(k, slotsOf(k), FREE_SLOT + 3);

/** A cached page's folio still has the owner. */
export function forgetOwner(k: Kernel, run: Timeline): void {
  const entry = folio_swap(k, cachedFolio(run));
  swap_cgroup_set(k, clusterOf(k, entry), swpOffset(entry) % 512, 0);
}

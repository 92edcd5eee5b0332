// mm/swapfile.c, swapoff(2): every slot in use is read back, virtual ones without a look at page tables, direct ones through all of them (facts 3.16).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { swpEntry } from '../word/swpEntry.js';
import type { Kernel } from './kernel.js';
import { PERCPU_SWAP_WORDS } from './kernel.js';
import { SI, SWAP_NR_ORDERS, SWAPFILE_CLUSTER } from './layout.js';
import { list_del, list_linked, list_next } from './list.js';
import { is_contended, LOCK } from './locks.js';
import { flush_deferred } from './deferred.js';
import { call, step, type Model } from './step.js';
import { ci_memcg_table, ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { assert_only_bad } from './swap_cluster_assert.js';
import { SwapTableKind } from './swap_table.js';
import { del_from_avail_list, SWAP_USAGE_OFFLIST_BIT, SWP, add_to_avail_list, plist_add } from './swapfile.js';
import { is_dead, liveTasks } from './task.js';
import { zeromapWords } from './zeromap.js';
import { zswap_swapoff } from './zswap.js';
import { kindAt, unuse_vswap_slot, unuse_mm, drop_cached } from './swapoff_unuse.js';

const EINTR = -4;
const EBUSY = -16;
const EINVAL = -22;

/** Takes a device out of use; 0, or -ENOMEM when there is no memory for what it holds, -EBUSY when an image is on it, -EINTR when it cannot be emptied: it is then in use as before. */
export function* swapoff(k: Kernel, si: WordIndex): Model<number> {
  yield step('if (si->flags & SWP_HIBERNATION)', { si });
  if ((k.num(wordIndex(si + SI.flags)) & SWP.HIBERNATION) !== 0) return EBUSY;
  yield step('si off swap_avail_head and swap_active_head; SWP_WRITEOK off', { si });
  if (k.inRace && !list_linked(k, wordIndex(si + SI.list))) return EINVAL;
  if (k.num(wordIndex(si + SI.inuse_pages)) < SWAP_USAGE_OFFLIST_BIT) del_from_avail_list(k, si);
  if (k.variant.swapoffRaisesDefaults) raise_lower_defaults(k, si);
  list_del(k, wordIndex(si + SI.list));
  k.setNum(wordIndex(si + SI.flags), k.num(wordIndex(si + SI.flags)) & ~SWP.WRITEOK);
  const pages = k.num(wordIndex(si + SI.pages));
  yield step('nr_swap_pages, total_swap_pages -= si->pages', { si, nr_pages: pages });
  k.add(k.g.nr_swap_pages, -pages);
  k.add(k.g.total_swap_pages, -pages);
  yield* wait_for_allocation(k, si);
  const ret = yield* call(k, 'ret = try_to_unuse(si->type)', try_to_unuse, si);
  if (ret !== 0) {
    yield step('reinsert_swap_info(si)', { si, ret });
    reinsert_swap_info(k, si);
    return ret;
  }
  yield step('flush the hints of all CPUs; free clusters, tables and si', { si }, () => has_users(k, si));
  if (k.inRace) flush_deferred(k, si);
  forgetHints(k, si);
  if ((k.num(wordIndex(si + SI.flags)) & SWP.SOLIDSTATE) === 0) k.add(k.g.nr_rotate_swap, -1);
  zswap_swapoff(k, si);
  freeClusters(k, si, pages);
  k.setPtr(wordIndex(k.g.swap_info + k.num(wordIndex(si + SI.type))), NULL_INDEX);
  k.free('swap_info_struct', si);
  return 0;
}

/** Whoever has seen SWP_WRITEOK in a cluster that it has locked takes its slots first. */
function* wait_for_allocation(k: Kernel, si: WordIndex): Model<void> {
  const clusters = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
  for (let i = 0; i < clusters && k.inRace; i++) {
    const ci = swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER);
    while (k.mem.lo(ci) !== 0) yield step('wait_for_allocation(si)', { si, ci }, () => k.mem.lo(ci) !== 0);
  }
}

/** Pins, and the sections under cluster locks that synchronize_rcu waits for. */
function has_users(k: Kernel, si: WordIndex): boolean {
  const clusters = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
  for (let i = 0; i < clusters; i++)
    if (k.mem.lo(swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER)) !== 0) return true;
  return is_contended(k, LOCK.users, si);
}

/** Priorities that the kernel chose stay without gaps: those below a chosen one rise (oracle A10). */
function raise_lower_defaults(k: Kernel, si: WordIndex): void {
  if (k.num(wordIndex(si + SI.prio)) >= 0) return;
  const head = k.g.swap_active_head;
  for (let node = list_next(k, wordIndex(si + SI.list)); node !== head; node = list_next(k, node))
    k.add(wordIndex(node - SI.list + SI.prio), 1);
}

/** A swapoff that failed: the device is in use as before. */
function reinsert_swap_info(k: Kernel, si: WordIndex): void {
  k.setNum(wordIndex(si + SI.flags), k.num(wordIndex(si + SI.flags)) | SWP.WRITEOK);
  k.add(k.g.nr_swap_pages, k.num(wordIndex(si + SI.pages)));
  k.add(k.g.total_swap_pages, k.num(wordIndex(si + SI.pages)));
  plist_add(k, wordIndex(si + SI.list), k.g.swap_active_head, SI.list);
  if (inUse(k, si) < k.num(wordIndex(si + SI.pages))) add_to_avail_list(k, si);
}

function inUse(k: Kernel, si: WordIndex): number {
  return k.num(wordIndex(si + SI.inuse_pages)) % SWAP_USAGE_OFFLIST_BIT;
}

/** Reads back everything that is on the device: reverse-mapped slots first, then page tables, then folios that are only cached. */
export function* try_to_unuse(k: Kernel, si: WordIndex): Model<number> {
  k.assert(
    (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0,
    'wait_for_allocation: WRITEOK',
    'a device that still hands out slots is emptied',
  );
  yield step('if (!swap_usage_in_pages(si))', { si });
  if (inUse(k, si) === 0) return 0;
  const max = k.num(wordIndex(si + SI.max));
  for (;;) {
    const isAlone = !k.hasCompany;
    for (let offset = 1; offset < max && k.variant.hasVirtualSwap; offset++) {
      if (kindAt(k, si, offset) !== SwapTableKind.Pointer) continue;
      const ret = yield* call(k, 'ret = unuse_vswap_slot(si, offset)', unuse_vswap_slot, si, offset);
      if (ret !== 0) return ret;
    }
    yield step('if (!swap_usage_in_pages(si)) /* only virtual slots were backed here */', { si });
    if (inUse(k, si) === 0) return 0;
    for (const task of liveTasks(k)) {
      if (k.inRace && is_dead(k, task)) continue;
      const ret = yield* call(k, 'ret = unuse_mm(mm, type)', unuse_mm, task, si);
      if (ret !== 0) return ret;
    }
    for (let offset = 1; offset < max; offset++) {
      if (kindAt(k, si, offset) !== SwapTableKind.Pfn) continue;
      yield* call(
        k,
        'folio_free_swap(folio) /* only cached */',
        drop_cached,
        swpEntry(k.num(wordIndex(si + SI.type)), offset),
      );
    }
    // While storage is suspended nothing leaves the swap cache: the kernel goes round and round until a signal ends it. Here it does so while others change anything.
    const ended = k.mem.cursor;
    yield step('if (swap_usage_in_pages(si) && signal_pending(current))', { si }, () => {
      return inUse(k, si) !== 0 && k.hasCompany && ended === k.mem.cursor;
    });
    if (inUse(k, si) === 0) return 0;
    if (isAlone && !k.hasCompany) return EINTR;
  }
}

function forgetHints(k: Kernel, si: WordIndex): void {
  for (let cpu = 0; cpu < k.config.cpus; cpu++) {
    const hints = k.g.percpu_swap_cluster(cpu);
    for (let order = 0; order < SWAP_NR_ORDERS && order < PERCPU_SWAP_WORDS; order++) {
      if (k.ptr(wordIndex(hints + order)) !== si) continue;
      k.setPtr(wordIndex(hints + order), NULL_INDEX);
      k.setNum(wordIndex(hints + SWAP_NR_ORDERS + order), 0);
    }
  }
}

function freeClusters(k: Kernel, si: WordIndex, pages: number): void {
  const clusters = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
  for (let i = 0; i < clusters && pages >= 0; i++) {
    const ci = swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER);
    assert_only_bad(k, si, ci);
    if (ci_table(k, ci) !== NULL_INDEX) k.free('swap_table', ci_table(k, ci));
    if (ci_memcg_table(k, ci) !== NULL_INDEX) k.free('swap_memcg_table', ci_memcg_table(k, ci));
  }
  k.slab.freeArray(k.caches.swap_cluster_info, k.ptr(wordIndex(si + SI.cluster_info)), clusters);
  if (k.variant.counts === 'swap_map') {
    k.slab.freeArray(k.caches.swap_map, k.ptr(wordIndex(si + SI.swap_map)), clusters * (SWAPFILE_CLUSTER / 8));
  }
  if (k.variant.zeroMarks === 'zeromap') {
    const words = zeromapWords(k.num(wordIndex(si + SI.max)));
    k.slab.freeArray(k.caches.zeromap, k.ptr(wordIndex(si + SI.zeromap)), words);
  }
}

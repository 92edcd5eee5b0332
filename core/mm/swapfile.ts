// mm/swapfile.c, allocation: which device, which cluster, which slots (facts 2; oracle D, A and H rules).
import { cluster_is_usable, alloc_swap_scan_cluster } from './swapfile_scan.js';
import { swap_do_scheduled_discard } from './discard.js';
import { cluster_alloc_swap_entry } from './swapfile_cluster.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpEntry } from '../word/swpEntry.js';
import { folio_nr_pages, folio_swap, folio_test, PG, type Folio, folio_order } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER, SWAP_NR_ORDERS } from './layout.js';
import { list_add_tail, list_del, list_first, list_linked, list_next } from './list.js';
import { get_swap_device, put_swap_device } from './locks.js';
import { mem_cgroup_record_swap, mem_cgroup_try_charge_swap } from './memcontrol.js';
import { step, call, type Model } from './step.js';
import { ci_count, spin_unlock_ci, swap_cluster_lock } from './swap_cluster.js';

import { swap_cache_del_folio } from './swap_state.js';

import { vswap_alloc } from './vswap.js';

const ENOMEM = -12;
/** si->flags bits that allocation looks at (facts 1.13). */
export const SWP = {
  USED: 1,
  WRITEOK: 2,
  DISCARDABLE: 4,
  SOLIDSTATE: 16,
  BLKDEV: 64,
  PAGE_DISCARD: 1024,
  SYNCHRONOUS_IO: 4096,
  /** Pinned by an image: swapoff fails with -EBUSY. */
  HIBERNATION: 8192,
  VSWAP: 16384,
} as const;
/** Bit 30 of inuse_pages: the device is off swap_avail_head. */
export const SWAP_USAGE_OFFLIST_BIT = 2 ** 30;

/**
 * Gives a locked folio its slots and puts it in the swap cache. 0 or -ENOMEM; success is also visible as PG_swapcache (facts 2.4).
 */
export function* folio_alloc_swap(k: Kernel, folio: Folio): Model<number> {
  k.assert(!folio_test(k, folio, PG.swapcache), 'folio_alloc_swap: in swap cache', 'the folio has slots already');
  k.assert(folio_test(k, folio, PG.locked), 'folio_alloc_swap: not locked', 'the folio is not locked');
  k.assert(folio_test(k, folio, PG.uptodate), 'folio_alloc_swap: not uptodate', 'the folio is not uptodate');
  k.assert(
    folio_nr_pages(k, folio) <= SWAPFILE_CLUSTER,
    'folio_alloc_swap: size',
    'the folio is larger than a cluster',
  );
  if (k.variant.hasVirtualSwap) yield* call(k, 'vswap_alloc(folio)', vswap_alloc, folio);
  if (!folio_test(k, folio, PG.swapcache)) {
    const entry = yield* call(k, 'entry = swap_alloc_fast(folio)', swap_alloc_fast, folio);
    if (entry === NO_ENTRY) yield* call(k, 'entry = swap_alloc_slow(folio)', swap_alloc_slow, folio);
    if (!folio_test(k, folio, PG.swapcache) && folio_nr_pages(k, folio) === 1) {
      const discarded = yield* call(k, 'if (swap_sync_discard())', swap_sync_discard);
      if (discarded) {
        const again = yield* call(k, 'entry = swap_alloc_fast(folio) /* again */', swap_alloc_fast, folio);
        if (again === NO_ENTRY) yield* call(k, 'entry = swap_alloc_slow(folio) /* again */', swap_alloc_slow, folio);
      }
    }
  }
  const is_virtual = folio_test(k, folio, PG.swapcache) && k.variant.hasVirtualSwap && folio_is_vswap(k, folio);
  if (is_virtual) {
    yield* call(k, 'mem_cgroup_record_swap(folio)', mem_cgroup_record_swap, folio);
  } else {
    const ret = yield* call(k, 'ret = mem_cgroup_try_charge_swap(folio)', mem_cgroup_try_charge_swap, folio);
    if (ret !== 0 && folio_test(k, folio, PG.swapcache))
      yield* call(k, 'swap_cache_del_folio(folio)', swap_cache_del_folio, folio);
  }
  yield step('return folio_test_swapcache(folio) ? 0 : -ENOMEM', { folio });
  return folio_test(k, folio, PG.swapcache) ? 0 : ENOMEM;
}

export function folio_is_vswap(k: Kernel, folio: Folio): boolean {
  return entry_is_vswap(k, folio_swap(k, folio));
}

export function entry_is_vswap(k: Kernel, entry: SwpEntry): boolean {
  if (!k.variant.hasVirtualSwap) return false;
  const si = k.ptr(k.g.vswap_si);
  return si !== NULL_INDEX && entry !== NO_ENTRY && k.ptr(wordIndex(k.g.swap_info + swpTypeOf(entry))) === si;
}

const swpTypeOf = (entry: SwpEntry): number => Math.floor(entry / 2 ** 45);

/** Runs the discards that wait, on the first device that has some; true when there were any (facts 2.4 step 4; oracle A5i). */
export function* swap_sync_discard(k: Kernel): Model<boolean> {
  const head = k.g.swap_active_head;
  for (let node = list_first(k, head); node !== head; node = list_next(k, node)) {
    const si = wordIndex(node - SI.list);
    if ((k.num(wordIndex(si + SI.flags)) & SWP.PAGE_DISCARD) === 0) continue;
    get_swap_device(k, si);
    const any = yield* call(k, 'if (swap_do_scheduled_discard(si))', swap_do_scheduled_discard, si);
    put_swap_device(k, si);
    if (any) return true;
    // swapoff has taken it off meanwhile: the walk has lost its place.
    if (k.inRace && !list_linked(k, node)) return false;
  }
  return false;
}

/** Tries this CPU's device and position (facts 2.3, oracle A2). The entry, or none. */
export function* swap_alloc_fast(k: Kernel, folio: Folio): Model<SwpEntry> {
  const order = folio_order(k, folio);
  const hint = k.g.percpu_swap_cluster(k.cpu);
  yield step('(si, offset) = percpu_swap_cluster[order]', { folio, order });
  const si = k.ptr(wordIndex(hint + order));
  const offset = k.num(wordIndex(hint + SWAP_NR_ORDERS + order));
  if (si === NULL_INDEX || offset === 0 || (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0) return NO_ENTRY;
  get_swap_device(k, si);
  const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
  if (ci === NULL_INDEX) {
    put_swap_device(k, si);
    return NO_ENTRY;
  }
  yield step('if (cluster_is_usable(ci, order))', { ci, order });
  if (!cluster_is_usable(k, ci, order)) {
    yield step('spin_unlock(&ci->lock)', { ci });
    spin_unlock_ci(k, ci);
    put_swap_device(k, si);
    return NO_ENTRY;
  }
  const start = ci_count(k, ci) === 0 ? offset - (offset % SWAPFILE_CLUSTER) : offset;
  const found = yield* call(
    k,
    'found = alloc_swap_scan_cluster(si, ci, folio, offset)',
    alloc_swap_scan_cluster,
    si,
    ci,
    folio,
    start,
  );
  put_swap_device(k, si);
  return found === 0 ? NO_ENTRY : swpEntry(k.num(wordIndex(si + SI.type)), found);
}

/** Goes through the devices by priority; each one looked at first moves behind its equals (facts 2.3, oracle A4). */
export function* swap_alloc_slow(k: Kernel, folio: Folio): Model<SwpEntry> {
  yield step('spin_lock(&swap_avail_lock)', { folio });
  const head = k.g.swap_avail_head;
  const tried = new Set<WordIndex>();
  for (;;) {
    const node = nextAvailable(k, head, tried);
    if (node === undefined) break;
    const si = wordIndex(node - SI.avail_list);
    tried.add(node);
    yield step('si goes behind its equals on swap_avail_head', { si });
    // Full or switched off by another CPU in this moment: as if it had been so when the list was looked at.
    if (k.inRace && !list_linked(k, node)) continue;
    plist_requeue(k, node, head);
    get_swap_device(k, si);
    const found = yield* call(k, 'offset = cluster_alloc_swap_entry(si, folio)', cluster_alloc_swap_entry, si, folio);
    put_swap_device(k, si);
    if (found !== 0) return swpEntry(k.num(wordIndex(si + SI.type)), found);
    if (folio_nr_pages(k, folio) > 1) break;
  }
  yield step('spin_unlock(&swap_avail_lock)', { folio });
  return NO_ENTRY;
}

function nextAvailable(k: Kernel, head: WordIndex, tried: ReadonlySet<WordIndex>): WordIndex | undefined {
  for (let node = list_first(k, head); node !== head && node !== NULL_INDEX; node = list_next(k, node))
    if (!tried.has(node)) return node;
  return undefined;
}

/** Behind all nodes of its priority or a higher one (facts S6). */
export function plist_add(k: Kernel, node: WordIndex, head: WordIndex, member: number): void {
  const prio = k.num(wordIndex(node - member + SI.prio));
  let next = list_first(k, head);
  while (next !== head && k.num(wordIndex(next - member + SI.prio)) >= prio) next = list_next(k, next);
  list_add_tail(k, node, next);
}

function plist_requeue(k: Kernel, node: WordIndex, head: WordIndex): void {
  const next = list_next(k, node);
  if (
    next === head ||
    k.num(wordIndex(next - SI.avail_list + SI.prio)) !== k.num(wordIndex(node - SI.avail_list + SI.prio))
  )
    return;
  list_del(k, node);
  plist_add(k, node, head, SI.avail_list);
}

/** More than half of all physical swap is used (oracle H1). */
export function vm_swap_full(k: Kernel): boolean {
  return k.num(k.g.nr_swap_pages) * 2 < k.num(k.g.total_swap_pages);
}

export function del_from_avail_list(k: Kernel, si: WordIndex): void {
  list_del(k, wordIndex(si + SI.avail_list));
  k.add(wordIndex(si + SI.inuse_pages), SWAP_USAGE_OFFLIST_BIT);
}

export function add_to_avail_list(k: Kernel, si: WordIndex): void {
  k.add(wordIndex(si + SI.inuse_pages), -SWAP_USAGE_OFFLIST_BIT);
  plist_add(k, wordIndex(si + SI.avail_list), k.g.swap_avail_head, SI.avail_list);
}

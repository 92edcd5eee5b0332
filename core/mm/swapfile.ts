// mm/swapfile.c, allocation: which device, which cluster, which slots (facts 2; oracle D, A and H rules).
import { NULL_INDEX } from '../memory/regions.js';
import { slotOffset, wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpEntry, swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import {
  SwapTableKind,
  set_swp_tb_folio,
  set_swp_tb_pointer,
  swap_table_word,
  swp_tb_is_null,
  swp_tb_kind,
} from './swap_table.js';
import {
  folio_get,
  folio_nr_pages,
  folio_set,
  folio_swap,
  folio_test,
  PG,
  set_folio_swap,
  type Folio,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER, SWAP_NR_ORDERS } from './layout.js';
import { list_add_tail, list_del, list_empty, list_first, list_next } from './list.js';
import { mem_cgroup_record_swap, mem_cgroup_try_charge_swap } from './memcontrol.js';
import { step, call, type Model } from './step.js';
import {
  ci_count,
  ci_flags,
  ci_of_list,
  ci_order,
  CLUSTER_FLAG,
  cluster_index,
  frag_clusters,
  free_clusters,
  full_clusters,
  is_vswap,
  isolate_cluster,
  move_cluster,
  nonfull_clusters,
  set_ci_count,
  set_ci_memcg_table,
  set_ci_order,
  set_ci_table,
  spin_unlock_ci,
  swap_cluster_lock,
  type Cluster,
} from './swap_cluster.js';
import { free_cluster } from './swapfile_free.js';
import { is_swap_map_bad, swap_count } from './swap_count.js';
import { swap_cache_del_folio } from './swap_state.js';
import { count_vm_event } from './vmEvents.js';
import { alloc_swap_scan_dynamic, vswap_alloc } from './vswap.js';

const ENOMEM = -12;
const PMD_ORDER = SWAP_NR_ORDERS - 1;
/** si->flags bits that allocation looks at (facts 1.13). */
export const SWP = {
  USED: 1,
  WRITEOK: 2,
  DISCARDABLE: 4,
  SOLIDSTATE: 16,
  BLKDEV: 64,
  PAGE_DISCARD: 1024,
  SYNCHRONOUS_IO: 4096,
  VSWAP: 16384,
} as const;
/** Bit 30 of inuse_pages: the device is off swap_avail_head. */
export const SWAP_USAGE_OFFLIST_BIT = 2 ** 30;

/**
 * Gives a locked folio its slots and puts it in the swap cache. 0 or -ENOMEM; success is also visible as PG_swapcache (facts 2.4).
 */
export function* folio_alloc_swap(k: Kernel, folio: Folio): Model<number> {
  k.assert(!folio_test(k, folio, PG.swapcache), 'folio_alloc_swap: in swap cache', () => 'the folio has slots already');
  k.assert(folio_test(k, folio, PG.locked), 'folio_alloc_swap: not locked', () => 'the folio is not locked');
  k.assert(folio_test(k, folio, PG.uptodate), 'folio_alloc_swap: not uptodate', () => 'the folio is not uptodate');
  if (k.variant.hasVirtualSwap) yield* call(k, 'vswap_alloc(folio)', vswap_alloc, folio);
  if (!folio_test(k, folio, PG.swapcache)) {
    const entry = yield* call(k, 'entry = swap_alloc_fast(folio)', swap_alloc_fast, folio);
    if (entry === NO_ENTRY) yield* call(k, 'entry = swap_alloc_slow(folio)', swap_alloc_slow, folio);
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
  const si = k.ptr(k.g.vswap_si);
  return si !== NULL_INDEX && entry !== NO_ENTRY && k.ptr(wordIndex(k.g.swap_info + swpTypeOf(entry))) === si;
}

const swpTypeOf = (entry: SwpEntry): number => Math.floor(entry / 2 ** 45);

/** Tries this CPU's device and position (facts 2.3, oracle A2). The entry, or none. */
export function* swap_alloc_fast(k: Kernel, folio: Folio): Model<SwpEntry> {
  const order = 0;
  const hint = k.g.percpu_swap_cluster(k.cpu);
  yield step(
    '(si, offset) = percpu_swap_cluster[order]',
    { folio, order },
  );
  const si = k.ptr(wordIndex(hint + order));
  const offset = k.num(wordIndex(hint + SWAP_NR_ORDERS + order));
  if (si === NULL_INDEX || offset === 0 || (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0) return NO_ENTRY;
  const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
  if (ci === NULL_INDEX) return NO_ENTRY;
  yield step('if (cluster_is_usable(ci, order))', { ci, order });
  if (!cluster_is_usable(k, ci, order)) {
    yield step('spin_unlock(&ci->lock)', { ci });
    spin_unlock_ci(k, ci);
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
  return found === 0 ? NO_ENTRY : swpEntry(k.num(wordIndex(si + SI.type)), found);
}

/** On a usable list, and of the order asked for (order 0 takes any). */
export function cluster_is_usable(k: Kernel, ci: Cluster, order: number): boolean {
  if (ci_flags(k, ci) > CLUSTER_FLAG.FRAG || ci_flags(k, ci) === CLUSTER_FLAG.FREE) return false;
  return order === 0 || ci_count(k, ci) === 0 || ci_order(k, ci) === order;
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
    plist_requeue(k, node, head);
    const found = yield* call(k, 'offset = cluster_alloc_swap_entry(si, folio)', cluster_alloc_swap_entry, si, folio);
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
  while (next !== head && signed(k.num(wordIndex(next - member + SI.prio))) >= signed(prio)) next = list_next(k, next);
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

/** Priorities are stored with 2^32 added, so that negative ones stay exact in an unsigned word. */
export const PRIO_BIAS = 2 ** 32;
export const signed = (stored: number): number => stored - PRIO_BIAS;

/** More than half of all physical swap is used (oracle H1). */
export function vm_swap_full(k: Kernel): boolean {
  return k.num(k.g.nr_swap_pages) * 2 < k.num(k.g.total_swap_pages);
}

/** The search order of one device; the offset found, or 0 (facts 2.6, oracle A5). */
export function* cluster_alloc_swap_entry(k: Kernel, si: WordIndex, folio: Folio): Model<number> {
  const order = 0;
  const virtual = is_vswap(k, si);
  if (order < PMD_ORDER) {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->nonfull_clusters[order], folio, true)',
      alloc_swap_scan_list,
      si,
      nonfull_clusters(si, order),
      folio,
      true,
    );
    if (found !== 0) return found;
  }
  if (virtual) {
    const found = yield* call(k, 'found = alloc_swap_scan_dynamic(si, folio)', alloc_swap_scan_dynamic, si, folio);
    if (found !== 0) return found;
  }
  {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->free_clusters, folio, false)',
      alloc_swap_scan_list,
      si,
      free_clusters(si),
      folio,
      false,
    );
    if (found !== 0) return found;
  }
  if (order < PMD_ORDER) {
    const found = yield* call(
      k,
      'found = alloc_swap_scan_list(si, &si->frag_clusters[order], folio, false)',
      alloc_swap_scan_list,
      si,
      frag_clusters(si, order),
      folio,
      false,
    );
    if (found !== 0) return found;
  }
  for (let o = 1; o < SWAP_NR_ORDERS; o++) {
    for (const list of [frag_clusters(si, o), nonfull_clusters(si, o)]) {
      if (list_empty(k, list)) continue;
      const found = yield* call(
        k,
        'found = alloc_swap_scan_list(si, &si->frag_clusters[o], folio, true) /* steal */',
        alloc_swap_scan_list,
        si,
        list,
        folio,
        true,
      );
      if (found !== 0) return found;
    }
  }
  return 0;
}

/** Scans the clusters of a list from the head; the offset found, or 0 (facts 2.7). */
export function* alloc_swap_scan_list(
  k: Kernel,
  si: WordIndex,
  list: WordIndex,
  folio: Folio,
  scan_all: boolean,
): Model<number> {
  do {
    const ci = yield* call(k, 'ci = isolate_lock_cluster(si, list)', isolate_lock_cluster, si, list);
    if (ci === NULL_INDEX) return 0;
    const start = cluster_index(k, si, ci) * SWAPFILE_CLUSTER;
    const found = yield* call(
      k,
      'found = alloc_swap_scan_cluster(si, ci, folio, cluster_offset(si, ci))',
      alloc_swap_scan_cluster,
      si,
      ci,
      folio,
      start,
    );
    if (found !== 0) return found;
  } while (scan_all);
  return 0;
}

/** Takes the first lockable cluster off a list, with its table made if it was free; NULL_INDEX when there is none (facts 2.7, 2.12). */
export function* isolate_lock_cluster(k: Kernel, si: WordIndex, list: WordIndex): Model<Cluster> {
  yield step('ci = first of list that can be locked', { si, list });
  let node = list_first(k, list);
  while (node !== list && node !== NULL_INDEX && k.mem.lo(ci_of_list(node)) !== 0) node = list_next(k, node);
  if (node === list || node === NULL_INDEX) return NULL_INDEX;
  const ci = ci_of_list(node);
  k.mem.write(ci, k.cpu + 1, k.mem.hi(ci));
  const was_free = ci_flags(k, ci) === CLUSTER_FLAG.FREE;
  yield step('list_del(&ci->list); ci->flags = CLUSTER_FLAG_NONE', { ci });
  isolate_cluster(k, ci);
  if (was_free) yield* call(k, 'swap_cluster_populate(si, ci)', swap_cluster_populate, si, ci);
  return ci;
}

/** Gives a formerly free cluster its swap table and, unless that waits for a direct slot, its memcg table (facts 1.11, 2.12). */
export function* swap_cluster_populate(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  yield step('ci->table = new, zeroed', { si, ci });
  set_ci_table(k, ci, k.alloc('swap_table'));
  if (k.variant.defersMemcgTable && !is_vswap(k, si)) return;
  yield step('ci->memcg_table = new, zeroed', { ci });
  set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
}

/** Scans one locked cluster from an offset; moves it to the list it then belongs to, unlocks it, updates the hint (facts 2.8). */
export function* alloc_swap_scan_cluster(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  folio: Folio,
  offset: number,
): Model<number> {
  const nr = folio_nr_pages(k, folio);
  const end = Math.min(offset - (offset % SWAPFILE_CLUSTER) + SWAPFILE_CLUSTER, k.num(wordIndex(si + SI.max)));
  let found = 0;
  yield step('for each aligned range of the cluster from offset on', { offset, end, nr });
  if (ci_count(k, ci) + nr <= SWAPFILE_CLUSTER) {
    for (let at = offset; at + nr <= end; at += nr) {
      if (!slot_is_free(k, si, ci, at % SWAPFILE_CLUSTER)) continue;
      const done = yield* call(
        k,
        '__swap_cluster_alloc_entries(si, ci, folio, offset % SWAPFILE_CLUSTER)',
        __swap_cluster_alloc_entries,
        si,
        ci,
        folio,
        at % SWAPFILE_CLUSTER,
      );
      if (!done) break;
      found = at;
      break;
    }
  }
  yield* call(k, 'relocate_cluster(si, ci)', relocate_cluster, si, ci);
  const next = found !== 0 && ci_count(k, ci) < SWAPFILE_CLUSTER && found + nr < end ? found + nr : 0;
  yield step('unlock ci; this CPU's hint = next', { found, next });
  spin_unlock_ci(k, ci);
  setHint(k, si, next);
  return found;
}

function setHint(k: Kernel, si: WordIndex, next: number): void {
  const order = 0;
  if (is_vswap(k, si)) {
    k.setNum(wordIndex(k.g.percpu_vswap_cluster(k.cpu) + order), next);
    return;
  }
  const hint = k.g.percpu_swap_cluster(k.cpu);
  k.setPtr(wordIndex(hint + order), si);
  k.setNum(wordIndex(hint + SWAP_NR_ORDERS + order), next);
}

/** Nothing there: no word and, where a byte map counts, no count. */
function slot_is_free(k: Kernel, si: WordIndex, ci: Cluster, ci_off: number): boolean {
  if (!swp_tb_is_null(k, swap_table_word(k, ci, ci_off))) return false;
  return (
    k.variant.counts === 'swap_table' || (!is_swap_map_bad(k, si, ci, ci_off) && swap_count(k, si, ci, ci_off) === 0)
  );
}

/** Writes the words of an allocation: PFN for a folio that is not cached yet, Pointer for the backing of one that is (facts 2.8d). */
export function* __swap_cluster_alloc_entries(
  k: Kernel,
  si: WordIndex,
  ci: Cluster,
  folio: Folio,
  ci_off: number,
): Model<boolean> {
  if ((k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0) return false;
  const nr = folio_nr_pages(k, folio);
  if (ci_count(k, ci) === 0) set_ci_order(k, ci, 0);
  if (folio_test(k, folio, PG.swapcache)) {
    const virt = folio_swap(k, folio);
    yield step('__swap_table_set(ci, ci_off + i, swp_entry_to_swp_tb_ptr(folio->swap + i))', { virt, nr });
    for (let i = 0; i < nr; i++) set_swp_tb_pointer(k, swap_table_word(k, ci, ci_off + i), swpEntryPlus(virt, i));
  } else {
    const type = k.num(wordIndex(si + SI.type));
    const entry = swpEntry(type, cluster_index(k, si, ci) * SWAPFILE_CLUSTER + ci_off);
    if (!is_vswap(k, si) && k.variant.defersMemcgTable) ensureMemcgTable(k, ci);
    yield* call(k, '__swap_cache_add_folio(ci, folio, entry)', __swap_cache_add_folio, ci, folio, entry);
  }
  yield step('ci->count += nr; swap_range_alloc(si, nr)', { ci, nr });
  set_ci_count(k, ci, ci_count(k, ci) + nr);
  swap_range_alloc(k, si, nr);
  return true;
}

function ensureMemcgTable(k: Kernel, ci: Cluster): void {
  const at = wordIndex(ci + 3);
  if (k.ptr(at) === NULL_INDEX) set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
}

/** PFN words for a folio that gets its slots now (count 0), and the folio's side of it. */
export function* __swap_cache_add_folio(k: Kernel, ci: Cluster, folio: Folio, entry: SwpEntry): Model<void> {
  const nr = folio_nr_pages(k, folio);
  const ci_off = swpOffset(entry) % SWAPFILE_CLUSTER;
  yield step('__swap_table_set(ci, ci_off + i, folio_to_swp_tb(folio, flags))', { ci, folio, entry });
  for (let i = 0; i < nr; i++) {
    const tb = swap_table_word(k, ci, ci_off + i);
    k.assert(
      swp_tb_kind(k, tb) !== SwapTableKind.Pfn,
      '__swap_cache_do_add_folio: slot cached',
      () => `slot ${slotOffset(ci_off + i)} has a folio already`,
    );
    set_swp_tb_folio(k, tb, folio);
  }
  yield step('folio refcount += nr; PG_swapcache on; folio->swap = entry', { folio, entry });
  folio_get(k, folio, nr);
  folio_set(k, folio, PG.swapcache);
  set_folio_swap(k, folio, entry);
  count_vm_event(k, 'nr_swapcached', nr);
}

/** Device counters of an allocation; a device that is full now leaves the list of available ones (facts 2.8 step 3). */
function swap_range_alloc(k: Kernel, si: WordIndex, nr: number): void {
  k.add(wordIndex(si + SI.inuse_pages), nr);
  if (is_vswap(k, si)) return;
  k.add(k.g.nr_swap_pages, -nr);
  if (k.num(wordIndex(si + SI.inuse_pages)) === k.num(wordIndex(si + SI.pages))) del_from_avail_list(k, si);
}

export function del_from_avail_list(k: Kernel, si: WordIndex): void {
  list_del(k, wordIndex(si + SI.avail_list));
  k.add(wordIndex(si + SI.inuse_pages), SWAP_USAGE_OFFLIST_BIT);
}

export function add_to_avail_list(k: Kernel, si: WordIndex): void {
  k.add(wordIndex(si + SI.inuse_pages), -SWAP_USAGE_OFFLIST_BIT);
  plist_add(k, wordIndex(si + SI.avail_list), k.g.swap_avail_head, SI.avail_list);
}

/** Where a scanned cluster goes: empty -> free, full -> full, else frag of its order; a cluster that is there already does not move (oracle D5). */
export function* relocate_cluster(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  const flags = ci_flags(k, ci);
  const count = ci_count(k, ci);
  if (flags === CLUSTER_FLAG.DISCARD) return;
  if (count === 0) {
    if (flags !== CLUSTER_FLAG.FREE) yield* call(k, 'free_cluster(si, ci)', free_cluster, si, ci);
  } else if (count === SWAPFILE_CLUSTER) {
    if (flags !== CLUSTER_FLAG.FULL)
      yield* call(
        k,
        'move_cluster(ci, full)',
        move_cluster,
        si,
        ci,
        full_clusters(si),
        CLUSTER_FLAG.FULL,
      );
  } else if (flags !== CLUSTER_FLAG.FRAG) {
    yield* call(
      k,
      'move_cluster(ci, frag[ci->order])',
      move_cluster,
      si,
      ci,
      frag_clusters(si, ci_order(k, ci)),
      CLUSTER_FLAG.FRAG,
    );
  }
}

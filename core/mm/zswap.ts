// mm/zswap.c: compressed copies of pages, their pool accounting, and writeback to a device (facts 3.3, 3.10, 3.15, 1.16).
import { should_fail } from './faults.js';
import {
  folio_release_vswap_backing,
  vswap_store_folio,
  vswap_zswap_store,
  vswap_zswap_load,
} from './vswap_backing.js';
import { compressedSize } from '../content/compressedSize.js';
import { CLASS_COUNT, classOf, classPoolBytes } from '../content/zsmalloc.js';
import { NULL_INDEX } from '../memory/regions.js';
import { scratch } from '../word/halves.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntryPlus, swpEntryToVal, swpOffset } from '../word/swpEntry.js';
import { folio_content, folio_nr_pages, folio_set, folio_swap, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { MEMCG, SI } from './layout.js';
import { list_add_tail, list_del, list_linked } from './list.js';
import { count_memcg_events, folio_memcg, mem_cgroup_zswap_writeback_enabled } from './memcontrol.js';
import { step, call, type Model } from './step.js';
import { is_vswap } from './swap_cluster.js';
import { entry_is_vswap } from './swapfile.js';
import { swp_swap_info } from './swap_table.js';
import { count_vm_event } from './vmEvents.js';

import { shrink_memcg } from './zswap_shrinker.js';
import { xa_erase, xa_load, xa_store, xa_for_each } from './xarray.js';

const PAGE_SIZE = 4096;
/** struct zswap_entry in words (56 bytes): swpentry, length | referenced, pool, handle, objcg, lru. The handle word holds the content's id. */
export const ZENTRY = { swpentry: 0, length: 1, pool: 2, handle: 3, objcg: 4, lru: 5 } as const;
/** Words of the zswap globals: what its debugfs shows. */
export const ZSWAP = {
  stored_pages: 0,
  pool_limit_hit: 1,
  written_back_pages: 2,
  reject_compress_poor: 3,
  reject_reclaim_fail: 4,
  reached_full: 5,
  enabled: 6,
  max_pool_percent: 7,
  accept_threshold_percent: 8,
  stored_incompressible_pages: 9,
  reject_compress_fail: 10,
  reject_kmemcache_fail: 11,
  decompress_fail: 12,
  /** Since boot: reads of large folios from direct slots end with it (facts 3.9). */
  ever_enabled: 13,
  reject_alloc_fail: 14,
  shrinker_enabled: 15,
  /** Id of the cgroup that shrink_worker takes next, plus 1; 0: it begins with the first. */
  next_shrink: 16,
  /** The work item waits for the statement's end. */
  shrink_queued: 17,
} as const;

export function zswapWord(k: Kernel, name: keyof typeof ZSWAP): WordIndex {
  return wordIndex(k.g.zswap + ZSWAP[name]);
}

/** Bytes of the zsmalloc pool: whole zspages by size class. */
export function zswapPoolBytes(k: Kernel): number {
  let bytes = 0;
  for (let c = 0; c < CLASS_COUNT; c++) bytes += classPoolBytes(c, k.num(wordIndex(k.g.zswap_class_objects + c)));
  return bytes;
}

/** The machine's compressor gives no sizes; whoever starts a run has to refuse it, or load it, before. */
export class CompressorError extends Error {
  constructor(compressor: string, reason: string) {
    super(`compressor ${compressor} is ${reason}`);
  }
}

/**
 * Stores a whole folio compressed; false when it has to go elsewhere. Nothing of it stays behind then (facts 3.3). A cgroup at its limit has a batch of its
 * oldest copies written back first; a full pool has that done later, by the work item.
 */
export function* zswap_store(k: Kernel, folio: Folio): Model<boolean> {
  yield step('if (!zswap_enabled)', { folio });
  if (k.num(zswapWord(k, 'enabled')) === 0) return yield* refuse(k, folio);
  const memcg = folio_memcg(k, folio);
  yield step('if (!obj_cgroup_may_zswap(objcg))', { folio, memcg });
  if (!may_zswap(k, memcg)) {
    const ret = yield* call(k, 'ret = shrink_memcg(memcg)', shrink_memcg, memcg);
    if (ret !== 0) return yield* refuse(k, folio);
  }
  yield step('if (zswap_check_limits())', { folio });
  if (zswap_check_limits(k)) return yield* refuse(k, folio);
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr; i++) {
    const stored = yield* call(k, 'zswap_store_page(folio, i)', zswap_store_page, folio, i);
    if (!stored) return yield* refuse(k, folio);
  }
  count_vm_event(k, 'zswpout', nr);
  count_memcg_events(k, memcg, 'zswpout', nr);
  return true;
}

/** Less than zswap.max is charged, in whole pages; 0 never lets anything in. */
function may_zswap(k: Kernel, memcg: WordIndex): boolean {
  const pages = Math.floor(k.num(wordIndex(memcg + MEMCG.zswap)) / PAGE_SIZE);
  return pages < k.num(wordIndex(memcg + MEMCG.zswap_max));
}

function* refuse(k: Kernel, folio: Folio): Model<boolean> {
  if (k.num(zswapWord(k, 'enabled')) !== 0 && k.num(zswapWord(k, 'reached_full')) !== 0) {
    yield step('queue_work(&zswap_shrink_work)', { folio });
    if (k.num(zswapWord(k, 'shrink_queued')) === 0) k.setNum(zswapWord(k, 'shrink_queued'), 1);
  }
  yield* forgetOld(k, folio);
  return false;
}

/** The pool may use max_pool_percent of memory; once over, it takes nothing until it is below the accept threshold. */
function zswap_check_limits(k: Kernel): boolean {
  const pages = zswapPoolBytes(k) / PAGE_SIZE;
  if (pages > zswap_max_pages(k)) {
    k.add(zswapWord(k, 'pool_limit_hit'), 1);
    k.setNum(zswapWord(k, 'reached_full'), 1);
  } else if (k.num(zswapWord(k, 'reached_full')) === 1 && pages <= zswap_accept_thr_pages(k)) {
    k.setNum(zswapWord(k, 'reached_full'), 0);
  }
  return k.num(zswapWord(k, 'reached_full')) === 1;
}

function zswap_max_pages(k: Kernel): number {
  return Math.floor(((k.config.memory / PAGE_SIZE) * k.num(zswapWord(k, 'max_pool_percent'))) / 100);
}

/** Pages of pool from which on a pool that was full takes pages again. */
export function zswap_accept_thr_pages(k: Kernel): number {
  return Math.floor((zswap_max_pages(k) * k.num(zswapWord(k, 'accept_threshold_percent'))) / 100);
}

/** A failed store must not leave older copies of the folio behind (facts 3.3 step 7). */
function* forgetOld(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  if (entry_is_vswap(k, entry)) {
    if (k.variant.rollsBackPartialStore && vswap_zswap_load(k, entry) !== NULL_INDEX)
      yield* call(k, 'folio_release_vswap_backing(folio)', folio_release_vswap_backing, folio);
    return;
  }
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr; i++) zswap_invalidate(k, swp_swap_info(k, entry), swpOffset(entry) + i);
}

/** Compresses one page and makes the copy its slot's backing; false, with nothing left behind, where one of the steps fails (facts 3.3 step 5). */
export function* zswap_store_page(k: Kernel, folio: Folio, i: number): Model<boolean> {
  const entry = swpEntryPlus(folio_swap(k, folio), i);
  const content = folio_content(k, folio, i);
  yield step('zentry = new zswap_entry', { folio, entry });
  if (should_fail(k, 'zswap alloc', entry)) {
    k.add(zswapWord(k, 'reject_kmemcache_fail'), 1);
    return false;
  }
  const zentry = k.alloc('zswap_entry');
  yield step('compress the page', { entry, zentry });
  const length = compressedLength(k, folio, content, entry);
  if (length === 0) {
    yield step('free zentry; return false', { entry, zentry });
    k.free('zswap_entry', zentry);
    return false;
  }
  swpEntryToVal(entry);
  k.mem.write(wordIndex(zentry + ZENTRY.swpentry), scratch.lo, scratch.hi);
  k.mem.write(wordIndex(zentry + ZENTRY.length), length, 1);
  k.mem.write(wordIndex(zentry + ZENTRY.handle), k.mem.lo(content), k.mem.hi(content));
  const memcg = folio_memcg(k, folio);
  k.setPtr(wordIndex(zentry + ZENTRY.objcg), memcg);
  if (entry_is_vswap(k, entry)) {
    yield* call(k, 'vswap_zswap_store(entry, zentry)', vswap_zswap_store, entry, zentry);
  } else {
    yield step('old = xa_store(zswap tree, offset, zentry)', {
      entry,
      zentry,
    });
    const si = swp_swap_info(k, entry);
    const old = xa_store(k, zswap_tree(k, si), swpOffset(entry), zentry);
    if (old !== NULL_INDEX) freeEntry(k, old);
  }
  yield step('charge length; stored_pages++; zentry -> LRU tail', { zentry, memcg, length });
  k.add(zswapWord(k, 'stored_pages'), 1);
  if (length === PAGE_SIZE) k.add(zswapWord(k, 'stored_incompressible_pages'), 1);
  k.add(wordIndex(k.g.zswap_class_objects + classOf(length)), 1);
  k.add(wordIndex(memcg + MEMCG.zswap), length);
  k.add(wordIndex(memcg + MEMCG.zswapped), 1);
  list_add_tail(k, wordIndex(zentry + ZENTRY.lru), wordIndex(memcg + MEMCG.zswap_lru));
  return true;
}

/** Bytes that the page takes in the pool; 0: it is refused, and counted so. */
function compressedLength(k: Kernel, folio: Folio, content: WordIndex, entry: SwpEntry): number {
  const compressed = compressedSize(k.mem.lo(content), k.mem.hi(content), k.config.zswap.compressor);
  if (compressed.kind !== 'size') throw new CompressorError(k.config.zswap.compressor, compressed.kind);
  if (should_fail(k, 'compress', entry)) {
    k.add(zswapWord(k, 'reject_compress_fail'), 1);
    return 0;
  }
  // Kept raw where no device may have it (facts 3.3 step 5b).
  const mayReject = mem_cgroup_zswap_writeback_enabled(k, folio_memcg(k, folio));
  if (compressed.size >= PAGE_SIZE && mayReject && !k.variant.storesIncompressible) {
    k.add(zswapWord(k, 'reject_compress_poor'), 1);
    return 0;
  }
  if (should_fail(k, 'pool alloc', entry)) {
    k.add(zswapWord(k, 'reject_alloc_fail'), 1);
    return 0;
  }
  return Math.min(compressed.size, PAGE_SIZE);
}

/** Reads a locked cached folio from its compressed copy and drops the copy; false when there is none (facts 3.10 step 3). */
export function* zswap_load(k: Kernel, folio: Folio): Model<boolean> {
  const entry = folio_swap(k, folio);
  const virtual = entry_is_vswap(k, entry);
  yield step('zentry = zswap_lookup(entry)', { folio, entry });
  const zentry = zswap_lookup(k, entry);
  if (zentry === NULL_INDEX) return false;
  yield step('decompress zentry into folio', { folio, zentry });
  if (should_fail(k, 'decompress', entry)) {
    // -EIO: the copy stays, the folio is not uptodate; whoever faults gets SIGBUS (facts 3.10).
    k.add(zswapWord(k, 'decompress_fail'), 1);
    return true;
  }
  k.mem.write(
    folio_content(k, folio),
    k.mem.lo(wordIndex(zentry + ZENTRY.handle)),
    k.mem.hi(wordIndex(zentry + ZENTRY.handle)),
  );
  yield step('folio is uptodate and dirty; count zswpin', { folio });
  folio_set(k, folio, PG.uptodate | PG.dirty);
  count_vm_event(k, 'zswpin');
  count_memcg_events(k, k.ptr(wordIndex(zentry + ZENTRY.objcg)), 'zswpin');
  if (!virtual) {
    yield step('erase zentry from the tree and free it', { zentry });
    xa_erase(k, zswap_tree(k, swp_swap_info(k, entry)), swpOffset(entry));
    freeEntry(k, zentry);
  } else if (k.variant.tagsFolio) {
    yield* call(k, 'vswap_store_folio(swp, folio)', vswap_store_folio, folio);
  } else {
    yield* call(k, 'folio_release_vswap_backing(folio)', folio_release_vswap_backing, folio);
  }
  return true;
}

export function zswap_lookup(k: Kernel, entry: SwpEntry): WordIndex {
  if (entry_is_vswap(k, entry)) return vswap_zswap_load(k, entry);
  return xa_load(k, zswap_tree(k, swp_swap_info(k, entry)), swpOffset(entry));
}

/** Frees a compressed copy: off the LRU, out of the pool, uncharged. */
export function* zswap_entry_free(k: Kernel, zentry: WordIndex): Model<void> {
  yield step('zentry off the LRU; free its object; uncharge', { zentry });
  freeEntry(k, zentry);
}

function freeEntry(k: Kernel, zentry: WordIndex): void {
  const length = k.mem.lo(wordIndex(zentry + ZENTRY.length));
  if (list_linked(k, wordIndex(zentry + ZENTRY.lru))) list_del(k, wordIndex(zentry + ZENTRY.lru));
  const memcg = k.ptr(wordIndex(zentry + ZENTRY.objcg));
  k.add(wordIndex(memcg + MEMCG.zswap), -length);
  k.add(wordIndex(memcg + MEMCG.zswapped), -1);
  k.add(wordIndex(k.g.zswap_class_objects + classOf(length)), -1);
  k.add(zswapWord(k, 'stored_pages'), -1);
  if (length === PAGE_SIZE) k.add(zswapWord(k, 'stored_incompressible_pages'), -1);
  k.free('zswap_entry', zentry);
}

/** A direct slot is freed: its compressed copy goes with it. */
export function zswap_invalidate(k: Kernel, si: WordIndex, offset: number): void {
  if (is_vswap(k, si) || k.ptr(zswap_tree(k, si)) === NULL_INDEX) return;
  const zentry = xa_erase(k, zswap_tree(k, si), offset);
  if (zentry !== NULL_INDEX) freeEntry(k, zentry);
}

/** One xarray a device here; the kernel splits a device into trees of 2^14 slots (facts 1.16), which changes nothing but lock contention. */
export function zswap_tree(k: Kernel, si: WordIndex): WordIndex {
  return wordIndex(k.g.zswap_trees + k.num(wordIndex(si + SI.type)));
}

/** A device goes out of use: copies that nobody read back go with their tree (none are left when every page was). */
export function zswap_swapoff(k: Kernel, si: WordIndex): void {
  const root = zswap_tree(k, si);
  const left: number[] = [];
  xa_for_each(k, root, (index) => left.push(index));
  for (const index of left) zswap_invalidate(k, si, index);
}

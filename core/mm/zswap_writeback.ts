// mm/zswap.c, writeback: one compressed page moves to a device (facts 3.15). Who asks for it: zswap_shrinker.ts.

import { should_fail } from './faults.js';
import { folio_realloc_swap, vswap_zswap_store } from './vswap_backing.js';
import { ZENTRY, zswap_entry_free, zswapWord, zswap_lookup, zswap_tree } from './zswap.js';

import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpEntryFromVal, swpOffset } from '../word/swpEntry.js';
import { folio_content, folio_set, PG, type Folio, folio_clear } from './folio.js';
import type { Kernel } from './kernel.js';
import { list_first, list_move_tail, list_next } from './list.js';
import { get_swap_device, put_swap_device } from './locks.js';
import { count_memcg_events } from './memcontrol.js';
import { __swap_writepage } from './page_io.js';
import { step, call, type Model } from './step.js';

import { entry_is_vswap } from './swapfile.js';
import { EEXIST, putAndMaybeFree, swap_cache_alloc_folio, swap_cache_del_folio } from './swap_state.js';
import { swp_swap_info } from './swap_table.js';
import { count_vm_event } from './vmEvents.js';

import { xa_erase } from './xarray.js';

const EIO = -5;

/** What shrink_memcg_cb made of an entry: written back and gone, left where it is now (the tail), or the walk is to end. */
export const LRU = { REMOVED: 0, ROTATE: 1, RETRY: 2, STOP: 3 } as const;

/** Looks at the oldest entry of a cgroup: one that was referenced gets a second chance, another is written back (facts 3.15). An LRU code. */
export function* shrink_memcg_cb(k: Kernel, zentry: WordIndex, lru: WordIndex): Model<number> {
  yield step('if (zentry->referenced) give it a second chance', { zentry });
  // Freed since the walk took it from the list: the kernel keeps the list's lock in between.
  if (k.inRace && !is_on_list(k, zentry, lru)) return LRU.RETRY;
  const length = wordIndex(zentry + ZENTRY.length);
  list_move_tail(k, wordIndex(zentry + ZENTRY.lru), lru);
  if (k.mem.hi(length) !== 0) {
    k.mem.write(length, k.mem.lo(length), 0);
    return LRU.ROTATE;
  }
  yield step('entry = zentry->swpentry; unlock the LRU', { zentry });
  if (k.inRace && !is_on_list(k, zentry, lru)) return LRU.RETRY;
  const entry = swpEntryFromVal(
    k.mem.lo(wordIndex(zentry + ZENTRY.swpentry)),
    k.mem.hi(wordIndex(zentry + ZENTRY.swpentry)),
  );
  const si = swp_swap_info(k, entry);
  if (k.inRace && si === NULL_INDEX) return LRU.RETRY;
  get_swap_device(k, si);
  const ret = yield* call(k, 'ret = zswap_writeback_entry(zentry, entry)', zswap_writeback_entry, zentry, entry);
  put_swap_device(k, si);
  if (ret === 0) {
    k.add(zswapWord(k, 'written_back_pages'), 1);
    return LRU.REMOVED;
  }
  k.add(zswapWord(k, 'reject_reclaim_fail'), 1);
  // A page that is being faulted in: the old end of the list has become hot.
  return ret === EEXIST ? LRU.STOP : LRU.RETRY;
}

/** Moves one compressed page to a device. 0, -EEXIST (being faulted in), or -ENOMEM (no slot, no allowance, no memory). Facts 3.15. */
export function* zswap_writeback_entry(k: Kernel, zentry: WordIndex, entry: SwpEntry): Model<number> {
  const made = yield* call(k, 'folio = swap_cache_alloc_folio(zentry->swpentry)', swap_cache_alloc_folio, entry);
  if (made.folio === undefined) return made.error;
  const folio = made.folio;
  yield step('if (lookup(entry) != zentry)', { entry, zentry, folio });
  if (zswap_lookup(k, entry) !== zentry) return yield* dropFolio(k, folio);
  const virtual = entry_is_vswap(k, entry);
  let phys = entry;
  if (virtual) {
    phys = yield* call(k, 'phys = folio_realloc_swap(folio)', folio_realloc_swap, folio);
    if (phys === NO_ENTRY) return yield* dropFolio(k, folio);
  }
  yield step('decompress zentry into folio', { entry, phys, zentry });
  if (should_fail(k, 'decompress', entry)) {
    k.add(zswapWord(k, 'decompress_fail'), 1);
    if (virtual)
      yield* call(
        k,
        'vswap_zswap_store(entry, zentry) /* back, and the slot is freed */',
        vswap_zswap_store,
        entry,
        zentry,
      );
    yield* dropFolio(k, folio);
    return EIO;
  }
  k.mem.write(
    folio_content(k, folio),
    k.mem.lo(wordIndex(zentry + ZENTRY.handle)),
    k.mem.hi(wordIndex(zentry + ZENTRY.handle)),
  );
  if (!virtual) {
    yield step('xa_erase(tree, offset)', { entry });
    xa_erase(k, zswap_tree(k, swp_swap_info(k, entry)), swpOffset(entry));
  }
  yield step('folio_mark_uptodate(folio); folio_set_reclaim(folio)', { folio });
  folio_set(k, folio, PG.uptodate | PG.reclaim);
  count_vm_event(k, 'zswpwb');
  count_memcg_events(k, k.ptr(wordIndex(zentry + ZENTRY.objcg)), 'zswpwb');
  const { freesCopyBeforeWrite } = k.variant;
  if (freesCopyBeforeWrite) yield* call(k, 'zswap_entry_free(zentry) /* up to p4 */', zswap_entry_free, zentry);
  yield* call(k, '__swap_writepage_phys(folio, phys)', __swap_writepage, folio, phys);
  if (!freesCopyBeforeWrite) yield* call(k, 'zswap_entry_free(zentry)', zswap_entry_free, zentry);
  yield step('folio_put(folio); return 0', { folio });
  putAndMaybeFree(k, folio, 1);
  return 0;
}

function is_on_list(k: Kernel, zentry: WordIndex, lru: WordIndex): boolean {
  for (let node = list_first(k, lru); node !== lru; node = list_next(k, node))
    if (node === zentry + ZENTRY.lru) return true;
  return false;
}

function* dropFolio(k: Kernel, folio: Folio): Model<number> {
  yield* call(k, 'swap_cache_del_folio(folio)', swap_cache_del_folio, folio);
  yield step('folio_unlock(folio); folio_put(folio); return -ENOMEM', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
  return -12;
}

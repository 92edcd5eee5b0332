// mm/zswap.c, shrinker: compressed pages move to a device, oldest first (facts 3.15).

import { should_fail } from './faults.js';
import { folio_realloc_swap, vswap_zswap_store } from './vswap_backing.js';
import { ZENTRY, zswap_entry_free, zswapWord, zswap_lookup, zswap_tree } from './zswap.js';
import { NULL_INDEX } from '../memory/regions.js';

import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpEntryFromVal, swpOffset } from '../word/swpEntry.js';
import { folio_content, folio_set, PG, type Folio, folio_clear } from './folio.js';
import type { Kernel } from './kernel.js';
import { MEMCG } from './layout.js';
import { list_first, list_move_tail } from './list.js';
import { memcgs } from './memcontrol.js';
import { __swap_writepage } from './page_io.js';
import { step, call, type Model } from './step.js';

import { entry_is_vswap } from './swapfile.js';
import { putAndMaybeFree, swap_cache_alloc_folio, swap_cache_del_folio } from './swap_state.js';
import { swp_swap_info } from './swap_table.js';
import { count_vm_event } from './vmEvents.js';

import { xa_erase } from './xarray.js';

const EIO = -5;

/** The shrinker: writes back up to `nr_to_write` entries, oldest first, second chances given; the number written (facts 3.15). */
export function* shrink_memcg(k: Kernel, only: WordIndex, nr_to_write: number): Model<number> {
  let written = 0;
  for (const memcg of memcgs(k)) {
    if (only !== NULL_INDEX && memcg !== only) continue;
    const lru = wordIndex(memcg + MEMCG.zswap_lru);
    let budget = 2 * lruLength(k, lru);
    while (written < nr_to_write && budget-- > 0) {
      const node = list_first(k, lru);
      if (node === lru) break;
      const zentry = wordIndex(node - ZENTRY.lru);
      const done = yield* call(k, 'shrink_memcg_cb(zentry)', shrink_memcg_cb, zentry, lru);
      if (done) written++;
    }
  }
  return written;
}

function lruLength(k: Kernel, lru: WordIndex): number {
  let length = 0;
  for (let node = list_first(k, lru); node !== lru; node = list_first(k, node)) length++;
  return length;
}

function* shrink_memcg_cb(k: Kernel, zentry: WordIndex, lru: WordIndex): Model<boolean> {
  yield step('if (zentry->referenced) give it a second chance', { zentry });
  const length = wordIndex(zentry + ZENTRY.length);
  list_move_tail(k, wordIndex(zentry + ZENTRY.lru), lru);
  if (k.mem.hi(length) !== 0) {
    k.mem.write(length, k.mem.lo(length), 0);
    return false;
  }
  yield step('entry = zentry->swpentry; unlock the LRU', { zentry });
  const entry = swpEntryFromVal(
    k.mem.lo(wordIndex(zentry + ZENTRY.swpentry)),
    k.mem.hi(wordIndex(zentry + ZENTRY.swpentry)),
  );
  const ret = yield* call(k, 'ret = zswap_writeback_entry(zentry, entry)', zswap_writeback_entry, zentry, entry);
  if (ret !== 0) {
    k.add(zswapWord(k, 'reject_reclaim_fail'), 1);
    return false;
  }
  k.add(zswapWord(k, 'written_back_pages'), 1);
  return true;
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
  yield* call(k, '__swap_writepage_phys(folio, phys)', __swap_writepage, folio, phys);
  yield* call(k, 'zswap_entry_free(zentry)', zswap_entry_free, zentry);
  yield step('folio_put(folio); return 0', { folio });
  putAndMaybeFree(k, folio, 1);
  return 0;
}

function* dropFolio(k: Kernel, folio: Folio): Model<number> {
  yield* call(k, 'swap_cache_del_folio(folio)', swap_cache_del_folio, folio);
  yield step('folio_unlock(folio); folio_put(folio); return -ENOMEM', { folio });
  folio_clear(k, folio, PG.locked);
  putAndMaybeFree(k, folio, 1);
  return -12;
}

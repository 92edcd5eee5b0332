// mm/swap_state.c, look-up: the folio of a slot with a reference, and whether it still is that once it is locked (facts 6.4 R1).
import { NULL_INDEX } from '../memory/regions.js';
import { type SwpEntry } from '../word/brand.js';
import { swpOffset } from '../word/swpEntry.js';
import { folio_get, folio_nr_pages, folio_ref_count, folio_swap, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { is_contended, LOCK } from './locks.js';
import { step, type Model } from './step.js';
import { ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { cluster_offset, swap_table_word, swp_swap_info, swp_tb_is_folio, swp_tb_to_folio } from './swap_table.js';

/** The cached folio of an entry with a reference taken, or NULL_INDEX (lockless in the kernel). */
export function* swap_cache_get_folio(k: Kernel, entry: SwpEntry): Model<Folio> {
  for (;;) {
    yield step('swp_tb = swap table word of entry', { entry });
    const si = swp_swap_info(k, entry);
    if (k.inRace && si === NULL_INDEX) return NULL_INDEX;
    const ci = swap_offset_to_cluster(k, si, swpOffset(entry));
    if (ci === NULL_INDEX || ci_table(k, ci) === NULL_INDEX) return NULL_INDEX;
    const tb = swap_table_word(k, ci, cluster_offset(entry));
    if (!swp_tb_is_folio(k, tb)) return NULL_INDEX;
    const folio = swp_tb_to_folio(k, tb);
    yield step('folio_try_get(folio)', { entry, folio }, () => is_contended(k, LOCK.frozen, folio));
    // Freed since the word was read; had it been given out again, the caller would find another folio than it came for (facts 6.4 R1).
    if (k.inRace && folio_ref_count(k, folio) === 0) continue;
    folio_get(k, folio);
    return folio;
  }
}

/** Whether a folio, once locked, still stands in the cache for an entry: what every look-up has to ask again (folio_matches_swap_entry). */
export function folio_matches_swap_entry(k: Kernel, folio: Folio, entry: SwpEntry): boolean {
  if (!folio_test(k, folio, PG.swapcache)) return false;
  const first = folio_swap(k, folio);
  return entry >= first && entry < first + folio_nr_pages(k, folio);
}

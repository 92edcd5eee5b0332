// mm/swap_state.c, replacement: a folio takes the place of another in the swap cache, when it moves or when a large one is split (facts 3.14).
import { NO_ENTRY } from '../word/swpEntry.js';
import { folio_nr_pages, folio_swap, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { step, type Model } from './step.js';
import type { Cluster } from './swap_cluster.js';
import { cluster_offset, set_swp_tb_folio, swap_table_word, swp_tb_is_folio, swp_tb_to_folio } from './swap_table.js';

/** Another folio stands in the cache for an old one, or a piece of it: the words of its slots, counts and zero flags kept (facts 3.14). */
export function* __swap_cache_replace_folio(k: Kernel, ci: Cluster, old: Folio, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  k.assert(
    folio_test(k, old, PG.locked) && folio_test(k, folio, PG.locked),
    '__swap_cache_replace_folio: not locked',
    'both folios have to be locked',
  );
  k.assert(
    folio_test(k, old, PG.swapcache) && folio_test(k, folio, PG.swapcache),
    '__swap_cache_replace_folio: not in swap cache',
    'both folios have to be in the swap cache',
  );
  k.assert(entry !== NO_ENTRY, '__swap_cache_replace_folio: no entry', 'the new folio has no slots');
  yield step('__swap_table_set(ci, ci_off + i, folio_to_swp_tb(new, flags))', { ci, folio, entry });
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr; i++) {
    const tb = swap_table_word(k, ci, cluster_offset(entry) + i);
    k.assert(
      swp_tb_is_folio(k, tb) && swp_tb_to_folio(k, tb) === old,
      '__swap_cache_replace_folio: other folio',
      'the slot does not hold the folio that is replaced',
    );
    set_swp_tb_folio(k, tb, folio);
  }
}

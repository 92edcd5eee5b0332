// mm/huge_memory.c, debugfs split_huge_pages: large folios of a range are split where they stand, those that only the swap cache holds too (facts 3.14).
import type { WordIndex } from '../word/brand.js';
import { folio_clear, folio_get, folio_order, folio_ref_count, folio_set, folio_test, PG } from './folio.js';
import { split_folio_to_list } from './huge_split.js';
import type { Kernel } from './kernel.js';
import { range_folios } from './rangeFolios.js';
import { call, step, type Model } from './step.js';
import { putAndMaybeFree } from './swap_state.js';
import { is_dead } from './task.js';

/** How many large folios of first..end-1 were split; one that is locked or under writeback stays whole. */
export function* split_huge_pages_pid(k: Kernel, task: WordIndex, first: number, end: number): Model<number> {
  yield step('collect the folios of the range', { start: first, end });
  let split = 0;
  if (k.inRace && is_dead(k, task)) return 0;
  for (const folio of range_folios(k, task, first, end)) {
    if (folio_order(k, folio) === 0) continue;
    yield step('if (!folio_trylock(folio) || folio_test_writeback(folio))', { folio });
    if (folio_test(k, folio, PG.locked | PG.writeback)) continue;
    // Another CPU may have split or freed it since.
    if (k.inRace && (folio_order(k, folio) === 0 || folio_ref_count(k, folio) === 0)) continue;
    if (k.inRace) folio_get(k, folio);
    folio_set(k, folio, PG.locked);
    const pieces = yield* call(k, 'split_folio(folio)', split_folio_to_list, folio, false);
    if (k.inRace) folio_clear(k, folio, PG.locked);
    if (pieces.length === 0) {
      putAndMaybeFree(k, folio, 1);
      continue;
    }
    yield step('folio_unlock(folio)', { folio });
    if (!k.inRace) folio_clear(k, folio, PG.locked);
    split++;
  }
  return split;
}

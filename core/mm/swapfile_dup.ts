// mm/swapfile.c, references: one more for a slot, with the overflow table made on the way (facts 1.5, 3.11).
import { vswap_clear_cache_only } from './vswap_backing.js';
import { swpOffset, swpEntryPlus } from '../word/swpEntry.js';
import { swp_swap_info } from './swap_table.js';
import { type Model, step, call } from './step.js';
import { is_vswap, swap_cluster_lock, spin_unlock_ci, swap_offset_to_cluster } from './swap_cluster.js';
import { SWAPFILE_CLUSTER } from './layout.js';
import {
  __swap_cluster_dup_entry,
  swap_count,
  swap_extend_table_alloc,
  swap_extend_table_try_free,
} from './swap_count.js';
import { type SwpEntry } from '../word/brand.js';
import { folio_swap, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';

/** One reference more for the slot of a locked, cached folio's i-th page. 0 or -ENOMEM. */
export function* folio_dup_swap(k: Kernel, folio: Folio, i = 0): Model<number> {
  return yield* call(
    k,
    'swap_dup_entries_cluster(si, swp_offset(folio->swap), nr)',
    swap_dup_entries_cluster,
    swpEntryPlus(folio_swap(k, folio), i),
  );
}

/** One reference more starting from a page table value (fork). 0 or -ENOMEM. */
export function* swap_dup_entry_direct(k: Kernel, entry: SwpEntry): Model<number> {
  return yield* call(k, 'swap_dup_entries_cluster(si, swp_offset(entry), 1)', swap_dup_entries_cluster, entry);
}

/** The overflow table of an entry's cluster, made where sleeping is allowed: fork failed to get it atomically and has dropped its locks. 0 or -ENOMEM (facts 1.5, 3.11). */
export function* swap_retry_table_alloc(k: Kernel, entry: SwpEntry): Model<number> {
  const si = swp_swap_info(k, entry);
  const ci = swap_offset_to_cluster(k, si, swpOffset(entry));
  return yield* call(k, 'ret = swap_extend_table_alloc(si, ci, GFP_KERNEL)', swap_extend_table_alloc, ci);
}

function* swap_dup_entries_cluster(k: Kernel, entry: SwpEntry): Model<number> {
  const si = swp_swap_info(k, entry);
  const offset = swpOffset(entry);
  for (;;) {
    const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
    const count = swap_count(k, si, ci, offset & (SWAPFILE_CLUSTER - 1));
    yield step('err = __swap_cluster_dup_entry(ci, ci_off)', { ci, offset, count });
    const err = __swap_cluster_dup_entry(k, si, ci, offset & (SWAPFILE_CLUSTER - 1));
    if (err === 0 && k.variant.clearsCacheOnly && is_vswap(k, si))
      yield* call(k, 'vswap_clear_cache_only(ci, ci_off)', vswap_clear_cache_only, ci, offset & (SWAPFILE_CLUSTER - 1));
    yield step('spin_unlock(&ci->lock)', { ci });
    // Another CPU may have put a reference since a table was asked for, so that none is needed after all.
    if (k.inRace && err === 0) swap_extend_table_try_free(k, ci);
    spin_unlock_ci(k, ci);
    if (err === 0) return 0;
    const ret = yield* call(k, 'ret = swap_extend_table_alloc(si, ci, GFP_ATOMIC)', swap_extend_table_alloc, ci);
    if (ret !== 0) return ret;
  }
}

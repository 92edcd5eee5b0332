// swap_cluster_assert_empty of mm/swapfile.c: what must be empty is looked at, where slots are handed out and where a device goes (facts 4.3).
import { NULL_INDEX } from '../memory/regions.js';
import type { WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { SWAPFILE_CLUSTER } from './layout.js';
import { lookup_swap_cgroup_id } from './memcontrol.js';
import { ci_count, ci_extend_table, ci_table, type Cluster } from './swap_cluster.js';
import { is_bad_slot } from './swap_count.js';
import { swap_table_word, swp_tb_is_null } from './swap_table.js';

/** Slots that are about to be handed out hold nothing. */
export function swap_cluster_assert_empty(k: Kernel, ci: Cluster, ci_off: number, nr: number): void {
  for (let i = ci_off; i < ci_off + nr; i++) {
    k.assert(
      swp_tb_is_null(k, swap_table_word(k, ci, i)),
      'swap_cluster_assert_empty: slot in use',
      'a slot that is not free is handed out',
    );
    k.assert(
      lookup_swap_cgroup_id(k, ci, i) === 0,
      'swap_cluster_assert_empty: owner left',
      'a slot that still has an owner on record is handed out',
    );
  }
}

/** What swap_cluster_assert_empty asks of the clusters of a device that goes. */
export function assert_only_bad(k: Kernel, si: WordIndex, ci: Cluster): void {
  let bad = 0;
  for (let i = 0; i < SWAPFILE_CLUSTER && ci_table(k, ci) !== NULL_INDEX; i++) {
    const isBad = is_bad_slot(k, si, ci, i);
    if (isBad) bad++;
    k.assert(
      isBad || swp_tb_is_null(k, swap_table_word(k, ci, i)),
      'swap_cluster_assert_empty: left at swapoff',
      () => `slot ${i} of a cluster is still in use`,
    );
  }
  k.assert(
    ci_count(k, ci) === bad,
    'swap_cluster_assert_empty: count at swapoff',
    () => `a cluster with ${bad} bad slots counts ${ci_count(k, ci)}`,
  );
  k.assert(
    ci_extend_table(k, ci) === NULL_INDEX,
    'swap_cluster_assert_empty: extend table at swapoff',
    'a cluster without references has an extend table',
  );
}

// mm/swapfile.c, deferred work of a device: discards of emptied clusters, and reclaim when it became full (facts 2.15; oracle A9, A11).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { SI } from './layout.js';
import { get_swap_device, put_swap_device, race_lock_ci, race_unlock_ci } from './locks.js';
import { list_add_tail, list_del, list_first, list_linked } from './list.js';
import { defer } from './deferred.js';
import { call, step, type Model } from './step.js';
import {
  ci_flags,
  ci_list,
  ci_memcg_table,
  ci_of_list,
  ci_table,
  CLUSTER_FLAG,
  discard_clusters,
  free_clusters,
  move_cluster,
  set_ci_flags,
  set_ci_memcg_table,
  set_ci_order,
  set_ci_table,
  type Cluster,
} from './swap_cluster.js';
import { swap_reclaim_full_clusters } from './swapfile_reclaim.js';

/** Bits of a device's work word. */
export const WORK = { RECLAIM: 1, DISCARD: 2 } as const;

/** Queues work of a device; it runs when the operation is over. */
export function schedule_work(k: Kernel, si: WordIndex, work: number): void {
  const at = wordIndex(si + SI.work);
  const queued = k.num(at);
  if (queued === 0) defer(k, si);
  if ((queued | work) !== queued) k.setNum(at, queued | work);
}

/** An emptied cluster of a device with discard waits for it; it cannot be used before. */
export function* swap_cluster_schedule_discard(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  k.assert(
    ci_flags(k, ci) !== CLUSTER_FLAG.FREE,
    'swap_cluster_schedule_discard: free',
    'a free cluster is to be discarded',
  );
  yield* call(k, 'move_cluster(ci, discard)', move_cluster, si, ci, discard_clusters(si), CLUSTER_FLAG.DISCARD);
  schedule_work(k, si, WORK.DISCARD);
}

/** Discards what waits, in the order in which it was emptied, and frees it; true when there was something. */
export function* swap_do_scheduled_discard(k: Kernel, si: WordIndex): Model<boolean> {
  let any = false;
  const head = discard_clusters(si);
  for (let node = list_first(k, head); node !== head && node !== NULL_INDEX; node = list_first(k, head)) {
    const ci = ci_of_list(node);
    yield step('discard the blocks of the first waiting cluster', { si, ci });
    if (k.inRace && list_first(k, head) !== node) continue;
    list_del(k, node);
    yield* race_lock_ci(k, ci);
    set_ci_flags(k, ci, CLUSTER_FLAG.NONE);
    yield* call(k, '__free_cluster(si, ci)', __free_cluster, si, ci);
    race_unlock_ci(k, ci);
    any = true;
  }
  return any;
}

/** The work items that were queued for a device. */
export function* run_device_work(k: Kernel, si: WordIndex): Model<void> {
  const at = wordIndex(si + SI.work);
  get_swap_device(k, si);
  yield step('work = what was queued for si', { si });
  const work = k.num(at);
  k.setNum(at, 0);
  if ((work & WORK.DISCARD) !== 0) yield* call(k, 'swap_do_scheduled_discard(si)', swap_do_scheduled_discard, si);
  if ((work & WORK.RECLAIM) !== 0)
    yield* call(k, 'swap_reclaim_full_clusters(si, true)', swap_reclaim_full_clusters, si, true);
  put_swap_device(k, si);
}

/** An empty physical cluster loses its tables and its order, and goes to the tail of the free list. */
export function* __free_cluster(k: Kernel, si: WordIndex, ci: Cluster): Model<void> {
  yield step('free the tables of ci', { si, ci });
  k.free('swap_table', ci_table(k, ci));
  set_ci_table(k, ci, NULL_INDEX);
  if (ci_memcg_table(k, ci) !== NULL_INDEX) {
    k.free('swap_memcg_table', ci_memcg_table(k, ci));
    set_ci_memcg_table(k, ci, NULL_INDEX);
  }
  yield step('ci -> tail of free; ci->order = 0', { ci });
  if (list_linked(k, ci_list(ci))) list_del(k, ci_list(ci));
  list_add_tail(k, ci_list(ci), free_clusters(si));
  set_ci_flags(k, ci, CLUSTER_FLAG.FREE);
  set_ci_order(k, ci, 0);
}

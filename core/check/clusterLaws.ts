// Laws of clusters and their lists: what a cluster counts, which list it is on, and which tables it has then (facts 4.1: I1 to I7, I17).
import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SI, SWAP_NR_ORDERS, SWAPFILE_CLUSTER } from '../mm/layout.js';
import { list_first, list_next, list_prev } from '../mm/list.js';
import {
  ci_count,
  ci_extend_table,
  ci_flags,
  ci_list,
  ci_memcg_table,
  ci_of_list,
  ci_order,
  CLUSTER_FLAG,
  CLUSTER_FLAG_NAMES,
  cluster_index,
  discard_clusters,
  frag_clusters,
  free_clusters,
  full_clusters,
  nonfull_clusters,
  swap_offset_to_cluster,
  type Cluster,
} from '../mm/swap_cluster.js';
import { devices } from '../mm/swapon.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { ALL_KERNELS, addressText, clusterText, type Broken, type Tally, type Theme } from './law.js';
import type { Seen, SeenCluster } from './snapshot.js';

export const CLUSTER_LAWS: Theme = {
  laws: [
    { name: 'I1', meaning: 'a cluster counts exactly its slots that are not NULL', kernels: ALL_KERNELS },
    {
      name: 'I2',
      meaning: 'a cluster holds at most 512 slots, and exactly 512 when none is NULL',
      kernels: ALL_KERNELS,
    },
    { name: 'I3', meaning: 'a free cluster has no tables, no slots and no order', kernels: ALL_KERNELS },
    { name: 'I4', meaning: 'a cluster is on the list that its flags name, and on no other', kernels: ALL_KERNELS },
    {
      name: 'I5',
      meaning: 'between statements every cluster is on a list, the first virtual one excepted',
      kernels: ALL_KERNELS,
    },
    { name: 'I6', meaning: 'a cluster on the full list has no free slot', kernels: ALL_KERNELS },
    {
      name: 'I7',
      meaning: 'a cluster on a nonfull or frag list has a table and at least one slot in use',
      kernels: ALL_KERNELS,
    },
    {
      name: 'I17',
      meaning: 'a cluster on the nonfull or frag list of an order has that order',
      kernels: ALL_KERNELS,
    },
  ],
  look: (seen, broken) => {
    const { k } = seen;
    /** Clusters by flags, device by device: with lists that hold no strangers, equal numbers mean the same clusters. */
    const byFlag = new Map<WordIndex, number[]>();
    return {
      cluster: (cluster, tally) => {
        checkCount(k, cluster, tally, broken);
        checkState(k, cluster, broken);
        const counts = byFlag.get(cluster.si) ?? CLUSTER_FLAG_NAMES.map(() => 0);
        byFlag.set(cluster.si, counts);
        const flags = ci_flags(k, cluster.ci);
        counts[flags] = (counts[flags] ?? 0) + 1;
      },
      end: () => {
        for (const si of devices(k)) checkLists(seen, si, byFlag.get(si) ?? [], broken);
      },
    };
  },
};

function checkCount(k: Kernel, cluster: SeenCluster, { used }: Tally, broken: Broken): void {
  const { ci } = cluster;
  const count = ci_count(k, ci);
  if (count !== used) broken('I1', ci, `${clusterText(cluster)} counts ${count} slots and has ${used}`);
  if (count > SWAPFILE_CLUSTER || (count === SWAPFILE_CLUSTER) !== (used === SWAPFILE_CLUSTER))
    broken('I2', ci, `${clusterText(cluster)} counts ${count} slots and has ${used}`);
}

function checkState(k: Kernel, cluster: SeenCluster, broken: Broken): void {
  const { ci, isVirtual, index, table } = cluster;
  const count = ci_count(k, ci);
  const flags = ci_flags(k, ci);
  switch (flags) {
    case CLUSTER_FLAG.FREE: {
      const hasTable =
        table !== NULL_INDEX || ci_memcg_table(k, ci) !== NULL_INDEX || ci_extend_table(k, ci) !== NULL_INDEX;
      if (hasTable || count !== 0 || ci_order(k, ci) !== 0 || isVirtual)
        broken(
          'I3',
          ci,
          `${clusterText(cluster)} is free, with ${hasTable ? 'a table' : 'no table'}, count ${count} and order ${ci_order(k, ci)}`,
        );
      return;
    }
    case CLUSTER_FLAG.NONE:
      if (!isVirtual || index !== 0) broken('I5', ci, `${clusterText(cluster)} is on no list`);
      return;
    case CLUSTER_FLAG.FULL:
      if (count !== SWAPFILE_CLUSTER) broken('I6', ci, `${clusterText(cluster)} is full and counts ${count}`);
      return;
    case CLUSTER_FLAG.NONFULL:
    case CLUSTER_FLAG.FRAG:
      if (count === 0 || table === NULL_INDEX)
        broken(
          'I7',
          ci,
          `${clusterText(cluster)} is ${CLUSTER_FLAG_NAMES[flags]}, with count ${count} and ${table === NULL_INDEX ? 'no table' : 'a table'}`,
        );
  }
}

/** Walks the lists of a device; `byFlag`: how many of its clusters have each flag. */
function checkLists(seen: Seen, si: WordIndex, byFlag: readonly number[], broken: Broken): void {
  const { k } = seen;
  const most = byFlag.reduce((sum, count) => sum + count, 0);
  const onList = CLUSTER_FLAG_NAMES.map(() => 0);
  const walk = (head: WordIndex, flag: number, order: number | undefined): void => {
    let before = head;
    let length = 0;
    for (let node = list_first(k, head); node !== head && node !== NULL_INDEX; node = list_next(k, node)) {
      const ci = ci_of_list(node);
      if (list_prev(k, node) !== before || ++length > most || !isClusterOf(k, si, ci)) {
        broken('I4', node, `the ${CLUSTER_FLAG_NAMES[flag]} list of a device is torn at ${addressText(node)}`);
        return;
      }
      if (ci_flags(k, ci) !== flag)
        broken('I4', ci, `${nameOf(seen, ci)} says ${flagText(k, ci)} and is on the ${CLUSTER_FLAG_NAMES[flag]} list`);
      if (order !== undefined && ci_order(k, ci) !== order)
        broken('I17', ci, `${nameOf(seen, ci)} has order ${ci_order(k, ci)} and is on a list of order ${order}`);
      before = node;
    }
    onList[flag] = (onList[flag] ?? 0) + length;
  };
  walk(free_clusters(si), CLUSTER_FLAG.FREE, undefined);
  walk(full_clusters(si), CLUSTER_FLAG.FULL, undefined);
  walk(discard_clusters(si), CLUSTER_FLAG.DISCARD, undefined);
  for (let order = 0; order < SWAP_NR_ORDERS; order++) {
    walk(nonfull_clusters(si, order), CLUSTER_FLAG.NONFULL, order);
    walk(frag_clusters(si, order), CLUSTER_FLAG.FRAG, order);
  }
  // A cluster may be off its list while the discard runs (facts 4.1 I4).
  const isMissing = [CLUSTER_FLAG.FREE, CLUSTER_FLAG.NONFULL, CLUSTER_FLAG.FRAG, CLUSTER_FLAG.FULL].some(
    (flag) => (onList[flag] ?? 0) < (byFlag[flag] ?? 0),
  );
  if (isMissing) findMissing(seen, si, broken);
}

/** The clusters of a device that say a list and are on none: slow, so only when the numbers say that there are some. */
function findMissing({ k, clusters }: Seen, si: WordIndex, broken: Broken): void {
  for (const cluster of clusters) {
    if (cluster.si !== si) continue;
    const flags = ci_flags(k, cluster.ci);
    const isListed = flags >= CLUSTER_FLAG.FREE && flags <= CLUSTER_FLAG.FULL;
    const node = ci_list(cluster.ci);
    const before = list_prev(k, node);
    if (isListed && (before === NULL_INDEX || list_next(k, before) !== node))
      broken('I4', cluster.ci, `${clusterText(cluster)} says ${flagText(k, cluster.ci)} and is on no list`);
  }
}

function isClusterOf(k: Kernel, si: WordIndex, ci: Cluster): boolean {
  const index = cluster_index(k, si, ci);
  if (!Number.isInteger(index) || index < 0 || index * SWAPFILE_CLUSTER >= k.num(wordIndex(si + SI.max))) return false;
  return swap_offset_to_cluster(k, si, index * SWAPFILE_CLUSTER) === ci;
}

const flagText = (k: Kernel, ci: Cluster): string => CLUSTER_FLAG_NAMES[ci_flags(k, ci)] ?? `flags ${ci_flags(k, ci)}`;

function nameOf({ clusters }: Seen, ci: Cluster): string {
  const cluster = clusters.find((one) => one.ci === ci);
  return cluster === undefined ? `a cluster at ${addressText(ci)}` : clusterText(cluster);
}

// The kernel's lists at the present moment, in the order in which the kernel takes from them: clusters of a device, folios of a cgroup, compressed pages.
import { PAGE } from '../mm/folio.js';
import { MEMCG, SI, SWAP_NR_ORDERS } from '../mm/layout.js';
import { list_empty, list_next, list_prev } from '../mm/list.js';
import { memcgId, memcgs } from '../mm/memcontrol.js';
import { ci_of_list } from '../mm/swap_cluster.js';
import { devices } from '../mm/swapon.js';
import { ZENTRY } from '../mm/zswap.js';
import type { RunContext } from '../scenario/runContext.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { KernelList } from './recordedRun.js';

/** Those with members only. Nothing but the heads is read until members are asked for. */
export function kernelLists(context: RunContext): readonly KernelList[] {
  return [...clusterLists(context), ...cgroupLists(context)];
}

function clusterLists(context: RunContext): readonly KernelList[] {
  const { k, view } = context;
  return devices(k).flatMap((si) =>
    CLUSTER_LISTS.flatMap(({ name, head }) =>
      listAt(context, { owner: view.deviceName(si), name, of: 'cluster' }, wordIndex(si + head), 1, ci_of_list),
    ),
  );
}

const orders = Array.from({ length: SWAP_NR_ORDERS }, (_, order) => order);
const CLUSTER_LISTS: readonly { readonly name: string; readonly head: number }[] = [
  { name: 'free_clusters', head: SI.free_clusters },
  ...orders.map((order) => ({ name: `nonfull_clusters[${order}]`, head: SI.nonfull_clusters + 2 * order })),
  ...orders.map((order) => ({ name: `frag_clusters[${order}]`, head: SI.frag_clusters + 2 * order })),
  { name: 'full_clusters', head: SI.full_clusters },
  { name: 'discard_clusters', head: SI.discard_clusters },
];

function cgroupLists(context: RunContext): readonly KernelList[] {
  const { k, names } = context;
  return memcgs(k).flatMap((memcg) => {
    const id = memcgId(k, memcg);
    const owner = id === 0 ? 'root' : (names.cgroups[id - 1] ?? `cgroup ${id}`);
    const folioOf = (node: WordIndex): WordIndex => wordIndex(node - PAGE.lru);
    const zentryOf = (node: WordIndex): WordIndex => wordIndex(node - ZENTRY.lru);
    return [
      // Reclaim takes from the old end; the zswap shrinker from the front.
      ...listAt(context, { owner, name: 'inactive_anon', of: 'folio' }, wordIndex(memcg + MEMCG.lru), -1, folioOf),
      ...listAt(
        context,
        { owner, name: 'zswap_lru', of: 'zswap_entry' },
        wordIndex(memcg + MEMCG.zswap_lru),
        1,
        zentryOf,
      ),
    ];
  });
}

function listAt(
  { k }: RunContext,
  list: Pick<KernelList, 'owner' | 'name' | 'of'>,
  head: WordIndex,
  direction: 1 | -1,
  memberOf: (node: WordIndex) => WordIndex,
): readonly KernelList[] {
  if (list_empty(k, head)) return [];
  const members = (): ReturnType<KernelList['members']> => {
    const places: WordIndex[] = [];
    const next = direction === 1 ? list_next : list_prev;
    let node = next(k, head);
    // Of a broken list: NULL, or a circle without the head, which comes by each node that stands at a power of two (Brent).
    let met = head;
    let leap = 1;
    for (; node !== head && node !== 0 && node !== met; node = next(k, node)) {
      places.push(memberOf(node));
      if (places.length !== leap) continue;
      met = node;
      leap *= 2;
    }
    const isBroken = node !== head;
    return { places: isBroken ? [...new Set(places)] : places, isBroken };
  };
  return [{ ...list, head, members }];
}

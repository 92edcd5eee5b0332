// Which clusters of a device are on which list, in the order of the lists, and where each CPU goes on: as short text for tests.
import type { Timeline } from '../timeline/timeline';
import { wordIndex } from '../word/brand';
import { SI, SWAP_NR_ORDERS } from './layout';
import { list_first, list_next } from './list';
import {
  ci_of_list,
  cluster_index,
  discard_clusters,
  frag_clusters,
  free_clusters,
  full_clusters,
  nonfull_clusters,
} from './swap_cluster';
import { devices } from './swapon';

/** `nonfull 0 3; frag 1; free 2`: lists of order 0 that are not empty, clusters from head to tail; free ones only up to `most`. */
export function listsOf({ kernel: k, view }: Timeline, device: string, most = 3): string {
  const si = devices(k).find((one) => view.deviceName(one) === device);
  if (si === undefined) return 'off';
  const lists = [
    { name: 'nonfull', head: nonfull_clusters(si, 0) },
    { name: 'frag', head: frag_clusters(si, 0) },
    { name: 'full', head: full_clusters(si) },
    { name: 'discard', head: discard_clusters(si) },
    { name: 'free', head: free_clusters(si) },
  ];
  return lists
    .flatMap(({ name, head }) => {
      const found: number[] = [];
      for (let node = list_first(k, head); node !== head; node = list_next(k, node))
        found.push(cluster_index(k, si, ci_of_list(node)));
      return found.length === 0 ? [] : [`${name} ${(name === 'free' ? found.slice(0, most) : found).join(' ')}`];
    })
    .join('; ');
}

/** `disk0:5` or `none` for each CPU: where its next order-0 slot is looked for. */
export function hintsOf({ kernel: k, view }: Timeline): readonly string[] {
  return Array.from({ length: k.config.cpus }, (_, cpu) => {
    const hint = k.g.percpu_swap_cluster(cpu);
    const offset = k.num(wordIndex(hint + SWAP_NR_ORDERS));
    return offset === 0 ? 'none' : `${view.deviceName(k.ptr(hint))}:${offset}`;
  });
}

/** Names of the devices that have room, in the order in which they are asked. */
export function availableOf({ kernel: k, view }: Timeline): readonly string[] {
  const names: string[] = [];
  const head = k.g.swap_avail_head;
  for (let node = list_first(k, head); node !== head; node = list_next(k, node))
    names.push(view.deviceName(wordIndex(node - SI.avail_list)));
  return names;
}

// mm/swapfile.c, swapon(2): a device's structures, its clusters on their first lists, its place by priority (facts 2.14; oracle D1-D3, A10).
import { NULL_INDEX } from '../memory/regions.js';
import type { DeviceConfig } from '../scenario/program.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { MAX_SWAPFILES, SI, SWAPFILE_CLUSTER } from './layout.js';
import { list_add_tail } from './list.js';
import { step, call, type Model } from './step.js';
import {
  ci_count,
  ci_list,
  ci_table,
  CLUSTER_FLAG,
  free_clusters,
  nonfull_clusters,
  set_ci_count,
  set_ci_flags,
  set_ci_memcg_table,
  set_ci_table,
  type Cluster,
} from './swap_cluster.js';
import { plist_add, SWP, SWAP_USAGE_OFFLIST_BIT, add_to_avail_list } from './swapfile.js';
import { set_swap_map_bad } from './swap_count.js';
import { set_swp_tb_bad, swap_table_word } from './swap_table.js';
import { init_cluster_lists } from './vswap.js';
import { take_contents } from './written.js';
import { zeromapWords } from './zeromap.js';

const EPERM = -1;
const CLUSTER_WORDS = 6;

/** Puts a device into use; `device` is its place in the program's list of devices. The swap type, or -EPERM when all are taken. */
export function* swapon(k: Kernel, config: DeviceConfig, device: number): Model<number> {
  yield step('si = alloc_swap_info()');
  const type = freeType(k);
  if (type === undefined) return EPERM;
  const prio = config.priority ?? k.variant.defaultPriority(defaultsInUse(k));
  const si = k.alloc('swap_info_struct');
  k.setPtr(wordIndex(k.g.swap_info + type), si);
  k.setNum(wordIndex(si + SI.type), type);
  k.setNum(wordIndex(si + SI.device), device + 1);
  k.setNum(wordIndex(si + SI.inuse_pages), SWAP_USAGE_OFFLIST_BIT);
  init_cluster_lists(k, si);
  yield* call(k, 'setup_swap_clusters_info(si)', setup_swap_clusters_info, si, config);
  // A device swapped on again gets new ones.
  k.setNum(wordIndex(si + SI.content), take_contents(k, config.pages));
  yield* call(k, 'enable_swap_info(si, prio)', enable_swap_info, si, config, prio);
  return type;
}

function freeType(k: Kernel): number | undefined {
  for (let type = 0; type < MAX_SWAPFILES; type++)
    if (k.ptr(wordIndex(k.g.swap_info + type)) === NULL_INDEX) return type;
  return undefined;
}

/** Devices in use whose priority was not asked for. */
function defaultsInUse(k: Kernel): number {
  let count = 0;
  for (const si of devices(k)) if (k.num(wordIndex(si + SI.prio)) < 0) count++;
  return count;
}

/** All devices in use, in order of type, the virtual one included. */
export function devices(k: Kernel): readonly WordIndex[] {
  const all: WordIndex[] = [];
  for (let type = 0; type < MAX_SWAPFILES; type++) {
    const si = k.ptr(wordIndex(k.g.swap_info + type));
    if (si !== NULL_INDEX) all.push(si);
  }
  return all;
}

/** The clusters: slot 0, bad slots and the part beyond the end are used for ever; empty clusters are free, others nonfull of order 0. */
function* setup_swap_clusters_info(k: Kernel, si: WordIndex, config: DeviceConfig): Model<void> {
  const clusters = Math.ceil(config.pages / SWAPFILE_CLUSTER);
  yield step('si->cluster_info = nr clusters, zeroed', { si, nr: clusters });
  const array = k.slab.allocArray(k.caches.swap_cluster_info, clusters);
  k.setPtr(wordIndex(si + SI.cluster_info), array);
  k.setNum(wordIndex(si + SI.max), config.pages);
  k.setNum(wordIndex(si + SI.pages), config.pages - 1 - config.badSlots.length);
  if (k.variant.counts === 'swap_map')
    k.setPtr(wordIndex(si + SI.swap_map), k.slab.allocArray(k.caches.swap_map, clusters * (SWAPFILE_CLUSTER / 8)));
  if (k.variant.zeroMarks === 'zeromap')
    k.setPtr(wordIndex(si + SI.zeromap), k.slab.allocArray(k.caches.zeromap, zeromapWords(config.pages)));
  yield step('mark slot 0, bad slots and the tail as used for ever', { si });
  markBad(k, si, array, 0);
  for (const slot of config.badSlots) markBad(k, si, array, slot);
  for (let slot = config.pages; slot < clusters * SWAPFILE_CLUSTER; slot++) markBad(k, si, array, slot);
  yield step('used clusters -> nonfull[0], empty ones -> free', {
    si,
    nr: clusters,
  });
  for (let i = 0; i < clusters; i++) {
    const ci = clusterAt(array, i);
    const used = ci_count(k, ci) > 0;
    list_add_tail(k, ci_list(ci), used ? nonfull_clusters(si, 0) : free_clusters(si));
    set_ci_flags(k, ci, used ? CLUSTER_FLAG.NONFULL : CLUSTER_FLAG.FREE);
  }
}

function markBad(k: Kernel, si: WordIndex, array: WordIndex, slot: number): void {
  const ci = clusterAt(array, Math.floor(slot / SWAPFILE_CLUSTER));
  if (ci_table(k, ci) === NULL_INDEX) {
    set_ci_table(k, ci, k.alloc('swap_table'));
    if (!k.variant.defersMemcgTable) set_ci_memcg_table(k, ci, k.alloc('swap_memcg_table'));
  }
  if (k.variant.counts === 'swap_map') set_swap_map_bad(k, si, ci, slot % SWAPFILE_CLUSTER);
  else set_swp_tb_bad(k, swap_table_word(k, ci, slot % SWAPFILE_CLUSTER));
  set_ci_count(k, ci, ci_count(k, ci) + 1);
}

function clusterAt(array: WordIndex, i: number): Cluster {
  return wordIndex(array + i * CLUSTER_WORDS);
}

function* enable_swap_info(k: Kernel, si: WordIndex, config: DeviceConfig, prio: number): Model<void> {
  yield step('si->prio = prio; si->flags |= SWP_WRITEOK', { si });
  k.setNum(wordIndex(si + SI.prio), prio);
  const flags =
    SWP.USED |
    SWP.WRITEOK |
    (config.rotational ? 0 : SWP.SOLIDSTATE) |
    (config.block ? SWP.BLKDEV : 0) |
    (config.synchronous ? SWP.SYNCHRONOUS_IO : 0) |
    (config.discard === 'none' ? 0 : SWP.DISCARDABLE) |
    (config.discard === 'pages' ? SWP.PAGE_DISCARD : 0);
  if (config.rotational) k.add(k.g.nr_rotate_swap, 1);
  k.setNum(wordIndex(si + SI.flags), flags);
  const pages = k.num(wordIndex(si + SI.pages));
  yield step('nr_swap_pages, total_swap_pages += si->pages', { si, nr_pages: pages });
  k.add(k.g.nr_swap_pages, pages);
  k.add(k.g.total_swap_pages, pages);
  yield step('si -> swap_active_head and swap_avail_head, by priority', { si });
  plist_add(k, wordIndex(si + SI.list), k.g.swap_active_head, SI.list);
  add_to_avail_list(k, si);
}

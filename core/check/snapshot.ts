// One pass over a kernel's clusters and page tables, gathered for the invariants: what is used, what refers to it.
import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SI, SWAPFILE_CLUSTER } from '../mm/layout.js';
import { forEachPte } from '../mm/pgtable.js';
import { ci_table, is_vswap, swap_offset_to_cluster, type Cluster } from '../mm/swap_cluster.js';
import { devices } from '../mm/swapon.js';
import { liveTasks, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import { xa_for_each } from '../mm/xarray.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPteSwap, swapPteEntry } from '../word/pte.js';
import { swpEntry } from '../word/swpEntry.js';

export interface SeenCluster {
  readonly si: WordIndex;
  readonly isVirtual: boolean;
  readonly index: number;
  readonly ci: Cluster;
  /** First word of the swap table, NULL_INDEX when the cluster has none. */
  readonly table: WordIndex;
  /** The entry of its first slot. */
  readonly first: SwpEntry;
}

export interface Seen {
  readonly k: Kernel;
  readonly clusters: readonly SeenCluster[];
  /** Swap PTEs that encode an entry. */
  readonly references: ReadonlyMap<SwpEntry, number>;
}

/** Reads only. */
export function see(k: Kernel): Seen {
  const clusters: SeenCluster[] = [];
  for (const si of devices(k)) {
    const type = k.num(wordIndex(si + SI.type));
    const isVirtual = is_vswap(k, si);
    const add = (index: number, ci: Cluster): void => {
      clusters.push({
        si,
        isVirtual,
        index,
        ci,
        table: ci_table(k, ci),
        first: swpEntry(type, index * SWAPFILE_CLUSTER),
      });
    };
    if (isVirtual) {
      xa_for_each(k, wordIndex(si + SI.cluster_info), add);
    } else {
      const count = Math.ceil(k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER);
      for (let i = 0; i < count; i++) add(i, swap_offset_to_cluster(k, si, i * SWAPFILE_CLUSTER));
    }
  }
  return { k, clusters, references: references(k) };
}

function references(k: Kernel): ReadonlyMap<SwpEntry, number> {
  const counts = new Map<SwpEntry, number>();
  for (const task of liveTasks(k)) {
    const mm = taskMm(k, task);
    for (const vma of vmas(k, mm)) {
      forEachPte(k, mm, vmaStart(k, vma), vmaEnd(k, vma), (pte) => {
        const lo = k.mem.lo(pte);
        const hi = k.mem.hi(pte);
        if ((lo | hi) === 0 || !isPteSwap(lo, hi)) return;
        const entry = swapPteEntry(lo, hi);
        counts.set(entry, (counts.get(entry) ?? 0) + 1);
      });
    }
  }
  return counts;
}

/** Calls `visit` for each slot of each cluster that has a table. */
export function forEachSlot(seen: Seen, visit: (cluster: SeenCluster, off: number, tb: WordIndex) => void): void {
  for (const cluster of seen.clusters) {
    if (cluster.table === NULL_INDEX) continue;
    for (let off = 0; off < SWAPFILE_CLUSTER; off++) visit(cluster, off, wordIndex(cluster.table + off));
  }
}

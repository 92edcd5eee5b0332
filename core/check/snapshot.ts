// A kernel's clusters and what its page tables refer to, gathered for the invariants; and words found by entry without trusting the entry.
import { NULL_INDEX } from '../memory/regions.js';
import { hibernation_slots } from '../mm/hibernate.js';
import { folio_page, FRAMES, ZERO_FOLIO } from '../mm/folio.js';
import type { Kernel } from '../mm/kernel.js';
import { MAX_SWAPFILES, SI, SWAPFILE_CLUSTER } from '../mm/layout.js';
import { forEachPte, PMD_SIZE } from '../mm/pgtable.js';
import { ci_table, is_vswap, swap_offset_to_cluster, type Cluster } from '../mm/swap_cluster.js';
import { devices } from '../mm/swapon.js';
import { liveTasks, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import { xa_for_each } from '../mm/xarray.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPteSwap, swapPteEntry } from '../word/pte.js';
import { swpEntry, swpOffset, swpType } from '../word/swpEntry.js';
import { Slice, type InSlices } from './inSlices.js';
import { SlotSums } from './slotSums.js';

/** Page tables between two slices. */
const TABLES_PASSED = 4;

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

/** When laws are judged: between statements, or between two steps of one, where some hold in a weaker form. */
export type Moment = 'rest' | 'step';

export interface Seen {
  readonly k: Kernel;
  readonly moment: Moment;
  readonly clusters: readonly SeenCluster[];
  /** Swap PTEs that encode an entry, and what a hibernation image holds. */
  readonly references: ReadonlyMap<SwpEntry, number>;
  /** What the slots add up to. */
  readonly sums: SlotSums;
}

/** Reads only. */
export function* see(k: Kernel, moment: Moment): InSlices<Seen> {
  return { k, moment, clusters: clustersOf(k), references: yield* references(k), sums: new SlotSums() };
}

/** Device by device; those of the virtual device are the ones that exist. */
export function clustersOf(k: Kernel): readonly SeenCluster[] {
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
  return clusters;
}

function* references(k: Kernel): InSlices<ReadonlyMap<SwpEntry, number>> {
  const slice = new Slice(TABLES_PASSED);
  const counts = new Map<SwpEntry, number>();
  for (const task of liveTasks(k)) {
    const mm = taskMm(k, task);
    for (const vma of vmas(k, mm)) {
      const end = vmaEnd(k, vma);
      for (let start = vmaStart(k, vma); start < end; start += PMD_SIZE) {
        forEachPte(k, mm, start, Math.min(start + PMD_SIZE, end), (pte) => {
          const entry = entryOfPte(k, pte);
          if (entry !== undefined) counts.set(entry, (counts.get(entry) ?? 0) + 1);
        });
        if (slice.isOver(1)) yield;
      }
    }
  }
  for (const entry of hibernation_slots(k)) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  return counts;
}

export function entryOfPte(k: Kernel, pte: WordIndex): SwpEntry | undefined {
  const lo = k.mem.lo(pte);
  const hi = k.mem.hi(pte);
  return (lo | hi) !== 0 && isPteSwap(lo, hi) ? swapPteEntry(lo, hi) : undefined;
}

/** Calls `visit` for each slot of each cluster that has a table. */
export function forEachSlot(seen: Seen, visit: (cluster: SeenCluster, off: number, tb: WordIndex) => void): void {
  for (const cluster of seen.clusters) {
    if (cluster.table === NULL_INDEX) continue;
    for (let off = 0; off < SWAPFILE_CLUSTER; off++) visit(cluster, off, wordIndex(cluster.table + off));
  }
}

/** Calls `visit` for each page frame ever handed out whose flags are not all clear. */
export function forEachPage(k: Kernel, visit: (page: WordIndex, flags: number) => void): void {
  visitPages(k, 0, k.num(wordIndex(k.g.frames + FRAMES.used)), visit);
}

/** The same for the frames `first`..`end` (exclusive), counted from the first one. */
export function visitPages(
  k: Kernel,
  first: number,
  end: number,
  visit: (page: WordIndex, flags: number) => void,
): void {
  // The shared zero page stands just before the first frame (folio.ts).
  const last = folio_page(ZERO_FOLIO, end + 1);
  for (let page = folio_page(ZERO_FOLIO, first + 1); page < last; page = folio_page(page, 1)) {
    const flags = k.mem.lo(page);
    if (flags !== 0) visit(page, flags);
  }
}

/** The device of an entry; NULL_INDEX for a type that no device has. */
export function deviceOfEntry(k: Kernel, entry: SwpEntry): WordIndex {
  const type = swpType(entry);
  return type < MAX_SWAPFILES ? k.ptr(wordIndex(k.g.swap_info + type)) : NULL_INDEX;
}

/** The cluster of an entry; undefined where no device has such a slot, or the virtual cluster does not exist. */
export function clusterOfEntry(k: Kernel, entry: SwpEntry): Cluster | undefined {
  const si = deviceOfEntry(k, entry);
  if (si === NULL_INDEX || swpOffset(entry) >= k.num(wordIndex(si + SI.max))) return undefined;
  const ci = swap_offset_to_cluster(k, si, swpOffset(entry));
  return ci === NULL_INDEX ? undefined : ci;
}

/** Place of the swap table word of an entry; undefined where it has none. */
export function wordOfEntry(k: Kernel, entry: SwpEntry): WordIndex | undefined {
  const ci = clusterOfEntry(k, entry);
  const table = ci === undefined ? NULL_INDEX : ci_table(k, ci);
  return table === NULL_INDEX ? undefined : wordIndex(table + (swpOffset(entry) % SWAPFILE_CLUSTER));
}

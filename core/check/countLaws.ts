// Laws of counts: a slot's references against the page tables, the extend table, and which words may carry what (facts 4.1: I8 to I11, I13).
import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SI, SWAPFILE_CLUSTER } from '../mm/layout.js';
import { ci_extend_table } from '../mm/swap_cluster.js';
import { swp_tb_kind } from '../mm/swap_table.js';
import { zeromap_test, zeromapWord } from '../mm/zeromap.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { hasZeroFlag, SWP_TB_COUNT_MAX, swapTableCount, SwapTableKind } from '../word/swapTable.js';
import { swpEntryPlus } from '../word/swpEntry.js';
import { ALL_KERNELS, clusterText, COUNTS_IN_TABLE, slotText, type Broken, type Slot, type Theme } from './law.js';
import type { Seen, SeenCluster } from './snapshot.js';

export const COUNT_LAWS: Theme = {
  laws: [
    { name: 'I8', meaning: 'a swapped-out slot without references is freed at once', kernels: ALL_KERNELS },
    {
      name: 'I9',
      meaning: 'a slot counts exactly the page table entries that refer to it',
      kernels: ALL_KERNELS,
    },
    {
      name: 'I10',
      meaning: 'an inline count of 15 means a count of at least 15 in the extend table, any other means none there',
      kernels: COUNTS_IN_TABLE,
    },
    { name: 'I11', meaning: 'a cluster has an extend table only while a slot needs it', kernels: COUNTS_IN_TABLE },
    { name: 'I13', meaning: 'only slots with a PFN or Shadow word are marked as zeros', kernels: ALL_KERNELS },
  ],
  look: (seen, broken) => {
    const { k, references } = seen;
    const hasTable = k.variant.counts === 'swap_table';
    const hasZeromap = k.variant.zeroMarks === 'zeromap';
    return {
      slot: (slot) => {
        const { kind, tb, entry } = slot;
        if (slot.isCountable) {
          const expected = references.get(entry);
          if (expected !== undefined) seen.sums.met++;
          if (slot.count !== (expected ?? 0))
            broken(
              'I9',
              tb,
              `${slotText(entry)} counts ${slot.count} and ${expected ?? 0} page table entries refer to it`,
            );
          if (kind === SwapTableKind.Shadow && slot.count === 0)
            broken('I8', tb, `${slotText(entry)} is swapped out and has no references`);
        } else if (kind === SwapTableKind.Invalid && hasZeroFlag(k.mem.hi(tb))) {
          broken('I13', tb, `${slotText(entry)} carries the zero flag and is neither PFN nor Shadow`);
        }
        // Flag bits are no part of such a kernel's words, so the word itself is wrong.
        if (kind === SwapTableKind.Pfn && hasZeromap && hasZeroFlag(k.mem.hi(tb)))
          broken('I13', tb, `${slotText(entry)} carries the zero flag, which this kernel keeps in the zeromap`);
        if (hasTable) checkOverflow(k, slot, broken);
      },
      cluster: (cluster) => {
        if (hasZeromap) checkZeromap(k, cluster, broken);
        if (hasTable) checkExtendTable(k, cluster, broken);
      },
      end: () => {
        if (seen.sums.met < references.size) findUnused(seen, broken);
      },
    };
  },
};

function checkOverflow(k: Kernel, { cluster, off, tb, entry, isCountable }: Slot, broken: Broken): void {
  const inline = isCountable ? swapTableCount(k.mem.hi(tb)) : 0;
  const table = ci_extend_table(k, cluster.ci);
  if (table === NULL_INDEX && inline !== SWP_TB_COUNT_MAX) return;
  const extended = table === NULL_INDEX ? 0 : extendCount(k, table, off);
  if (inline === SWP_TB_COUNT_MAX ? extended < SWP_TB_COUNT_MAX : extended !== 0)
    broken('I10', tb, `${slotText(entry)} counts ${inline} inline and ${extended} in the extend table`);
}

function checkExtendTable(k: Kernel, cluster: SeenCluster, broken: Broken): void {
  const table = ci_extend_table(k, cluster.ci);
  if (table === NULL_INDEX) return;
  for (let off = 0; off < SWAPFILE_CLUSTER; off++) if (extendCount(k, table, off) !== 0) return;
  broken('I11', cluster.ci, `${clusterText(cluster)} has an extend table of zeros`);
}

/** Bits of slots that are not in use. */
function checkZeromap(k: Kernel, { si, index, table, first }: SeenCluster, broken: Broken): void {
  const start = index * SWAPFILE_CLUSTER;
  const end = Math.min(start + SWAPFILE_CLUSTER, k.num(wordIndex(si + SI.max)));
  for (let offset = start; offset < end; offset++) {
    const at = zeromapWord(k, si, offset);
    if (offset % 64 === 0 && (k.mem.lo(at) | k.mem.hi(at)) === 0) {
      offset += 63;
      continue;
    }
    if (!zeromap_test(k, si, offset)) continue;
    const kind = table === NULL_INDEX ? SwapTableKind.Null : swp_tb_kind(k, wordIndex(table + offset - start));
    if (kind !== SwapTableKind.Pfn && kind !== SwapTableKind.Shadow)
      broken('I13', at, `${slotText(swpEntryPlus(first, offset - start))} is marked as zeros and is not in use`);
  }
}

/** Two 32-bit counts a word (facts 1.5). */
function extendCount(k: Kernel, table: WordIndex, off: number): number {
  const at = wordIndex(table + (off >>> 1));
  return off % 2 === 0 ? k.mem.lo(at) : k.mem.hi(at);
}

/** Entries that page tables refer to although the slot is not in use: looked for only when some were not met. */
function findUnused({ k, clusters, references }: Seen, broken: Broken): void {
  for (const [entry, count] of references) {
    const cluster = clusters.find(({ first }) => entry >= first && entry < first + SWAPFILE_CLUSTER);
    const what = `${count} page table entries refer to ${slotText(entry)}, which is not in use`;
    if (cluster === undefined || cluster.table === NULL_INDEX) {
      broken('I9', k.g.swap_info, what);
      continue;
    }
    const tb = wordIndex(cluster.table + (entry - cluster.first));
    const kind = swp_tb_kind(k, tb);
    if (kind !== SwapTableKind.Pfn && kind !== SwapTableKind.Shadow) broken('I9', tb, what);
  }
}

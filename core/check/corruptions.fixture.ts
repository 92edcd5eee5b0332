// One wrong word, or two, for each law of one table (I1 to I22), with the laws that it breaks: for laws.test.ts.
import {
  folio_mapcount,
  folio_ref_count,
  folio_set,
  folio_swap,
  PG,
  set_folio_counts,
  set_folio_swap,
  ZERO_FOLIO,
} from '../mm/folio';
import type { Kernel } from '../mm/kernel';
import { SI } from '../mm/layout';
import { list_del } from '../mm/list';
import {
  ci_count,
  ci_list,
  CLUSTER_FLAG,
  full_clusters,
  nonfull_clusters,
  set_ci_count,
  set_ci_extend_table,
  set_ci_flags,
  set_ci_order,
} from '../mm/swap_cluster';
import { SWAP_USAGE_OFFLIST_BIT } from '../mm/swapfile';
import { set_swp_tb_folio, set_swp_tb_null, set_swp_tb_zero, swp_swap_info } from '../mm/swap_table';
import { zeromapWord } from '../mm/zeromap';
import { count_vm_event } from '../mm/vmEvents';
import { KERNELS } from '../timeline/scenario.fixture';
import { __swap_cluster_put_entry } from '../mm/swap_count';
import type { Timeline } from '../timeline/timeline';
import { wordIndex } from '../word/brand';
import type { KernelName } from '../word/kernelName';
import { withZeroFlag } from '../word/swapTable';
import { swpEntry, swpOffset } from '../word/swpEntry';
import { COUNTS_IN_TABLE, type LawName } from './law';

import {
  cachedFolio,
  V,
  tableWord,
  pteOf,
  folioOf,
  disk,
  onDisk,
  usedCluster,
  freeCluster,
  slotOne,
  slotsOf,
  add,
  setCount,
  relist,
  freeWord,
  forgetOwner,
} from './places.fixture';

export interface Corruption {
  readonly law: LawName;
  readonly what: string;
  /** All that it may be tried on; the law's own kernels when left out. */
  readonly kernels: readonly KernelName[];
  readonly corrupt: (k: Kernel, run: Timeline) => void;
  /** Other laws that one wrong word breaks with this one. */
  readonly also?: readonly LawName[];
}

/** Written so that the law of each is the first word; each kernel tries those of its laws. */
export const CORRUPTIONS: readonly Corruption[] = [
  {
    law: 'I1',
    what: 'a cluster counts one slot too many',
    kernels: KERNELS,
    corrupt: (k) => set_ci_count(k, usedCluster(k), ci_count(k, usedCluster(k)) + 1),
  },
  {
    law: 'I2',
    what: 'a cluster says that it is full',
    kernels: KERNELS,
    corrupt: (k) => set_ci_count(k, usedCluster(k), 512),
    also: ['I1'],
  },
  {
    law: 'I3',
    what: 'a free cluster has an order',
    kernels: KERNELS,
    corrupt: (k) => set_ci_order(k, freeCluster(k), 3),
  },
  {
    law: 'I4',
    what: 'a cluster is on no list',
    kernels: KERNELS,
    corrupt: (k) => list_del(k, ci_list(freeCluster(k))),
    also: [],
  },
  {
    law: 'I4',
    what: 'a cluster says another list than the one it is on',
    kernels: KERNELS,
    corrupt: (k) => set_ci_flags(k, usedCluster(k), CLUSTER_FLAG.DISCARD),
  },
  {
    law: 'I5',
    what: 'a cluster is isolated',
    kernels: KERNELS,
    corrupt: (k) => {
      list_del(k, ci_list(usedCluster(k)));
      set_ci_flags(k, usedCluster(k), CLUSTER_FLAG.NONE);
    },
  },
  {
    law: 'I6',
    what: 'a cluster with free slots is on the full list',
    kernels: KERNELS,
    corrupt: (k) => relist(k, usedCluster(k), full_clusters(disk(k)), CLUSTER_FLAG.FULL),
  },
  {
    law: 'I7',
    what: 'an empty cluster is on a nonfull list',
    kernels: KERNELS,
    corrupt: (k) => relist(k, freeCluster(k), nonfull_clusters(disk(k), 0), CLUSTER_FLAG.NONFULL),
  },
  {
    law: 'I8',
    what: 'a slot that nobody refers to is still swapped out',
    kernels: KERNELS,
    corrupt: (k, run) => {
      __swap_cluster_put_entry(k, swp_swap_info(k, slotOne(k)), slotsOf(k), swpOffset(slotOne(k)) % 512);
      k.mem.write(pteOf(run, 1), 0, 0);
    },
  },
  {
    law: 'I9',
    what: 'a slot counts one reference too many',
    kernels: COUNTS_IN_TABLE,
    corrupt: (k, run) => setCount(k, tableWord(run, slotOne(k)), 2),
  },
  { law: 'I9', what: 'a swap PTE disappears', kernels: KERNELS, corrupt: (k, run) => k.mem.write(pteOf(run, 1), 0, 0) },
  {
    law: 'I10',
    what: 'a count overflows into no table',
    kernels: COUNTS_IN_TABLE,
    corrupt: (k, run) => setCount(k, tableWord(run, slotOne(k)), 15),
    also: ['I8', 'I9'],
  },
  {
    law: 'I11',
    what: 'a cluster has an extend table that no slot needs',
    kernels: COUNTS_IN_TABLE,
    corrupt: (k) => set_ci_extend_table(k, slotsOf(k), k.alloc('extend_table')),
  },
  {
    law: 'I12',
    what: 'a slot of a cgroup forgets its owner',
    kernels: KERNELS,
    corrupt: (k, run) => forgetOwner(k, run),
    also: ['J13', 'J14'],
  },
  {
    law: 'I13',
    what: 'a word of nothing but the zero flag',
    kernels: KERNELS,
    corrupt: (k) => k.mem.write(wordIndex(freeWord(k)), 0, withZeroFlag(0, true)),
    also: ['I1'],
  },
  {
    law: 'I13',
    what: 'a free slot is marked in the zeromap',
    kernels: ['6.18'],
    corrupt: (k) => k.mem.write(zeromapWord(k, disk(k), 100), 0, 16),
  },
  {
    law: 'I13',
    what: 'a word carries a flag that the kernel has not',
    kernels: ['6.18'],
    corrupt: (k, run) => set_swp_tb_zero(k, tableWord(run, folio_swap(k, cachedFolio(run))), true),
  },
  {
    law: 'I14',
    what: 'a cached folio names another slot',
    kernels: KERNELS,
    corrupt: (k, run) => set_folio_swap(k, cachedFolio(run), swpEntry(0, V + 5)),
    also: ['J19'],
  },
  {
    law: 'I14',
    what: 'a PFN word names a folio that is not in the swap cache',
    kernels: KERNELS,
    corrupt: (k, run) => set_swp_tb_folio(k, tableWord(run, slotOne(k)), ZERO_FOLIO),
    also: ['I22'],
  },
  {
    law: 'I15',
    what: 'a cached folio has a reference too many',
    kernels: KERNELS,
    corrupt: (k, run) => {
      const folio = cachedFolio(run);
      set_folio_counts(k, folio, folio_mapcount(k, folio), folio_ref_count(k, folio) + 1);
    },
  },
  {
    law: 'I16',
    what: 'a folio without slots is written',
    kernels: KERNELS,
    corrupt: (k, run) => folio_set(k, folioOf(run, 7), PG.writeback),
  },
  {
    law: 'I17',
    what: 'a cluster changes its order on its list',
    kernels: KERNELS,
    corrupt: (k) => set_ci_order(k, usedCluster(k), 2),
  },
  {
    law: 'I18',
    what: 'a device counts one slot too many',
    kernels: KERNELS,
    corrupt: (k) => add(k, wordIndex(disk(k) + SI.inuse_pages), 1),
    also: ['I20'],
  },
  {
    law: 'I19',
    what: 'a device with room says that it is off the list',
    kernels: KERNELS,
    corrupt: (k) => add(k, wordIndex(disk(k) + SI.inuse_pages), SWAP_USAGE_OFFLIST_BIT),
  },
  { law: 'I20', what: 'a free page too many', kernels: KERNELS, corrupt: (k) => add(k, k.g.nr_swap_pages, 1) },
  {
    law: 'I21',
    what: 'slot 0 is not bad any more',
    kernels: KERNELS,
    corrupt: (k, run) => {
      if (k.variant.counts === 'swap_map') __swap_cluster_put_entry(k, disk(k), usedCluster(k), 0);
      else set_swp_tb_null(k, tableWord(run, onDisk(k, 0)));
    },
    also: ['I1'],
  },
  {
    law: 'I22',
    what: 'nr_swapcached is one too high',
    kernels: KERNELS,
    corrupt: (k) => count_vm_event(k, 'nr_swapcached'),
  },
];

// One wrong word, or two, for each law of the two tables (J1 to J21), with the laws that it breaks: for laws.test.ts.
import { folio_clear, PG } from '../mm/folio';
import { MEMCG } from '../mm/layout';
import { list_del } from '../mm/list';
import { swap_cgroup_set } from '../mm/memcontrol';
import {
  ci_count,
  CLUSTER_FLAG,
  set_ci_count,
  set_ci_flags,
  set_ci_index,
  set_ci_memcg_table,
} from '../mm/swap_cluster';
import {
  set_swp_tb_folio,
  set_swp_tb_null,
  set_swp_tb_pointer,
  set_swp_tb_zero,
  swap_rmap_set_cache_only,
} from '../mm/swap_table';
import { xa_store } from '../mm/xarray';
import { ZENTRY } from '../mm/zswap';
import { KERNELS, VIRTUAL } from '../timeline/scenario.fixture';
import { wordIndex } from '../word/brand';
import { scratch } from '../word/halves';
import { FROM_V2 } from './law';

import {
  V,
  FREE_SLOT,
  virtual,
  PHYS,
  tableWord,
  virtualWord,
  folioOf,
  copyOf,
  onDisk,
  usedCluster,
  slotsOf,
  add,
  web,
  bigWord,
  copyWord,
} from './places.fixture';

import type { Corruption } from './corruptions.fixture';

export const VIRTUAL_CORRUPTIONS: readonly Corruption[] = [
  {
    law: 'J1',
    what: 'the reverse map names another virtual slot',
    kernels: VIRTUAL,
    corrupt: (k, run) => set_swp_tb_pointer(k, tableWord(run, PHYS), virtual(1)),
  },
  {
    law: 'J1',
    what: 'a slot is backed by a physical one that knows nothing of it',
    kernels: VIRTUAL,
    corrupt: (k, run) => {
      set_swp_tb_null(k, tableWord(run, PHYS));
      set_ci_count(k, usedCluster(k), ci_count(k, usedCluster(k)) - 1);
    },
    also: ['I18'],
  },
  {
    law: 'J2',
    what: 'a compressed copy belongs to another slot',
    kernels: KERNELS,
    corrupt: (k, run) => add(k, wordIndex(copyOf(run) + ZENTRY.swpentry), 1),
  },
  {
    law: 'J2',
    what: 'a compressed copy is on no LRU',
    kernels: KERNELS,
    corrupt: (k, run) => list_del(k, wordIndex(copyOf(run) + ZENTRY.lru)),
  },
  {
    law: 'J2',
    what: 'two slots name one compressed copy',
    kernels: VIRTUAL,
    corrupt: (k, run) => copyWord(k, virtualWord(run, virtual(1)), virtualWord(run, virtual(2))),
    also: ['J4'],
  },
  {
    law: 'J3',
    what: 'a free slot has something in its virtual table word',
    kernels: VIRTUAL,
    corrupt: (k, run) => k.mem.write(virtualWord(run, virtual(FREE_SLOT)), 8, 0),
    also: ['J7'],
  },
  {
    law: 'J4',
    what: 'a stored page has the zero flag',
    kernels: VIRTUAL,
    corrupt: (k, run) => set_swp_tb_zero(k, tableWord(run, virtual(1)), true),
  },
  {
    law: 'J5',
    what: 'the only compressed copy is forgotten',
    kernels: VIRTUAL,
    corrupt: (k, run) => k.mem.write(virtualWord(run, virtual(1)), 0, 0),
    also: ['J2'],
  },
  {
    law: 'J6',
    what: 'the backing of a clean cached page is forgotten',
    kernels: VIRTUAL,
    corrupt: (k, run) => {
      folio_clear(k, folioOf(run, 0), PG.dirty);
      k.mem.write(virtualWord(run, virtual(0)), 0, 0);
    },
    also: ['J1', 'J14'],
  },
  {
    law: 'J7',
    what: 'a free slot has an owner',
    kernels: VIRTUAL,
    corrupt: (k) => swap_cgroup_set(k, slotsOf(k), FREE_SLOT, 1),
    also: ['I12', 'J13'],
  },
  {
    law: 'J8',
    what: 'a reverse map in a virtual cluster',
    kernels: VIRTUAL,
    corrupt: (k, run) => set_swp_tb_pointer(k, tableWord(run, virtual(FREE_SLOT)), virtual(1)),
    also: ['I1', 'I18', 'J21'],
  },
  {
    law: 'J9',
    what: 'a cache-only mark although somebody refers to the slot',
    kernels: FROM_V2,
    corrupt: (k, run) => swap_rmap_set_cache_only(k, tableWord(run, PHYS), true),
  },
  {
    law: 'J9',
    what: 'a cache-only mark for a slot that is backed otherwise',
    kernels: VIRTUAL,
    corrupt: (k, run) => {
      set_swp_tb_pointer(k, tableWord(run, PHYS), virtual(1));
      swap_rmap_set_cache_only(k, tableWord(run, PHYS), true);
    },
    also: ['J1'],
  },
  {
    law: 'J10',
    what: 'one slot of a large folio loses its backing',
    kernels: FROM_V2,
    corrupt: (k, run) => k.mem.write(bigWord(run, 3), 0, 0),
    also: ['J1', 'J6', 'J14'],
  },
  {
    law: 'J11',
    what: 'a large folio is backed out of order',
    kernels: FROM_V2,
    corrupt: (k, run) => copyWord(k, bigWord(run, 4), bigWord(run, 3)),
    also: ['J1'],
  },
  {
    law: 'J12',
    what: 'a virtual slot backs a virtual one',
    kernels: VIRTUAL,
    corrupt: (k, run) => {
      k.vtable?.makeSwapfile(virtual(1));
      k.mem.write(virtualWord(run, virtual(0)), scratch.lo, scratch.hi);
    },
    also: ['J1'],
  },
  {
    law: 'J13',
    what: 'a cgroup id has a reference too many',
    kernels: KERNELS,
    corrupt: (k) => add(k, wordIndex(web(k) + MEMCG.id_refs), 1),
  },
  {
    law: 'J14',
    what: 'a cgroup is charged a page too many',
    kernels: KERNELS,
    corrupt: (k) => add(k, wordIndex(web(k) + MEMCG.swap), 1),
  },
  {
    law: 'J15',
    what: 'a physical slot of a virtual one has an owner',
    kernels: VIRTUAL,
    corrupt: (k) => {
      set_ci_memcg_table(k, usedCluster(k), k.alloc('swap_memcg_table'));
      swap_cgroup_set(k, usedCluster(k), 1, 1);
    },
    also: ['I12', 'J13', 'J14'],
  },
  {
    law: 'J16',
    what: 'a dead cluster can still be found',
    kernels: VIRTUAL,
    corrupt: (k) => set_ci_flags(k, slotsOf(k), CLUSTER_FLAG.DEAD),
    also: ['I4'],
  },
  {
    law: 'J17',
    what: 'a virtual cluster says another index',
    kernels: VIRTUAL,
    corrupt: (k) => set_ci_index(k, slotsOf(k), 5),
    also: ['I4'],
  },
  {
    law: 'J18',
    what: 'a hint is no slot that can be given out',
    kernels: VIRTUAL,
    corrupt: (k) => k.setNum(k.g.percpu_vswap_cluster(0), 5),
  },
  {
    law: 'J19',
    what: 'a folio of a virtual slot stands in a physical one too',
    kernels: VIRTUAL,
    corrupt: (k, run) => set_swp_tb_folio(k, tableWord(run, onDisk(k, 5)), folioOf(run, 0)),
    also: ['I1', 'I14', 'I18', 'I20', 'I22', 'I12'],
  },
  {
    law: 'J20',
    what: 'zswap keeps a virtual slot in an xarray',
    kernels: VIRTUAL,
    corrupt: (k, run) => void xa_store(k, k.g.zswap_trees, V, copyOf(run)),
  },
  {
    law: 'J21',
    what: 'vswap.used is one too high',
    kernels: VIRTUAL,
    corrupt: (k) => add(k, k.g.vswap_used, 1),
  },
];

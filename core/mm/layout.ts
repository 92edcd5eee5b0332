// Member offsets, in words, of the structures that the model simplifies to one member a word; the exactly laid out ones are in core/word/structs.ts.
// Sizes of these do not enter the byte accounting of facts 1.18: they are per device, per process or per machine.

export const SWAP_NR_ORDERS = 10;
/** Order of a folio that one entry of the second level maps: 2 MiB. */
export const PMD_ORDER = SWAP_NR_ORDERS - 1;
export const SWAPFILE_CLUSTER = 512;
export const MAX_SWAPFILES = 24;
export const PAGE_SIZE = 4096;

/** struct swap_info_struct (facts 1.14); list heads take two words. */
export const SI = {
  flags: 0,
  prio: 1,
  type: 2,
  max: 3,
  pages: 4,
  inuse_pages: 5,
  /** Physical: first swap_cluster_info. vswap: the xarray's root word. */
  cluster_info: 6,
  free_clusters: 7,
  full_clusters: 9,
  discard_clusters: 11,
  nonfull_clusters: 13,
  frag_clusters: 13 + 2 * SWAP_NR_ORDERS,
  list: 13 + 4 * SWAP_NR_ORDERS,
  avail_list: 15 + 4 * SWAP_NR_ORDERS,
  lock: 17 + 4 * SWAP_NR_ORDERS,
  /** Kernels that keep counts in a byte array (6.18); 0 where the swap table holds them. */
  swap_map: 18 + 4 * SWAP_NR_ORDERS,
  /** Which device of the program this is, plus 1; 0 for vswap. */
  device: 19 + 4 * SWAP_NR_ORDERS,
  /** Simulator: first word of the contents of the device's slots. */
  content: 20 + 4 * SWAP_NR_ORDERS,
  /** Queued work items (discard.ts). */
  work: 21 + 4 * SWAP_NR_ORDERS,
  /** Rotational devices: the position of each order, for all CPUs (si->global_cluster->next). */
  global_next: 22 + 4 * SWAP_NR_ORDERS,
  /** Kernels that keep the marks of zero pages in a bitmap (6.18); 0 where the swap table holds them. */
  zeromap: 22 + 5 * SWAP_NR_ORDERS,
  words: 23 + 5 * SWAP_NR_ORDERS,
} as const;

/** struct task_struct and its mm_struct, vm_area_struct, mem_cgroup: what the model needs of them. */
export const TASK = { mm: 0, cpu: 1, pid: 2, memcg: 3, alive: 4, words: 5 } as const;
export const MM = { pgd: 0, anonpages: 1, swapents: 2, mmap: 3, words: 4 } as const;
export const VMA = {
  start: 0,
  end: 1,
  next: 2,
  name: 3,
  /** Where the area began when it was mapped: page numbers of the program count from here, also after a split. */
  base: 4,
  flags: 5,
  /** vma->swap_readahead_info. */
  readahead: 6,
  /** Folio orders that the program asked for with the mapping, as bits; the machine's settings come before it. */
  orders: 7,
  /** Simulator: first word of what the pages were last written with, from the area's first page on; 0 when none is kept (written.ts). */
  written: 8,
  words: 9,
} as const;
/** vma->vm_flags that matter here; ANON: the area has or had anonymous pages (anon_vma). */
export const VM = { LOCKED: 1, HUGEPAGE: 2, NOHUGEPAGE: 4, ANON: 8 } as const;
export const MEMCG = {
  id: 0,
  swap: 1,
  swap_max: 2,
  zswap: 3,
  zswap_max: 4,
  zswap_writeback: 5,
  id_refs: 6,
  /** Inactive anonymous list and zswap LRU (list heads). */
  lru: 7,
  zswap_lru: 9,
  events_max: 11,
  events_fail: 12,
  swap_high: 13,
  /** The most that swap has been. */
  swap_peak: 14,
  /** memory.stat; zswapped counts pages that zswap holds, zswap above their compressed bytes (facts 5.5). */
  swapcached: 15,
  zswapped: 16,
  pswpin: 17,
  pswpout: 18,
  zswpin: 19,
  zswpout: 20,
  zswpwb: 21,
  /** Pages read from a device lately: so many entries of the LRU the shrinker leaves alone (facts 3.15). */
  nr_disk_swapins: 22,
  /** Pages evicted so far, those of the cgroups below included: what shadows remember (workingset.ts). */
  nonresident_age: 23,
  words: 24,
} as const;

export const PTRS_PER_TABLE = 512;

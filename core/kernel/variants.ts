// The kernels that can be simulated and what differs between them; each entry says where it was read.
import type { Variant } from '../mm/variant.js';
import { KERNEL_SOURCES, type KernelName } from '../word/kernelName.js';

/** min(swapfile_maximum_size, UINT_MAX rounded down to a cluster): facts 1.15. */
const SLOTS_16_TIB = 4294966784;
/** RFC v2 patch 7/7: bounded by 32-bit xarray indexes. */
const SLOTS_8_PIB = 2199023255040;

const P4: Variant = {
  name: 'p4',
  source: KERNEL_SOURCES.p4,
  hasVirtualSwap: false,
  hasVirtualSwitch: false,
  counts: 'swap_table',
  zeroMarks: 'swap_table',
  virtualZero: 'flag',
  tagsFolio: false,
  clearsCacheOnly: false,
  putReclaimsVirtual: false,
  rollsBackPartialStore: true,
  defersMemcgTable: false,
  readsAroundCache: false,
  mapsBeforeFreeing: true,
  virtualThpSwapin: 'refused',
  storesIncompressible: false,
  // SWAP_CLUSTER_MAX a node. UNCERTAIN which of the two figures of facts 1.16 holds for which kernel: no recording has zswap writeback.
  zswapWritebackBatch: 32,
  freesCopyBeforeWrite: true,
  // Every compressed page has its slot already.
  shrinkerWantsSlots: false,
  runsEndAtCache: false,
  reusesEmptiedCluster: false,
  virtualSlots: 0,
  // DEF_SWAP_PRIO is a constant: equal default priorities take turns (facts 2.14).
  defaultPriority: () => -1,
  swapoffRaisesDefaults: false,
};

const STE_V1: Variant = {
  ...P4,
  name: 'ste-v1',
  source: KERNEL_SOURCES['ste-v1'],
  hasVirtualSwap: true,
  // Patch 2/5: ZERO and FOLIO are tags of the virtual table (facts 1.9).
  virtualZero: 'tag',
  tagsFolio: true,
  freesCopyBeforeWrite: false,
  shrinkerWantsSlots: true,
  // Never cleared once set, and no reclaim on put of a virtual slot (facts 1.8, 3.12).
  clearsCacheOnly: false,
  putReclaimsVirtual: false,
  rollsBackPartialStore: false,
  // vswap_can_swapin_thp in swap_pte_batch and swapin_sync.
  virtualThpSwapin: 'batch',
  virtualSlots: SLOTS_16_TIB,
};

const STE_V2: Variant = {
  ...STE_V1,
  name: 'ste-v2',
  source: KERNEL_SOURCES['ste-v2'],
  virtualZero: 'flag',
  tagsFolio: false,
  clearsCacheOnly: true,
  putReclaimsVirtual: true,
  rollsBackPartialStore: true,
  // In __swap_cache_add_check (facts 3.9).
  virtualThpSwapin: 'locked',
  // Patch 6/7.
  defersMemcgTable: true,
  virtualSlots: SLOTS_8_PIB,
};

const VARIANTS: Readonly<Record<KernelName, Variant>> = {
  // Phase I of the swap table: the cache is in the table, counts are still in swap_map (facts/oracle section 6).
  '6.18': {
    ...P4,
    name: '6.18',
    source: KERNEL_SOURCES['6.18'],
    counts: 'swap_map',
    // The word has no flag bits in this phase: the marks of zero pages are a bitmap of their own beside it.
    zeroMarks: 'zeromap',
    readsAroundCache: true,
    // oracle F4: "exclusive or unshared" is asked when the slot is gone.
    mapsBeforeFreeing: false,
    storesIncompressible: true,
    runsEndAtCache: true,
    reusesEmptiedCluster: true,
    // oracle A10: the first default is -2, each further one lower.
    defaultPriority: (n) => -2 - n,
    swapoffRaisesDefaults: true,
  },
  p4: P4,
  'ste-v1': STE_V1,
  'ste-v2': STE_V2,
  'ste-latest': {
    ...STE_V2,
    name: 'ste-latest',
    source: KERNEL_SOURCES['ste-latest'],
    // Refused at the zswap stage of the version before it; whether a later patch allows it again is UNCERTAIN (facts 3.9).
    virtualThpSwapin: 'refused',
    // The sysctl of the version before it; what switches the newest one's static key is UNCERTAIN (facts 1.15).
    hasVirtualSwitch: true,
    // Encodings are those of the headers, flows those of the version before them (facts 0); eager or deferred tables: the header shows deferral.
    virtualSlots: SLOTS_16_TIB,
  },
};

export function variantOf(kernel: KernelName): Variant {
  return VARIANTS[kernel];
}

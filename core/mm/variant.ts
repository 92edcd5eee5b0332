// What may differ between kernels, as data: core/kernel fills one in per kernel name and cites where it was read. The model asks, it never compares names.
import type { KernelName } from '../word/kernelName.js';

export interface Variant {
  readonly name: KernelName;
  /** Source of the flows: release, Message-ID or commit. */
  readonly source: string;
  /** Slots are virtual first, physical only when the data goes to a device. */
  readonly hasVirtualSwap: boolean;
  /** vm.vswap_enabled says whether new slots are virtual; in the RFCs they always are (facts 1.15). */
  readonly hasVirtualSwitch: boolean;
  /** Where swap counts live: the swap table word (with an extend table from 15 on) or a byte map (6.18: up to 62 inline). */
  readonly counts: 'swap_table' | 'swap_map';
  /** Where it stands that a slot holds a page of zeros: bit 59 of its swap table word, or a bitmap of the device (6.18: si->zeromap). */
  readonly zeroMarks: 'swap_table' | 'zeromap';
  /** How a zero-filled page of a virtual slot is remembered: Z in the swap table word, or a ZERO tag in the virtual table. */
  readonly virtualZero: 'flag' | 'tag';
  /** A cached page without backing is tagged FOLIO in the virtual table (RFC v1) rather than left NONE. */
  readonly tagsFolio: boolean;
  /** The cache-only bit is cleared again when a cached slot gets its first reference (RFC v1 never clears it: facts 1.8). */
  readonly clearsCacheOnly: boolean;
  /** A put that leaves a cached virtual slot without references tries to drop the folio at once (facts 3.12 step 3). */
  readonly putReclaimsVirtual: boolean;
  /** zswap writeout of a large folio that fails midway drops what it stored (RFC v1 leaves it to the next prepare). */
  readonly rollsBackPartialStore: boolean;
  /** memcg_table of a physical cluster is made with its first direct slot (RFC v2 patch 6/7). */
  readonly defersMemcgTable: boolean;
  /** A fault on a synchronous device with one reference reads around the swap cache and frees the slot (6.18: oracle F1); later kernels never do. */
  readonly readsAroundCache: boolean;
  /**
   * A large folio read at once from virtual slots on a synchronous device (facts 3.9): what backs them is asked with the page table entries, or asked under the
   * cluster's lock, or such a read is refused.
   */
  readonly virtualThpSwapin: 'batch' | 'locked' | 'refused';
  /** A fault maps the page before it looks whether the slot can go, so a page that the cache alone held besides is not mapped as the only one (facts 3.6 steps 12, 13). */
  readonly mapsBeforeFreeing: boolean;
  /** A run of slots freed together ends where slots with and without a cached copy meet (6.18 with cgroup v1: oracle U1). */
  readonly runsEndAtCache: boolean;
  /** zswap keeps a page that does not shrink, raw, rather than refuse it (6.18: oracle section 7). */
  readonly storesIncompressible: boolean;
  /** Entries of zswap's LRU that one shrink_memcg looks at (facts 1.16). */
  readonly zswapWritebackBatch: number;
  /** zswap writeback frees the compressed copy before the write is submitted, not after it (facts 3.15 step 8). */
  readonly freesCopyBeforeWrite: boolean;
  /** The shrinker of zswap offers nothing when no physical slot is free (facts 3.15 trigger A). */
  readonly shrinkerWantsSlots: boolean;
  /** A scan that emptied its own cluster by reclaim goes on at its start (6.18: oracle A8); later kernels have freed its table by then. */
  readonly reusesEmptiedCluster: boolean;
  /** Slots of the virtual device: just under 16 TiB, or just under 8 PiB (RFC v2 patch 7/7). */
  readonly virtualSlots: number;
  /** Priority of the n-th device (0-based) swapped on without one. */
  readonly defaultPriority: (n: number) => number;
  /** A device without a priority of its own that goes off raises those below it by one (oracle A10). */
  readonly swapoffRaisesDefaults: boolean;
}

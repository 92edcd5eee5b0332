// Conditions that the kernel checks with WARN or BUG (facts 4.3), by name: what each means and on which kernels it is there. k.assert names one of them.
import { KERNEL_NAMES, type KernelName } from '../word/kernelName.js';

export interface Assertion {
  /** What holds, as a person would say it. */
  readonly meaning: string;
  readonly kernels: readonly KernelName[];
  /** The model's own: it guards the simulator, facts 4.3 does not list it. */
  readonly isOwn?: true;
}

const VIRTUAL: readonly KernelName[] = ['ste-v1', 'ste-v2', 'ste-latest'];
/** Counts live in the swap table and overflow into the extend table. */
const IN_TABLE: readonly KernelName[] = ['p4', ...VIRTUAL];

const onAll = (meaning: string): Assertion => ({ meaning, kernels: KERNEL_NAMES });
const onVirtual = (meaning: string): Assertion => ({ meaning, kernels: VIRTUAL });
const onCounting = (meaning: string): Assertion => ({ meaning, kernels: IN_TABLE });
const own = (meaning: string): Assertion => ({ meaning, kernels: KERNEL_NAMES, isOwn: true });

/** `FUNCTION: what is wrong`, in the order of the fact sheet; the model's own at the end. docs/invariants.md lists them. */
export const ASSERTIONS = {
  'folio_alloc_swap: in swap cache': onAll('a folio that asks for slots has none yet'),
  'folio_alloc_swap: not locked': onAll('a folio that asks for slots is locked'),
  'folio_alloc_swap: not uptodate': onAll('a folio that asks for slots holds data'),
  'folio_alloc_swap: size': onAll('a folio fits in one cluster'),
  'folio_realloc_swap: not locked': onVirtual('a folio that asks for physical slots is locked'),
  'folio_realloc_swap: not in swap cache': onVirtual('a folio that asks for physical slots has virtual ones'),
  'folio_realloc_swap: not virtual': onVirtual('only virtual slots are given physical ones'),
  'swap_cluster_assert_empty: slot in use': onAll('slots that are handed out were free'),
  'swap_cluster_assert_empty: owner left': onAll('slots that are handed out have no owner on record'),
  'swap_cluster_assert_empty: left at swapoff': onAll('when a device goes, only bad slots are left'),
  'swap_cluster_assert_empty: count at swapoff': onAll('when a device goes, its clusters count their bad slots'),
  'swap_cluster_assert_empty: extend table at swapoff': onCounting(
    'when a device goes, no cluster has an extend table',
  ),
  '__swap_cluster_dup_entry: bad slot': onAll('nobody refers to a bad slot'),
  '__swap_cluster_dup_entry: count': onAll('only a slot in use gets another reference'),
  '__swap_cluster_dup_entry: overflow': onCounting('a count stays below 2^32'),
  '__swap_cluster_put_entry: count': onAll('only a reference that is there can be put'),
  '__swap_cluster_put_entry: extend': onCounting('a count of 15 means one of at least 15 in the extend table'),
  '__swap_cluster_free_entries: cluster count': onAll('a cluster counts the slots that are freed'),
  '__swap_cluster_free_entries: not Shadow': onAll('a slot that is freed is swapped out and not cached'),
  '__swap_cluster_free_entries: count': onAll('a slot that is freed has no more than the one reference that goes'),
  '__swap_cluster_free_phys_backing: count': onVirtual('a cluster counts the physical slots that are released'),
  '__swap_cache_do_add_folio: not locked': onAll('a folio is locked when it enters the swap cache'),
  '__swap_cache_do_add_folio: not swapbacked': onAll('only folios that swap backs enter the swap cache'),
  '__swap_cache_do_add_folio: in swap cache': onAll('a folio enters the swap cache once'),
  '__swap_cache_do_add_folio: slot cached': onAll('a slot holds one folio'),
  '__swap_cache_do_del_folio: not locked': onAll('a folio is locked when it leaves the swap cache'),
  '__swap_cache_do_del_folio: not in swap cache': onAll('only a cached folio leaves the swap cache'),
  '__swap_cache_do_del_folio: writeback': onAll('a folio under writeback stays in the swap cache'),
  '__swap_cache_do_del_folio: other folio': onAll('the words of a folio that leaves the cache name it'),
  '__swap_cache_do_del_folio: other cluster': onAll('a folio leaves the cluster that its slots are in'),
  '__swap_cache_replace_folio: not locked': onAll('both folios are locked when one takes the place of the other'),
  '__swap_cache_replace_folio: not in swap cache': onAll(
    'both folios are marked as cached when one takes the place of the other',
  ),
  '__swap_cache_replace_folio: no entry': onAll('a folio that takes the place of another has its slots'),
  '__swap_cache_replace_folio: other folio': onAll('the words of a folio that is replaced name it'),
  'move_cluster: flags unchanged': onAll('a cluster moves to another list than its own'),
  'isolate_lock_cluster: flags': onAll('a cluster is taken off the free, nonfull, frag or full list'),
  'isolate_lock_cluster: not free': onAll('a free cluster is on the free list and has no table'),
  'free_cluster: count': onAll('an empty cluster is freed'),
  'free_cluster: free already': onAll('a cluster is freed once'),
  'partial_free_cluster: count': onAll('a cluster that is partly freed is neither empty nor full'),
  'swap_cluster_schedule_discard: free': onAll('a free cluster does not wait for a discard'),
  'swap_cluster_populate: on a list': onCounting('a cluster gets its tables while it is on no list'),
  'swap_cluster_populate: not empty': onAll('a cluster gets its tables while it is empty'),
  '__swap_cgroup_clear: owners differ': onAll('slots that are cleared together have one owner'),
  '__swap_cgroup_set: no table': onAll('an owner is recorded where the cluster has a memcg table'),
  'swp_tb_ptr_to_swp_entry: not a Pointer': onVirtual('an owner is read from a Pointer word'),
  'vtable_to_phys: other tag': onVirtual('a physical slot is read from a SWAPFILE word'),
  'vtable_to_zswap: other tag': onVirtual('a compressed copy is read from a ZSWAP word, a folio from a FOLIO word'),
  'vtable_mk_phys: offset': onVirtual('a device slot fits in the 56 bits of its virtual table word'),
  'swap_read_folio: not locked': onAll('a folio is locked while it is read'),
  'swap_read_folio: not in swap cache': onAll('a folio that is read has slots'),
  'swap_read_folio: uptodate': onAll('a folio that is read does not hold its data yet'),
  'swap_read_folio: zero marks differ': onAll('all pages of a folio that is read are zeros, or none is known to be'),
  'swap_put_entries_direct: no device': onAll('an entry that is put names a device'),
  'swap_put_entries_direct: beyond the end': onAll('an entry that is put is on its device'),
  'do_swap_page: exclusive': onAll('a page that nobody maps is marked exclusive by its new mapping only'),
  'unuse_pte: writeback': onAll('swapoff maps a page when its writeback is over'),
  'wait_for_allocation: WRITEOK': onAll('swapoff empties a device that hands out no more slots'),
  'offset_to_swap_extent: none': onAll('a slot that is read or written is on a device, which is never the virtual one'),
  'folio_put: refcount': own('a folio has the references that are dropped'),
  'free_frame: on a list': own('a page frame that is freed is on no LRU list'),
  'spin_unlock: not held': own('a CPU unlocks what it locked'),
  'lock: nobody unlocks it': own('a lock that is waited for is held by a CPU that runs'),
  'swap_cluster: count': own('a cluster counts 0 to 512 slots'),
  'pgtable: bad entry': own('an entry of an upper page table names a table'),
} as const satisfies Readonly<Record<string, Assertion>>;

export type AssertionName = keyof typeof ASSERTIONS;

export const ASSERTION_NAMES: readonly AssertionName[] = Object.keys(ASSERTIONS).filter((name): name is AssertionName =>
  Object.hasOwn(ASSERTIONS, name),
);

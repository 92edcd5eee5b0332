// For each named condition of the kernel a wrong word or a wrong call that makes it fail, on the used machine of the law tests.
import { NULL_INDEX } from '../memory/regions';
import {
  cachedFolio,
  clusterOf,
  disk,
  folioOf,
  freeCluster,
  FREE_SLOT,
  onDisk,
  setCount,
  slotOne,
  slotsOf,
  tableWord,
  usedCluster,
  virtual,
  virtualWord,
} from '../check/places.fixture';
import type { Timeline } from '../timeline/timeline';
import { pfn, wordIndex, type WordIndex } from '../word/brand';
import { NO_ENTRY, swpEntry, swpOffset } from '../word/swpEntry';
import type { AssertionName } from './assertions';
import { swap_cluster_schedule_discard } from './discard';
import {
  folio_clear,
  folio_put,
  folio_ref_count,
  folio_set,
  folio_swap,
  PG,
  set_folio_swap,
  type Folio,
} from './folio';
import type { Kernel } from './kernel';
import { MM, SI } from './layout';
import { list_first } from './list';
import { __swap_cgroup_clear, swap_cgroup_set } from './memcontrol';
import { do_swap_page } from './memory_swapin';
import { __swap_writepage, swap_read_folio } from './page_io';
import { pte_offset, set_pte } from './pgtable';
import { run, type Model } from './step';
import {
  ci_flags,
  ci_of_list,
  CLUSTER_FLAG,
  frag_clusters,
  free_clusters,
  move_cluster,
  set_ci_count,
  set_ci_extend_table,
  set_ci_flags,
  set_ci_table,
  spin_lock_ci,
  spin_unlock_ci,
} from './swap_cluster';
import { assert_only_bad, swap_cluster_assert_empty } from './swap_cluster_assert';
import { __swap_cluster_dup_entry, __swap_cluster_put_entry } from './swap_count';
import { __swap_cache_add_folio, __swap_cache_del_folio } from './swap_state';
import { __swap_cache_replace_folio } from './swap_state_replace';
import { set_swp_tb_null, swp_swap_info, swp_tb_ptr_to_swp_entry } from './swap_table';
import { folio_alloc_swap } from './swapfile';
import { isolate_lock_cluster, swap_cluster_populate } from './swapfile_cluster';
import {
  __swap_cluster_free_entries,
  free_cluster,
  partial_free_cluster,
  swap_put_entries_direct,
} from './swapfile_free';
import { try_to_unuse } from './swapoff';
import { liveTasks, taskMm } from './task';
import { __vswap_release_backing, folio_realloc_swap, vtable_pointer, vtable_to_phys } from './vswap_backing';
import { set_slot_zero } from './zeromap';

/** Makes the condition fail; `k` is the kernel of `at`. */
export type Drive = (k: Kernel, at: Timeline) => void;

const go = (model: Model<unknown>): void => void run(model);
const locked = (k: Kernel, folio: Folio): Folio => {
  folio_set(k, folio, PG.locked);
  return folio;
};
/** Mapped and not cached. */
const plain = (at: Timeline): Folio => folioOf(at, 7);
const slotOff = (k: Kernel): number => swpOffset(slotOne(k)) % 512;
const slotDevice = (k: Kernel): WordIndex => swp_swap_info(k, slotOne(k));
const beyond = (k: Kernel) => swpEntry(k.num(wordIndex(disk(k) + SI.type)), k.num(wordIndex(disk(k) + SI.max)));
const freeOff = FREE_SLOT + 3;

/** Slot one counts 15, and `count` in the extend table. */
function overflow(k: Kernel, at: Timeline, count: number): void {
  setCount(k, tableWord(at, slotOne(k)), 15);
  const table = k.alloc('extend_table');
  set_ci_extend_table(k, slotsOf(k), table);
  k.mem.write(wordIndex(table + (slotOff(k) >>> 1)), count, count);
}

function deleteFrom(k: Kernel, at: Timeline, ci: WordIndex): void {
  const folio = cachedFolio(at);
  go(__swap_cache_del_folio(k, ci, folio, folio_swap(k, folio), 0, 0));
}

const cachedCluster = (k: Kernel, at: Timeline): WordIndex => clusterOf(k, folio_swap(k, cachedFolio(at)));
const bigPage = (at: Timeline) => at.view.page('app', 'big', 0);

/** What no call and no word of the model can bring about, and why. */
export const CANNOT_FAIL: Partial<Record<AssertionName, string>> = {
  'vtable_mk_phys: offset': 'an entry of the model has 45 bits of offset',
  'unuse_pte: writeback': 'swapoff waits for writeback just before, and nothing can start one while it holds the lock',
};

export const DRIVES: Partial<Record<AssertionName, Drive>> = {
  'folio_alloc_swap: in swap cache': (k, at) => go(folio_alloc_swap(k, locked(k, cachedFolio(at)))),
  'folio_alloc_swap: not locked': (k, at) => go(folio_alloc_swap(k, plain(at))),
  'folio_alloc_swap: not uptodate': (k, at) => {
    folio_clear(k, plain(at), PG.uptodate);
    go(folio_alloc_swap(k, locked(k, plain(at))));
  },
  'folio_alloc_swap: size': (k, at) => {
    const folio = locked(k, plain(at));
    k.mem.write(folio, k.mem.lo(folio), 10);
    go(folio_alloc_swap(k, folio));
  },
  'folio_realloc_swap: not locked': (k, at) => go(folio_realloc_swap(k, cachedFolio(at))),
  'folio_realloc_swap: not in swap cache': (k, at) => go(folio_realloc_swap(k, locked(k, plain(at)))),
  'folio_realloc_swap: not virtual': (k, at) => {
    const folio = locked(k, cachedFolio(at));
    set_folio_swap(k, folio, onDisk(k, 1));
    go(folio_realloc_swap(k, folio));
  },
  'swap_cluster_assert_empty: slot in use': (k) => swap_cluster_assert_empty(k, slotsOf(k), slotOff(k), 1),
  'swap_cluster_assert_empty: owner left': (k) => {
    swap_cgroup_set(k, slotsOf(k), slotOff(k) + freeOff + 40, 1);
    swap_cluster_assert_empty(k, slotsOf(k), slotOff(k) + freeOff + 40, 1);
  },
  'swap_cluster_assert_empty: left at swapoff': (k) => assert_only_bad(k, disk(k), usedCluster(k)),
  'swap_cluster_assert_empty: count at swapoff': (k) => {
    set_ci_count(k, freeCluster(k), 1);
    assert_only_bad(k, disk(k), freeCluster(k));
  },
  'swap_cluster_assert_empty: extend table at swapoff': (k) => {
    set_ci_extend_table(k, freeCluster(k), k.alloc('extend_table'));
    assert_only_bad(k, disk(k), freeCluster(k));
  },
  '__swap_cluster_dup_entry: bad slot': (k) => void __swap_cluster_dup_entry(k, disk(k), usedCluster(k), 0),
  '__swap_cluster_dup_entry: count': (k) => void __swap_cluster_dup_entry(k, slotDevice(k), slotsOf(k), 100),
  '__swap_cluster_dup_entry: overflow': (k, at) => {
    overflow(k, at, 0xffff_ffff);
    __swap_cluster_dup_entry(k, slotDevice(k), slotsOf(k), slotOff(k));
  },
  '__swap_cluster_put_entry: count': (k) => void __swap_cluster_put_entry(k, slotDevice(k), slotsOf(k), 100),
  '__swap_cluster_put_entry: extend': (k, at) => {
    overflow(k, at, 3);
    __swap_cluster_put_entry(k, slotDevice(k), slotsOf(k), slotOff(k));
  },
  '__swap_cluster_free_entries: cluster count': (k) => {
    set_ci_count(k, slotsOf(k), 0);
    go(__swap_cluster_free_entries(k, slotDevice(k), slotsOf(k), slotOff(k), 1));
  },
  '__swap_cluster_free_entries: not Shadow': (k) =>
    go(__swap_cluster_free_entries(k, slotDevice(k), slotsOf(k), 100, 1)),
  '__swap_cluster_free_entries: count': (k) => {
    __swap_cluster_dup_entry(k, slotDevice(k), slotsOf(k), slotOff(k));
    go(__swap_cluster_free_entries(k, slotDevice(k), slotsOf(k), slotOff(k), 1));
  },
  '__swap_cluster_free_phys_backing: count': (k) => {
    set_ci_count(k, usedCluster(k), 0);
    go(__vswap_release_backing(k, slotsOf(k), 0, 1));
  },
  '__swap_cache_do_add_folio: not locked': (k, at) => go(__swap_cache_add_folio(k, slotsOf(k), plain(at), slotOne(k))),
  '__swap_cache_do_add_folio: not swapbacked': (k, at) => {
    folio_clear(k, plain(at), PG.swapbacked);
    go(__swap_cache_add_folio(k, slotsOf(k), locked(k, plain(at)), slotOne(k)));
  },
  '__swap_cache_do_add_folio: in swap cache': (k, at) =>
    go(__swap_cache_add_folio(k, slotsOf(k), locked(k, cachedFolio(at)), slotOne(k))),
  '__swap_cache_do_add_folio: slot cached': (k, at) =>
    go(__swap_cache_add_folio(k, cachedCluster(k, at), locked(k, plain(at)), folio_swap(k, cachedFolio(at)))),
  '__swap_cache_do_del_folio: not locked': (k, at) => deleteFrom(k, at, cachedCluster(k, at)),
  '__swap_cache_do_del_folio: not in swap cache': (k, at) => {
    folio_clear(k, locked(k, cachedFolio(at)), PG.swapcache);
    deleteFrom(k, at, cachedCluster(k, at));
  },
  '__swap_cache_do_del_folio: writeback': (k, at) => {
    folio_set(k, locked(k, cachedFolio(at)), PG.writeback);
    deleteFrom(k, at, cachedCluster(k, at));
  },
  '__swap_cache_do_del_folio: other folio': (k, at) => {
    const folio = locked(k, cachedFolio(at));
    const entry = folio_swap(k, folio);
    set_swp_tb_null(k, tableWord(at, entry));
    go(__swap_cache_del_folio(k, clusterOf(k, entry), folio, entry, 0, 0));
  },
  '__swap_cache_do_del_folio: other cluster': (k, at) => {
    locked(k, cachedFolio(at));
    deleteFrom(k, at, freeCluster(k));
  },
  '__swap_cache_replace_folio: not locked': (k, at) =>
    go(__swap_cache_replace_folio(k, cachedCluster(k, at), cachedFolio(at), plain(at))),
  '__swap_cache_replace_folio: not in swap cache': (k, at) =>
    go(__swap_cache_replace_folio(k, cachedCluster(k, at), locked(k, cachedFolio(at)), locked(k, plain(at)))),
  '__swap_cache_replace_folio: no entry': (k, at) => {
    folio_set(k, locked(k, plain(at)), PG.swapcache);
    set_folio_swap(k, plain(at), NO_ENTRY);
    go(__swap_cache_replace_folio(k, cachedCluster(k, at), locked(k, cachedFolio(at)), plain(at)));
  },
  '__swap_cache_replace_folio: other folio': (k, at) => {
    folio_set(k, locked(k, plain(at)), PG.swapcache);
    set_folio_swap(k, plain(at), slotOne(k));
    go(__swap_cache_replace_folio(k, slotsOf(k), locked(k, cachedFolio(at)), plain(at)));
  },
  'move_cluster: flags unchanged': (k) =>
    go(move_cluster(k, disk(k), usedCluster(k), frag_clusters(disk(k), 0), ci_flags(k, usedCluster(k)))),
  'isolate_lock_cluster: flags': (k) => {
    set_ci_flags(k, ci_of_list(list_first(k, free_clusters(disk(k)))), CLUSTER_FLAG.DISCARD);
    go(isolate_lock_cluster(k, disk(k), free_clusters(disk(k))));
  },
  'isolate_lock_cluster: not free': (k) => {
    set_ci_table(k, ci_of_list(list_first(k, free_clusters(disk(k)))), k.alloc('swap_table'));
    go(isolate_lock_cluster(k, disk(k), free_clusters(disk(k))));
  },
  'free_cluster: count': (k) => go(free_cluster(k, disk(k), usedCluster(k))),
  'free_cluster: free already': (k) => go(free_cluster(k, disk(k), freeCluster(k))),
  'partial_free_cluster: count': (k) => go(partial_free_cluster(k, disk(k), freeCluster(k))),
  'swap_cluster_schedule_discard: free': (k) => go(swap_cluster_schedule_discard(k, disk(k), freeCluster(k))),
  'swap_cluster_populate: on a list': (k) => go(swap_cluster_populate(k, disk(k), freeCluster(k))),
  'swap_cluster_populate: not empty': (k) => {
    set_ci_flags(k, usedCluster(k), CLUSTER_FLAG.NONE);
    go(swap_cluster_populate(k, disk(k), usedCluster(k)));
  },
  '__swap_cgroup_clear: owners differ': (k) => __swap_cgroup_clear(k, slotsOf(k), slotOff(k), 300),
  '__swap_cgroup_set: no table': (k) => swap_cgroup_set(k, freeCluster(k), 0, 1),
  'swp_tb_ptr_to_swp_entry: not a Pointer': (k, at) => void swp_tb_ptr_to_swp_entry(k, tableWord(at, slotOne(k))),
  'vtable_to_phys: other tag': (k, at) => void vtable_to_phys(k, virtualWord(at, virtual(1))),
  'vtable_to_zswap: other tag': (k, at) => void vtable_pointer(k, virtualWord(at, virtual(0))),
  'swap_read_folio: not locked': (k, at) => go(swap_read_folio(k, cachedFolio(at))),
  'swap_read_folio: not in swap cache': (k, at) => go(swap_read_folio(k, locked(k, plain(at)))),
  'swap_read_folio: uptodate': (k, at) => go(swap_read_folio(k, locked(k, cachedFolio(at)))),
  'swap_read_folio: zero marks differ': (k, at) => {
    const folio = bigPage(at)?.folio ?? NULL_INDEX;
    folio_clear(k, locked(k, folio), PG.uptodate);
    set_slot_zero(k, swpEntry(Math.floor(folio_swap(k, folio) / 2 ** 45), swpOffset(folio_swap(k, folio)) + 1), true);
    go(swap_read_folio(k, folio));
  },
  'swap_put_entries_direct: no device': (k) => go(swap_put_entries_direct(k, swpEntry(20, 1), 1)),
  'swap_put_entries_direct: beyond the end': (k) => go(swap_put_entries_direct(k, beyond(k), 1)),
  'do_swap_page: exclusive': (k, at) => {
    const page = bigPage(at);
    folio_set(k, page?.folio ?? NULL_INDEX, PG.anonExclusive);
    go(do_swap_page(k, liveTasks(k)[0] ?? NULL_INDEX, wordIndex(page?.pte?.index ?? 0), page?.address ?? 0, false));
  },
  'wait_for_allocation: WRITEOK': (k) => go(try_to_unuse(k, disk(k))),
  'offset_to_swap_extent: none': (k, at) => go(__swap_writepage(k, locked(k, cachedFolio(at)), beyond(k))),
  'folio_put: refcount': (k, at) => folio_put(k, plain(at), 99),
  'free_frame: on a list': (k, at) => folio_put(k, plain(at), folio_ref_count(k, plain(at))),
  'spin_unlock: not held': (k) => spin_unlock_ci(k, usedCluster(k)),
  'lock: nobody unlocks it': (k) => {
    go(spin_lock_ci(k, usedCluster(k)));
    go(spin_lock_ci(k, usedCluster(k)));
  },
  'swap_cluster: count': (k) => set_ci_count(k, usedCluster(k), 513),
  'pgtable: bad entry': (k, at) => {
    const mm = taskMm(k, liveTasks(k)[0] ?? NULL_INDEX);
    const address = bigPage(at)?.address ?? 0;
    set_pte(k, wordIndex(k.ptr(wordIndex(mm + MM.pgd)) + Math.floor(address / 2 ** 39)), pfn(1), 0);
    pte_offset(k, mm, address);
  },
};

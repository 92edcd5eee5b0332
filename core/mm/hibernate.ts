// Hibernation's slots (mm/swapfile.c) and the image that takes them (kernel/power/swap.c): a pinned device, and slots that no page table refers to (facts 3.21).
import { NULL_INDEX } from '../memory/regions.js';
import { slotOffset, wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpEntry, swpOffset } from '../word/swpEntry.js';
import type { Kernel } from './kernel.js';
import { MAX_SWAPFILES, SI, SWAPFILE_CLUSTER, SWAP_NR_ORDERS } from './layout.js';
import { call, step, type Model } from './step.js';
import { ci_count, is_vswap, spin_unlock_ci, swap_cluster_lock } from './swap_cluster.js';
import { __swap_cluster_put_entry } from './swap_count.js';
import { cluster_offset, swap_table_word, swp_swap_info, swp_tb_is_folio } from './swap_table.js';
import { SWP } from './swapfile.js';
import { cluster_alloc_swap_entry } from './swapfile_cluster.js';
import { __swap_cluster_free_entries } from './swapfile_free.js';
import { __try_to_reclaim_swap, TTRS } from './swapfile_reclaim.js';
import { alloc_swap_scan_cluster, cluster_is_usable } from './swapfile_scan.js';

const EBUSY = -16;
const ENOSPC = -28;
/** Words of the globals: the pinned device, whether storage is suspended (1), the first run of the image's slots. */
export const HIBERNATION = { si: 0, suspended: 1, extents: 2, words: 3 } as const;
/** struct swsusp_extent in words: a tree node of which one word chains the runs here, first and last slot. */
const EXTENT = { next: 0, start: 3, end: 4 } as const;
/** An allocation without a folio. */
const NO_FOLIO = NULL_INDEX;

const word = (k: Kernel, member: number): WordIndex => wordIndex(k.g.hibernation + member);

/** While storage is suspended no folio may leave the swap cache: its slot could not be written again (folio_swapcache_freeable). */
export function pm_suspended_storage(k: Kernel): boolean {
  return k.num(word(k, HIBERNATION.suspended)) !== 0;
}

/** The device that holds an image, NULL_INDEX for none. */
export function hibernation_device(k: Kernel): WordIndex {
  return k.ptr(word(k, HIBERNATION.si));
}

/** The slots of the image, each of which has one reference that no page table knows of. */
export function hibernation_slots(k: Kernel): readonly SwpEntry[] {
  const si = hibernation_device(k);
  if (si === NULL_INDEX) return [];
  const type = k.num(wordIndex(si + SI.type));
  const slots: SwpEntry[] = [];
  for (let run = k.ptr(word(k, HIBERNATION.extents)); run !== NULL_INDEX; run = k.ptr(wordIndex(run + EXTENT.next)))
    for (let at = k.num(wordIndex(run + EXTENT.start)); at <= k.num(wordIndex(run + EXTENT.end)); at++)
      slots.push(swpEntry(type, at));
  return slots;
}

/** The first device in use, by type; the virtual one is passed over. NULL_INDEX for none. */
export function find_first_swap(k: Kernel): WordIndex {
  for (let type = 0; type < MAX_SWAPFILES; type++) {
    const si = k.ptr(wordIndex(k.g.swap_info + type));
    if (si === NULL_INDEX || is_vswap(k, si)) continue;
    if ((k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) !== 0) return si;
  }
  return NULL_INDEX;
}

/** Writes an image of `nr` pages: pins the device, suspends storage, takes the slots. 0; -EBUSY when there is one already; -ENOSPC, and all as before. */
export function* swsusp_write(k: Kernel, si: WordIndex, nr: number): Model<number> {
  const pinned = yield* call(k, 'ret = pin_hibernation_swap_type(type)', pin_hibernation_swap_type, si);
  if (pinned !== 0) return pinned;
  yield step('pm_restrict_gfp_mask() /* storage is suspended */', { si });
  k.setNum(word(k, HIBERNATION.suspended), 1);
  for (let i = 0; i < nr; i++) {
    const entry = yield* call(k, 'entry = swap_alloc_hibernation_slot(type)', swap_alloc_hibernation_slot, si);
    if (entry === NO_ENTRY) {
      yield* call(k, 'swsusp_close() /* no room */', swsusp_close);
      return ENOSPC;
    }
    yield step('swsusp_extents_insert(swp_offset(entry)); write a page of the image there', { entry, i });
    insert(k, swpOffset(entry));
  }
  return 0;
}

/** The image is read back, or given up: storage runs again, its slots are free, the device is pinned no more. */
export function* swsusp_close(k: Kernel): Model<void> {
  yield step('pm_restore_gfp_mask()');
  k.setNum(word(k, HIBERNATION.suspended), 0);
  yield* call(k, 'free_all_swap_pages(type)', free_all_swap_pages);
  yield step('unpin_hibernation_swap_type(type): SWP_HIBERNATION off');
  const si = hibernation_device(k);
  k.setNum(wordIndex(si + SI.flags), k.num(wordIndex(si + SI.flags)) & ~SWP.HIBERNATION);
  k.setPtr(word(k, HIBERNATION.si), NULL_INDEX);
}

/** swapoff of the device fails from now on with -EBUSY. */
export function* pin_hibernation_swap_type(k: Kernel, si: WordIndex): Model<number> {
  yield step('if (si->flags & SWP_HIBERNATION) else SWP_HIBERNATION on', { si });
  if (hibernation_device(k) !== NULL_INDEX || (k.inRace && (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0))
    return EBUSY;
  k.setNum(wordIndex(si + SI.flags), k.num(wordIndex(si + SI.flags)) | SWP.HIBERNATION);
  k.setPtr(word(k, HIBERNATION.si), si);
  return 0;
}

/** One slot with an empty shadow and count 1: by this CPU's hint if it is for this device, else by the search of clusters; NO_ENTRY when it is full. */
export function* swap_alloc_hibernation_slot(k: Kernel, si: WordIndex): Model<SwpEntry> {
  const hint = k.g.percpu_swap_cluster(k.cpu);
  yield step('offset = this_cpu_read(percpu_swap_cluster.offset[0]) if it is for si', { si });
  const offset = k.ptr(hint) === si ? k.num(wordIndex(hint + SWAP_NR_ORDERS)) : 0;
  let found = 0;
  if (offset !== 0 && (k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) !== 0) {
    const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
    yield step('if (cluster_is_usable(ci, 0))', { ci });
    if (!cluster_is_usable(k, ci, 0)) spin_unlock_ci(k, ci);
    else {
      const start = ci_count(k, ci) === 0 ? offset - (offset % SWAPFILE_CLUSTER) : offset;
      found = yield* call(
        k,
        'found = alloc_swap_scan_cluster(si, ci, NULL, offset)',
        alloc_swap_scan_cluster,
        si,
        ci,
        NO_FOLIO,
        start,
      );
    }
  }
  if (found === 0)
    found = yield* call(k, 'found = cluster_alloc_swap_entry(si, NULL)', cluster_alloc_swap_entry, si, NO_FOLIO);
  return found === 0 ? NO_ENTRY : swpEntry(k.num(wordIndex(si + SI.type)), found);
}

/** The slot's one reference goes; a copy that readahead brought into the cache goes with it. */
export function* swap_free_hibernation_slot(k: Kernel, entry: SwpEntry): Model<void> {
  const si = swp_swap_info(k, entry);
  const offset = slotOffset(swpOffset(entry));
  const ci = yield* call(k, 'ci = swap_cluster_lock(si, offset)', swap_cluster_lock, si, offset);
  const ci_off = cluster_offset(entry);
  if (swp_tb_is_folio(k, swap_table_word(k, ci, ci_off))) {
    yield step('__swap_cluster_put_entry(ci, ci_off)', { ci, ci_off });
    __swap_cluster_put_entry(k, si, ci, ci_off);
  } else {
    yield* call(k, '__swap_cluster_free_entries(si, ci, ci_off, 1)', __swap_cluster_free_entries, si, ci, ci_off, 1);
  }
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
  yield* call(k, '__try_to_reclaim_swap(si, offset, TTRS_ANYWAY)', __try_to_reclaim_swap, si, offset, TTRS.ANYWAY);
}

function* free_all_swap_pages(k: Kernel): Model<void> {
  const type = k.num(wordIndex(hibernation_device(k) + SI.type));
  for (;;) {
    const run = k.ptr(word(k, HIBERNATION.extents));
    if (run === NULL_INDEX) return;
    const start = k.num(wordIndex(run + EXTENT.start));
    const end = k.num(wordIndex(run + EXTENT.end));
    yield step('ext = first of swsusp_extents; take it off', { start, end });
    k.setPtr(word(k, HIBERNATION.extents), k.ptr(wordIndex(run + EXTENT.next)));
    k.free('swsusp_extent', run);
    for (let at = start; at <= end; at++)
      yield* call(k, 'swap_free_hibernation_slot(entry)', swap_free_hibernation_slot, swpEntry(type, at));
  }
}

/** Slots in a row make one run; runs stand in the order in which they were begun, the newest first. */
function insert(k: Kernel, offset: number): void {
  const first = word(k, HIBERNATION.extents);
  const newest = k.ptr(first);
  if (newest !== NULL_INDEX && k.num(wordIndex(newest + EXTENT.end)) === offset - 1) {
    k.setNum(wordIndex(newest + EXTENT.end), offset);
    return;
  }
  const run = k.alloc('swsusp_extent');
  k.setPtr(wordIndex(run + EXTENT.next), newest);
  k.setNum(wordIndex(run + EXTENT.start), offset);
  k.setNum(wordIndex(run + EXTENT.end), offset);
  k.setPtr(first, run);
}

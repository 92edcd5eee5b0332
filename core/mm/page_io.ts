// mm/page_io.c: where a folio's data goes when it leaves memory, and where it comes from (facts 3.2, 3.10).
import { should_fail } from './faults.js';
import {
  vswap_to_phys,
  write_vtable_zero,
  folio_realloc_swap,
  folio_release_non_phys_swap_backing,
  vtable_kind,
  vtable_word,
  vswap_prepare_writeout,
  __vswap_release_backing,
} from './vswap_backing.js';
import { isZeroContent } from '../content/content.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { NO_ENTRY, swpOffset, swpEntryPlus } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import {
  folio_clear,
  folio_content,
  folio_nr_pages,
  folio_set,
  folio_swap,
  folio_test,
  PG,
  type Folio,
  folio_order,
} from './folio.js';
import type { Kernel } from './kernel.js';
import { PMD_ORDER, SI } from './layout.js';
import { begin_submit, end_submit } from './locks.js';
import { count_memcg_events, folio_memcg, mem_cgroup_zswap_writeback_enabled } from './memcontrol.js';
import { step, call, type Model } from './step.js';
import { spin_unlock_ci, swap_cluster_lock, virtual_table_word, type Cluster } from './swap_cluster.js';
import { entry_is_vswap, SWP } from './swapfile.js';
import { folio_free_swap } from './swapfile_free.js';
import { cluster_offset, swp_swap_info } from './swap_table.js';
import { set_slot_zero, slot_is_zero } from './zeromap.js';
import { count_vm_event, count_mthp_stat } from './vmEvents.js';
import { folio_rotate_reclaimable } from './vmscan.js';
import { zswap_load, zswap_store } from './zswap.js';
import { defer } from './deferred.js';

/** The folio cannot be written now and goes back to the active list, dirty. */
export const AOP_WRITEPAGE_ACTIVATE = 0x80000;

/** Writes a locked folio of the swap cache to its backend: zero, zswap or a device; unlocks it unless it stays (facts 3.2). */
export function* swap_writeout(k: Kernel, folio: Folio): Model<number> {
  const dropped = yield* call(k, 'folio_free_swap(folio)', folio_free_swap, folio);
  if (dropped) {
    yield step('folio_unlock(folio); return 0 /* nobody refers to it */', { folio });
    folio_clear(k, folio, PG.locked);
    return 0;
  }
  const entry = folio_swap(k, folio);
  const virtual = entry_is_vswap(k, entry);
  yield step('if (is_folio_zero_filled(folio))', { folio, entry });
  if (is_folio_zero_filled(k, folio)) {
    yield* call(k, 'swap_zeromap_folio_set(folio)', swap_zeromap_folio_set, folio);
    yield step('folio_unlock(folio); return 0', { folio });
    folio_clear(k, folio, PG.locked);
    return 0;
  }
  yield* call(k, 'swap_zeromap_folio_clear(folio)', swap_zeromap_folio_clear, folio);
  if (virtual && k.variant.tagsFolio) yield* call(k, 'vswap_prepare_writeout(folio)', vswap_prepare_writeout, folio);
  else if (virtual)
    yield* call(k, 'folio_release_non_phys_swap_backing(folio)', folio_release_non_phys_swap_backing, folio);
  const stored = yield* call(k, 'if (zswap_store(folio))', zswap_store, folio);
  if (stored) {
    yield step('folio_unlock(folio); return 0 /* in zswap */', { folio });
    folio_clear(k, folio, PG.locked);
    return 0;
  }
  yield step('if (!mem_cgroup_zswap_writeback_enabled(memcg))', { folio });
  if (!mem_cgroup_zswap_writeback_enabled(k, folio_memcg(k, folio))) return yield* keepInMemory(k, folio);
  let phys = entry;
  if (virtual) {
    if (k.variant.tagsFolio) yield* call(k, 'vswap_prepare_writeout(folio) /* again */', vswap_prepare_writeout, folio);
    phys = yield* call(k, 'phys = folio_realloc_swap(folio)', folio_realloc_swap, folio);
    if (phys === NO_ENTRY) return yield* keepInMemory(k, folio);
  }
  yield* call(k, '__swap_writepage(folio)', __swap_writepage, folio, phys);
  return 0;
}

function* keepInMemory(k: Kernel, folio: Folio): Model<number> {
  yield step('folio_mark_dirty(folio); return AOP_WRITEPAGE_ACTIVATE', { folio });
  folio_set(k, folio, PG.dirty);
  return AOP_WRITEPAGE_ACTIVATE;
}

/** Every page of the folio holds only zeros. */
export function is_folio_zero_filled(k: Kernel, folio: Folio): boolean {
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr; i++) if (!is_zero_page_content(k, folio, i)) return false;
  return true;
}

export function is_zero_page_content(k: Kernel, folio: Folio, i: number): boolean {
  const at = folio_content(k, folio, i);
  return isZeroContent(k.mem.lo(at), k.mem.hi(at));
}

/** Remembers that a folio is all zeros: nothing is written anywhere, an older backing goes (facts 3.18). */
export function* swap_zeromap_folio_set(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  const virtual = entry_is_vswap(k, entry);
  const nr = folio_nr_pages(k, folio);
  const ci = yield* call(
    k,
    'ci = swap_cluster_get_and_lock(folio)',
    swap_cluster_lock,
    swp_swap_info(k, entry),
    swpOffset(entry),
  );
  if (virtual)
    yield* call(k, '__vswap_release_backing(ci, voff, nr)', __vswap_release_backing, ci, cluster_offset(entry), nr);
  yield step('__swap_table_set_zero(ci, ci_off + i) /* 6.18: set_bit(offset + i, si->zeromap) */', { ci, entry, nr });
  for (let i = 0; i < nr; i++) markZero(k, ci, swpEntryPlus(entry, i), virtual);
  count_vm_event(k, 'swpout_zero', nr);
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
}

function markZero(k: Kernel, ci: Cluster, entry: SwpEntry, virtual: boolean): void {
  if (virtual && k.variant.virtualZero === 'tag')
    write_vtable_zero(k, virtual_table_word(k, ci, cluster_offset(entry)));
  else set_slot_zero(k, entry, true);
}

/** A folio that is not all zeros any more. */
export function* swap_zeromap_folio_clear(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  yield step('__swap_table_clear_zero(ci, ci_off + i) /* 6.18: clear_bit(offset + i, si->zeromap) */', {
    folio,
    entry,
  });
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr; i++) set_slot_zero(k, swpEntryPlus(entry, i), false);
}

/** Whether the entry's page is all zeros and nowhere stored. */
export function entry_is_zero(k: Kernel, entry: SwpEntry): boolean {
  if (slot_is_zero(k, entry)) return true;
  return entry_is_vswap(k, entry) && vtable_kind(k, vtable_word(k, entry)) === VirtualTableKind.Zero;
}

/** Writes a folio to a device slot: its own, or the physical one behind it. A synchronous device is done at once (facts 3.2 step 8). */
export function* __swap_writepage(k: Kernel, folio: Folio, phys: SwpEntry): Model<void> {
  const si = swp_swap_info(k, phys);
  yield step('count pswpout; start writeback; unlock folio', { folio, phys, si });
  const nr = folio_nr_pages(k, folio);
  count_vm_event(k, 'pswpout', nr);
  count_memcg_events(k, folio_memcg(k, folio), 'pswpout', nr);
  if (folio_order(k, folio) === PMD_ORDER) count_vm_event(k, 'thp_swpout');
  count_mthp_stat(k, folio_order(k, folio), 'swpout');
  folio_set(k, folio, PG.writeback);
  begin_submit(k, folio);
  folio_clear(k, folio, PG.locked);
  yield step('write folio to phys', { folio, phys });
  offset_to_swap_extent(k, phys);
  if (should_fail(k, 'write', phys, nr)) {
    yield step('write error: folio dirty again, end writeback', { folio, phys });
    folio_set(k, folio, PG.dirty);
    folio_clear(k, folio, PG.writeback | PG.reclaim);
    end_submit(k, folio);
    return;
  }
  for (let i = 0; i < nr; i++) {
    const from = folio_content(k, folio, i);
    k.mem.write(deviceContent(k, swpEntryPlus(phys, i)), k.mem.lo(from), k.mem.hi(from));
  }
  if ((k.num(wordIndex(si + SI.flags)) & SWP.SYNCHRONOUS_IO) !== 0) {
    yield step('end writeback', { folio });
    folio_end_writeback(k, folio);
  } else {
    defer(k, folio);
  }
  end_submit(k, folio);
}

/** The device has the data: a folio that reclaim waits for goes to the old end of its list, where the next pass frees it (facts 3.1 step 4). */
export function folio_end_writeback(k: Kernel, folio: Folio): void {
  const isReclaimed = folio_test(k, folio, PG.reclaim);
  folio_clear(k, folio, PG.writeback | PG.reclaim);
  if (isReclaimed && folio_test(k, folio, PG.lru)) folio_rotate_reclaimable(k, folio);
}

/** The kernel looks up where on the device a slot is; one extent a device here, so it only has to be a slot of a device (facts S7). */
function offset_to_swap_extent(k: Kernel, phys: SwpEntry): void {
  k.assert(
    !entry_is_vswap(k, phys) && swpOffset(phys) < k.num(wordIndex(swp_swap_info(k, phys) + SI.max)),
    'offset_to_swap_extent: none',
    'data of a slot that is on no device is read or written',
  );
}

/** Place of the id of what a device slot holds. */
export function deviceContent(k: Kernel, phys: SwpEntry): WordIndex {
  return wordIndex(k.num(wordIndex(swp_swap_info(k, phys) + SI.content)) + swpOffset(phys));
}

/** Reads a locked folio of the swap cache; not uptodate afterwards means that its data is lost (facts 3.10). */
export function* swap_read_folio(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  const nr = folio_nr_pages(k, folio);
  k.assert(folio_test(k, folio, PG.locked), 'swap_read_folio: not locked', 'the folio is not locked');
  k.assert(folio_test(k, folio, PG.swapcache), 'swap_read_folio: not in swap cache', 'the folio has no slots');
  k.assert(!folio_test(k, folio, PG.uptodate), 'swap_read_folio: uptodate', 'the folio holds its data already');
  yield step('if (swap_read_folio_zeromap(folio))', { folio, entry });
  const isZero = entry_is_zero(k, entry);
  for (let i = 1; i < nr; i++)
    k.assert(
      entry_is_zero(k, swpEntryPlus(entry, i)) === isZero,
      'swap_read_folio: zero marks differ',
      'some pages of the folio are known to be zeros and others are not',
    );
  if (isZero) {
    yield step('fill folio with zeros; it is uptodate', { folio });
    for (let i = 0; i < nr; i++) k.mem.write(folio_content(k, folio, i), 0, 0);
    folio_set(k, folio, PG.uptodate);
    count_vm_event(k, 'swpin_zero', nr);
    folio_clear(k, folio, PG.locked);
    return;
  }
  const loaded = yield* call(k, 'if (zswap_load(folio) != -ENOENT)', zswap_load, folio);
  if (loaded) {
    yield step('folio_unlock(folio) /* from zswap */', { folio });
    folio_clear(k, folio, PG.locked);
    return;
  }
  let phys = entry;
  if (entry_is_vswap(k, entry)) {
    phys = yield* call(k, 'phys = vswap_to_phys(folio->swap)', vswap_to_phys, entry);
    if (phys === NO_ENTRY) {
      yield step('folio_unlock(folio) /* nothing to read: data lost */', { folio, entry });
      folio_clear(k, folio, PG.locked);
      return;
    }
  }
  yield step('read folio from phys; it is uptodate; unlock', { folio, phys });
  offset_to_swap_extent(k, phys);
  if (should_fail(k, 'read', phys, nr)) {
    yield step('read error: folio not uptodate, unlock', { folio, phys });
    folio_clear(k, folio, PG.locked);
    return;
  }
  for (let i = 0; i < nr; i++) {
    const from = deviceContent(k, swpEntryPlus(phys, i));
    k.mem.write(folio_content(k, folio, i), k.mem.lo(from), k.mem.hi(from));
  }
  count_vm_event(k, 'pswpin', nr);
  count_memcg_events(k, folio_memcg(k, folio), 'pswpin', nr);
  // zswap_folio_swapin: what comes from a slower device speaks for what is still compressed.
  count_memcg_events(k, folio_memcg(k, folio), 'nr_disk_swapins', nr);
  count_mthp_stat(k, folio_order(k, folio), 'swpin');
  folio_set(k, folio, PG.uptodate);
  folio_clear(k, folio, PG.locked);
}

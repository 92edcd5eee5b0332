// mm/vswap.h, backing: what is behind a virtual slot, how it is given, read and taken away (facts 1.9, 1.10, 3.4, 3.5).
import { indexOfPointer, NULL_INDEX, pointerHi, pointerLo } from '../memory/regions.js';
import { type SwpEntry, type WordIndex } from '../word/brand.js';
import { scratch } from '../word/halves.js';
import { NO_ENTRY, swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import { VirtualTableKind, type VirtualTableEncoding } from '../word/virtualTable.js';
import { folio_nr_pages, folio_swap, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';

import {
  folio_memcg,
  lookup_swap_cgroup_id,
  mem_cgroup_charge_backing_phys_swap,
  mem_cgroup_from_private_id,
  memcgId,
  uncharge_swap,
} from './memcontrol.js';

import { step, call, type Model } from './step.js';
import {
  ci_count,
  set_ci_count,
  spin_lock_ci,
  spin_unlock_ci,
  swap_cluster_lock,
  swap_offset_to_cluster,
  virtual_table_word,
  type Cluster,
} from './swap_cluster.js';
import { entry_is_vswap, swap_alloc_fast, swap_alloc_slow } from './swapfile.js';
import { __swap_cluster_finish_free } from './swapfile_free.js';
import {
  cluster_offset,
  set_swp_tb_null,
  set_swp_tb_zero,
  swap_rmap_set_cache_only,
  swap_table_word,
  swp_swap_info,
  swp_tb_is_folio,
  swp_tb_zero,
} from './swap_table.js';
import { zswap_entry_free } from './zswap.js';

/** 2^VTABLE_PHYS_OFF_BITS (facts 1.9). */
const PHYS_OFFSETS = 2 ** 56;

/** Place of the virtual table word of a virtual entry; the slot is in use. */
export function vtable_word(k: Kernel, entry: SwpEntry): WordIndex {
  return virtual_table_word(k, vswap_cluster(k, entry), cluster_offset(entry));
}

export function vswap_cluster(k: Kernel, entry: SwpEntry): Cluster {
  return swap_offset_to_cluster(k, swp_swap_info(k, entry), swpOffset(entry));
}

export function vtable_kind(k: Kernel, vt: WordIndex): VirtualTableKind {
  return encoding(k).kindOf(k.mem.lo(vt), k.mem.hi(vt));
}

export function vtable_to_phys(k: Kernel, vt: WordIndex): SwpEntry {
  k.assert(
    vtable_kind(k, vt) === VirtualTableKind.Swapfile,
    'vtable_to_phys: other tag',
    'the physical slot of a virtual one that has none was asked for',
  );
  return encoding(k).swapfileEntry(k.mem.lo(vt), k.mem.hi(vt));
}

/** The zswap_entry or folio that a ZSWAP or FOLIO word points at. */
export function vtable_pointer(k: Kernel, vt: WordIndex): WordIndex {
  const kind = vtable_kind(k, vt);
  k.assert(
    kind === VirtualTableKind.Zswap || kind === VirtualTableKind.Folio,
    'vtable_to_zswap: other tag',
    'the pointer of a virtual table word that holds none was asked for',
  );
  return indexOfPointer(encoding(k).pointerLo(k.mem.lo(vt)), k.mem.hi(vt));
}

/** The physical slot of a virtual one, or none. */
export function* vswap_to_phys(k: Kernel, entry: SwpEntry): Model<SwpEntry> {
  yield step('vt = __vtable_get(ci_dyn, voff)', { entry });
  const vt = vtable_word(k, entry);
  return vtable_kind(k, vt) === VirtualTableKind.Swapfile ? vtable_to_phys(k, vt) : NO_ENTRY;
}

/** Makes a compressed copy the backing of a slot; whatever backed it before is released (facts 3.3 step 5c). */
export function* vswap_zswap_store(k: Kernel, entry: SwpEntry, zentry: WordIndex): Model<void> {
  const ci = vswap_cluster(k, entry);
  yield* call(k, 'spin_lock(&ci->lock)', spin_lock_ci, ci);
  yield* call(k, '__vswap_release_backing(ci, voff, 1)', __vswap_release_backing, ci, cluster_offset(entry), 1);
  yield step('__vtable_set(ci_dyn, voff, vtable_mk_zswap(entry))', { entry, zentry });
  encoding(k).makeZswap(pointerLo(zentry), pointerHi(zentry));
  k.mem.write(virtual_table_word(k, ci, cluster_offset(entry)), scratch.lo, scratch.hi);
  spin_unlock_ci(k, ci);
}

/** The compressed copy of a slot, or NULL_INDEX. */
export function vswap_zswap_load(k: Kernel, entry: SwpEntry): WordIndex {
  const vt = vtable_word(k, entry);
  return vtable_kind(k, vt) === VirtualTableKind.Zswap ? vtable_pointer(k, vt) : NULL_INDEX;
}

/** RFC v1: drops the backing and tags the slot with its folio. */
export function* vswap_store_folio(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  const ci = vswap_cluster(k, entry);
  yield* call(k, 'spin_lock(&ci->lock)', spin_lock_ci, ci);
  yield* call(
    k,
    '__vswap_release_backing(ci, voff, nr)',
    __vswap_release_backing,
    ci,
    cluster_offset(entry),
    folio_nr_pages(k, folio),
  );
  yield step('__vtable_set(ci_dyn, voff + i, vtable_mk_folio(folio))', { folio, entry });
  const { makeFolio } = encoding(k);
  const nr = folio_nr_pages(k, folio);
  for (let i = 0; i < nr && makeFolio !== undefined; i++) {
    makeFolio(pointerLo(folio), pointerHi(folio));
    k.mem.write(virtual_table_word(k, ci, cluster_offset(entry) + i), scratch.lo, scratch.hi);
  }
  spin_unlock_ci(k, ci);
}

/** RFC v1: before a new writeout an old compressed or zero backing makes way; the slot is then tagged FOLIO (facts 3.2 step 5). */
export function* vswap_prepare_writeout(k: Kernel, folio: Folio): Model<void> {
  yield step('type = vtable_type(__vtable_get(ci_dyn, voff))', { folio });
  const kind = vtable_kind(k, vtable_word(k, folio_swap(k, folio)));
  if (kind === VirtualTableKind.Zswap || kind === VirtualTableKind.Zero)
    yield* call(k, 'vswap_store_folio(entry, folio)', vswap_store_folio, folio);
}

/** RFC v2 on: drops a compressed or zero backing before a new writeout, keeps a physical one (looks at the first slot only). */
export function* folio_release_non_phys_swap_backing(k: Kernel, folio: Folio): Model<void> {
  yield step('if (type == VSWAP_SWAPFILE || type == VSWAP_NONE)', { folio });
  const kind = vtable_kind(k, vtable_word(k, folio_swap(k, folio)));
  const zero = kind === VirtualTableKind.None && swp_tb_zero(k, entry_word(k, folio_swap(k, folio)));
  if (kind === VirtualTableKind.Zswap || zero)
    yield* call(k, 'folio_release_vswap_backing(folio)', folio_release_vswap_backing, folio);
}

/** Drops any backing of a folio's slots. */
export function* folio_release_vswap_backing(k: Kernel, folio: Folio): Model<void> {
  const entry = folio_swap(k, folio);
  const ci = vswap_cluster(k, entry);
  yield* call(k, 'spin_lock(&ci->lock)', spin_lock_ci, ci);
  yield* call(
    k,
    '__vswap_release_backing(ci, voff, nr)',
    __vswap_release_backing,
    ci,
    cluster_offset(entry),
    folio_nr_pages(k, folio),
  );
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
}

/** Releases what backs `nr` slots of a locked virtual cluster: physical slots, compressed copies, zero marks; uncharges (facts 3.5). */
export function* __vswap_release_backing(k: Kernel, ci: Cluster, start: number, nr: number): Model<void> {
  for (let i = start; i < start + nr; i++) {
    const vt = virtual_table_word(k, ci, i);
    yield step('vt = __vtable_get(ci_dyn, i)', { ci, i });
    switch (vtable_kind(k, vt)) {
      case VirtualTableKind.Swapfile: {
        const phys = vtable_to_phys(k, vt);
        yield* call(k, '__swap_cluster_free_phys_backing(phys, 1)', __swap_cluster_free_phys_backing, phys, 1);
        uncharge_swap(k, lookup_swap_cgroup_id(k, ci, i), 1);
        break;
      }
      case VirtualTableKind.Zswap:
        yield* call(k, 'zswap_entry_free(vtable_to_zswap(vt))', zswap_entry_free, vtable_pointer(k, vt));
        break;
      default:
    }
    if ((k.mem.lo(vt) | k.mem.hi(vt)) !== 0) {
      yield step('__vtable_set(ci_dyn, i, VSWAP_NONE)', { ci, i });
      k.mem.write(vt, 0, 0);
    }
    const tb = swap_table_word(k, ci, i);
    if ((k.mem.lo(tb) | k.mem.hi(tb)) !== 0) set_swp_tb_zero(k, tb, false);
  }
}

/** Frees `nr` Pointer slots of one physical cluster; taken inside the virtual cluster's lock (facts 6.2). */
function* __swap_cluster_free_phys_backing(k: Kernel, phys: SwpEntry, nr: number): Model<void> {
  const si = swp_swap_info(k, phys);
  const ci = swap_offset_to_cluster(k, si, swpOffset(phys));
  yield* call(k, 'spin_lock_nested(&ci->lock, SINGLE_DEPTH_NESTING)', spin_lock_ci, ci);
  yield step('ci->count -= nr; __swap_table_set(ci, ci_off + i, SWP_TB_NULL)', { ci, phys, nr });
  k.assert(
    ci_count(k, ci) >= nr,
    '__swap_cluster_free_phys_backing: count',
    'more backing slots are freed than the cluster holds',
  );
  for (let i = 0; i < nr; i++) set_swp_tb_null(k, swap_table_word(k, ci, cluster_offset(phys) + i));
  set_ci_count(k, ci, ci_count(k, ci) - nr);
  yield* call(
    k,
    '__swap_cluster_finish_free(si, ci, ci_off, nr)',
    __swap_cluster_finish_free,
    si,
    ci,
    cluster_offset(phys),
    nr,
  );
  yield step('spin_unlock(&ci->lock)', { ci });
  spin_unlock_ci(k, ci);
}

/** Gives a cached folio with virtual slots its physical ones: those it has, or a new run; none when there is no room or no allowance (facts 3.4). */
export function* folio_realloc_swap(k: Kernel, folio: Folio): Model<SwpEntry> {
  k.assert(folio_test(k, folio, PG.locked), 'folio_realloc_swap: not locked', 'the folio is not locked');
  k.assert(folio_test(k, folio, PG.swapcache), 'folio_realloc_swap: not in swap cache', 'the folio has no slots');
  const entry = folio_swap(k, folio);
  k.assert(entry_is_vswap(k, entry), 'folio_realloc_swap: not virtual', 'the folio has direct slots');
  const nr = folio_nr_pages(k, folio);
  const ci = yield* call(
    k,
    'ci = swap_cluster_lock(vswap_si, swp_offset(entry))',
    swap_cluster_lock,
    swp_swap_info(k, entry),
    swpOffset(entry),
  );
  yield step('vt = __vtable_get(ci_dyn, voff)', { entry, ci });
  const vt = virtual_table_word(k, ci, cluster_offset(entry));
  if (vtable_kind(k, vt) === VirtualTableKind.Swapfile) {
    yield step('return vtable_to_phys(vt)', { entry, ci });
    spin_unlock_ci(k, ci);
    return vtable_to_phys(k, vt);
  }
  const id = lookup_swap_cgroup_id(k, ci, cluster_offset(entry));
  yield step('id = __swap_cgroup_get(ci, voff); spin_unlock(&ci->lock)', { ci, id });
  spin_unlock_ci(k, ci);
  let phys = yield* call(k, 'phys = swap_alloc_fast(folio)', swap_alloc_fast, folio);
  if (phys === NO_ENTRY) phys = yield* call(k, 'phys = swap_alloc_slow(folio)', swap_alloc_slow, folio);
  if (phys === NO_ENTRY) return NO_ENTRY;
  const own = folio_memcg(k, folio);
  const memcg = own !== NULL_INDEX && memcgId(k, own) === id ? own : mem_cgroup_from_private_id(k, id);
  const charged = yield* call(
    k,
    'ret = mem_cgroup_charge_backing_phys_swap(memcg, nr)',
    mem_cgroup_charge_backing_phys_swap,
    memcg,
    nr,
  );
  if (!charged) {
    yield* call(k, '__swap_cluster_free_phys_backing(phys, nr)', __swap_cluster_free_phys_backing, phys, nr);
    return NO_ENTRY;
  }
  yield* call(k, 'spin_lock(&ci->lock)', spin_lock_ci, ci);
  yield step('__vtable_set(ci_dyn, voff + i, vtable_mk_phys(phys + i))', { entry, phys, nr });
  for (let i = 0; i < nr; i++) {
    k.assert(swpOffset(phys) + i < PHYS_OFFSETS, 'vtable_mk_phys: offset', 'the device slot has more than 56 bits');
    encoding(k).makeSwapfile(swpEntryPlus(phys, i));
    k.mem.write(virtual_table_word(k, ci, cluster_offset(entry) + i), scratch.lo, scratch.hi);
  }
  yield step('spin_unlock(&ci->lock); return phys', { entry, phys });
  spin_unlock_ci(k, ci);
  return phys;
}

/** The last reference of a cached virtual slot goes: its physical slot is marked reclaimable (facts 1.8). */
export function* vswap_mark_cache_only(k: Kernel, ci: Cluster, ci_off: number): Model<void> {
  yield* setCacheOnly(k, ci, ci_off, true);
}

/** RFC v2 on: a cached slot without references got one, so the mark goes. */
export function* vswap_clear_cache_only(k: Kernel, ci: Cluster, ci_off: number): Model<void> {
  if (!swp_tb_is_folio(k, swap_table_word(k, ci, ci_off))) return;
  yield* setCacheOnly(k, ci, ci_off, false);
}

function* setCacheOnly(k: Kernel, ci: Cluster, ci_off: number, set: boolean): Model<void> {
  const vt = virtual_table_word(k, ci, ci_off);
  if (vtable_kind(k, vt) !== VirtualTableKind.Swapfile) return;
  const phys = vtable_to_phys(k, vt);
  yield step('swap_rmap_set_cache_only(phys)', { phys });
  swap_rmap_set_cache_only(k, entry_word(k, phys), set);
}

/** Place of the swap table word of a slot whose cluster has a table. */
export function entry_word(k: Kernel, phys: SwpEntry): WordIndex {
  return swap_table_word(k, swap_offset_to_cluster(k, swp_swap_info(k, phys), swpOffset(phys)), cluster_offset(phys));
}

/** RFC v1: the ZERO tag. */
export function write_vtable_zero(k: Kernel, vt: WordIndex): void {
  const { makeZero } = encoding(k);
  if (makeZero === undefined) throw new Error(`kernel ${k.variant.name} stores no ZERO tag`);
  makeZero();
  k.mem.write(vt, scratch.lo, scratch.hi);
}

function encoding(k: Kernel): VirtualTableEncoding {
  if (k.vtable === undefined) throw new Error(`kernel ${k.variant.name} has no virtual table`);
  return k.vtable;
}

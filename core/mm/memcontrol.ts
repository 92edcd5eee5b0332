// mm/memcontrol.c, the swap side: cgroups, what a slot remembers of its owner, and when swap is charged (facts 1.11, 3.17).
import { should_fail } from './faults.js';
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { folio_nr_pages, folio_swap, folio_test, PAGE, PG, type Folio } from './folio.js';
import { MAX_MEMCGS, type Kernel } from './kernel.js';
import { MEMCG } from './layout.js';
import { INIT_LIST_HEAD } from './list.js';
import { step, type Model } from './step.js';
import { ci_memcg_table, swap_offset_to_cluster, type Cluster } from './swap_cluster.js';
import { cluster_offset, swp_swap_info } from './swap_table.js';
import { swpOffset } from '../word/swpEntry.js';
import { vm_swap_full } from './swapfile.js';
import { zswapWord } from './zswap.js';

const ENOMEM = -12;
/** memory.swap.max and the like when unset: PAGE_COUNTER_MAX, in pages. */
export const PAGE_COUNTER_MAX = 2 ** 51;

export function mem_cgroup_alloc(k: Kernel, id: number): WordIndex {
  const memcg = k.alloc('mem_cgroup');
  k.setNum(wordIndex(memcg + MEMCG.id), id);
  k.setNum(wordIndex(memcg + MEMCG.swap_max), PAGE_COUNTER_MAX);
  k.setNum(wordIndex(memcg + MEMCG.swap_high), PAGE_COUNTER_MAX);
  k.setNum(wordIndex(memcg + MEMCG.zswap_max), PAGE_COUNTER_MAX);
  k.setNum(wordIndex(memcg + MEMCG.zswap_writeback), 1);
  // As if one page had been evicted before: a first shadow is then not the empty one.
  k.setNum(wordIndex(memcg + MEMCG.nonresident_age), 1);
  INIT_LIST_HEAD(k, wordIndex(memcg + MEMCG.lru));
  INIT_LIST_HEAD(k, wordIndex(memcg + MEMCG.zswap_lru));
  k.setPtr(wordIndex(k.g.memcgs + id), memcg);
  return memcg;
}

/** The cgroup of a private id; 0 is the root. */
export function mem_cgroup_from_private_id(k: Kernel, id: number): WordIndex {
  return k.ptr(wordIndex(k.g.memcgs + id));
}

export function memcgId(k: Kernel, memcg: WordIndex): number {
  return k.num(wordIndex(memcg + MEMCG.id));
}

/** All cgroups, the root first. */
export function memcgs(k: Kernel): readonly WordIndex[] {
  const all: WordIndex[] = [];
  for (let id = 0; id < MAX_MEMCGS; id++) {
    const memcg = mem_cgroup_from_private_id(k, id);
    if (memcg === NULL_INDEX) break;
    all.push(memcg);
  }
  return all;
}

export function folio_memcg(k: Kernel, folio: Folio): WordIndex {
  return k.ptr(wordIndex(folio + PAGE.memcg));
}

/** Remembers the owner of a virtual slot: references on the cgroup's id, no charge (RFC v1 patch 4/5 and later). */
export function* mem_cgroup_record_swap(k: Kernel, folio: Folio): Model<void> {
  const memcg = folio_memcg(k, folio);
  const id = memcgId(k, memcg);
  const nr = folio_nr_pages(k, folio);
  yield step('record the cgroup id of nr slots', { folio, memcg, id, nr });
  recordId(k, folio, memcg, id, nr);
}

/** Charges swap for a folio's slots: over memory.swap.max it fails with -ENOMEM. A folio without slots only counts the failure. */
export function* mem_cgroup_try_charge_swap(k: Kernel, folio: Folio): Model<number> {
  const memcg = folio_memcg(k, folio);
  const nr = folio_nr_pages(k, folio);
  yield step('charge memcg->swap with nr', { folio, memcg, nr });
  if (!folio_test(k, folio, PG.swapcache)) {
    k.add(wordIndex(memcg + MEMCG.events_fail), 1);
    return 0;
  }
  if (!charge(k, memcg, nr)) return ENOMEM;
  yield step('record the cgroup id of nr slots', { memcg });
  recordId(k, folio, memcg, memcgId(k, memcg), nr);
  return 0;
}

/** Charges physical slots on behalf of virtual ones; false over memory.swap.max (facts 3.4 step 3). */
export function* mem_cgroup_charge_backing_phys_swap(k: Kernel, memcg: WordIndex, nr: number): Model<boolean> {
  yield step('charge memcg->swap with nr', { memcg, nr });
  return charge(k, memcg, nr);
}

export function uncharge_swap(k: Kernel, id: number, nr: number): void {
  if (id !== 0) k.add(wordIndex(mem_cgroup_from_private_id(k, id) + MEMCG.swap), -nr);
}

export function mem_cgroup_id_put_swap(k: Kernel, id: number, nr: number): void {
  if (id !== 0) k.add(wordIndex(mem_cgroup_from_private_id(k, id) + MEMCG.id_refs), -nr);
}

/** The id on record for a slot, 0 = none; also 0 where the cluster has no memcg table. */
export function lookup_swap_cgroup_id(k: Kernel, ci: Cluster, ci_off: number): number {
  const table = ci_memcg_table(k, ci);
  if (table === NULL_INDEX) return 0;
  const at = wordIndex(table + (ci_off >>> 2));
  return (((ci_off & 2) === 0 ? k.mem.lo(at) : k.mem.hi(at)) >>> ((ci_off & 1) * 16)) & 0xffff;
}

/** Writes the id of one slot; clusters without a table ignore 0 (there is nothing to clear). */
export function swap_cgroup_set(k: Kernel, ci: Cluster, ci_off: number, id: number): void {
  const table = ci_memcg_table(k, ci);
  if (table === NULL_INDEX) {
    k.assert(id === 0, '__swap_cgroup_set: no table', 'an owner was recorded in a cluster without memcg table');
    return;
  }
  const at = wordIndex(table + (ci_off >>> 2));
  const shift = (ci_off & 1) * 16;
  const keep = ~(0xffff << shift);
  if ((ci_off & 2) === 0) k.mem.write(at, (k.mem.lo(at) & keep) | (id << shift), k.mem.hi(at));
  else k.mem.write(at, k.mem.lo(at), (k.mem.hi(at) & keep) | (id << shift));
}

/** More than half of all swap is used, or half of what the cgroup may have: pages that come back give up their slots (facts 3.17). */
export function mem_cgroup_swap_full(k: Kernel, folio: Folio): boolean {
  if (vm_swap_full(k)) return true;
  const memcg = folio_memcg(k, folio);
  const most = Math.min(k.num(wordIndex(memcg + MEMCG.swap_high)), k.num(wordIndex(memcg + MEMCG.swap_max)));
  return k.num(wordIndex(memcg + MEMCG.swap)) * 2 >= most;
}

/** memory.zswap.writeback; with zswap off nothing is kept from a device (facts 3.17). */
export function mem_cgroup_zswap_writeback_enabled(k: Kernel, memcg: WordIndex): boolean {
  return k.num(zswapWord(k, 'enabled')) === 0 || k.num(wordIndex(memcg + MEMCG.zswap_writeback)) !== 0;
}

/**
 * Counts for memory.stat; a folio that belongs to no cgroup yet counts nowhere. The root's memory.stat cannot be read by a scenario and is not kept: its words
 * would be 6 of the writes of each page-out and fault (benchmark: page-out and fault pairs). What guards zswap is, as the shrinker reads it.
 */
export function count_memcg_events(k: Kernel, memcg: WordIndex, event: MemcgEvent, by = 1): void {
  if (memcg === NULL_INDEX || (event !== 'nr_disk_swapins' && memcgId(k, memcg) === 0)) return;
  k.add(wordIndex(memcg + MEMCG[event]), by);
}

export type MemcgEvent = 'swapcached' | 'pswpin' | 'pswpout' | 'zswpin' | 'zswpout' | 'zswpwb' | 'nr_disk_swapins';

/** Forgets the owner of slots that have the same one. */
export function __swap_cgroup_clear(k: Kernel, ci: Cluster, ci_off: number, nr: number): void {
  const id = lookup_swap_cgroup_id(k, ci, ci_off);
  for (let i = ci_off; i < ci_off + nr; i++) {
    k.assert(
      lookup_swap_cgroup_id(k, ci, i) === id,
      '__swap_cgroup_clear: owners differ',
      'slots of different owners are cleared together',
    );
    swap_cgroup_set(k, ci, i, 0);
  }
}

function charge(k: Kernel, memcg: WordIndex, nr: number): boolean {
  const refused = should_fail(k, 'swap charge');
  // The root is not charged, and a slot without owner on record belongs to nobody.
  if (memcgId(k, memcg) === 0) return !refused;
  const used = k.num(wordIndex(memcg + MEMCG.swap)) + nr;
  if (refused || used > k.num(wordIndex(memcg + MEMCG.swap_max))) {
    k.add(wordIndex(memcg + MEMCG.events_max), 1);
    k.add(wordIndex(memcg + MEMCG.events_fail), 1);
    return false;
  }
  k.setNum(wordIndex(memcg + MEMCG.swap), used);
  if (used > k.num(wordIndex(memcg + MEMCG.swap_peak))) k.setNum(wordIndex(memcg + MEMCG.swap_peak), used);
  return true;
}

function recordId(k: Kernel, folio: Folio, memcg: WordIndex, id: number, nr: number): void {
  if (id === 0) return;
  const entry = folio_swap(k, folio);
  const ci = swap_offset_to_cluster(k, swp_swap_info(k, entry), swpOffset(entry));
  for (let i = 0; i < nr; i++) swap_cgroup_set(k, ci, cluster_offset(entry) + i, id);
  k.add(wordIndex(memcg + MEMCG.id_refs), nr);
}

// Where a law of the tables is broken for a moment by every correct run: the functions that do in several steps what the law wants done at once.
import type { ModelFrame } from '../mm/step.js';
import type { LawName } from './law.js';

/** Excuses a law at the steps inside one of these functions. */
export interface Transient {
  readonly functions: readonly string[];
  /** `own`: only at steps of the function itself; `callees`: at those of the functions that it calls too. */
  readonly reach: 'own' | 'callees';
  /** What is done first and what follows, with its place in the fact sheet. */
  readonly why: string;
}

/** Laws that are not named here hold after every step. */
export const TRANSIENTS: Readonly<Partial<Record<LawName, readonly Transient[]>>> = {
  I1: [
    {
      functions: ['__swap_cluster_alloc_entries'],
      reach: 'callees',
      why: 'words are written slot by slot, then the count of the cluster is raised (2.8)',
    },
  ],
  I2: [
    {
      functions: ['__swap_cluster_alloc_entries'],
      reach: 'callees',
      why: 'words are written slot by slot, then the count of the cluster is raised (2.8)',
    },
  ],
  I4: [
    {
      functions: ['vswap_free_cluster'],
      reach: 'own',
      why: 'the cluster leaves its list, then it is marked dead (2.9)',
    },
  ],
  I5: [
    {
      functions: ['alloc_swap_scan_list', 'isolate_lock_cluster', 'alloc_swap_scan_dynamic'],
      reach: 'callees',
      why: 'a cluster is taken off its list while it is scanned (2.7)',
    },
    {
      functions: ['swap_reclaim_full_clusters'],
      reach: 'callees',
      why: 'a full cluster is taken off its list while its cached slots are reclaimed (2.11)',
    },
    {
      functions: ['swap_do_scheduled_discard'],
      reach: 'callees',
      why: 'a cluster is off its list while its discard runs (2.15)',
    },
    { functions: ['setup_swap_clusters_info'], reach: 'own', why: 'clusters are made, then put on lists (2.14)' },
  ],
  I6: [
    {
      functions: ['__swap_cluster_free_entries', '__swap_cluster_free_phys_backing'],
      reach: 'callees',
      why: 'a slot of a full cluster is freed, then the cluster changes its list (4.1 I6)',
    },
  ],
  I7: [
    {
      functions: ['__swap_cluster_free_entries', '__swap_cluster_free_phys_backing', 'vswap_free_cluster'],
      reach: 'callees',
      why: 'the count drops to 0, then the cluster is freed (2.9)',
    },
  ],
  I8: [
    {
      functions: ['__swap_cache_del_folio'],
      reach: 'callees',
      why: 'shadows take the place of the folio, then those without references are freed (3.14)',
    },
  ],
  I9: [
    {
      functions: ['try_to_unmap_one', 'copy_page_range'],
      reach: 'callees',
      why: 'the count is raised before the page table entry is written (4.1 I9)',
    },
    {
      functions: ['do_swap_page', 'unuse_pte', 'zap_swap_run'],
      reach: 'callees',
      why: 'the page table and the count change one after the other (4.1 I9)',
    },
    {
      functions: ['swsusp_write', 'free_all_swap_pages'],
      reach: 'callees',
      why: 'a slot of the hibernation image is counted, and no page table refers to it (3.21)',
    },
  ],
  I11: [
    {
      functions: ['swap_dup_entries_cluster'],
      reach: 'callees',
      why: 'the extend table is there before the count that needs it (4.1 I11)',
    },
  ],
  I12: [
    {
      functions: ['folio_alloc_swap'],
      reach: 'callees',
      why: 'slots are taken for the folio first, and recorded for its cgroup after the charge (3.17)',
    },
  ],
  I13: [
    {
      functions: ['__swap_cluster_free_entries'],
      reach: 'callees',
      why: 'words become NULL, then the marks of the zeromap are cleared (2.9)',
    },
  ],
  I14: [
    {
      functions: ['folio_migrate_mapping', '__split_folio_to_order'],
      reach: 'callees',
      why: 'the new folios say that they are cached, then word by word takes them, under the lock of the cluster (3.14)',
    },
    {
      functions: ['__swap_cache_add_folio', '__swap_cache_del_folio'],
      reach: 'own',
      why: 'words of slots and the flags of the folio change one after the other (3.7, 3.14)',
    },
  ],
  I18: [
    {
      functions: ['__swap_cluster_alloc_entries', '__swap_cluster_free_entries', '__swap_cluster_free_phys_backing'],
      reach: 'callees',
      why: 'words of slots change first, then the count of the device (2.8, 2.9)',
    },
  ],
  I19: [
    {
      functions: ['enable_swap_info'],
      reach: 'own',
      why: 'the device is writable before it is on the list (2.14)',
    },
  ],
  I20: [
    {
      functions: ['enable_swap_info', 'swapoff'],
      reach: 'own',
      why: 'the device is put in or out of use first, then its pages are counted (2.14, 3.16)',
    },
  ],
  I21: [
    {
      functions: ['setup_swap_clusters_info'],
      reach: 'own',
      why: 'bad slots are marked one by one while the device is set up (2.14)',
    },
  ],
  I22: [
    {
      functions: ['__swap_cache_add_folio', '__swap_cache_del_folio'],
      reach: 'own',
      why: 'words change first, then the counter (3.7, 3.14)',
    },
  ],
  J1: [
    {
      functions: ['folio_realloc_swap'],
      reach: 'callees',
      why: 'reverse maps are written before the virtual table names their slots (4.2 J1, 3.4 steps 2 to 4)',
    },
    {
      functions: ['__vswap_release_backing'],
      reach: 'callees',
      why: 'the physical slot is freed before the virtual table forgets it (4.2 J1, 3.5)',
    },
  ],
  J2: [
    {
      functions: ['zswap_store_page'],
      reach: 'callees',
      why: 'an entry exists, is published, and is put on its LRU, in this order (3.3)',
    },
    {
      functions: ['zswap_writeback_entry'],
      reach: 'callees',
      why: 'writeback holds the entry for itself once the slot has a physical one (4.2 J2)',
    },
    {
      functions: ['__vswap_release_backing'],
      reach: 'own',
      why: 'the entry is freed before the virtual table forgets it (3.5)',
    },
  ],
  J5: [
    {
      functions: ['__swap_cluster_free_entries'],
      reach: 'callees',
      why: 'backing is released before the word of the slot, which nobody needs any more, becomes NULL (3.13)',
    },
  ],
  J8: [
    {
      functions: ['vswap_free_cluster'],
      reach: 'own',
      why: 'the virtual table is freed before the cluster leaves the xarray (2.9)',
    },
  ],
  J9: [
    {
      functions: ['swap_dup_entries_cluster', 'swap_put_entries_cluster'],
      reach: 'callees',
      why: 'the count and the mark change one after the other (3.11, 3.12)',
    },
    {
      functions: ['__swap_cache_del_folio'],
      reach: 'callees',
      why: 'the folio leaves its slot before the physical one is freed (3.14)',
    },
  ],
  J10: [
    {
      functions: ['zswap_store', '__vswap_release_backing'],
      reach: 'callees',
      why: 'pages of a large folio are stored, and slots released, one by one (6.4 R14, 3.5)',
    },
  ],
  J14: [
    {
      functions: ['mem_cgroup_try_charge_swap', '__vswap_release_backing'],
      reach: 'own',
      why: 'the charge comes before the slots are recorded, and goes after they are freed (3.17)',
    },
    {
      functions: ['folio_realloc_swap'],
      reach: 'callees',
      why: 'the charge comes before the virtual table names the slots (3.17)',
    },
  ],
  J16: [
    {
      functions: ['settle'],
      reach: 'own',
      why: 'what waits for the end of a grace period is taken off the list one by one (6.3)',
    },
  ],
  J17: [
    {
      functions: ['alloc_swap_scan_dynamic'],
      reach: 'callees',
      why: 'a virtual cluster is made, then put into the xarray, then its first slot is taken (2.5)',
    },
    {
      functions: ['__swap_cluster_free_entries', 'vswap_free_cluster'],
      reach: 'callees',
      why: 'the count drops to 0, then the cluster is freed (2.9)',
    },
    {
      functions: ['settle'],
      reach: 'own',
      why: 'clusters whose grace period has ended are freed one by one (6.3)',
    },
  ],
  J21: [
    {
      functions: ['vswap_alloc', '__swap_cluster_free_entries'],
      reach: 'callees',
      why: 'words of slots change first, then the counters (2.5, 2.9)',
    },
  ],
};

/** Whether the functions that are running excuse a law now. */
export function isTransient(law: LawName, innermost: ModelFrame | undefined): boolean {
  const transients = TRANSIENTS[law];
  if (transients === undefined) return false;
  for (let frame = innermost; frame !== undefined; frame = frame.parent) {
    const { name } = frame;
    const reach = frame === innermost ? 'any' : 'callees';
    if (transients.some((one) => (reach === 'any' || one.reach === reach) && one.functions.includes(name))) return true;
  }
  return false;
}

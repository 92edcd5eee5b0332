// mm/huge_memory.c, policy: which folio sizes an anonymous fault may take (oracle F8).
import { entry_word } from './vswap_backing.js';
import { swp_swap_info, cluster_offset, swp_tb_is_folio } from './swap_table.js';
import { swap_offset_to_cluster } from './swap_cluster.js';
import { swap_count } from './swap_count.js';
import { swpEntryPlus, swpOffset } from '../word/swpEntry.js';
import { hasPteFlag, SWAP_EXCLUSIVE, isPteSwap, swapPteEntry } from '../word/pte.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { PMD_ORDER, VM, VMA } from './layout.js';
import { huge_pmd, PMD_SIZE, pmd_is_none, pmd_offset, pte_offset } from './pgtable.js';
import { entry_is_vswap } from './swapfile.js';
import { vmaEnd, vmaFlags, vmaStart } from './task.js';
import { vswap_can_swapin_thp } from './vswap_check.js';
import { slot_is_zero } from './zeromap.js';
import { zswapWord } from './zswap.js';

const PAGE_SIZE = 4096;
/** Values of the `thp.SIZEkB` settings. */
const POLICY = { never: 0, madvise: 1, always: 2 } as const;

/** Whether the settings and the area's advice allow folios of an order. */
export function order_allowed(k: Kernel, vma: WordIndex, order: number): boolean {
  const policy = k.thpPolicy[order];
  if (policy === undefined) return ((k.num(wordIndex(vma + VMA.orders)) >>> order) & 1) === 1;
  if ((vmaFlags(k, vma) & VM.NOHUGEPAGE) !== 0) return false;
  return policy === POLICY.always || (policy === POLICY.madvise && (vmaFlags(k, vma) & VM.HUGEPAGE) !== 0);
}

/** A 2 MiB page may be mapped here: allowed, inside the area, and nothing is mapped there, not even a page table. */
export function pmd_fault_allowed(k: Kernel, mm: WordIndex, vma: WordIndex, address: number): boolean {
  const start = Math.floor(address / PMD_SIZE) * PMD_SIZE;
  if (!order_allowed(k, vma, PMD_ORDER) || start < vmaStart(k, vma) || start + PMD_SIZE > vmaEnd(k, vma)) return false;
  const pmd = pmd_offset(k, mm, address);
  return pmd === undefined || pmd_is_none(k, pmd);
}

/** The largest allowed order below 2 MiB whose aligned block lies in the area and is completely empty; 0 for a single page. */
export function anon_fault_order(k: Kernel, mm: WordIndex, vma: WordIndex, address: number): number {
  for (let order = PMD_ORDER - 1; order > 0; order--) {
    if (order_allowed(k, vma, order) && isEmptyBlock(k, mm, vma, address, order)) return order;
  }
  return 0;
}

function isEmptyBlock(k: Kernel, mm: WordIndex, vma: WordIndex, address: number, order: number): boolean {
  const size = PAGE_SIZE * 2 ** order;
  const start = address - (address % size);
  if (start < vmaStart(k, vma) || start + size > vmaEnd(k, vma) || huge_pmd(k, mm, address) !== undefined) return false;
  const first = pte_offset(k, mm, start);
  if (first === undefined) return true;
  for (let i = 0; i < 2 ** order; i++)
    if ((k.mem.lo(wordIndex(first + i)) | k.mem.hi(wordIndex(first + i))) !== 0) return false;
  return true;
}

/**
 * Orders, as bits, that a swap-in from a synchronous device may try, the page alone (bit 0) included: allowed by the area's advice, address and slot equally
 * aligned, entries of the block consecutive and alike. With direct slots only while zswap was never enabled since boot (facts 3.9; oracle F7, Z3); 6.18 asks
 * besides that no slot of the block is cached, each has one reference, and all or none hold zeros. RFC v1 looks at the backing of virtual slots here, later ones under the lock.
 */
export function thp_swapin_suitable_orders(
  k: Kernel,
  mm: WordIndex,
  vma: WordIndex,
  ptep: WordIndex,
  address: number,
): number {
  const virtual = entry_is_vswap(k, swapPteEntry(k.mem.lo(ptep), k.mem.hi(ptep)));
  if (!may_be_large(k, vma) || (!virtual && zswap_ever_enabled(k)) || huge_pmd(k, mm, address) !== undefined) return 1;
  let orders = 1;
  for (let order = PMD_ORDER - 1; order > 0; order--) {
    if (!order_allowed(k, vma, order) || !is_aligned_block(k, vma, ptep, address, order)) continue;
    // The largest that hangs together decides; smaller ones within it do too.
    if (orders > 1 || swap_pte_batch(k, ptep, address, order)) orders |= 1 << order;
  }
  return orders;
}

/** Faults are many and areas with large folios few. */
function may_be_large(k: Kernel, vma: WordIndex): boolean {
  return k.num(wordIndex(vma + VMA.orders)) !== 0 || k.config.sysctls.length > 0;
}

function zswap_ever_enabled(k: Kernel): boolean {
  const boot = k.config.sysctls.find((sysctl) => sysctl.name === 'zswap.ever_enabled')?.value;
  return (boot ?? k.num(zswapWord(k, 'ever_enabled'))) !== 0;
}

/** The block lies in the area, and in it the slots are aligned as the addresses are. */
function is_aligned_block(k: Kernel, vma: WordIndex, ptep: WordIndex, address: number, order: number): boolean {
  const nr = 2 ** order;
  const page = address / PAGE_SIZE;
  const start = address - (page % nr) * PAGE_SIZE;
  if (start < vmaStart(k, vma) || start + nr * PAGE_SIZE > vmaEnd(k, vma)) return false;
  return swpOffset(swapPteEntry(k.mem.lo(ptep), k.mem.hi(ptep))) % nr === page % nr;
}

/** Whether the block's page table entries are consecutive swap entries with the same flags; where the kernel asks it here, also what is behind them. */
function swap_pte_batch(k: Kernel, ptep: WordIndex, address: number, order: number): boolean {
  const nr = 2 ** order;
  const before = (address / PAGE_SIZE) % nr;
  const entry = swapPteEntry(k.mem.lo(ptep), k.mem.hi(ptep));
  const base = swpEntryPlus(entry, -before);
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE);
  const si = swp_swap_info(k, entry);
  for (let i = 0; i < nr; i++) {
    const lo = k.mem.lo(wordIndex(ptep - before + i));
    const hi = k.mem.hi(wordIndex(ptep - before + i));
    if ((lo | hi) === 0 || !isPteSwap(lo, hi)) return false;
    const at = swapPteEntry(lo, hi);
    if (at !== swpEntryPlus(base, i) || hasPteFlag(lo, SWAP_EXCLUSIVE) !== exclusive) return false;
    if (!k.variant.readsAroundCache) continue;
    const ci = swap_offset_to_cluster(k, si, swpOffset(at));
    if (swp_tb_is_folio(k, entry_word(k, at)) || swap_count(k, si, ci, cluster_offset(at)) !== 1) return false;
    if (slot_is_zero(k, at) !== slot_is_zero(k, base)) return false;
  }
  const isAskedHere = k.variant.virtualThpSwapin === 'batch' && entry_is_vswap(k, entry);
  return !isAskedHere || vswap_can_swapin_thp(k, base, nr);
}

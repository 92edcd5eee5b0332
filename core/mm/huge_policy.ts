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
import { vmaEnd, vmaFlags, vmaStart } from './task.js';

const PAGE_SIZE = 4096;
/** Values of the `thp.SIZEkB` settings. */
const POLICY = { never: 0, madvise: 1, always: 2 } as const;

/** Whether the settings and the area's advice allow folios of an order. */
export function order_allowed(k: Kernel, vma: WordIndex, order: number): boolean {
  const policy = k.config.sysctls.find((sysctl) => sysctl.name === `thp.${4 << order}kB`)?.value;
  if (policy === undefined) return ((k.num(wordIndex(vma + VMA.orders)) >>> order) & 1) === 1;
  if ((vmaFlags(k, vma) & VM.NOHUGEPAGE) !== 0) return false;
  return policy === POLICY.always || (policy === POLICY.madvise && (vmaFlags(k, vma) & VM.HUGEPAGE) !== 0);
}

/** A 2 MiB page may be mapped here: allowed, inside the area, and nothing is mapped there, not even a page table. */
export function pmd_fault_allowed(k: Kernel, mm: WordIndex, vma: WordIndex, address: number): boolean {
  const start = address - (address % PMD_SIZE);
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
 * The largest order below 2 MiB that a read around the cache may take: allowed by the area's advice, address and slot equally aligned, all entries of the
 * block consecutive and alike, none cached, each with one reference; and zswap was never enabled since boot (oracle F7, Z3). 0: the page alone.
 */
export function swapin_order(k: Kernel, mm: WordIndex, vma: WordIndex, ptep: WordIndex, address: number): number {
  const everEnabled =
    k.config.sysctls.find((sysctl) => sysctl.name === 'zswap.ever_enabled')?.value ?? (k.config.zswap.enabled ? 1 : 0);
  if (everEnabled !== 0 || huge_pmd(k, mm, address) !== undefined) return 0;
  for (let order = PMD_ORDER - 1; order > 0; order--) {
    if (order_allowed(k, vma, order) && isSwapBlock(k, vma, ptep, address, order)) return order;
  }
  return 0;
}

function isSwapBlock(k: Kernel, vma: WordIndex, ptep: WordIndex, address: number, order: number): boolean {
  const nr = 2 ** order;
  const page = address / PAGE_SIZE;
  const start = address - (page % nr) * PAGE_SIZE;
  if (start < vmaStart(k, vma) || start + nr * PAGE_SIZE > vmaEnd(k, vma)) return false;
  const entry = swapPteEntry(k.mem.lo(ptep), k.mem.hi(ptep));
  if (swpOffset(entry) % nr !== page % nr) return false;
  const first = ptep - (page % nr);
  const exclusive = hasPteFlag(k.mem.lo(ptep), SWAP_EXCLUSIVE);
  const si = swp_swap_info(k, entry);
  const base = entry - (page % nr);
  for (let i = 0; i < nr; i++) {
    const lo = k.mem.lo(wordIndex(first + i));
    const hi = k.mem.hi(wordIndex(first + i));
    if (
      (lo | hi) === 0 ||
      !isPteSwap(lo, hi) ||
      swapPteEntry(lo, hi) !== base + i ||
      hasPteFlag(lo, SWAP_EXCLUSIVE) !== exclusive
    )
      return false;
    const at = swpEntryPlus(entry, i - (page % nr));
    const ci = swap_offset_to_cluster(k, si, swpOffset(at));
    if (swp_tb_is_folio(k, entry_word(k, at)) || swap_count(k, si, ci, cluster_offset(at)) !== 1) return false;
  }
  return true;
}

// mm/huge_memory.c, policy: which folio sizes an anonymous fault may take (oracle F8).
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { VM } from './layout.js';
import { huge_pmd, PMD_SIZE, pmd_is_none, pmd_offset, pte_offset } from './pgtable.js';
import { vmaEnd, vmaFlags, vmaStart } from './task.js';

const PAGE_SIZE = 4096;
export const PMD_ORDER = 9;
/** Values of the `thp.SIZEkB` settings. */
const POLICY = { never: 0, madvise: 1, always: 2 } as const;

/** Whether the settings and the area's advice allow folios of an order. */
export function order_allowed(k: Kernel, vma: WordIndex, order: number): boolean {
  const policy = k.config.sysctls.find((sysctl) => sysctl.name === `thp.${4 << order}kB`)?.value ?? POLICY.never;
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

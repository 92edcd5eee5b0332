// Poison markers (mm/memory.c, include/linux/swapops.h): what swapoff leaves in a page table where it could not read the page (facts 3.16 C).
import { wordIndex, type WordIndex } from '../word/brand.js';
import { isPteMarker, makePoisonedPte } from '../word/pte.js';
import { scratch } from '../word/halves.js';
import type { Kernel } from './kernel.js';
import { MM } from './layout.js';
import type { FaultResult } from './memory.js';
import { step, type Model } from './step.js';

/** A swap entry gives way to a marker: nothing is mapped, and one entry less is swapped out. */
export function set_pte_poisoned(k: Kernel, mm: WordIndex, ptep: WordIndex): void {
  k.add(wordIndex(mm + MM.swapents), -1);
  makePoisonedPte();
  k.mem.write(ptep, scratch.lo, scratch.hi);
}

export function pte_is_marker(k: Kernel, ptep: WordIndex): boolean {
  return isPteMarker(k.mem.lo(ptep), k.mem.hi(ptep));
}

/** An access of a page that is lost: SIGBUS each time, until the page is freed. */
export function* handle_pte_marker(k: Kernel, ptep: WordIndex): Model<FaultResult> {
  yield step('return VM_FAULT_HWPOISON /* PTE_MARKER_POISONED */', { ptep });
  // Meanwhile somebody may have freed the page: the access is then made again.
  return pte_is_marker(k, ptep) ? 'SIGBUS' : 'done';
}

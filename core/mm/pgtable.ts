// x86-64 page tables, four levels of 512 words, made on demand; upper levels hold present entries whose frame is the next table.
import { folio_pfn, ZERO_FOLIO, HUGE_ZERO_FOLIO } from './folio.js';
import { KERNEL_WORDS } from '../memory/regions.js';
import { pfn, wordIndex, type Pfn, type SwpEntry, type WordIndex } from '../word/brand.js';
import { scratch } from '../word/halves.js';
import {
  makePresentPte,
  makeSwapPte,
  PRESENT_ACCESSED,
  PRESENT_DIRTY,
  PRESENT_USER,
  PRESENT_WRITE,
  presentPtePfn,
  hasPteFlag,
  isPtePresent,
  PRESENT_PSE,
} from '../word/pte.js';
import type { Kernel } from './kernel.js';
import { MM, PTRS_PER_TABLE } from './layout.js';

const PAGE_SHIFT = 12;
const LEVEL_BITS = 9;
const UPPER_SHIFT = PAGE_SHIFT + 2 * LEVEL_BITS;
/** Frames of kernel memory stand above all frames that tasks can have (regions.ts): table frame = this + index / 512. */
const KERNEL_FIRST_PFN = 2 ** 25;
const TABLE_FLAGS = PRESENT_USER | PRESENT_WRITE | PRESENT_ACCESSED | PRESENT_DIRTY;

/** Bytes that one page table of the lowest level maps. */
export const PMD_SIZE = 2 ** (PAGE_SHIFT + LEVEL_BITS);

/** The place of the entry that maps 2 MiB or names a page table, or undefined when a table above it is missing. */
export function pmd_offset(k: Kernel, mm: WordIndex, address: number): WordIndex | undefined {
  let table = k.ptr(wordIndex(mm + MM.pgd));
  for (let level = 3; level > 1; level--) {
    const next = tableBelow(k, wordIndex(table + tableIndex(address, level)));
    if (next === undefined) return undefined;
    table = next;
  }
  return wordIndex(table + tableIndex(address, 1));
}

/** The same; makes the tables above. */
export function pmd_alloc(k: Kernel, mm: WordIndex, address: number): WordIndex {
  let table = k.ptr(wordIndex(mm + MM.pgd));
  for (let level = 3; level > 1; level--) table = tableOrNew(k, wordIndex(table + tableIndex(address, level)));
  return wordIndex(table + tableIndex(address, 1));
}

/** Maps 2 MiB by itself. */
export function pmd_is_huge(k: Kernel, pmd: WordIndex): boolean {
  const lo = k.mem.lo(pmd);
  return isPtePresent(lo, k.mem.hi(pmd)) && hasPteFlag(lo, PRESENT_PSE);
}

export function pmd_is_none(k: Kernel, pmd: WordIndex): boolean {
  return (k.mem.lo(pmd) | k.mem.hi(pmd)) === 0;
}

/** The huge entry of an address, undefined when small pages or nothing is mapped there. */
export function huge_pmd(k: Kernel, mm: WordIndex, address: number): WordIndex | undefined {
  const pmd = pmd_offset(k, mm, address);
  return pmd !== undefined && pmd_is_huge(k, pmd) ? pmd : undefined;
}

export function set_huge_pmd(k: Kernel, pmd: WordIndex, frame: Pfn, flags: number): void {
  makePresentPte(frame, flags | PRESENT_PSE | PRESENT_USER | PRESENT_ACCESSED);
  k.mem.write(pmd, scratch.lo, scratch.hi);
}

/** A huge entry becomes a page table of 512 entries with the same flags; the folio stays as it is. */
export function split_huge_pmd(k: Kernel, pmd: WordIndex): void {
  const lo = k.mem.lo(pmd);
  const frame = presentPtePfn(lo, k.mem.hi(pmd));
  const flags = lo & (PRESENT_WRITE | PRESENT_DIRTY);
  const table = k.alloc('page_table');
  // The huge zero page gives way to the small one.
  const isZero = frame === folio_pfn(HUGE_ZERO_FOLIO);
  for (let i = 0; i < PTRS_PER_TABLE; i++)
    set_pte(k, wordIndex(table + i), isZero ? folio_pfn(ZERO_FOLIO) : pfn(frame + i), flags);
  makePresentPte(tablePfn(table), TABLE_FLAGS);
  k.mem.write(pmd, scratch.lo, scratch.hi);
}

/** Frees the page table of 2 MiB if none of its entries is used; a huge page may be mapped there then (oracle F8). */
export function try_to_free_pte(k: Kernel, mm: WordIndex, address: number): void {
  const pmd = pmd_offset(k, mm, address);
  if (pmd === undefined || pmd_is_none(k, pmd) || pmd_is_huge(k, pmd)) return;
  const table = tableBelow(k, pmd);
  if (table === undefined) return;
  for (let i = 0; i < PTRS_PER_TABLE; i++)
    if ((k.mem.lo(wordIndex(table + i)) | k.mem.hi(wordIndex(table + i))) !== 0) return;
  k.mem.write(pmd, 0, 0);
  k.free('page_table', table);
}

/** The PTE's place, or undefined when a table on the way is missing or 2 MiB are mapped by one entry. */
export function pte_offset(k: Kernel, mm: WordIndex, address: number): WordIndex | undefined {
  let table = k.ptr(wordIndex(mm + MM.pgd));
  for (let level = 3; level > 0; level--) {
    const next = tableBelow(k, wordIndex(table + tableIndex(address, level)));
    if (next === undefined) return undefined;
    table = next;
  }
  return wordIndex(table + tableIndex(address, 0));
}

/** The PTE's place; makes the tables on the way. */
export function pte_alloc(k: Kernel, mm: WordIndex, address: number): WordIndex {
  let table = k.ptr(wordIndex(mm + MM.pgd));
  for (let level = 3; level > 0; level--) {
    table = tableOrNew(k, wordIndex(table + tableIndex(address, level)));
  }
  return wordIndex(table + tableIndex(address, 0));
}

function tableOrNew(k: Kernel, entry: WordIndex): WordIndex {
  const below = tableBelow(k, entry);
  if (below !== undefined) return below;
  const made = k.alloc('page_table');
  makePresentPte(tablePfn(made), TABLE_FLAGS);
  k.mem.write(entry, scratch.lo, scratch.hi);
  return made;
}

/** Frees all tables of an address space; its PTEs must be empty. */
export function free_pgtables(k: Kernel, table: WordIndex, level = 3): void {
  if (level > 0) {
    for (let i = 0; i < PTRS_PER_TABLE; i++) {
      const below = tableBelow(k, wordIndex(table + i));
      if (below !== undefined) free_pgtables(k, below, level - 1);
    }
  }
  k.free('page_table', table);
}

/** Calls `visit` for each PTE of first..end-1 that has a table, in ascending order. */
export function forEachPte(
  k: Kernel,
  mm: WordIndex,
  first: number,
  end: number,
  visit: (pte: WordIndex, address: number) => void,
): void {
  let address = first;
  while (address < end) {
    const blockEnd = Math.min(end, (Math.floor(address / PMD_SIZE) + 1) * PMD_SIZE);
    const pte = pte_offset(k, mm, address);
    if (pte !== undefined) for (let a = address, i = 0; a < blockEnd; a += 4096, i++) visit(wordIndex(pte + i), a);
    address = blockEnd;
  }
}

export function set_pte(k: Kernel, pte: WordIndex, frame: Pfn, flags: number): void {
  makePresentPte(frame, flags | PRESENT_USER | PRESENT_ACCESSED);
  k.mem.write(pte, scratch.lo, scratch.hi);
}

export function set_swap_pte(k: Kernel, pte: WordIndex, entry: SwpEntry, flags: number): void {
  makeSwapPte(entry, flags);
  k.mem.write(pte, scratch.lo, scratch.hi);
}

export function pte_clear(k: Kernel, pte: WordIndex): void {
  k.mem.write(pte, 0, 0);
}

/** Addresses have 48 bits: the two upper levels' indexes stand above bit 30, the two lower ones' below, each half an integer of the machine. */
function tableIndex(address: number, level: number): number {
  const upper = Math.floor(address * 2 ** -UPPER_SHIFT);
  if (level > 1) return (upper >>> (LEVEL_BITS * (level - 2))) & (PTRS_PER_TABLE - 1);
  return ((address - upper * 2 ** UPPER_SHIFT) >>> (PAGE_SHIFT + LEVEL_BITS * level)) & (PTRS_PER_TABLE - 1);
}

function tablePfn(table: WordIndex): Pfn {
  return pfn(KERNEL_FIRST_PFN + table / PTRS_PER_TABLE);
}

function tableBelow(k: Kernel, entry: WordIndex): WordIndex | undefined {
  const lo = k.mem.lo(entry);
  const hi = k.mem.hi(entry);
  if ((lo | hi) === 0 || hasPteFlag(lo, PRESENT_PSE)) return undefined;
  const table = (presentPtePfn(lo, hi) - KERNEL_FIRST_PFN) * PTRS_PER_TABLE;
  k.assert(
    table > 0 && table < KERNEL_WORDS,
    'pgtable: bad entry',
    () => 'a page table entry of an upper level does not name a table',
  );
  return wordIndex(table);
}

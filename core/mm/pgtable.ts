// x86-64 page tables, four levels of 512 words, made on demand; upper levels hold present entries whose frame is the next table.
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
} from '../word/pte.js';
import type { Kernel } from './kernel.js';
import { MM, PTRS_PER_TABLE } from './layout.js';

const PAGE_SHIFT = 12;
const LEVEL_BITS = 9;
/** Frames of kernel memory stand above all frames that tasks can have (regions.ts): table frame = this + index / 512. */
const KERNEL_FIRST_PFN = 2 ** 25;
const TABLE_FLAGS = PRESENT_USER | PRESENT_WRITE | PRESENT_ACCESSED | PRESENT_DIRTY;

/** Bytes that one page table of the lowest level maps. */
export const PMD_SIZE = 2 ** (PAGE_SHIFT + LEVEL_BITS);

/** The PTE's place, or undefined when a table on the way is missing. */
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
    const entry = wordIndex(table + tableIndex(address, level));
    let next = tableBelow(k, entry);
    if (next === undefined) {
      next = k.alloc('page_table');
      makePresentPte(tablePfn(next), TABLE_FLAGS);
      k.mem.write(entry, scratch.lo, scratch.hi);
    }
    table = next;
  }
  return wordIndex(table + tableIndex(address, 0));
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

function tableIndex(address: number, level: number): number {
  return Math.floor(address / 2 ** (PAGE_SHIFT + LEVEL_BITS * level)) % PTRS_PER_TABLE;
}

function tablePfn(table: WordIndex): Pfn {
  return pfn(KERNEL_FIRST_PFN + table / PTRS_PER_TABLE);
}

function tableBelow(k: Kernel, entry: WordIndex): WordIndex | undefined {
  const lo = k.mem.lo(entry);
  const hi = k.mem.hi(entry);
  if ((lo | hi) === 0) return undefined;
  const table = (presentPtePfn(lo, hi) - KERNEL_FIRST_PFN) * PTRS_PER_TABLE;
  k.assert(
    table > 0 && table < KERNEL_WORDS,
    'pgtable: bad entry',
    () => 'a page table entry of an upper level does not name a table',
  );
  return wordIndex(table);
}

// What each page of an area was last written with, in the simulator's words beside the kernel's: whatever became of the page's backing, a load must give that.
import { NULL_INDEX, SIMULATOR_FIRST, SIMULATOR_WORDS } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { scratch } from '../word/halves.js';
import { isPtePresent, isPteSwap, presentPtePfn, swapPteEntry } from '../word/pte.js';
import { swpOffset } from '../word/swpEntry.js';
import { folio_content, folio_page, folio_swap, folio_test, page_folio, pfn_folio, PG } from './folio.js';
import type { Kernel } from './kernel.js';
import { MM, PAGE_SIZE, SI, VMA } from './layout.js';
import { deviceContent } from './page_io.js';
import { backingOf } from './pageState.js';
import { huge_pmd, PMD_SIZE, pte_offset } from './pgtable.js';
import { ci_table, swap_offset_to_cluster } from './swap_cluster.js';
import { cluster_offset, swap_table_word, swp_swap_info, swp_tb_is_folio, swp_tb_to_folio } from './swap_table.js';
import { vmaBase, vmaEnd, vmaStart } from './task.js';
import { ZENTRY } from './zswap.js';

/** Instead of a content id: the page may hold what it held, or nothing any more (MADV_FREE). No id has this kind. */
const UNKNOWN_HI = 0xff000000;
/** Records end here, so that devices that are swapped on later still find words for their contents. */
const LAST_RECORD = SIMULATOR_FIRST + (SIMULATOR_WORDS / 8) * 7;

/** First word of the contents of so many pages or slots, one after the other in the simulator's words; never reused. */
export function take_contents(k: Kernel, pages: number): number {
  const next = k.num(k.g.deviceContent);
  const first = next === 0 ? k.g.deviceContent + 1 : next;
  k.setNum(k.g.deviceContent, first + pages);
  return first;
}

/** Words for the pages of a new area, all of which hold zeros; 0 when there is no room for them: the area is then not checked. */
export function take_record(k: Kernel, pages: number): number {
  return k.num(k.g.deviceContent) + pages < LAST_RECORD ? take_contents(k, pages) : 0;
}

/** User space stored a content there. */
export function record_written(k: Kernel, mm: WordIndex, address: number, lo: number, hi: number): void {
  const at = recordWord(k, mm, address);
  if (at !== NULL_INDEX && (k.mem.lo(at) !== lo || k.mem.hi(at) !== hi)) k.mem.write(at, lo, hi);
}

/** From now on a load gives what the page held, or zeros. */
export function record_lazyfree(k: Kernel, mm: WordIndex, address: number): void {
  record_written(k, mm, address, 0, UNKNOWN_HI);
}

/** The pages were freed: a load gives zeros. */
export function record_freed(k: Kernel, mm: WordIndex, first: number, end: number): void {
  for (let vma = k.ptr(wordIndex(mm + MM.mmap)); vma !== NULL_INDEX; vma = k.ptr(wordIndex(vma + VMA.next))) {
    const record = k.num(wordIndex(vma + VMA.written));
    if (record === 0) continue;
    const last = (Math.min(end, vmaEnd(k, vma)) - vmaBase(k, vma)) / PAGE_SIZE;
    for (let page = (Math.max(first, vmaStart(k, vma)) - vmaBase(k, vma)) / PAGE_SIZE; page < last; page++) {
      const at = wordIndex(record + page);
      if ((k.mem.lo(at) | k.mem.hi(at)) !== 0) k.mem.write(at, 0, 0);
    }
  }
}

/** The record of a forked area: `pages` words from the area's first page on. */
export function copy_record(k: Kernel, from: number, pages: number): number {
  const to = from === 0 ? 0 : take_record(k, pages);
  for (let page = 0; page < pages && to !== 0; page++) {
    const at = wordIndex(from + page);
    if ((k.mem.lo(at) | k.mem.hi(at)) !== 0) k.mem.write(wordIndex(to + page), k.mem.lo(at), k.mem.hi(at));
  }
  return to;
}

/** In a race: fork shares a page only now, and another thread has stored in it since the areas were copied. */
export function record_shared(k: Kernel, parent: WordIndex, child: WordIndex, address: number): void {
  const at = recordWord(k, parent, address);
  if (at !== NULL_INDEX) record_written(k, child, address, k.mem.lo(at), k.mem.hi(at));
}

/** Place of what a page was last written with; NULL_INDEX where none is kept. */
export function recordWord(k: Kernel, mm: WordIndex, address: number): WordIndex {
  for (let vma = k.ptr(wordIndex(mm + MM.mmap)); vma !== NULL_INDEX; vma = k.ptr(wordIndex(vma + VMA.next))) {
    if (address < vmaStart(k, vma) || address >= vmaEnd(k, vma)) continue;
    const record = k.num(wordIndex(vma + VMA.written));
    return record === 0 ? NULL_INDEX : wordIndex(record + (address - vmaBase(k, vma)) / PAGE_SIZE);
  }
  return NULL_INDEX;
}

/**
 * Whether a page's data is gone: a load would end in SIGBUS, or give something else than was last written. A failed read alone loses nothing: what the
 * backing still holds can be read again. For a kernel at rest; while a page is on its way both places may be wrong for a moment. Reads only.
 */
export function page_is_lost(k: Kernel, mm: WordIndex, address: number): boolean {
  if (!load_content(k, mm, address)) return true;
  const { lo, hi } = scratch;
  const at = recordWord(k, mm, address);
  if (at === NULL_INDEX || k.mem.hi(at) === UNKNOWN_HI) return false;
  return lo !== k.mem.lo(at) || hi !== k.mem.hi(at);
}

/** Leaves the id of what a load of the page would give in `scratch`; false: nothing holds it. */
export function load_content(k: Kernel, mm: WordIndex, address: number): boolean {
  const pmd = huge_pmd(k, mm, address);
  if (pmd !== undefined) {
    const head = pfn_folio(presentPtePfn(k.mem.lo(pmd), k.mem.hi(pmd)));
    return found(k, folio_content(k, folio_page(head, (address % PMD_SIZE) / PAGE_SIZE)));
  }
  const ptep = pte_offset(k, mm, address);
  const lo = ptep === undefined ? 0 : k.mem.lo(ptep);
  const hi = ptep === undefined ? 0 : k.mem.hi(ptep);
  if ((lo | hi) === 0) return foundZero();
  if (isPtePresent(lo, hi)) return found(k, folio_content(k, pfn_folio(presentPtePfn(lo, hi))));
  return isPteSwap(lo, hi) && load_entry(k, swapPteEntry(lo, hi));
}

function load_entry(k: Kernel, entry: SwpEntry): boolean {
  const si = swp_swap_info(k, entry);
  if (si === NULL_INDEX || swpOffset(entry) >= k.num(wordIndex(si + SI.max))) return false;
  const ci = swap_offset_to_cluster(k, si, swpOffset(entry));
  if (ci === NULL_INDEX || ci_table(k, ci) === NULL_INDEX) return false;
  const tb = swap_table_word(k, ci, cluster_offset(entry));
  if (swp_tb_is_folio(k, tb)) {
    const folio = swp_tb_to_folio(k, tb);
    const page = folio_page(folio, entry - folio_swap(k, folio));
    if (folio_test(k, page_folio(k, page), PG.uptodate)) return found(k, folio_content(k, page));
  }
  const backing = backingOf(k, entry);
  switch (backing.kind) {
    case 'zero':
      return foundZero();
    case 'zswap':
      return found(k, wordIndex(backing.zentry + ZENTRY.handle));
    case 'phys':
      return swp_swap_info(k, backing.phys) !== NULL_INDEX && found(k, deviceContent(k, backing.phys));
    case 'none':
      return false;
  }
}

function found(k: Kernel, at: WordIndex): boolean {
  scratch.lo = k.mem.lo(at);
  scratch.hi = k.mem.hi(at);
  return true;
}

function foundZero(): boolean {
  scratch.lo = 0;
  scratch.hi = 0;
  return true;
}

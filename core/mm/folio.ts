// Page frames: the frame allocator and struct page (64 bytes, simplified), flags by name. Order-0 folios; a Folio is the place of its struct page.
import { PAGES_FIRST, NULL_INDEX } from '../memory/regions.js';
import { scratch } from '../word/halves.js';
import { pfn, wordIndex, type Pfn, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntryFromVal, swpEntryToVal } from '../word/swpEntry.js';
import type { Kernel } from './kernel.js';
import { list_linked } from './list.js';

export type Folio = WordIndex;

const PAGE_WORDS = 8;
const PAGE_SIZE = 4096;
const ORDER_MASK = 0xff;
/** Words of the frame allocator: free folios by order from `free` on, frames ever used, frames in use. */
export const FRAMES = { used: 0, inUse: 1, free: 4, words: 16 } as const;
/** First page frame handed out: the first 16 MiB are left to firmware, as on a PC. */
const FIRST_PFN = 0x1000;

/** The shared zero page: mapped by reads of untouched pages, never counted and never freed. */
export const ZERO_FOLIO: Folio = wordIndex(PAGES_FIRST + (FIRST_PFN - 1) * PAGE_WORDS);

/** The shared huge zero page. */
export const HUGE_ZERO_FOLIO: Folio = wordIndex(PAGES_FIRST + (FIRST_PFN - 1024) * PAGE_WORDS);

export const PAGE = { flags: 0, lru: 1, mapping: 3, index: 4, private: 5, counts: 6, memcg: 7 } as const;

/** Bits of page->flags, in the order the model needs; not the kernel's positions, which differ between configurations. */
export const PG = {
  locked: 1,
  writeback: 2,
  referenced: 4,
  uptodate: 8,
  dirty: 16,
  lru: 32,
  swapcache: 64,
  swapbacked: 128,
  reclaim: 256,
  readahead: 512,
  anonExclusive: 1024,
  mlocked: 2048,
  /** A page of a large folio that is not its first; page->mapping then points to the first. */
  tail: 4096,
} as const;

export function folio_pfn(folio: Folio): Pfn {
  return pfn((folio - PAGES_FIRST) / PAGE_WORDS);
}

export function pfn_folio(frame: Pfn): Folio {
  return wordIndex(PAGES_FIRST + frame * PAGE_WORDS);
}

export function folio_flags(k: Kernel, folio: Folio): number {
  return k.mem.lo(folio);
}

export function folio_test(k: Kernel, folio: Folio, flag: number): boolean {
  return (k.mem.lo(folio) & flag) > 0;
}

export function folio_set(k: Kernel, folio: Folio, flag: number): void {
  if ((k.mem.lo(folio) & flag) !== flag) k.mem.write(folio, k.mem.lo(folio) | flag, k.mem.hi(folio));
}

export function folio_clear(k: Kernel, folio: Folio, flag: number): void {
  if (folio_test(k, folio, flag)) k.mem.write(folio, k.mem.lo(folio) & ~flag, k.mem.hi(folio));
}

/** log2 of the folio's pages: in the upper half of its flags word. */
export function folio_order(k: Kernel, folio: Folio): number {
  return k.mem.hi(folio) & ORDER_MASK;
}

export function folio_nr_pages(k: Kernel, folio: Folio): number {
  return 1 << folio_order(k, folio);
}

/** The i-th page of a folio. */
export function folio_page(folio: Folio, i: number): WordIndex {
  return wordIndex(folio + i * PAGE_WORDS);
}

/** The folio that a page belongs to. */
export function page_folio(k: Kernel, page: WordIndex): Folio {
  return folio_test(k, page, PG.tail) ? k.ptr(word(page, PAGE.mapping)) : page;
}

/** Which page of its folio a page is. */
export function folio_page_idx(k: Kernel, page: WordIndex): number {
  return (page - page_folio(k, page)) / PAGE_WORDS;
}

export function folio_ref_count(k: Kernel, folio: Folio): number {
  return k.mem.hi(word(folio, PAGE.counts));
}

export function folio_mapcount(k: Kernel, folio: Folio): number {
  return k.mem.lo(word(folio, PAGE.counts));
}

/** Ends a large folio: each page becomes a folio of its own. Flags, references and mappings are the caller's to set. */
export function undo_compound(k: Kernel, folio: Folio, page: WordIndex): void {
  if (page === folio) k.mem.write(folio, k.mem.lo(folio), 0);
  else {
    k.mem.write(page, k.mem.lo(page) & ~PG.tail, 0);
    k.setPtr(word(page, PAGE.mapping), NULL_INDEX);
  }
}

export function set_folio_counts(k: Kernel, folio: Folio, mapped: number, references: number): void {
  k.mem.write(word(folio, PAGE.counts), mapped, references);
}

export function folio_get(k: Kernel, folio: Folio, by = 1): void {
  const counts = word(folio, PAGE.counts);
  k.mem.write(counts, k.mem.lo(counts), k.mem.hi(counts) + by);
}

export function folio_add_map(k: Kernel, folio: Folio, by: number): void {
  const counts = word(folio, PAGE.counts);
  k.mem.write(counts, k.mem.lo(counts) + by, k.mem.hi(counts));
}

/** Drops references; the last one frees the frame. */
export function folio_put(k: Kernel, folio: Folio, by = 1): void {
  const counts = word(folio, PAGE.counts);
  const references = k.mem.hi(counts) - by;
  k.assert(
    references >= 0,
    'folio_put: refcount',
    () => `refcount of page frame 0x${folio_pfn(folio).toString(16)} would become ${references}`,
  );
  k.mem.write(counts, k.mem.lo(counts), references);
  if (references === 0) free_frame(k, folio);
}

/** folio->swap; 0 when not in the swap cache. */
export function folio_swap(k: Kernel, folio: Folio): SwpEntry {
  const at = word(folio, PAGE.private);
  return swpEntryFromVal(k.mem.lo(at), k.mem.hi(at));
}

export function set_folio_swap(k: Kernel, folio: Folio, entry: SwpEntry): void {
  swpEntryToVal(entry);
  k.mem.write(word(folio, PAGE.private), scratch.lo, scratch.hi);
}

/** Where the id of the content of a folio's i-th page stands (core/content). */
export function folio_content(k: Kernel, folio: Folio, i = 0): WordIndex {
  return wordIndex(k.g.content + folio_pfn(folio) + i);
}

/** Frames in use now. */
export function framesInUse(k: Kernel): number {
  return k.num(word(k.g.frames, FRAMES.inUse));
}

/** A zeroed frame with one reference, or NULL_INDEX when `memory` is used up. */
export function alloc_frame(k: Kernel): Folio {
  return alloc_folio(k, 0);
}

/**
 * A zeroed, naturally aligned folio with one reference, or NULL_INDEX when `memory` is used up. Freed folios are reused whole, last in, first out; there is
 * no merging of small ones, as no behaviour of swap depends on it.
 */
export function alloc_folio(k: Kernel, order: number): Folio {
  const nr = 1 << order;
  const inUse = word(k.g.frames, FRAMES.inUse);
  if (k.num(inUse) + nr > k.config.memory / PAGE_SIZE) return NULL_INDEX;
  const list = word(k.g.frames, FRAMES.free + order);
  let folio = k.ptr(list);
  if (folio !== NULL_INDEX) {
    k.setPtr(list, k.ptr(word(folio, PAGE.lru)));
    k.setPtr(word(folio, PAGE.lru), NULL_INDEX);
  } else {
    const used = Math.ceil(k.num(word(k.g.frames, FRAMES.used)) / nr) * nr;
    k.setNum(word(k.g.frames, FRAMES.used), used + nr);
    folio = pfn_folio(pfn(FIRST_PFN + used));
  }
  k.add(inUse, nr);
  if (order > 0) k.mem.write(folio, k.mem.lo(folio), order);
  for (let i = 1; i < nr; i++) {
    const page = folio_page(folio, i);
    k.mem.write(page, PG.tail, 0);
    k.setPtr(word(page, PAGE.mapping), folio);
  }
  k.mem.write(word(folio, PAGE.counts), 0, 1);
  return folio;
}

function free_frame(k: Kernel, folio: Folio): void {
  k.assert(
    !list_linked(k, word(folio, PAGE.lru)),
    'free_frame: on a list',
    () => 'a page frame was freed while still on an LRU list',
  );
  const order = folio_order(k, folio);
  const nr = 1 << order;
  for (let i = 0; i < nr; i++) {
    const page = folio_page(folio, i);
    for (const member of [PAGE.flags, PAGE.mapping, PAGE.index, PAGE.private, PAGE.memcg])
      clearWord(k, word(page, member));
    clearWord(k, folio_content(k, folio, i));
  }
  const list = word(k.g.frames, FRAMES.free + order);
  k.setPtr(word(folio, PAGE.lru), k.ptr(list));
  k.setPtr(list, folio);
  k.add(word(k.g.frames, FRAMES.inUse), -nr);
}

function clearWord(k: Kernel, at: WordIndex): void {
  if ((k.mem.lo(at) | k.mem.hi(at)) !== 0) k.mem.write(at, 0, 0);
}

function word(folio: Folio, member: number): WordIndex {
  return wordIndex(folio + member);
}

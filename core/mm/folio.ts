// Page frames: the frame allocator and struct page (64 bytes, simplified), flags by name. Order-0 folios; a Folio is the place of its struct page.
import { PAGES_FIRST, NULL_INDEX } from '../memory/regions.js';
import { scratch } from '../word/halves.js';
import { pfn, wordIndex, type Pfn, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntryFromVal, swpEntryToVal } from '../word/swpEntry.js';
import type { Kernel } from './kernel.js';
import { list_linked } from './list.js';

export type Folio = WordIndex;

const PAGE_WORDS = 8;
/** First page frame handed out: the first 16 MiB are left to firmware, as on a PC. */
const FIRST_PFN = 0x1000;

/** The shared zero page: mapped by reads of untouched pages, never counted and never freed. */
export const ZERO_FOLIO: Folio = wordIndex(PAGES_FIRST + (FIRST_PFN - 1) * PAGE_WORDS);

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
} as const;

export function flagNames(flags: number): readonly string[] {
  return Object.entries(PG)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name);
}

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
  return (k.mem.lo(folio) & flag) !== 0;
}

export function folio_set(k: Kernel, folio: Folio, flag: number): void {
  if (!folio_test(k, folio, flag)) k.mem.write(folio, k.mem.lo(folio) | flag, 0);
}

export function folio_clear(k: Kernel, folio: Folio, flag: number): void {
  if (folio_test(k, folio, flag)) k.mem.write(folio, k.mem.lo(folio) & ~flag, 0);
}

/** Pages of the folio; large folios come with the next widening of the model. */
export function folio_nr_pages(_k: Kernel, _folio: Folio): number {
  return 1;
}

export function folio_ref_count(k: Kernel, folio: Folio): number {
  return k.mem.hi(word(folio, PAGE.counts));
}

export function folio_mapcount(k: Kernel, folio: Folio): number {
  return k.mem.lo(word(folio, PAGE.counts));
}

export function folio_get(k: Kernel, folio: Folio, by = 1): void {
  const counts = word(folio, PAGE.counts);
  k.mem.write(counts, k.mem.lo(counts), k.mem.hi(counts) + by);
}

export function folio_add_map(k: Kernel, folio: Folio, by: 1 | -1): void {
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

/** Where the id of the folio's content stands (core/content). */
export function folio_content(k: Kernel, folio: Folio): WordIndex {
  return wordIndex(k.g.content + folio_pfn(folio));
}

/** Frames in use now. */
export function framesInUse(k: Kernel): number {
  return k.num(word(k.g.frames, 2));
}

/** A zeroed frame with one reference, or NULL_INDEX when `memory` is used up. Free frames are reused last in, first out. */
export function alloc_frame(k: Kernel): Folio {
  const freed = k.ptr(k.g.frames);
  let folio: Folio;
  if (freed !== NULL_INDEX) {
    folio = freed;
    k.setPtr(k.g.frames, k.ptr(word(folio, PAGE.lru)));
    k.setPtr(word(folio, PAGE.lru), NULL_INDEX);
  } else {
    const used = k.num(word(k.g.frames, 1));
    if (used >= k.config.memory / 4096) return NULL_INDEX;
    k.setNum(word(k.g.frames, 1), used + 1);
    folio = pfn_folio(pfn(FIRST_PFN + used));
  }
  k.add(word(k.g.frames, 2), 1);
  k.mem.write(word(folio, PAGE.counts), 0, 1);
  return folio;
}

function free_frame(k: Kernel, folio: Folio): void {
  k.assert(
    !list_linked(k, word(folio, PAGE.lru)),
    'free_frame: on a list',
    () => 'a page frame was freed while still on an LRU list',
  );
  for (const member of [PAGE.flags, PAGE.mapping, PAGE.index, PAGE.private, PAGE.memcg]) {
    const at = word(folio, member);
    if ((k.mem.lo(at) | k.mem.hi(at)) !== 0) k.mem.write(at, 0, 0);
  }
  k.mem.write(folio_content(k, folio), 0, 0);
  k.setPtr(word(folio, PAGE.lru), k.ptr(k.g.frames));
  k.setPtr(k.g.frames, folio);
  k.add(word(k.g.frames, 2), -1);
}

function word(folio: Folio, member: number): WordIndex {
  return wordIndex(folio + member);
}

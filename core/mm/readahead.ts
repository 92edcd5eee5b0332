// mm/swap_state.c, readahead: which neighbours of a fault are read with it, by virtual address or, with a rotational device on, by slot (facts 3.8; oracle R rules).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPteSwap, swapPteEntry } from '../word/pte.js';
import { swpEntry, swpOffset, swpType } from '../word/swpEntry.js';
import { folio_clear, folio_set, folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { SI, VMA } from './layout.js';
import { swap_read_folio } from './page_io.js';
import { PMD_SIZE, pte_offset } from './pgtable.js';
import { call, step, type Model } from './step.js';
import { EEXIST, putAndMaybeFree, swap_cache_alloc_folio } from './swap_state.js';
import { swap_cache_get_folio } from './swap_state_lookup.js';
import { swp_swap_info } from './swap_table.js';
import { vmaEnd, vmaStart } from './task.js';
import { count_vm_event } from './vmEvents.js';

const PAGE_SIZE = 4096;
/** The VMA's word: page address, then 6 bits of window, then 6 bits of hits. */
const FIELD = 64;
const MAX_HITS = 63;
const INITIAL_HITS = 4;
/** SWAP_RA_ORDER_CEILING. */
const WINDOW_ORDER_CEILING = 5;
const DEFAULT_PAGE_CLUSTER = 3;

/** Machine-wide state of readahead by slot: hits, last slot, last window. */
const GLOBAL = { hits: 0, last: 1, window: 2 } as const;

/** Reads an entry's page and its neighbours into the swap cache; the entry's folio with a reference, or NULL_INDEX without memory. */
export function* swapin_readahead(
  k: Kernel,
  mm: WordIndex,
  vma: WordIndex,
  address: number,
  entry: SwpEntry,
): Model<Folio> {
  yield step('if (no rotational device is on)', { vma, entry });
  if (k.num(k.g.nr_rotate_swap) === 0) {
    return yield* call(
      k,
      'folio = swap_vma_readahead(entry, vma, address)',
      swap_vma_readahead,
      mm,
      vma,
      address,
      entry,
    );
  }
  return yield* call(k, 'folio = swap_cluster_readahead(entry)', swap_cluster_readahead, entry);
}

/** Neighbours by virtual address: a window that grows with hits, within the area and the 2 MiB of the fault. */
export function* swap_vma_readahead(
  k: Kernel,
  mm: WordIndex,
  vma: WordIndex,
  address: number,
  entry: SwpEntry,
): Model<Folio> {
  const { first, end } = vmaWindow(k, vma, address);
  yield step('[start, end) = window around address', { start: first, end });
  for (let at = first; at < end; at += PAGE_SIZE) {
    const ptep = at === address ? undefined : pte_offset(k, mm, at);
    if (ptep === undefined) continue;
    const lo = k.mem.lo(ptep);
    const hi = k.mem.hi(ptep);
    if ((lo | hi) === 0 || !isPteSwap(lo, hi)) continue;
    yield* call(k, 'swap_cache_read_ahead(entry of *ptep)', swap_cache_read_ahead, swapPteEntry(lo, hi));
  }
  return yield* call(k, 'folio = swap_cache_read_folio(entry)', swap_cache_read_folio, entry);
}

/** Neighbours by slot: the aligned block of a window that grows with hits, on the entry's device. */
export function* swap_cluster_readahead(k: Kernel, entry: SwpEntry): Model<Folio> {
  const offset = swpOffset(entry);
  const pages = swapin_nr_pages(k, offset);
  const first = Math.max(1, offset - (offset % pages));
  const end = Math.min(offset - (offset % pages) + pages, k.num(wordIndex(swp_swap_info(k, entry) + SI.max)));
  yield step('[start, end) = aligned window around the slot', { start: first, end });
  for (let at = first; at < end && pages > 1; at++) {
    if (at !== offset)
      yield* call(k, 'swap_cache_read_ahead(entry of the slot)', swap_cache_read_ahead, swpEntry(swpType(entry), at));
  }
  return yield* call(k, 'folio = swap_cache_read_folio(entry)', swap_cache_read_folio, entry);
}

/** The cached folio of an entry, read in where it is not; with a reference. NULL_INDEX without memory, or for a slot that is not in use. */
export function* swap_cache_read_folio(k: Kernel, entry: SwpEntry): Model<Folio> {
  for (;;) {
    const cached = yield* call(k, 'folio = swap_cache_get_folio(entry)', swap_cache_get_folio, entry);
    if (cached !== NULL_INDEX) return cached;
    const made = yield* call(k, 'folio = swap_cache_alloc_folio(entry)', swap_cache_alloc_folio, entry);
    if (made.folio !== undefined) {
      yield* call(k, 'swap_read_folio(folio)', swap_read_folio, made.folio);
      return made.folio;
    }
    if (made.error !== EEXIST) return NULL_INDEX;
  }
}

/** A synchronous device: the page alone, or as one folio the largest block of `orders` around it that can be had (facts 3.7; oracle F7). */
export function* swapin_sync(k: Kernel, entry: SwpEntry, orders: number): Model<Folio> {
  for (;;) {
    const cached = yield* call(k, 'folio = swap_cache_get_folio(entry)', swap_cache_get_folio, entry);
    if (cached !== NULL_INDEX) return cached;
    const made = yield* call(k, 'folio = swap_cache_alloc_folio(entry, orders)', swap_cache_alloc_folio, entry, orders);
    if (made.folio !== undefined) {
      yield* call(k, 'swap_read_folio(folio)', swap_read_folio, made.folio);
      return made.folio;
    }
    if (made.error !== EEXIST) return NULL_INDEX;
  }
}

/** A neighbour: read if it is not cached, and marked so that its use counts as a hit. */
export function* swap_cache_read_ahead(k: Kernel, entry: SwpEntry): Model<void> {
  const made = yield* call(k, 'folio = swap_cache_alloc_folio(entry) /* neighbour */', swap_cache_alloc_folio, entry);
  if (made.folio === undefined) return;
  yield* call(k, 'swap_read_folio(folio)', swap_read_folio, made.folio);
  yield step('PG_readahead on; count swap_ra', { folio: made.folio });
  folio_set(k, made.folio, PG.readahead);
  count_vm_event(k, 'swap_ra');
  putAndMaybeFree(k, made.folio, 1);
}

/** A fault found its folio in the cache: the mark goes and counts as a hit; by address, the place is remembered in any case. */
export function swap_update_readahead(k: Kernel, folio: Folio, vma: WordIndex, address: number): void {
  const isHit = folio_test(k, folio, PG.readahead);
  folio_clear(k, folio, PG.readahead);
  if (isHit) count_vm_event(k, 'swap_ra_hit');
  if (k.num(k.g.nr_rotate_swap) > 0) {
    if (isHit) k.add(wordIndex(k.g.readahead + GLOBAL.hits), 1);
    return;
  }
  const state = vmaState(k, vma);
  setVmaState(k, vma, address, state.window, isHit ? Math.min(state.hits + 1, MAX_HITS) : state.hits);
}

function vmaState(
  k: Kernel,
  vma: WordIndex,
): { readonly address: number; readonly window: number; readonly hits: number } {
  const stored = k.num(wordIndex(vma + VMA.readahead));
  const value = stored === 0 ? INITIAL_HITS : stored;
  return { address: value - (value % PAGE_SIZE), window: Math.floor(value / FIELD) % FIELD, hits: value % FIELD };
}

function setVmaState(k: Kernel, vma: WordIndex, address: number, window: number, hits: number): void {
  k.setNum(wordIndex(vma + VMA.readahead), address + window * FIELD + hits);
}

/** Window of a fault, cut to the area and the page table; remembers it with no hits yet. */
function vmaWindow(k: Kernel, vma: WordIndex, address: number): { readonly first: number; readonly end: number } {
  const most = 2 ** Math.min(pageCluster(k), WINDOW_ORDER_CEILING);
  const last = vmaState(k, vma);
  if (most === 1) return { first: address, end: address + PAGE_SIZE };
  const page = address / PAGE_SIZE;
  const lastPage = last.address / PAGE_SIZE;
  const window = __swapin_nr_pages(lastPage, page, last.hits, most, last.window);
  setVmaState(k, vma, address, window, 0);
  if (window === 1) return { first: address, end: address + PAGE_SIZE };
  const left =
    page === lastPage + 1 ? page : page === lastPage - 1 ? page - window + 1 : page - Math.floor((window - 1) / 2);
  const block = address - (address % PMD_SIZE);
  return {
    first: Math.max(left * PAGE_SIZE, vmaStart(k, vma), block),
    end: Math.min((left + window) * PAGE_SIZE, vmaEnd(k, vma), block + PMD_SIZE),
  };
}

/** Window by slot: the machine's one state. */
function swapin_nr_pages(k: Kernel, offset: number): number {
  const most = 2 ** pageCluster(k);
  if (most <= 1) return 1;
  const word = (name: keyof typeof GLOBAL): WordIndex => wordIndex(k.g.readahead + GLOBAL[name]);
  const hits = k.num(word('hits'));
  k.setNum(word('hits'), 0);
  const pages = __swapin_nr_pages(k.num(word('last')), offset, hits, most, k.num(word('window')));
  if (hits === 0) k.setNum(word('last'), offset);
  k.setNum(word('window'), pages);
  return pages;
}

/** Facts 3.8: hits + 2, one alone unless next to the last place, else a power of two from 4 on, at most `most`, not below half the last window. */
function __swapin_nr_pages(last: number, place: number, hits: number, most: number, lastWindow: number): number {
  let pages = hits + 2;
  if (pages === 2) {
    if (place !== last + 1 && place !== last - 1) pages = 1;
  } else {
    let rounded = 4;
    while (rounded < pages) rounded *= 2;
    pages = rounded;
  }
  return Math.max(Math.min(pages, most), Math.floor(lastWindow / 2));
}

function pageCluster(k: Kernel): number {
  return k.num(k.g.page_cluster);
}

/** Boot value of the machine-wide state. */
export function init_readahead(k: Kernel): void {
  k.setNum(wordIndex(k.g.readahead + GLOBAL.hits), INITIAL_HITS);
  const boot = k.config.sysctls.find((sysctl) => sysctl.name === 'vm.page-cluster')?.value;
  k.setNum(k.g.page_cluster, boot ?? DEFAULT_PAGE_CLUSTER);
}

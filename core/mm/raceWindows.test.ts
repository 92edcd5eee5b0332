// The windows of facts 6.4 that need two CPUs, and every lock that is waited for: some schedule of the races comes to each, so that what is right there is no chance.
import { expect, test } from 'vitest';
import type { KernelName } from '../word/kernelName';
import { RACES } from './raceCases.fixture';
import { stepsOfRace } from './raceSteps.fixture';

interface Window {
  readonly what: string;
  readonly race: string;
  readonly kernel: KernelName;
  /** Steps of one CPU in a row, waiting left out; or what a CPU waits for. */
  readonly meets: RegExp;
}

const WINDOWS: readonly Window[] = [
  {
    what: 'R1 a folio found without lock has lost its slot when it is locked',
    race: 'two faults of the same pages, synchronous',
    kernel: 'p4',
    meets: /if \(!folio_matches_swap_entry\(folio, entry\)\)\ndo_swap_page: folio_unlock\(folio\); folio_put/,
  },
  {
    what: 'R2 two faults make a folio for one slot, the second one looks again',
    race: 'two faults of the same pages, synchronous',
    kernel: 'p4',
    meets: /__swap_cache_alloc: err = [^\n]*again, locked \*\/\nswapin_sync: folio = swap_cache_get_folio\(entry\)\n/,
  },
  {
    what: 'R3 the entry of the page table is another one under its lock',
    race: 'two faults of the same pages, asynchronous',
    kernel: 'p4',
    meets: /do_swap_page: if \(\*ptep != entry we came for\)\ndo_swap_page: folio_unlock\(folio\); folio_put/,
  },
  {
    what: 'R4 a slot is freed before zswap writeback has a folio for it',
    race: 'zap against zswap writeback',
    kernel: 'p4',
    meets: /__swap_cache_alloc: err = __swap_cache_add_check\(ci, entry, nr\)\n(?!__swap_cache_alloc)/,
  },
  {
    what: 'R5 zswap writeback finds the page cached',
    race: 'fault against zswap writeback',
    kernel: 'ste-v2',
    meets:
      /zswap_writeback_entry: folio = [^\n]*\n(?:\w+: [^\n]*\n){3}swap_cluster_lock: [^\n]*\n__swap_cache_alloc: err = [^\n]*\n(?!__swap_cache_alloc)/,
  },
  {
    what: 'R9 a cluster is dead when its lock is there',
    race: 'zap against zswap writeback',
    kernel: 'ste-v2',
    meets: /spin_unlock\(&ci->lock\) \/\* dead/,
  },
  {
    what: 'R11 swapoff waits for who is still inside',
    race: 'swapoff against faults, one device',
    kernel: '6.18',
    meets: /\(waits\) flush the hints/,
  },
  {
    what: 'R16 a folio that is locked is not reclaimed',
    race: 'fault against page-out, asynchronous',
    kernel: 'p4',
    meets: /shrink_folio_list: if \(!folio_trylock\(folio\)\)\nshrink_folio_list: folio_putback/,
  },
  {
    what: 'R16 nor are the slots of one',
    race: 'large folios, asynchronous',
    kernel: 'p4',
    meets:
      /__try_to_reclaim_swap: if \(!folio_trylock\(folio\)\)\n(?!folio_free_swap|__try_to_reclaim_swap: folio_free)/,
  },
  {
    what: 'R19 a folio that somebody has found is not split',
    race: 'large folios, zswap',
    kernel: 'ste-v2',
    meets: /split_folio_to_list: unmap_folio[^\n]*\n(?!split_folio_to_list: )/,
  },
  {
    what: 'R22 swapoff waits for an allocation',
    race: 'exit against swapoff',
    kernel: 'p4',
    meets: /\(waits\) wait_for_allocation/,
  },
  {
    what: 'page-out leaves a folio alone that somebody has found',
    race: 'large folios that come apart and are shared',
    kernel: 'p4',
    meets: /pageout: PG_dirty off; PG_reclaim on\nreclaim_cached_folio: folio_putback/,
  },
  {
    what: 'reclaim does not free a folio that somebody has found',
    race: 'pages that move',
    kernel: 'ste-v1',
    meets: /__remove_mapping: if \(somebody else[^\n]*\nreclaim_cached_folio: folio_putback/,
  },
  {
    what: 'nor is it moved',
    race: 'pages that move',
    kernel: 'p4',
    meets: /folio_migrate_mapping: if \(!folio_ref_freeze[^\n]*\nunmap_and_move: folio_put\(dst/,
  },
  {
    what: 'two first touches make a folio for one page',
    race: 'first touches of the same pages',
    kernel: 'p4',
    meets: /do_anonymous_page: map folio as exclusive[^\n]*\n(?!do_anonymous_page)/,
  },
  ...[
    ['a folio', 'faults of two processes that share, zswap', /\(waits\) folio_wait_bit\(folio, PG_locked/],
    ['a cluster', 'swapoff against faults, zswap', /\(waits\) cpu_relax/],
    ['page tables', 'swapoff against page-out, two devices', /\(waits\) wait for ptl/],
    ['an address space, to read', 'fork against fault', /\(waits\) wait for mmap_lock, to read/],
    ['an address space, to write', 'advice on the same range', /\(waits\) wait for mmap_lock, to write/],
    ['who maps a folio', 'exit against reclaim, fault and fork', /\(waits\) wait for anon_vma/],
    ['frozen references', 'pages that move', /\(waits\) folio_try_get/],
  ].map(([lock, race, meets]) => ({
    what: `waiting for ${String(lock)}`,
    race: String(race),
    kernel: 'ste-v2' as const,
    meets: meets instanceof RegExp ? meets : /^$/,
  })),
];

/** Schedules that are tried for each. */
const MOST = 12;

test.each(WINDOWS)('$what', ({ race: name, kernel, meets }) => {
  const race = RACES.find((one) => one.name === name);
  if (race === undefined) throw new Error(`there is no race "${name}"`);
  const isMet = (told: string): boolean =>
    meets.test(told) || meets.test(told.replace(/^.*(?:wait|cpu_relax).*\n/gm, ''));
  let seed = 0;
  while (seed < MOST && !stepsOfRace(race, kernel, seed).some(isMet)) seed++;
  expect(seed, `${MOST} schedules never come to ${String(meets)}`).toBeLessThan(MOST);
});

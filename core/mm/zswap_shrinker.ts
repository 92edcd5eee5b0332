// mm/zswap.c, who asks for writeback and how much: memory pressure, a full pool, a cgroup at its limit, a scenario (facts 3.15, triggers A to C).
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';
import { MEMCG, PAGE_SIZE } from './layout.js';
import { list_first, list_next } from './list.js';
import { mem_cgroup_from_private_id, mem_cgroup_zswap_writeback_enabled, memcgs } from './memcontrol.js';
import { call, step, type Model } from './step.js';
import { ZENTRY, zswap_accept_thr_pages, zswapPoolBytes, zswapWord } from './zswap.js';
import { LRU, shrink_memcg_cb } from './zswap_writeback.js';

const ENOENT = -2;
const EAGAIN = -11;
/** After so many rounds without success the work item gives up (facts 1.16). */
const MAX_RECLAIM_RETRIES = 16;

/**
 * Trigger A, run after a reclaim of memory: each cgroup's shrinker is asked how much it offers and then told to look at no more than `nr_to_scan` of it.
 * The kernel scales by the pressure instead (do_shrink_slab), which a scenario's `reclaim N pages` has no word for. Returns entries written back.
 */
export function* shrink_slab(k: Kernel, only: WordIndex, nr_to_scan: number): Model<number> {
  let written = 0;
  for (const memcg of memcgs(k)) {
    if (only !== NULL_INDEX && memcg !== only) continue;
    const freeable = yield* call(k, 'freeable = zswap_shrinker_count(memcg)', zswap_shrinker_count, memcg);
    if (freeable === 0) continue;
    const nr = Math.min(freeable, nr_to_scan);
    written += yield* call(k, 'freed += zswap_shrinker_scan(memcg, nr)', zswap_shrinker_scan, memcg, nr);
  }
  return written;
}

/** Entries of a cgroup that memory pressure may write back: those of its LRU that no recent read from a device speaks for, scaled by how little memory that frees. */
export function* zswap_shrinker_count(k: Kernel, memcg: WordIndex): Model<number> {
  yield step('if (!zswap_shrinker_enabled || !mem_cgroup_zswap_writeback_enabled(memcg))', { memcg });
  if (!mayShrink(k, memcg)) return 0;
  yield step('if (!get_nr_swap_pages()) /* with virtual slots only */', { memcg });
  if (k.variant.shrinkerWantsSlots && k.num(k.g.nr_swap_pages) === 0) return 0;
  yield step('nr_freeable = list_lru_count(memcg) - nr_disk_swapins', { memcg });
  const swapins = wordIndex(memcg + MEMCG.nr_disk_swapins);
  const length = lruLength(k, memcg);
  const guarded = Math.min(length, k.num(swapins));
  // Each read from a device guards one entry, once.
  if (guarded > 0) k.add(swapins, -guarded);
  const stored = k.num(wordIndex(memcg + MEMCG.zswapped));
  if (stored === 0) return 0;
  const backing = Math.floor(k.num(wordIndex(memcg + MEMCG.zswap)) / PAGE_SIZE);
  return Math.floor(((length - guarded) * backing) / stored);
}

/** Looks at up to `nr_to_scan` entries of a cgroup; those written back. */
export function* zswap_shrinker_scan(k: Kernel, memcg: WordIndex, nr_to_scan: number): Model<number> {
  yield step('if (!zswap_shrinker_enabled || !mem_cgroup_zswap_writeback_enabled(memcg))', { memcg });
  if (!mayShrink(k, memcg)) return 0;
  return yield* call(k, 'shrunk = list_lru_walk_one(lru, memcg, nr_to_scan)', list_lru_walk_one, memcg, nr_to_scan);
}

function mayShrink(k: Kernel, memcg: WordIndex): boolean {
  return k.num(zswapWord(k, 'shrinker_enabled')) !== 0 && mem_cgroup_zswap_writeback_enabled(k, memcg);
}

/**
 * Trigger B, the queued work: a batch of each cgroup in turn, until the pool is down to its accept threshold or 16 rounds had no success. Where it stopped is
 * remembered, so the next run goes on with the next cgroup.
 */
export function* shrink_worker(k: Kernel): Model<void> {
  yield step('thr = zswap_accept_thr_pages()');
  k.setNum(zswapWord(k, 'shrink_queued'), 0);
  const thr = zswap_accept_thr_pages(k);
  let failures = 0;
  let attempts = 0;
  do {
    yield step('memcg = zswap_next_shrink = mem_cgroup_iter(zswap_next_shrink)', { thr, failures });
    const memcg = nextToShrink(k);
    if (memcg === NULL_INDEX) {
      if (attempts === 0 && ++failures === MAX_RECLAIM_RETRIES) return;
      attempts = 0;
      continue;
    }
    const ret = yield* call(k, 'ret = shrink_memcg(memcg)', shrink_memcg, memcg);
    if (ret === ENOENT) continue;
    attempts++;
    if (ret !== 0 && ++failures === MAX_RECLAIM_RETRIES) return;
  } while (zswapPoolBytes(k) / PAGE_SIZE > thr);
}

/** NULL_INDEX when a round through all cgroups is over. */
function nextToShrink(k: Kernel): WordIndex {
  const next = zswapWord(k, 'next_shrink');
  const memcg = mem_cgroup_from_private_id(k, k.num(next));
  k.setNum(next, memcg === NULL_INDEX ? 0 : k.num(next) + 1);
  return memcg;
}

/** One batch of a cgroup's oldest entries; the way of triggers B and C. 0; -EAGAIN: none was written back; -ENOENT: there are none that may be. */
export function* shrink_memcg(k: Kernel, memcg: WordIndex): Model<number> {
  yield step('if (!mem_cgroup_zswap_writeback_enabled(memcg))', { memcg });
  if (!mem_cgroup_zswap_writeback_enabled(k, memcg)) return ENOENT;
  if (lruLength(k, memcg) === 0) return ENOENT;
  const batch = k.variant.zswapWritebackBatch;
  const shrunk = yield* call(k, 'shrunk = list_lru_walk_one(lru, memcg, batch)', list_lru_walk_one, memcg, batch);
  yield step('return shrunk ? 0 : -EAGAIN', { shrunk });
  return shrunk > 0 ? 0 : EAGAIN;
}

/** Shows up to `nr_to_walk` entries to shrink_memcg_cb, each once, the oldest first; the number that left. */
export function* list_lru_walk_one(k: Kernel, memcg: WordIndex, nr_to_walk: number): Model<number> {
  const lru = wordIndex(memcg + MEMCG.zswap_lru);
  let left = Math.min(nr_to_walk, lruLength(k, memcg));
  let removed = 0;
  while (left-- > 0) {
    const node = list_first(k, lru);
    if (node === lru) break;
    const status = yield* call(
      k,
      'status = shrink_memcg_cb(zentry, lru)',
      shrink_memcg_cb,
      wordIndex(node - ZENTRY.lru),
      lru,
    );
    if (status === LRU.REMOVED) removed++;
    if (status === LRU.STOP) break;
  }
  return removed;
}

/**
 * What a scenario's `writeback N pages` asks for, which is no function of the kernel: the oldest entries are shown to shrink_memcg_cb until `nr_to_write` are
 * written back, second chances given once.
 */
export function* writeback_oldest(k: Kernel, only: WordIndex, nr_to_write: number): Model<number> {
  let written = 0;
  for (const memcg of memcgs(k)) {
    if (only !== NULL_INDEX && memcg !== only) continue;
    if (!mem_cgroup_zswap_writeback_enabled(k, memcg)) continue;
    const lru = wordIndex(memcg + MEMCG.zswap_lru);
    let budget = 2 * lruLength(k, memcg);
    while (written < nr_to_write && budget-- > 0) {
      const node = list_first(k, lru);
      if (node === lru) break;
      const status = yield* call(
        k,
        'status = shrink_memcg_cb(zentry, lru)',
        shrink_memcg_cb,
        wordIndex(node - ZENTRY.lru),
        lru,
      );
      if (status === LRU.REMOVED) written++;
      if (status === LRU.STOP) break;
    }
  }
  return written;
}

function lruLength(k: Kernel, memcg: WordIndex): number {
  const lru = wordIndex(memcg + MEMCG.zswap_lru);
  let length = 0;
  for (let node = list_first(k, lru); node !== lru; node = list_next(k, node)) length++;
  return length;
}

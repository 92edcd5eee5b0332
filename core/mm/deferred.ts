// mm/page_io.c and others, what finishes later: writes of devices, grace periods, work items; it waits in words until the statement is over.
import { devices } from './swapon.js';
import { run_device_work } from './discard.js';
import { NULL_INDEX, PAGES_FIRST } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { folio_test, PG } from './folio.js';
import type { Kernel } from './kernel.js';
import { is_contended, LOCK } from './locks.js';
import { step, call, type Model } from './step.js';
import { zswapWord } from './zswap.js';
import { shrink_worker } from './zswap_shrinker.js';
import { folio_end_writeback } from './page_io.js';

/** Remembers what finishes later: a folio whose write is on its way, or a dead cluster waiting for its grace period. */
export function defer(k: Kernel, object: WordIndex): void {
  const length = k.num(k.g.deferred);
  k.setPtr(wordIndex(k.g.deferred + 1 + length), object);
  k.setNum(k.g.deferred, length + 1);
}

/** The first of `deferred` that can finish now: while other CPUs are in the middle of something, no grace period ends. NULL_INDEX for none. */
function take_deferred(k: Kernel): WordIndex {
  const length = k.num(k.g.deferred);
  for (let i = 1; i <= length; i++) {
    const object = k.ptr(wordIndex(k.g.deferred + i));
    if (k.hasCompany && object < PAGES_FIRST && !devices(k).includes(object)) continue;
    forget_deferred(k, i, length);
    return object;
  }
  return NULL_INDEX;
}

function forget_deferred(k: Kernel, i: number, length: number): void {
  for (let at = i; at < length; at++) k.setPtr(wordIndex(k.g.deferred + at), k.ptr(wordIndex(k.g.deferred + at + 1)));
  k.setNum(k.g.deferred, length - 1);
}

/** A device goes: what was queued for it has nothing left to do (flush_work). */
export function flush_deferred(k: Kernel, object: WordIndex): void {
  for (let i = k.num(k.g.deferred); i > 0; i--)
    if (k.ptr(wordIndex(k.g.deferred + i)) === object) forget_deferred(k, i, k.num(k.g.deferred));
}

/** What finishes after the operation: writes complete, dead clusters' grace periods end. */
export function* settle(k: Kernel): Model<void> {
  yield* settle_deferred(k);
  while (k.num(zswapWord(k, 'shrink_queued')) !== 0) {
    yield* call(k, 'shrink_worker() /* zswap_shrink_work */', shrink_worker);
    yield* settle_deferred(k);
  }
}

function* settle_deferred(k: Kernel): Model<void> {
  if (k.num(k.g.deferred) === 0) return;
  // What finishes may itself leave something to finish: a reclaim that empties virtual clusters.
  for (let i = 0; i < k.num(k.g.deferred); i++) {
    // Two CPUs of a race may come here at once: each takes what it finishes off the list.
    const object = k.inRace ? take_deferred(k) : k.ptr(wordIndex(k.g.deferred + 1 + i));
    if (object === NULL_INDEX) return;
    if (k.inRace) i = -1;
    if (devices(k).includes(object)) {
      yield* call(k, 'run_device_work(si)', run_device_work, object);
    } else if (object < PAGES_FIRST) {
      yield step('kfree(ci_dyn) /* grace period over */', { ci_dyn: object });
      k.free('swap_cluster_info_dynamic', object);
    } else if (folio_test(k, object, PG.writeback)) {
      yield step('folio_end_writeback(folio) /* I/O complete */', { folio: object });
      // Who waited for it may have seen it end.
      if (folio_test(k, object, PG.writeback) && !(k.inRace && is_contended(k, LOCK.submit, object)))
        folio_end_writeback(k, object);
    }
  }
  if (!k.inRace) k.setNum(k.g.deferred, 0);
}

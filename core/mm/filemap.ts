// mm/filemap.c: waiting for a folio's lock, and for a write of it that is still being handed to its device (facts 3.6 step 5).
import { NULL_INDEX } from '../memory/regions.js';
import { folio_test, PG, type Folio } from './folio.js';
import type { Kernel } from './kernel.js';
import { is_contended, LOCK } from './locks.js';
import { step, type Model } from './step.js';

/** Until another CPU has unlocked the folio; the caller has a reference, and sets PG_locked in the step that this ends in. */
export function* folio_wait_locked(k: Kernel, folio: Folio): Model<void> {
  while (folio_test(k, folio, PG.locked)) {
    k.assert(k.inRace, 'lock: nobody unlocks it', 'the folio that is waited for is locked, and no other CPU runs');
    yield step('folio_wait_bit(folio, PG_locked)', { folio }, () => folio_test(k, folio, PG.locked));
  }
}

/** Until the device has what is being written; then the I/O is over as soon as somebody waits for it. */
export function* folio_wait_submitted(k: Kernel, folio: Folio): Model<void> {
  while (k.inRace && folio !== NULL_INDEX && is_contended(k, LOCK.submit, folio))
    yield step('folio_wait_bit(folio, PG_writeback)', { folio }, () => is_contended(k, LOCK.submit, folio));
}

// When an injected fault strikes: its countdown goes down by one, which is a write in the journal like any other. Faults that never end have no countdown.
import { FAULT, FAULT_SITES, FAULT_WORDS } from '../mm/faultRecord.js';
import type { Kernel } from '../mm/kernel.js';
import type { WordRange } from './recordedRun.js';

export function faultWords({ g }: Kernel): WordRange {
  return { first: g.faults, last: g.faults + FAULT_WORDS - 1 };
}

/** See RecordedRun.faultStruck. */
export function faultStruck({ g, mem: { journal } }: Kernel, write: number): string | undefined {
  const index = journal.index(write);
  const member = (index - g.faults) % FAULT.words;
  const isCountdown = index >= g.faults && index < g.faults + FAULT_WORDS && member === FAULT.times;
  if (!isCountdown || journal.oldHi(write) !== 0 || journal.newLo(write) !== journal.oldLo(write) - 1) return undefined;
  const named = journal.previousWrite(index - FAULT.times + FAULT.site, write);
  return named === undefined ? undefined : FAULT_SITES[journal.newLo(named) - 1];
}

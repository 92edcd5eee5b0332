// Allocations that fail, as data to watch: the kernel counts most of them, and an injected failure is read from the record of pending faults when it strikes.
import type { RecordedRun } from '../timeline/recordedRun';
import type { Control } from './patience';
import { DataWatch } from './dataWatch';

/** Counters that only go up when something could not be allocated or was refused for want of it. */
const COUNTERS = /(^|[._])(alloc_reject|alloc_fail|reject_alloc_fail|reject_kmemcache_fail|events\.fail)$/;

export function failureWatches(run: RecordedRun, control: Control): readonly DataWatch[] {
  return run.view
    .counterNames()
    .filter((name) => COUNTERS.test(name))
    .map((spelling) => {
      const target = { kind: 'expression', spelling } as const;
      const place = { kind: 'data', target, access: 'write' } as const;
      const point = { id: 0, place, condition: undefined, hits: undefined, log: undefined };
      return new DataWatch(run, point, target, control, 'failure');
    });
}

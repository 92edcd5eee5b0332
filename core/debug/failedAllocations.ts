// Allocations that fail, as data to watch: the kernel counts some of them, and a counted injected failure counts down when it strikes.
import type { RecordedRun } from '../timeline/recordedRun';
import type { Control } from './patience';
import type { DataTarget } from './dataTarget';
import { DataWatch } from './dataWatch';

/** Counters that only go up when something could not be allocated or was refused for want of it. */
const COUNTERS = /(^|[._])(alloc_reject|alloc_fail|reject_alloc_fail|reject_kmemcache_fail|events\.fail)$/;

export function failureWatches(run: RecordedRun, control: Control): readonly DataWatch[] {
  const counters = run.view.counterNames().filter((name) => COUNTERS.test(name));
  const targets: readonly DataTarget[] = [
    { kind: 'words', ...run.faultWords, format: undefined, field: undefined, spelling: 'pending faults' },
    ...counters.map((spelling) => ({ kind: 'expression', spelling }) as const),
  ];
  return targets.map((target) => {
    const place = { kind: 'data', target, access: 'write' } as const;
    const point = { id: 0, place, condition: undefined, locals: [], hits: undefined, log: undefined };
    return new DataWatch(run, point, target, control, 'failure');
  });
}

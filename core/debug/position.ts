// Where a step stands in the record: its operation, its depth, the bounds of the operation.
import type { Frame, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';

/** The step after the last one of `operation`: the position at which all its effects have happened. */
export function endOf(operation: Operation): number {
  return operation.firstStep + operation.stepCount;
}

/** The recorded operation that `step` belongs to; undefined at the end of the record. */
export function operationAt(run: RecordedRun, step: number): Operation | undefined {
  const operations = run.operations;
  let low = 0;
  let high = operations.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const operation = operations[middle];
    if (operation === undefined || step < operation.firstStep) high = middle - 1;
    else if (step >= endOf(operation)) low = middle + 1;
    else return operation;
  }
  return undefined;
}

/** A run whose operations can be recorded a slice at a time, so that a long one does not hold the event loop; Timeline is one. */
interface SlicedRun extends RecordedRun {
  advance(steps: number): 'operation' | 'running' | 'over';
}

function isSliced(run: RecordedRun): run is SlicedRun {
  return 'advance' in run && typeof run.advance === 'function';
}

/** Steps recorded between two pauses. */
const SLICE_STEPS = 256;

/** The operation after `operation`, recorded if need be; undefined: the program is over. */
export async function operationAfter(
  run: RecordedRun,
  operation: Operation | undefined,
  pause: () => Promise<void>,
): Promise<Operation | undefined> {
  const index = operation === undefined ? 0 : operation.index + 1;
  if (index < run.operations.length) return run.operations[index];
  if (!isSliced(run)) run.recordNext();
  else while (run.advance(SLICE_STEPS) === 'running') await pause();
  return run.operations[index];
}

/** Kernel frames on the stack; 0: the statement itself. */
export function depthOf(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at !== undefined; at = at.parent) depth++;
  return depth;
}

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

/** Records until the operation of `step` is known. False: the program ends before it. */
export function recordUpTo(run: RecordedRun, step: number): boolean {
  while (run.recordedSteps <= step) if (!run.recordNext()) return false;
  return true;
}

/** Kernel frames on the stack; 0: the statement itself. */
export function depthOf(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at !== undefined; at = at.parent) depth++;
  return depth;
}

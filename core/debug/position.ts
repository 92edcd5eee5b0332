// Where a step stands in the record: its operation, its depth, the bounds of the operation.
import type { Frame, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { breathe, SLICE_STEPS, type Control } from './patience';

/** A place in time: before `step` when `write` is the step's first, else within it. */
export interface Position {
  readonly step: number;
  /** Journal position. */
  readonly write: number;
}

/** The step after the last one of `operation`: the position at which all its effects have happened. */
export function endOf(operation: Operation): number {
  return operation.firstStep + operation.stepCount;
}

/** Journal position at the end of `operation`. */
export function lastWriteOf(operation: Operation): number {
  return operation.firstWrite + operation.writeCount;
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

/** The step at which the statement begins that `cpu` is in at `step`: in a race that can be some turns earlier. `step` itself when it has begun none. */
export function statementStart(run: RecordedRun, step: number, cpu: number): number {
  const at = operationAt(run, step);
  const whole = at?.race?.whole;
  if (at === undefined || whole === undefined) return at?.firstStep ?? step;
  for (let i = at.index; run.operations[i]?.race?.whole === whole; i--) {
    const operation = run.operations[i];
    if (operation?.cpu === cpu && operation.race?.resumes !== true) return operation.firstStep;
  }
  return step;
}

/** The step that the CPU of `step` takes after it: in a race others can come between. */
export function stepAfter(run: RecordedRun, step: number): number {
  const at = operationAt(run, step);
  if (at === undefined || at.race?.continues !== true || step + 1 < endOf(at)) return step + 1;
  const next = run.operations.slice(at.index + 1).find(({ cpu }) => cpu === at.cpu);
  return next?.firstStep ?? step + 1;
}

/** The operation after `operation`, recorded if need be; undefined: the program is over. */
export async function operationAfter(
  run: RecordedRun,
  operation: Operation | undefined,
  control: Pick<Control, 'pause' | 'isCancelled'>,
): Promise<Operation | undefined> {
  const index = operation === undefined ? 0 : operation.index + 1;
  if (index >= run.operations.length) while (run.advance(SLICE_STEPS) === 'running') await breathe(control);
  return run.operations[index];
}

/** Kernel frames on the stack; 0: the statement itself. */
export function depthOf(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at !== undefined; at = at.parent) depth++;
  return depth;
}

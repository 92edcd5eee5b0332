// Looks along the record, either way, for the next place to stop at; records more of the run when it gets to the end of the record.
import type { Moment, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import type { Breakpoints } from './breakpoints';
import { endOf, operationAfter, operationAt } from './position';
import { plainStop, stopAfter, stopAtStatement, stopAtStep, type Stop } from './stop';

/** Where a move ends by itself, with no breakpoint in its way. */
export interface Goal {
  readonly atStatement: (operation: Operation) => boolean;
  /** undefined: not within operations, which spares running them again. */
  readonly atStep: ((moment: Moment) => boolean) | undefined;
}

/** What a move owes to others: it lets them run, and it ends when told to. */
export interface Control {
  /** Called after every operation and every few steps: lets the event loop run when it is due. */
  readonly pause: () => Promise<void>;
  readonly isCancelled: () => boolean;
}

/** Steps looked at between two pauses; a step costs about a microsecond. */
const STEPS_PER_PAUSE = 256;

/** Neither search leaves the cursor anywhere in particular: the caller seeks to the stop. */
export async function searchForward(
  run: RecordedRun,
  points: Breakpoints,
  from: number,
  goal: Goal,
  control: Control,
): Promise<Stop> {
  let operation = operationAt(run, from);
  if (operation === undefined) return plainStop(run, run.recordedSteps, 'end of program');
  for (;;) {
    const inside = await searchInside(
      run,
      points,
      { low: from + 1, high: endOf(operation) - 1, direction: 1 },
      goal,
      control,
    );
    if (inside !== undefined) return inside;
    const next = await operationAfter(run, operation, control.pause);
    if (next === undefined) {
      const end = endOf(operation);
      return stopAfter(points, operation, end) ?? plainStop(run, end, 'end of program');
    }
    const stop = stopAtStatement(points, next, operation);
    if (stop !== undefined) return stop;
    if (goal.atStatement(next)) return plainStop(run, next.firstStep, 'step');
    operation = next;
    from = next.firstStep;
    await control.pause();
    if (control.isCancelled()) return plainStop(run, operation.firstStep, 'pause');
  }
}

export async function searchBackward(
  run: RecordedRun,
  points: Breakpoints,
  from: number,
  goal: Goal,
  control: Control,
): Promise<Stop> {
  for (let position = from; position > 0;) {
    const operation = operationAt(run, position - 1);
    if (operation === undefined) break;
    const inside = await searchInside(
      run,
      points,
      { low: operation.firstStep + 1, high: position - 1, direction: -1 },
      goal,
      control,
    );
    if (inside !== undefined) return inside;
    const stop = stopAtStatement(points, operation, run.operations[operation.index - 1]);
    if (stop !== undefined) return stop;
    position = operation.firstStep;
    if (position > 0 && goal.atStatement(operation)) return plainStop(run, position, 'step');
    await control.pause();
    if (control.isCancelled() && position > 0) return plainStop(run, position, 'pause');
  }
  return plainStop(run, 0, 'entry');
}

/** Steps of one operation, both ends included, none when `low` > `high`; the statement's own step is not among them. */
interface Inside {
  readonly low: number;
  readonly high: number;
  /** Which stop is wanted: the first one or the last one. */
  readonly direction: 1 | -1;
}

/** Looks at the steps in ascending order either way, since that is how a run makes them again. */
async function searchInside(
  run: RecordedRun,
  points: Breakpoints,
  { low, high, direction }: Inside,
  goal: Goal,
  control: Control,
): Promise<Stop | undefined> {
  if (low > high || (goal.atStep === undefined && !points.areInsideOperations)) return undefined;
  let before = run.moment(stepIndex(low - 1)).frame;
  let last: Stop | undefined;
  for (let step = low; step <= high; step++) {
    const moment = run.moment(stepIndex(step));
    const stop =
      stopAtStep(points, moment, before) ?? (goal.atStep?.(moment) === true ? plainStop(run, step, 'step') : undefined);
    if (stop !== undefined && direction === 1) return stop;
    last = stop ?? last;
    before = moment.frame;
    if (step % STEPS_PER_PAUSE !== 0) continue;
    await control.pause();
    if (control.isCancelled()) return plainStop(run, direction === 1 ? step : high + 1, 'pause');
  }
  return last;
}

// Looks along the record, either way, for the next place to stop at; records more of the run when it gets to the end of the record.
import type { Moment, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import type { PointSet } from './breakpoints';
import { stepIndex } from '../word/brand';
import { Cancelled, breathe, type Control } from './patience';
import { Judge } from './judge';
import type { HitHistory } from './hitHistory';
import { endOf, operationAfter, operationAt, type Position } from './position';
import type { Inside } from './inside';
import { searchInside, searchInsideBackward, stopAtTurn } from './searchInside';
import { dataStop, stopAfter, stopAtStatement } from './statementStop';
import { joined, plainStop, type Stop } from './stop';
import { Watches } from './watches';

/** Where a move ends by itself, with no breakpoint in its way. */
export interface Goal {
  readonly atStatement: (operation: Operation) => boolean;
  /** In a race, where a CPU goes on with a statement that it had begun before. */
  readonly atTurn?: (operation: Operation) => boolean;
  /** undefined: not within operations, which spares running them again. */
  readonly atStep: ((moment: Moment) => boolean) | undefined;
}

export interface Search {
  readonly run: RecordedRun;
  readonly points: PointSet;
  readonly history: HitHistory;
  readonly control: Control;
}

/** Neither search leaves the cursor anywhere in particular: the caller seeks to the stop. `from` may lie within a step. */
export function searchForward(search: Search, from: Position, goal: Goal): Promise<Stop> {
  return unlessCancelled(search, from.step, (inside) => forward(inside, from, goal));
}

/** A stop for data, forwards right after it happened, is backwards right before: what is about to happen is then the cause. */
export function searchBackward(search: Search, from: Position, goal: Goal): Promise<Stop> {
  return unlessCancelled(search, from.step, (inside) => backward(inside, from, goal));
}

async function unlessCancelled(
  { run, points, history, control }: Search,
  from: number,
  look: (inside: Inside) => Promise<Stop>,
): Promise<Stop> {
  let at = from;
  const reached = (step: number): void => {
    at = step;
    control.reached(step);
  };
  const noted = { ...control, reached };
  const judge = new Judge(run, history, noted, points);
  try {
    return await look({ run, points, control: noted, judge, watches: new Watches(run, points, noted) });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return plainStop(run, Math.min(at, run.recordedSteps), 'pause');
  }
}

async function forward(search: Inside, from: Position, goal: Goal): Promise<Stop> {
  const { run, control, points } = search;
  let operation = operationAt(run, from.step) ?? (await operationAfter(run, run.operations.at(-1), control));
  if (operation === undefined) return plainStop(run, run.recordedSteps, 'end of program');
  for (let at = from; ;) {
    const inside = await searchInside(search, operation, at, goal.atStep);
    if (inside.stop !== undefined) return inside.stop;
    const end = endOf(operation);
    if (end === run.recordedSteps) control.reached(end);
    const next: Operation | undefined = await operationAfter(run, operation, control);
    const stop =
      next === undefined
        ? joined(stopAfter(points, operation, end), await dataStop(search, end, inside.atEnd, 1))
        : next.race?.resumes === true
          ? await stopAtTurn(search, next, operation, inside.atEnd, 1)
          : await stopAtStatement(search, next, operation, inside.atEnd, 1);
    if (stop !== undefined) return stop;
    if (next === undefined) return plainStop(run, end, 'end of program');
    if (isReached(run, goal, next)) return plainStop(run, next.firstStep, 'step');
    operation = next;
    at = { step: next.firstStep, write: next.firstWrite };
    control.reached(at.step);
    await breathe(control);
  }
}

async function backward(search: Inside, from: Position, goal: Goal): Promise<Stop> {
  const { run, control } = search;
  for (let at = from; ;) {
    const isWithin = at.step < run.recordedSteps && run.moment(stepIndex(at.step)).write < at.write;
    const operation = operationAt(run, isWithin ? at.step : at.step - 1);
    if (operation === undefined) return plainStop(run, 0, 'entry');
    const inside = await searchInsideBackward(search, operation, at, isWithin ? at.step : at.step - 1, goal.atStep);
    if (inside.stop !== undefined) return inside.stop;
    const step = operation.firstStep;
    const before = run.operations[operation.index - 1];
    const stop =
      operation.race?.resumes === true
        ? await stopAtTurn(search, operation, before, inside.atStart, -1)
        : await stopAtStatement(search, operation, before, inside.atStart, -1);
    if (stop !== undefined) return stop;
    if (step === 0) return plainStop(run, 0, 'entry');
    if (isReached(run, goal, operation)) return plainStop(run, step, 'step');
    at = { step, write: operation.firstWrite };
    control.reached(step);
    await breathe(control);
  }
}

/** Whether a move ends where an operation begins, which need not be where its statement does. */
function isReached(run: RecordedRun, goal: Goal, operation: Operation): boolean {
  if (operation.race?.resumes !== true) return goal.atStatement(operation);
  return goal.atTurn?.(operation) === true || goal.atStep?.(run.moment(operation.firstStep)) === true;
}

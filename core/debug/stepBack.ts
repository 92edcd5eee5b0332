// One step back, and back to a place in time: what needs no search.
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import { operationAt, type Position } from './position';
import { plainStop, type Stop } from './stop';

export function positionOf(run: RecordedRun, step: number): Position {
  return { step, write: run.moment(stepIndex(step)).write };
}

/** Between two writes of one step. */
export function isWithinStep(run: RecordedRun, { step, write }: Position): boolean {
  return run.operations.length > 0 && positionOf(run, step).write !== write;
}

export function putBack(
  run: Pick<RecordedRun, 'operations' | 'seek' | 'write' | 'seekWrite'>,
  { step, write }: Position,
): void {
  if (run.operations.length === 0) return;
  run.seek(stepIndex(step));
  if (run.write !== write) run.seekWrite(write);
}

export function oneBack(run: RecordedRun, from: Position): Stop {
  if (isWithinStep(run, from)) return plainStop(run, from.step, 'step');
  return from.step === 0 ? plainStop(run, 0, 'entry') : plainStop(run, from.step - 1, 'step');
}

/** To `origin`, where the last step forward began; without one, a step back within a statement, else the statement before. */
export function stepBack(run: RecordedRun, from: Position, origin: Position | undefined): Stop {
  if (origin !== undefined) {
    const write = isWithinStep(run, origin) ? origin.write : undefined;
    return { ...plainStop(run, origin.step, 'step'), write };
  }
  const operation = operationAt(run, from.step);
  const isInside = operation !== undefined && (operation.firstStep !== from.step || operation.race?.resumes === true);
  if (isInside || from.step === 0 || isWithinStep(run, from)) return oneBack(run, from);
  return plainStop(run, operationAt(run, from.step - 1)?.firstStep ?? 0, 'step');
}

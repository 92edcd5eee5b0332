// Looks at the steps within one operation, either way: breakpoints on lines and functions, data, and where a move ends by itself.
import type { Frame, Moment, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import type { PointSet } from './breakpoints';
import type { Candidate } from './judge';
import { breathe, prepared, SLICE_STEPS } from './patience';
import { depthOf, endOf, type Position } from './position';
import type { Inside } from './inside';
import { dataStop, stopAfter } from './statementStop';
import { dueText, framePlace, joined, plainStop, pointStop, type Stop } from './stop';
import type { DataHits } from './watches';

type AtStep = ((moment: Moment) => boolean) | undefined;

/** `atEnd`: data that the last step touched, which is due where the next statement begins. */
export async function searchInside(
  search: Inside,
  operation: Operation,
  from: Position,
  atStep: AtStep,
): Promise<{ readonly stop: Stop | undefined; readonly atEnd: DataHits }> {
  const { run, points, control, watches } = search;
  const end = endOf(operation);
  const looksAtAll = atStep !== undefined || points.areInsideOperations;
  let data = await watches.next(operation, from);
  const dueStep = (): number => (data[0] === undefined ? Infinity : data[0].step + 1);
  let last = looksAtAll && from.step + 1 < end ? await frameAt(search, from.step) : undefined;
  for (let step = looksAtAll ? from.step + 1 : dueStep(); step < end; step = looksAtAll ? step + 1 : dueStep()) {
    await prepared(run, step, control);
    const moment = run.moment(stepIndex(step));
    const { frame } = moment;
    const found = stepCandidates(points, moment, last);
    const due = found.length === 0 ? undefined : pointStop(step, await search.judge.due(found));
    const touched = dueStep() === step ? await dataStop(search, step, data, 1) : undefined;
    const stop = joined(touched, due) ?? (atStep?.(moment) === true ? plainStop(run, step, 'step') : undefined);
    if (stop !== undefined) return { stop, atEnd: [] };
    if (dueStep() === step) data = await watches.next(operation, { step, write: moment.write });
    last = frame;
    if (step % SLICE_STEPS !== 0) continue;
    control.reached(step);
    await breathe(control);
  }
  return { stop: undefined, atEnd: data };
}

/** Steps from the second one to `high`. `atStart`: data that the first step is about to touch. */
export async function searchInsideBackward(
  search: Inside,
  operation: Operation,
  before: Position,
  high: number,
  atStep: AtStep,
): Promise<{ readonly stop: Stop | undefined; readonly atStart: DataHits }> {
  const { run, control, watches } = search;
  const places = await placesUpTo(search, operation, high, atStep);
  let data = await watches.previous(operation, before);
  for (;;) {
    const place = places.at(-1);
    const step = Math.max(data[0]?.step ?? -1, place?.step ?? -1);
    if (step <= operation.firstStep) return { stop: undefined, atStart: data };
    const isData = data[0]?.step === step;
    const isPlace = place?.step === step;
    const touched = isData ? await dataStop(search, step, data, -1) : undefined;
    const due = isPlace ? pointStop(step, await search.judge.due(place.candidates)) : undefined;
    const isGoal = isPlace && place.isGoal;
    const stop = joined(touched, due) ?? (isGoal ? plainStop(run, step, 'step') : undefined);
    if (stop !== undefined) return { stop, atStart: [] };
    if (isPlace) places.pop();
    if (isData) {
      await prepared(run, step, control);
      data = await watches.previous(operation, { step, write: run.moment(stepIndex(step)).write });
    }
    control.reached(step);
    await breathe(control);
  }
}

/** The stop that is due where a CPU of a race goes on with a statement: as at a statement for what `before` left, as at a step for breakpoints. */
export async function stopAtTurn(
  search: Inside,
  operation: Operation,
  before: Operation | undefined,
  data: DataHits,
  direction: 1 | -1,
): Promise<Stop | undefined> {
  const { run, points, judge, control } = search;
  const step = operation.firstStep;
  const broken = before === undefined ? undefined : stopAfter(points, before, step);
  await prepared(run, step, control);
  const moment = run.moment(step);
  const last = points.areInsideOperations ? await frameAt(search, lastStepOf(run, operation)) : undefined;
  const found = stepCandidates(points, moment, last);
  const due = found.length === 0 ? undefined : pointStop(step, await judge.due(found));
  return joined(broken, joined(await dataStop(search, step, data, direction), due));
}

/** The step that the operation's CPU took last before it. */
function lastStepOf(run: RecordedRun, { index, cpu }: Operation): number {
  for (let i = index - 1; i > 0; i--) {
    const before = run.operations[i];
    if (before?.cpu === cpu) return endOf(before) - 1;
  }
  return 0;
}

interface PlaceFound {
  readonly step: number;
  readonly candidates: readonly Candidate[];
  readonly isGoal: boolean;
}

/** Ascending, since that is how a run makes its steps again; of places where the move would end, only the last one. */
async function placesUpTo(search: Inside, operation: Operation, high: number, atStep: AtStep): Promise<PlaceFound[]> {
  const { run, points, control } = search;
  const low = operation.firstStep + 1;
  if (low > high || (atStep === undefined && !points.areInsideOperations)) return [];
  const places: PlaceFound[] = [];
  let before = await frameAt(search, operation.firstStep);
  for (let step = low; step <= high; step++) {
    await prepared(run, step, control);
    const moment = run.moment(stepIndex(step));
    const candidates = stepCandidates(points, moment, before);
    const isGoal = atStep?.(moment) === true;
    const last = places.at(-1);
    if (isGoal && last?.isGoal === true && last.candidates.length === 0) places.pop();
    if (isGoal || candidates.length > 0) places.push({ step, candidates, isGoal });
    before = moment.frame;
    if (step % SLICE_STEPS === 0) await breathe(control);
  }
  return places;
}

/** `last`: the frame in which the CPU took the step before. */
function stepCandidates(points: PointSet, { step, frame }: Moment, last: Frame | undefined): readonly Candidate[] {
  if (frame === undefined || !points.areInsideOperations) return [];
  const earlier = sameCall(frame, last);
  return points.atStep(frame, earlier).map((point) => {
    const place = framePlace(frame);
    const isLater = earlier !== undefined && point.place.kind === 'function';
    const why = isLater
      ? `${point.place.name} was called, and has set ${point.locals.join(' and ')}`
      : dueText(point, place);
    return { point, why, hitStep: step };
  });
}

/** What the call that `frame` is of told of itself at the step `last`; undefined: it is called just now. */
function sameCall(frame: Frame, last: Frame | undefined): Frame | undefined {
  const depth = depthOf(frame);
  let found = last;
  for (let at = depthOf(last); at > depth; at--) found = found?.parent;
  return depthOf(found) === depth ? found : undefined;
}

async function frameAt({ run, control }: Inside, step: number): Promise<Frame | undefined> {
  await prepared(run, step, control);
  return run.moment(stepIndex(step)).frame;
}

// The smallest step: one write of one word, forwards or backwards, also in the middle of a step of the model.
import { hexWord } from '../word/hex';
import { wordOf } from '../word/halves';
import { stepIndex } from '../word/brand';
import { actorText } from './dataChange';
import { addressText } from './dataTarget';
import { prepared, stepOfWrite } from './patience';
import { lastWriteOf, operationAfter, type Position } from './position';
import { ofCpu, turnText } from './raceOrder';
import { searchForward, type Goal, type Search } from './search';
import { plainStop, type Stop } from './stop';

/** After the next write. Breakpoints of the steps on the way are honoured. */
export async function nextWriteStop(search: Search, from: Position): Promise<Stop> {
  const { run, control } = search;
  let last = run.operations.at(-1);
  while (last === undefined || lastWriteOf(last) <= from.write) {
    last = await operationAfter(run, run.operations.at(-1), control);
    if (last === undefined) return plainStop(run, run.recordedSteps, 'end of program');
  }
  const step = await stepOfWrite(run, from.write, control);
  if (step > from.step) {
    const isThere = (at: number): boolean => at >= step;
    const goal: Goal = {
      atStatement: ({ firstStep }) => isThere(firstStep),
      atStep: (moment) => isThere(moment.step),
    };
    await prepared(run, from.step, control);
    const moment = from.step < run.recordedSteps ? run.moment(stepIndex(from.step)) : undefined;
    const stop = await searchForward({ ...search, points: withoutData(search) }, from, ofCpu(goal, moment, 1));
    if (stop.reason !== 'step') return stop;
    // In a race the CPU that is stepped writes nothing more before another one goes on.
    const turned = stop.step < run.recordedSteps ? turnText(moment, run.moment(stepIndex(stop.step))) : undefined;
    if (turned !== undefined) return { ...stop, why: turned };
  }
  return writeStop(search, from.write + 1, from.write, 'Written');
}

/** Before the last write; breakpoints are not honoured, as by every step back. */
export async function previousWriteStop(search: Search, from: Position): Promise<Stop> {
  if (from.write <= (search.run.operations[0]?.firstWrite ?? 0)) return plainStop(search.run, 0, 'entry');
  return writeStop(search, from.write - 1, from.write - 1, 'About to be written');
}

async function writeStop(search: Search, write: number, about: number, what: string): Promise<Stop> {
  const { run, control } = search;
  const { index, old, new: after } = run.change(about);
  const actor = await stepOfWrite(run, about, control);
  await prepared(run, actor, control);
  const by = actorText(run.moment(stepIndex(actor)));
  const why = `${what}: ${addressText(run.view, index)} from ${hexWord(wordOf(old.lo, old.hi))} to ${hexWord(wordOf(after.lo, after.hi))}, by ${by}.`;
  const isEnd = write >= about + 1;
  const next = actor + 1;
  await prepared(run, Math.min(next, run.recordedSteps), control);
  if (isEnd && run.moment(stepIndex(next)).write === write) return plainStop(run, next, 'step', why);
  const isStart = run.moment(stepIndex(actor)).write === write;
  return { ...plainStop(run, actor, 'step', why), write: isStart ? undefined : write };
}

/** Data breakpoints would stop after the step; here every write is a stop anyway. */
function withoutData({ points }: Search): Search['points'] {
  return {
    atStatement: (operation) => points.atStatement(operation),
    atStep: (frame, earlier) => points.atStep(frame, earlier),
    areInsideOperations: points.areInsideOperations,
    data: [],
    stopsOn: (finding) => points.stopsOn(finding),
    stopsOnFailedAllocations: false,
    isUntold: (point) => points.isUntold(point),
  };
}

// Seeking: to a step, a share of the run, a label, a line, a breakpoint's hit, a write of watched data, a step at which an expression becomes true.
import type { Operation } from '../timeline/moment';
import { syntaxProblemOf } from '../scenario/compileExpression';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import type { Access, Point } from './point';
import type { Bookmark } from './bookmarks';
import type { DataTarget } from './dataTarget';
import { NO_POINTS, onlyPoint } from './breakpoints';
import { breathe, Cancelled, prepared } from './patience';
import { operationAfter, operationAt, type Position } from './position';
import { searchBackward, searchForward, type Goal, type Search } from './search';
import { cursorGoal, NOWHERE, type CursorPlace } from './stepGoal';
import { whyNeverAccessed } from './readableWord';
import { variablesIn } from './stack';
import { plainStop, type Stop } from './stop';
import { ValueWatch } from './valueWatch';

export type SeekOutcome =
  | { readonly kind: 'found'; readonly stop: Stop }
  /** One sentence; the run stays where it was. */
  | { readonly kind: 'nowhere'; readonly reason: string };

const nowhere = (reason: string): SeekOutcome => ({ kind: 'nowhere', reason });
const found = (stop: Stop): SeekOutcome => ({ kind: 'found', stop });

/** Records on if the step lies beyond the record. Steps count from 0. */
export async function seekStep(search: Search, step: number): Promise<SeekOutcome> {
  const { run, control } = search;
  while (run.recordedSteps < step && (await operationAfter(run, run.operations.at(-1), control)) !== undefined)
    await breathe(control);
  if (step > run.recordedSteps) return nowhere(`There is no step ${step}: the run ends at step ${run.recordedSteps}.`);
  if (step === run.recordedSteps && !run.complete) await operationAfter(run, run.operations.at(-1), control);
  await prepared(run, step, control);
  return found(plainStop(run, step, 'goto'));
}

/** 0 the beginning, 100 the end of the program, which is recorded for it. */
export async function seekShare(search: Search, percent: number): Promise<SeekOutcome> {
  const { run, control } = search;
  while ((await operationAfter(run, run.operations.at(-1), control)) !== undefined) await breathe(control);
  return seekStep(search, Math.round((run.recordedSteps * percent) / 100));
}

/** The statement `label NAME`: the next time that it runs, or else the last time before. */
export async function seekLabel(search: Search, from: Position, name: string): Promise<SeekOutcome> {
  const isLabel = ({ statement }: Operation): boolean => statement.kind === 'label' && statement.label === name;
  return seekOperation(search, from, isLabel, `No statement that runs is labelled "${name}".`);
}

/** The first time that the statement of a bookmark runs, or the step that it stands for. */
export async function seekBookmark(search: Search, { name, step, line, statement }: Bookmark): Promise<SeekOutcome> {
  if (step !== undefined) return seekStep(search, step);
  const { run, control } = search;
  for (let i = 0; ; i++) {
    const operation = run.operations[i] ?? (await operationAfter(run, run.operations[i - 1], control));
    if (operation === undefined)
      return nowhere(`Line ${line}, "${statement}", at which "${name}" stands, does not run.`);
    if (operation.statement.range.line === line) return found(plainStop(run, operation.firstStep, 'goto'));
    await breathe(control);
  }
}

async function seekOperation(
  { run, control }: Search,
  from: Position,
  isWanted: (operation: Operation) => boolean,
  reason: string,
): Promise<SeekOutcome> {
  let operation = operationAt(run, from.step);
  for (;;) {
    operation = await operationAfter(run, operation ?? run.operations.at(-1), control);
    if (operation === undefined) break;
    if (isWanted(operation)) return found(plainStop(run, operation.firstStep, 'goto'));
    await breathe(control);
  }
  const before = run.operations.filter(({ firstStep }) => firstStep <= from.step).findLast(isWanted);
  return before === undefined ? nowhere(reason) : found(plainStop(run, before.firstStep, 'goto'));
}

/** The next or previous time that a line runs, whatever breakpoints there are. */
export async function seekLine(
  search: Search,
  from: Position,
  place: CursorPlace,
  direction: 1 | -1,
): Promise<SeekOutcome> {
  const stop = await soughtStop({ ...search, points: NO_POINTS }, from, cursorGoal(place), direction);
  if (stop.reason === 'step') return found(plainStop(search.run, stop.step, 'goto'));
  const line = `Line ${place.line}${place.kind === 'step' ? ` of ${place.name}` : ''}`;
  return nowhere(direction === 1 ? `${line} does not run from here on.` : `${line} has not run before.`);
}

/** The next or previous place at which a breakpoint or a finding stops the run. */
export async function seekHit(search: Search, from: Position, direction: 1 | -1): Promise<SeekOutcome> {
  const stop = await soughtStop(search, from, NOWHERE, direction);
  if (stop.reason !== 'end of program' && stop.reason !== 'entry') return found(stop);
  return nowhere(`No breakpoint stops the run ${direction === 1 ? 'from here on' : 'before'}.`);
}

/** A search that is ended leaves the run where it was: it was for something, and that was not found. */
async function soughtStop(search: Search, from: Position, goal: Goal, direction: 1 | -1): Promise<Stop> {
  const stop = await (direction === 1 ? searchForward(search, from, goal) : searchBackward(search, from, goal));
  if (stop.reason === 'pause') throw new Cancelled();
  return stop;
}

/** The next or previous time that data is written or read, whatever breakpoints there are. */
export async function seekData(
  search: Search,
  from: Position,
  target: DataTarget,
  access: Access,
  direction: 1 | -1,
): Promise<SeekOutcome> {
  const { run } = search;
  const variables = variablesIn(run, undefined);
  const broken = target.kind === 'expression' ? syntaxProblemOf(target.spelling) : undefined;
  const never = broken ?? whyNeverAccessed(run, target, access, variables);
  if (never !== undefined) return nowhere(never);
  const unknown = unknownName(run, target.spelling, variables);
  const point: Point = {
    id: 0,
    place: { kind: 'data', target, access },
    condition: undefined,
    locals: [],
    hits: undefined,
    log: undefined,
  };
  const only = { ...search, points: onlyPoint(point) };
  const stop = await soughtStop(only, from, NOWHERE, direction);
  if (stop.reason === 'data breakpoint')
    return found({ ...stop, reason: 'goto', breakpointIds: [], why: stop.why.replace(/^Data breakpoint/, 'Sought') });
  const nothing = `${target.spelling} is not ${ACCESS[access]} ${direction === 1 ? 'from here on' : 'before'}.`;
  return nowhere(target.kind === 'words' ? nothing : withReason(run, nothing, target.spelling, unknown, direction));
}

/** Why the expression names nothing at the cursor, when it does not. */
function unknownName(run: RecordedRun, text: string, variables: Operation['variables']): string | undefined {
  const { problem } = run.ask(text, variables);
  return problem?.startsWith('Nothing: ') === true ? undefined : problem;
}

/** What names nothing where a search begins nor, forwards, where the program ends is what is wrong: names may come later. Memory is at the end then. */
function withReason(
  run: RecordedRun,
  nothing: string,
  text: string,
  unknown: string | undefined,
  direction: 1 | -1,
): string {
  if (unknown === undefined) return nothing;
  if (direction === 1) run.seek(stepIndex(run.recordedSteps));
  const reason = direction === 1 ? unknownName(run, text, {}) : unknown;
  return reason === undefined ? nothing : `${nothing} ${reason}`;
}

const ACCESS: Readonly<Record<Access, string>> = { read: 'read', write: 'written', readWrite: 'read or written' };

/** The next step, or the last one before, at which the expression becomes true: it holds there, and did not one step earlier. */
export async function seekTruth(
  search: Search,
  from: Position,
  text: string,
  direction: 1 | -1,
  isHereToo = false,
): Promise<SeekOutcome> {
  const { run, control } = search;
  const broken = syntaxProblemOf(text);
  if (broken !== undefined) return nowhere(broken);
  const unknown = unknownName(run, text, variablesIn(run, undefined));
  const watch = new ValueWatch(run, text, control, ({ holds }) => (holds === true ? 'true' : 'not true'));
  if (direction === 1) {
    let operation = operationAt(run, from.step) ?? (await operationAfter(run, run.operations.at(-1), control));
    for (let at = from; operation !== undefined;) {
      for (
        let change = await watch.next(operation, at);
        change !== undefined;
        change = await watch.next(operation, at)
      ) {
        if (change.after === 'true') return found(truthStop(search, change.step + 1, text));
        at = { step: change.step + 1, write: change.write };
        await breathe(control);
      }
      operation = await operationAfter(run, operation, control);
      if (operation !== undefined) at = { step: operation.firstStep, write: operation.firstWrite };
      control.reached(at.step);
      await breathe(control);
    }
    return nowhere(withReason(run, `"${text}" does not become true from here on.`, text, unknown, 1));
  }
  for (let at = from; at.step > 0;) {
    const operation = operationAt(run, at.step - 1);
    if (operation === undefined) break;
    for (
      let change = await watch.previous(operation, at);
      change !== undefined;
      change = await watch.previous(operation, at)
    ) {
      // What became true at the very place where the search begins is no earlier time.
      if (change.after === 'true' && change.step + 1 < from.step + (isHereToo ? 1 : 0))
        return found(truthStop(search, change.step + 1, text));
      at = { step: change.step, write: change.write };
      await breathe(control);
    }
    at = { step: operation.firstStep, write: operation.firstWrite };
    control.reached(at.step);
    await breathe(control);
  }
  if (from.step > 0 && watch.isTrue) return found(truthStop(search, 0, text));
  return nowhere(withReason(run, `"${text}" did not become true before.`, text, unknown, -1));
}

function truthStop({ run }: Search, step: number, text: string): Stop {
  return { ...plainStop(run, step, 'goto'), why: `"${text}" becomes true at step ${stepIndex(step)}.` };
}

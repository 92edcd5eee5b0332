// Why the run stands still at a step: the reason and one sentence for it.
import type { RecordedRun } from '../timeline/recordedRun';
import type { Finding, Frame, Moment, Operation } from '../timeline/moment';
import { stepIndex } from '../word/brand';
import type { Breakpoints } from './breakpoints';
import { depthOf, operationAt } from './position';

export interface Stop {
  readonly step: number;
  readonly reason:
    'entry' | 'step' | 'pause' | 'breakpoint' | 'function breakpoint' | 'expectation' | 'invariant' | 'end of program';
  /** One sentence. */
  readonly why: string;
  readonly breakpointIds: readonly number[];
  /** What failed, for the reasons `expectation` and `invariant`, and the operation that it belongs to. */
  readonly found: { readonly finding: Finding; readonly operation: Operation } | undefined;
}

type Plain = Extract<Stop['reason'], 'entry' | 'step' | 'pause' | 'end of program'>;

/** A stop that no breakpoint or finding asked for. */
export function plainStop(run: RecordedRun, step: number, reason: Plain): Stop {
  return { step, reason, why: plainReason(run, step, reason), breakpointIds: [], found: undefined };
}

function plainReason(run: RecordedRun, step: number, reason: Plain): string {
  switch (reason) {
    case 'entry':
      return step === 0 ? 'The run begins here: nothing has happened yet.' : `The run was entered at step ${step}.`;
    case 'end of program':
      return 'The program is over: step back to see how it got here, or continue to end the session.';
    case 'step':
      return `Stepped to ${placeOf(run, step)}.`;
    case 'pause':
      return `Paused on request before ${placeOf(run, step)}.`;
  }
}

/** What a person calls the place that a step is at. */
function placeOf(run: RecordedRun, step: number): string {
  const operation = operationAt(run, step);
  if (operation === undefined) return 'the end of the program';
  const frame = run.moment(stepIndex(step)).frame;
  return frame === undefined ? statementPlace(operation) : framePlace(frame);
}

const statementPlace = ({ statement }: Operation): string => `line ${statement.range.line}, "${statement.text}"`;
const framePlace = (frame: Frame): string => `line ${frame.line} of ${frame.name}, "${frame.text}"`;

/**
 * The stop that is due where `operation` starts, `before` being the one that ran just before. A broken invariant stops where its operation has
 * ended, which is here; a failed expectation stops at the expectation itself, which changes nothing, so that what it looked at is in view.
 */
export function stopAtStatement(
  points: Breakpoints,
  operation: Operation,
  before: Operation | undefined,
): Stop | undefined {
  const step = operation.firstStep;
  const broken = before === undefined ? undefined : stopAfter(points, before, step);
  if (broken !== undefined) return broken;
  const failed = points.stopsOn('expectation')
    ? operation.findings.find(({ kind }) => kind === 'expectation')
    : undefined;
  if (failed !== undefined) {
    const why = `The expectation on line ${operation.statement.range.line} failed: ${failed.message}`;
    return { step, reason: 'expectation', why, breakpointIds: [], found: { finding: failed, operation } };
  }
  const id = points.onStatement(operation.statement.range.line);
  if (id === undefined) return undefined;
  return {
    step,
    reason: 'breakpoint',
    why: `Breakpoint on ${statementPlace(operation)}.`,
    breakpointIds: [id],
    found: undefined,
  };
}

/** The stop that is due because of what `operation` left behind. */
export function stopAfter(points: Breakpoints, operation: Operation, step: number): Stop | undefined {
  const broken = points.stopsOn('invariant') ? operation.findings.find(({ kind }) => kind === 'invariant') : undefined;
  if (broken === undefined) return undefined;
  const why = `${capital(statementPlace(operation))} broke an invariant: ${broken.message}`;
  return { step, reason: 'invariant', why, breakpointIds: [], found: { finding: broken, operation } };
}

/** The stop that is due at a step of a kernel function; `before` is the frame of the step before, to tell an entered function. */
export function stopAtStep(points: Breakpoints, moment: Moment, before: Frame | undefined): Stop | undefined {
  const { step, frame } = moment;
  if (frame === undefined) return undefined;
  const entered = depthOf(frame) > depthOf(before) ? points.onEntry(frame) : undefined;
  const onLine = points.onStep(frame);
  const breakpointIds = [entered, onLine].filter((id) => id !== undefined);
  if (breakpointIds.length === 0) return undefined;
  if (onLine === undefined)
    return { step, reason: 'function breakpoint', why: `${frame.name} was called.`, breakpointIds, found: undefined };
  return { step, reason: 'breakpoint', why: `Breakpoint on ${framePlace(frame)}.`, breakpointIds, found: undefined };
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

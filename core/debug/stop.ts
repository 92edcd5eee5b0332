// Why the run stands still at a step: the reason and one sentence for it.
import type { RecordedRun } from '../timeline/recordedRun';
import type { Finding, Frame, Operation } from '../timeline/moment';
import { stepIndex } from '../word/brand';
import type { DataHit } from './dataWatch';
import type { Point } from './point';
import { operationAt } from './position';
import { alsoSaid, firstSentence } from './sentence';

/** `warning`: the kernel would have said WARN or BUG; `loss`: data is gone; `allocation`: one failed. */
export type FindingReason = 'expectation' | 'invariant' | 'warning' | 'loss' | 'allocation';

export interface Stop {
  readonly step: number;
  /** Journal position, when the run stands within the step, after some of its writes; else undefined. */
  readonly write: number | undefined;
  readonly reason:
    | 'entry'
    | 'step'
    | 'goto'
    | 'pause'
    | 'breakpoint'
    | 'function breakpoint'
    | 'data breakpoint'
    | FindingReason
    | 'end of program';
  /** One sentence: what happened and where. */
  readonly why: string;
  readonly breakpointIds: readonly number[];
  /** What was found, for the reasons that are a FindingReason, and the operation that it belongs to; `told`: where, and all that the finding says. */
  readonly found: { readonly finding: Finding; readonly operation: Operation; readonly told: string } | undefined;
}

type Plain = Extract<Stop['reason'], 'entry' | 'step' | 'goto' | 'pause' | 'end of program'>;

/** A stop that no breakpoint or finding asked for. */
export function plainStop(run: RecordedRun, step: number, reason: Plain, why?: string): Stop {
  return {
    step,
    write: undefined,
    reason,
    why: why ?? plainReason(run, step, reason),
    breakpointIds: [],
    found: undefined,
  };
}

function plainReason(run: RecordedRun, step: number, reason: Plain): string {
  switch (reason) {
    case 'entry':
      return step === 0 ? 'The run begins here: nothing has happened yet.' : `The run was entered at step ${step}.`;
    case 'end of program':
      return 'The program is over: step back to see how it got here, or continue to end the session.';
    case 'step':
      return `Stepped to ${placeOf(run, step)}.`;
    case 'goto':
      return `Moved to ${placeOf(run, step)}.`;
    case 'pause':
      return `Paused on request before ${placeOf(run, step)}.`;
  }
}

/** What a person calls the place that a step is at. */
export function placeOf(run: RecordedRun, step: number): string {
  const operation = operationAt(run, step);
  if (operation === undefined)
    return run.running === undefined ? 'the end of the program' : statementPlace(run.running);
  const frame = run.moment(stepIndex(step)).frame;
  return frame === undefined ? statementPlace(operation) : framePlace(frame);
}

export const statementPlace = ({ statement }: Operation): string => `line ${statement.range.line}, "${statement.text}"`;
export const framePlace = (frame: Frame): string => `line ${frame.line} of ${frame.name}, "${frame.text}"`;

/** What a finding that stops the run is called, and where the run stands then. */
export function findingStop(reason: FindingReason, step: number, finding: Finding, operation: Operation): Stop {
  const place = statementPlace(operation);
  const what = {
    expectation: `The expectation on line ${operation.statement.range.line} failed`,
    invariant: `${capital(place)} broke an invariant`,
    warning: `${capital(place)} ran into a condition that the kernel warns of`,
    loss: `${capital(place)} lost data`,
    allocation: `An allocation failed in ${place}`,
  }[reason];
  const why = `${what}: ${firstSentence(finding.message)}.`;
  const told = `${what}: ${finding.message}`;
  return { step, write: undefined, reason, why, breakpointIds: [], found: { finding, operation, told } };
}

/** A breakpoint that is due at a step, with what makes it due. */
export interface Due {
  readonly point: Point;
  readonly why: string;
}

/** The due breakpoints at one step; undefined: none. The sentence is of the first, the others are counted. */
export function pointStop(step: number, due: readonly Due[]): Stop | undefined {
  const [first, ...more] = due;
  if (first === undefined) return undefined;
  const reasons = {
    statement: 'breakpoint',
    step: 'breakpoint',
    function: 'function breakpoint',
    data: 'data breakpoint',
  } as const;
  const others = more.length === 0 ? '' : ` (and ${more.length} more breakpoint${more.length > 1 ? 's' : ''} here)`;
  return {
    step,
    write: undefined,
    reason: reasons[first.point.place.kind],
    why: `${first.why}${others}.`,
    breakpointIds: due.map(({ point }) => point.id),
    found: undefined,
  };
}

/** Both stop the run at the same step: the reason is the first one's. */
export function joined(first: Stop | undefined, second: Stop | undefined): Stop | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return {
    ...first,
    breakpointIds: [...first.breakpointIds, ...second.breakpointIds],
    found: first.found ?? second.found,
    why: alsoSaid(first.why, second.why),
  };
}

export function dueText(point: Point, place: string): string {
  switch (point.place.kind) {
    case 'statement':
    case 'step':
      return `Breakpoint on ${place}`;
    case 'function':
      return `${point.place.name} was called`;
    case 'data':
      return `Data breakpoint: ${place}`;
  }
}

export function dataText({ what }: DataHit, direction: 1 | -1): string {
  return direction === 1 ? `Data breakpoint: ${what}` : `Data breakpoint, before it happens: ${what}`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

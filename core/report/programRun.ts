// Runs a program to its end and keeps what it had to say, in order: the one source of the text and the JSON of `vswap run`.

import { invariantCheck, type CheckMode } from '../check/invariantCheck';
import { watching } from '../check/watch';
import { compareObservation, type Comparison } from '../recording/compare';
import { recordingReader } from '../recording/reader';
import { isDerailing, OperationErrors } from '../recording/replayRun';
import type { Finding } from '../scenario/outcome';
import type { KernelName, Program } from '../scenario/program';
import type { Operation } from '../timeline/moment';
import { Timeline, type TimelineOptions } from '../timeline/timeline';
import { isBad, isExpected, lossesExpected } from './runJudgement';
import { traceOperation } from './runTrace';

/** `line` is the line of the statement. */
export type RunEvent = { readonly line: number } & (
  | { readonly kind: 'trace'; readonly lines: readonly string[] }
  | { readonly kind: 'label' | 'output'; readonly text: string }
  | { readonly kind: 'expectation'; readonly text: string; readonly ok: boolean; readonly found: string }
  | {
      readonly kind: 'finding';
      readonly severity: 'error' | 'warning';
      readonly code: `VS${string}`;
      readonly message: string;
      /** Of a loss that the facts know of: its pages. A scenario may expect them to be lost. */
      readonly knownLossOf?: readonly string[];
    }
);

export interface ProgramRun {
  readonly kernel: KernelName;
  readonly events: readonly RunEvent[];
  /** Statements run, loops unrolled, and the kernel steps they took. */
  readonly operations: number;
  readonly steps: number;
}

export interface RunOptions {
  /** Steps of each statement that are traced; undefined: no trace. */
  readonly traceSteps?: number | undefined;
  /** When the laws are looked at; undefined: after each statement of a scenario, and never in a recording. */
  readonly check?: CheckMode | undefined;
  /** Pseudo-source line of a step, for what is said of broken laws. */
  readonly lineOf?: TimelineOptions['lineOf'];
}

export interface RunProgress {
  readonly operations: number;
  readonly steps: number;
}

/** Steps between two pauses: some milliseconds. */
const SLICE_STEPS = 20_000;
/** Lines of trace of a whole run: a longer one is cut, and says so. */
const MOST_TRACE_LINES = 20_000;

/**
 * Yields after each slice; a caller that stops asking leaves nothing behind. Laws are checked after each statement of a scenario
 * unless the options say otherwise; a recording is checked by its own observations. Never throws: a fault of the simulator is a finding.
 */
export function* runProgram(program: Program, options: RunOptions = {}): Generator<RunProgress, ProgramRun, void> {
  const events: RunEvent[] = [];
  const isRecording = program.statements.some(({ kind }) => kind === 'observe');
  /** Of the last statement that ended. */
  let line = program.machine.range?.line ?? 1;
  let timeline: Timeline | undefined;
  let traced = 0;
  let told = 0;
  let ended = 0;
  let isDerailed = false;
  try {
    timeline = new Timeline(program, {
      ...(options.lineOf === undefined ? {} : { lineOf: options.lineOf }),
      ...watching(invariantCheck(options.check ?? (isRecording ? 'off' : 'statement'))),
      ...(isRecording ? observing(events) : {}),
    });
    for (let state = timeline.advance(SLICE_STEPS); state !== 'over'; state = timeline.advance(SLICE_STEPS)) {
      // A race ends as several at a time.
      for (; told < timeline.operations.length; told++) {
        const operation = timeline.operations[told];
        if (operation === undefined) break;
        // A statement of a race that goes on later has not ended.
        if (operation.race?.continues !== true) ended++;
        line = operation.statement.range.line;
        if (options.traceSteps !== undefined && traced < MOST_TRACE_LINES) {
          const lines = traceOperation(timeline, operation, options.traceSteps);
          traced += lines.length;
          const end =
            traced < MOST_TRACE_LINES ? [] : [`(the trace of this run ends here: it has ${MOST_TRACE_LINES} lines)`];
          events.push({ kind: 'trace', line, lines: [...lines, ...end] });
        }
        events.push(...eventsOf(operation));
        isDerailed ||= isRecording && operation.findings.some(isDerailing);
      }
      if (isDerailed) break;
      yield { operations: ended, steps: timeline.recordedSteps };
    }
    // A scenario runs on other kernels too, which do not have the defect.
    const { kernels, kernel } = program.machine;
    if (kernels?.includes(kernel) !== false)
      for (const law of timeline.unbroken) {
        const message = `This scenario says that it breaks ${law}, and it does not. Take ${law} away from "breaks", or see why the defect no longer shows.`;
        events.push({ kind: 'finding', line, severity: 'error', code: 'VS0412', message });
      }
  } catch (error) {
    const message = `The simulator failed after this line: ${error instanceof Error ? error.message : String(error)}.`;
    events.push({ kind: 'finding', line, severity: 'error', code: 'VS0506', message });
  }
  return {
    kernel: program.machine.kernel,
    events: withExpectedLosses(events, timeline?.operations ?? []),
    operations: ended,
    steps: timeline?.recordedSteps ?? 0,
  };
}

/** A loss that this kernel is known for is a warning where the scenario expects every page of it to be lost, before or after it is found. */
function withExpectedLosses(events: readonly RunEvent[], operations: readonly Operation[]): readonly RunEvent[] {
  const expected = lossesExpected(operations);
  return events.map((event) =>
    event.kind === 'finding' && isExpected(event.knownLossOf, expected) ? { ...event, severity: 'warning' } : event,
  );
}

/** As runJudgement.ts judges operations; an observation of a recording is an expectation here. */
export function isRunOk({ events }: Pick<ProgramRun, 'events'>): boolean {
  return events.every(
    (event) => (event.kind !== 'expectation' || event.ok) && (event.kind !== 'finding' || event.severity !== 'error'),
  );
}

/** Each observation of a recording becomes an expectation that all its states and figures hold. */
function observing(events: RunEvent[]): TimelineOptions {
  const errors = new OperationErrors();
  return {
    observe: ({ statement }, context, outcome) => {
      if (statement.kind !== 'observe') {
        errors.add(outcome, statement.continues === true);
        return [];
      }
      const { line } = statement.range;
      const compared = compareObservation(line, statement.observation, recordingReader(context, errors.last));
      const ok = compared.reproduced === compared.states && compared.checksHeld === compared.checks;
      events.push({ kind: 'expectation', line, text: statement.text, ok, found: foundBy(compared) });
      return [];
    },
  };
}

function foundBy({ states, reproduced, checks, checksHeld, firstDifference, firstFailedCheck }: Comparison): string {
  const difference = firstDifference ?? firstFailedCheck;
  const counts = [
    ...(states > 0 ? [`${reproduced} of ${states} states`] : []),
    ...(checks > 0 ? [`${checksHeld} of ${checks} figures`] : []),
  ].join(', ');
  return difference === undefined ? counts : `${counts}; line ${difference.line}: ${difference.text}`;
}

function eventsOf({ statement, output, expectation, findings }: Operation): readonly RunEvent[] {
  const { line } = statement.range;
  return [
    ...(statement.kind === 'label' ? [{ kind: 'label', line, text: statement.label } as const] : []),
    ...output.map((text) => ({ kind: 'output', line, text }) as const),
    ...(expectation === undefined ? [] : [{ kind: 'expectation', ...expectation } as const]),
    ...findings.filter(({ kind }) => kind !== 'expectation').map((finding) => findingEvent(line, finding)),
  ];
}

function findingEvent(line: number, finding: Finding): RunEvent {
  const severity = isBad(finding) ? 'error' : 'warning';
  const knownLossOf = finding.isKnown === true ? { knownLossOf: finding.pages ?? [] } : {};
  return { kind: 'finding', line, severity, code: codeOf(finding.code), message: finding.message, ...knownLossOf };
}

function codeOf(code: string): `VS${string}` {
  return `VS${code.replace(/^VS/, '')}`;
}

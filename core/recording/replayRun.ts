// Drives the simulator through a recording, slice by slice, so that whoever asked can show progress or stop.

import type { Finding, Outcome } from '../scenario/outcome';
import type { KernelName } from '../scenario/program';
import { Timeline } from '../timeline/timeline';
import { decidingWrite, decisionText } from './decision';
import { recordingProgram } from './program';
import { recordingReader } from './reader';
import type { Recording } from './recording';
import { Replay, type ReplayResult } from './replay';

/** Steps between two pauses: some milliseconds. */
const SLICE_STEPS = 20_000;

/** A statement that is not modelled yet and did nothing; a broken assertion of the kernel. */
const DERAILING: ReadonlySet<string> = new Set(['VS0190', 'VS0410']);

/** After such a finding the run is no longer what the program says: a comparison from here on would blame the wrong thing. */
export function isDerailing({ code }: Finding): boolean {
  return DERAILING.has(code);
}

export interface ReplayProgress {
  /** Line of the recording that was reached, and its last one. */
  readonly line: number;
  readonly lines: number;
}

/**
 * Replays a recording as kernel 6.18, or another one. Yields after each slice; a caller that stops asking leaves nothing behind.
 * Never throws: a fault of the simulator ends the replay and stands in the result.
 */
export function* replayRun(recording: Recording, kernel?: KernelName): Generator<ReplayProgress, ReplayResult, void> {
  const replay = new Replay(recording);
  const lines = (recording.closing.at(-1) ?? { range: recording.end }).range.line;
  let line = 1;
  try {
    const program = recordingProgram(recording);
    const errors = new OperationErrors();
    const state: { stopped: boolean; differs: boolean; decided: number | undefined } = {
      stopped: false,
      differs: false,
      decided: undefined,
    };
    const timeline = new Timeline(
      kernel === undefined ? program : { ...program, machine: { ...program.machine, kernel } },
      {
        observe: ({ statement, findings }, context, outcome) => {
          line = statement.range.line;
          if (statement.kind === 'observe') {
            const { firstDifference: found } = replay.observe(
              line,
              statement.observation,
              recordingReader(context, errors.last),
            );
            if (found?.task !== undefined && found.page !== undefined && !state.differs) {
              state.differs = true;
              state.decided = decidingWrite(
                context,
                found.task,
                found.page,
                found.expected.slice(1) === found.found.slice(1),
              );
            }
            return [];
          }
          errors.add(outcome, statement.continues === true);
          const end = findings.find(isDerailing);
          if (end !== undefined) {
            replay.stop(line, end.message);
            state.stopped = true;
          }
          return [];
        },
      },
    );
    while (!state.stopped && timeline.advance(SLICE_STEPS) !== 'over') yield { line, lines };
    if (state.decided !== undefined) replay.explain(decisionText(timeline, state.decided));
  } catch (error) {
    replay.stop(line, `the simulator failed (${error instanceof Error ? error.message : String(error)})`);
  }
  return replay.result();
}

/** The error that an observation sees: the first one of the operation before it, all parts together. */
export class OperationErrors {
  last = 0;
  #continues = false;

  add({ errno }: Outcome, continues: boolean): void {
    this.last = this.#continues && this.last !== 0 ? this.last : errno;
    this.#continues = continues;
  }
}

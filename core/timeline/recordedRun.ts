// A run that can be looked at from any step: the only thing the debugger and the panel know of the simulator.
import type { ModelView } from '../mm/view';
import type { Program } from '../scenario/program';
import type { StepIndex } from '../word/brand';
import type { Moment, Operation } from './moment';

/** `text` when the expression has a value, else `problem`, one sentence for the person who typed it. */
export interface Answer {
  readonly text: string | undefined;
  readonly problem: string | undefined;
}

export interface RecordedRun {
  readonly program: Program;
  /** Reads memory at the cursor. */
  readonly view: ModelView;
  /** Operations run so far. */
  readonly operations: readonly Operation[];
  /** Steps run so far; valid cursors are 0..recordedSteps. */
  readonly recordedSteps: number;
  /** The program is over. */
  readonly complete: boolean;
  /** Runs one more operation at the end of the record (moves the cursor there). False: the program was over already. */
  recordNext(): boolean;
  readonly cursor: StepIndex;
  /** Memory becomes what it was just before `step`. Exact in both directions. */
  seek(step: StepIndex): void;
  /** Throws RangeError outside 0..recordedSteps. At recordedSteps of a complete run: the end, with no frame. */
  moment(step: StepIndex): Moment;
  /** The language's answer to an expression or a condition at the cursor. Never throws. */
  ask(text: string, variables: Readonly<Record<string, number>>): Answer;
  /** Journal queries: the number of the last write to `index` before, or the first at or after, journal position `write`. */
  previousWrite(index: number, write: number): number | undefined;
  nextWrite(index: number, write: number): number | undefined;
  /** Indexes of the words written in journal positions from..to-1, each once. */
  writtenBetween(from: number, to: number): readonly number[];
  /** The step during which journal position `write` was written. */
  stepOfWrite(write: number): StepIndex;
}

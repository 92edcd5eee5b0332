// What is known of one step of a recorded run: shapes shared by the timeline and the debugger.
import type { StepIndex } from '../word/brand';
import type { ExpectationResult, Finding } from '../scenario/outcome';
import type { RaceStatement, Statement } from '../scenario/program';

export interface Frame {
  /** Name of the model function, which is the kernel's. */
  readonly name: string;
  /** Pseudo-source line (1-based) that is about to run, or, below the top frame, that holds the call. */
  readonly line: number;
  readonly text: string;
  /** Values by C name; core/mm/locals.ts gives each name's C type. */
  readonly locals: Readonly<Record<string, number>>;
  readonly parent: Frame | undefined;
}

export type { ExpectationResult, Finding };

/** What a branch does in the middle of an operation: a step of its own, and those of a statement that it runs. */
export interface Interrupt {
  /** The step, counted within the operation as the branch counts, that the first statement becomes. */
  readonly at: number;
  /** The CPU that was about to take that step: the statements run there. */
  readonly cpu: number;
  /** Of kind `whatIf`. */
  readonly statements: readonly Statement[];
  /** Told, when the operation is run, the step at which it goes on, and how many the statements took. */
  readonly ended?: (step: number, took: number) => void;
  /** How many steps the statements took; 0 before they were run. */
  readonly took: () => number;
}

/** What is run again as one when details of a step are asked for. */
export interface Rerunnable {
  /** 0-based position in the run, of a race that of its first operation. */
  readonly index: number;
  readonly statement: Statement;
  /** Loop variables in force. */
  readonly variables: Readonly<Record<string, number>>;
  readonly cpu: number;
  readonly firstStep: StepIndex;
  readonly firstWrite: number;
  /** Of a branch: where it breaks in. */
  readonly interrupts?: readonly Interrupt[];
}

/** Of an operation that is a part of a race: the steps that one CPU takes in a row, in one statement. */
export interface OfRace {
  /** The same for all operations of one run of the race. */
  readonly whole: Rerunnable & { readonly statement: RaceStatement };
  /** The statement began in an operation before: the first step is one within it. */
  readonly resumes: boolean;
  /** The statement goes on in a later operation. */
  readonly continues: boolean;
}

export interface Operation extends Rerunnable {
  readonly stepCount: number;
  readonly writeCount: number;
  readonly findings: readonly Finding[];
  readonly output: readonly string[];
  readonly expectation: ExpectationResult | undefined;
  readonly race?: OfRace;
  /** Pages that an expectation that holds expects to be lost. */
  readonly expectedLosses?: readonly string[];
}

/** Where a CPU of a race stands while another one takes steps. */
export interface Standing {
  readonly cpu: number;
  /** The statement that it is in or is about to begin. */
  readonly statement: Statement;
  readonly variables: Readonly<Record<string, number>>;
  /** undefined: it has not begun the statement. */
  readonly frame: Frame | undefined;
  /** The text of the step at which it waits for another CPU. */
  readonly waitsAt: string | undefined;
}

export interface Moment {
  readonly step: StepIndex;
  readonly operation: Operation;
  readonly cpu: number;
  /** Innermost kernel frame; undefined: the statement itself is about to start. */
  readonly frame: Frame | undefined;
  /** Journal position: writes before it have happened. */
  readonly write: number;
  /** In a race, the other CPUs that have something left to do. */
  readonly others?: readonly Standing[];
}

/** The operation, or the race that it is a part of. */
export function wholeOf(operation: Operation): Rerunnable {
  return operation.race?.whole ?? operation;
}

/** How many of a run's planned statements the operations before `index` are: all parts of a race are one. */
export function plannedBefore(operations: readonly Operation[], index: number): number {
  let count = 0;
  for (let i = 0; i < index; i++) {
    const whole = operations[i]?.race?.whole;
    if (whole === undefined || whole !== operations[i - 1]?.race?.whole) count++;
  }
  return count;
}

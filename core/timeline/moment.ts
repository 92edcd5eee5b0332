// What is known of one step of a recorded run: shapes shared by the timeline and the debugger.
import type { StepIndex } from '../word/brand';
import type { ExpectationResult, Finding } from '../scenario/outcome';
import type { Statement } from '../scenario/program';

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
  /** Of kind `whatIf`. */
  readonly statements: readonly Statement[];
  /** Told, when the operation is run, the step at which it goes on. */
  readonly ended?: (step: number) => void;
}

export interface Operation {
  /** 0-based position in the run. */
  readonly index: number;
  readonly statement: Statement;
  /** Loop variables in force. */
  readonly variables: Readonly<Record<string, number>>;
  readonly cpu: number;
  readonly firstStep: StepIndex;
  readonly stepCount: number;
  readonly firstWrite: number;
  readonly writeCount: number;
  readonly findings: readonly Finding[];
  readonly output: readonly string[];
  readonly expectation: ExpectationResult | undefined;
  /** Of a branch: where it breaks into this operation. */
  readonly interrupts?: readonly Interrupt[];
  /** Pages that an expectation that holds expects to be lost. */
  readonly expectedLosses?: readonly string[];
}

export interface Moment {
  readonly step: StepIndex;
  readonly operation: Operation;
  readonly cpu: number;
  /** Innermost kernel frame; undefined: the statement itself is about to start. */
  readonly frame: Frame | undefined;
  /** Journal position: writes before it have happened. */
  readonly write: number;
}

// What requests that move the cursor need of the session.
import type { Debugger } from '../../core/debug/debugger';
import type { Outcome } from '../../core/debug/move';
import type { CursorPlace } from '../../core/debug/stepGoal';
import type { Inspection } from './inspection';
import type { SourceArgument } from './requestArguments';
import type { Answer } from './requestServer';

export interface Moving {
  /** Refuses while the program runs. */
  readonly still: () => { readonly debug: Debugger; readonly inspection: Inspection };
  /** Answers, then moves and tells the stop. */
  readonly move: (action: () => Promise<Outcome>, body?: object) => Answer;
  /** The same for requests that do not say by themselves that the run goes on. */
  readonly jump: (action: () => Promise<Outcome>) => Answer;
  /** Moves, then answers: with an error when what was sought is nowhere; then tells the stop. */
  readonly sought: (action: () => Promise<Outcome>, cancelled: AbortSignal) => Promise<Answer>;
  /** A line that a client means, 1-based, in the program or a kernel function; undefined: neither. */
  readonly placeOf: (source: SourceArgument, line: number) => CursorPlace | undefined;
}

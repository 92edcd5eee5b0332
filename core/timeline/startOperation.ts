// How the model of an operation is started, with the steps at which a branch interrupts it: recording and every re-run go through here, so that they do the same.
import type { Interrupt } from './moment.js';
import type { Kernel } from '../mm/kernel.js';
import { step, type Model, type ModelFrame, type Step } from '../mm/step.js';
import { execute } from '../scenario/interpreter.js';
import type { Outcome } from '../scenario/outcome.js';
import type { Statement } from '../scenario/program.js';
import type { RunContext } from '../scenario/runContext.js';
import { Race } from './race.js';

/** The name that a frame has in which a branch changes something: no kernel function's. */
export const WHAT_IF = 'what if';

/** An operation as it is to be run. */
export interface Started {
  readonly statement: Statement;
  readonly variables: Readonly<Record<string, number>>;
  /** In the order of their steps; absent: none. */
  readonly interrupts?: readonly Interrupt[];
}

/** `race`: what `raceOf` says of the same operation. */
export type Start = (context: RunContext, operation: Started, outcome: Outcome, race: Race | undefined) => Model<void>;

/** Whoever starts an operation that is a race asks this who takes which step; undefined: it is none. */
export function raceOf(
  context: RunContext,
  { statement, variables }: Pick<Started, 'statement' | 'variables'>,
  outcome: Outcome,
): Race | undefined {
  return statement.kind === 'race' ? new Race(context, statement, variables, outcome) : undefined;
}

export const startOperation: Start = (context, operation, outcome, race) => {
  const model = race?.model ?? execute(context, operation.statement, operation.variables, outcome);
  return operation.interrupts === undefined ? model : interrupted(context, operation, outcome, model);
};

function* interrupted(context: RunContext, operation: Started, outcome: Outcome, model: Model<void>): Model<void> {
  const { k } = context;
  const waiting = [...(operation.interrupts ?? [])];
  // Step 0 is the statement itself, which no model yields.
  let made = 1;
  function* watched(inner: Model<void>): Model<void> {
    for (;;) {
      const next = inner.next();
      if (next.done === true) return;
      for (let due = waiting[0]; due?.at === made; due = waiting[0]) {
        waiting.shift();
        const frame = k.frame;
        for (const statement of due.statements) {
          k.frame = whatIfFrame(k, next.value);
          made++;
          yield step(statement.text);
          yield* watched(execute(context, statement, operation.variables, outcome));
          k.frame = frame;
        }
        due.ended?.(made);
      }
      made++;
      yield next.value;
    }
  }
  yield* watched(model);
}

/** Called by the line that is about to run. */
function whatIfFrame(k: Kernel, { text, locals }: Step): ModelFrame {
  const { frame } = k;
  const parent =
    frame === undefined
      ? undefined
      : {
          name: frame.name,
          text,
          args: frame.args,
          locals: { ...frame.locals, ...locals },
          parent: frame.parent,
        };
  return { name: WHAT_IF, text: '', args: [], locals: {}, parent };
}

// How the model of an operation is started, with the steps at which a branch interrupts it: recording and every re-run go through here, so that they do the same.
import type { Interrupt } from './moment.js';
import type { Model } from '../mm/step.js';
import { execute } from '../scenario/interpreter.js';
import type { Outcome } from '../scenario/outcome.js';
import type { Statement } from '../scenario/program.js';
import type { RunContext } from '../scenario/runContext.js';
import { Interrupts } from './interrupts.js';
import { Race } from './race.js';

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
  { statement, variables, interrupts = [] }: Started,
  outcome: Outcome,
): Race | undefined {
  return statement.kind === 'race' ? new Race(context, statement, variables, outcome, interrupts) : undefined;
}

export const startOperation: Start = (context, operation, outcome, race) => {
  if (race !== undefined) return race.model;
  const { statement, variables, interrupts } = operation;
  const model = execute(context, statement, variables, outcome);
  return interrupts === undefined ? model : new Interrupts(context, interrupts, outcome).around(model, variables);
};

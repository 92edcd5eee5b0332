// The interpreter's stepped form in the place of its plain one: coverage then counts the model's own lines, and tests can replace functions of the model.
import { execute as executeSteps } from './interpreter';
import type { RunContext } from './runContext';
import type { Outcome } from './outcome';
import type { Statement } from './program';
import type { Variables } from './evaluate';

/** Counts steps as the plain form does. */
export function* execute(
  run: RunContext,
  statement: Statement,
  variables: Variables,
  outcome: Outcome,
): Generator<undefined, void, void> {
  const { k } = run;
  const model = executeSteps(run, statement, variables, outcome);
  while (model.next().done !== true) {
    if (++k.steps === k.markAt) k.mark();
    yield;
  }
}

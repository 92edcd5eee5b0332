// Answers an expression or a condition that a person typed, at the kernel's present moment.
import { compileExpression } from '../scenario/compileExpression.js';
import { describeValue, evaluate, type EvaluationContext, type Variables } from '../scenario/evaluate.js';
import { checkCondition } from '../scenario/evaluateCondition.js';
import type { Answer } from './recordedRun.js';

/** Never throws; the first problem of the text is the answer when it has one. */
export function ask(run: EvaluationContext, text: string, variables: Variables): Answer {
  const { view, names } = run;
  const known = {
    tasks: view.tasks().map(({ name, areas }) => ({ name, areas })),
    devices: view.devices().map(({ name, max }) => ({ name, pages: max })),
    cgroups: names.cgroups,
    variables: Object.keys(variables),
  };
  const { value, problems } = compileExpression(text, known);
  if (value === undefined) return { text: undefined, problem: problems[0]?.message ?? `"${text}" is no expression.` };
  if (value.kind === 'value') {
    const found = evaluate(run, value.expression, variables);
    return found.kind === 'nothing'
      ? { text: undefined, problem: `Nothing: ${found.reason}.` }
      : { text: describeValue(run, found), problem: undefined };
  }
  const { ok, found } = checkCondition(run, value.condition, variables);
  return { text: ok ? `true (${found})` : `false (found ${found})`, problem: undefined };
}

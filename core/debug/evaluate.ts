// What an expression means at a stop: a local of the frame, a page, a slot, or whatever the scenario language makes of it.
import type { RecordedRun } from '../timeline/recordedRun';
import { swpEntry } from '../word/swpEntry';
import { unsetLocal } from './conditionLocals';
import { inFrame, localVariable } from './localVariables';
import { variablesIn, type StackFrame } from './stack';
import { slotVariable } from './tableVariables';
import { pageVariable } from './taskVariables';
import { numberText, variable, type Variable } from './variable';
import { isPlace } from './wordEdit';

export type Evaluation =
  { readonly kind: 'value'; readonly variable: Variable } | { readonly kind: 'problem'; readonly message: string };

const LONGEST_EXPRESSION = 1000;

/** `frame` undefined: no frame is selected. */
export function evaluateAt(run: RecordedRun, frame: StackFrame | undefined, typed: string, hex: boolean): Evaluation {
  const text = typed.trim();
  if (text === '')
    return { kind: 'problem', message: 'There is no expression: type one, such as app.heap[0] or vswap:512.' };
  if (text.length > LONGEST_EXPRESSION)
    return { kind: 'problem', message: `The expression is longer than ${LONGEST_EXPRESSION} characters.` };
  const local =
    frame?.kind === 'kernel' ? localVariable(run.view, run.program.machine.kernel, frame.frame, text, hex) : undefined;
  const found = local ?? pageNamed(run, text) ?? slotNamed(run, text);
  if (found !== undefined) return { kind: 'value', variable: found };
  const expression = inFrame(run.view, frame, text);
  const variables = variablesIn(run, frame);
  const answer = run.ask(expression, variables);
  const number = hex ? run.name(expression, variables).number : undefined;
  if (answer.text !== undefined)
    return {
      kind: 'value',
      variable: variable(text, number === undefined ? answer.text : numberText(number, hex), {
        expression,
        place: isPlace(run, expression, frame) ? expression : undefined,
      }),
    };
  const unset = frame?.kind === 'kernel' ? unsetLocal(frame.frame, text, frame.variables) : undefined;
  if (unset !== undefined) return { kind: 'problem', message: unset };
  return { kind: 'problem', message: answer.problem ?? `"${text}" has no value here.` };
}

function pageNamed(run: RecordedRun, text: string): Variable | undefined {
  const [, task, area, index] = /^(\w+)\.(\w+)\[(\d{1,10})\]$/.exec(text) ?? [];
  if (task === undefined || area === undefined) return undefined;
  const page = run.view.page(task, area, Number(index));
  return page && pageVariable(text, run.view, run.program.machine.kernel, page);
}

function slotNamed(run: RecordedRun, text: string): Variable | undefined {
  const [, name, offset] = /^(\w+):(\d{1,13})$/.exec(text) ?? [];
  const device = run.view.devices().find((candidate) => candidate.name === name);
  const slot = device && run.view.slot(swpEntry(device.type, Number(offset)));
  return slot && slotVariable(text, run.view, run.program.machine.kernel, slot);
}

// What the kernel did in one statement, step by step, as an indented text: frames by depth, each step with the locals that are new in it.

import { slotName } from '../debug/slotName';
import { localType } from '../mm/locals';
import type { ModelView } from '../mm/view';
import type { Frame, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex, wordIndex } from '../word/brand';
import { swpEntry } from '../word/swpEntry';
import { printable } from './printable';

/** From here on a number is an address rather than a count. */
const LEAST_ADDRESS = 2 ** 32;

/** A frame of which something was printed. */
interface Shown {
  readonly name: string;
  /** The step it began with: when it comes again with fewer locals, the function was called again. */
  readonly firstText: string;
  readonly firstLocals: number;
  locals: Readonly<Record<string, number>>;
}

/** Lines without line ends: `file:line statement`, then at most `most` steps, then what was left out. */
export function traceOperation(
  run: Pick<RecordedRun, 'program' | 'view' | 'moment'>,
  operation: Operation,
  most: number,
): readonly string[] {
  const { statement, variables, firstStep, stepCount, race, cpu } = operation;
  const loop = Object.entries(variables).map(([name, value]) => `${name} = ${value}`);
  const where = loop.length === 0 ? '' : `  (${loop.join(', ')})`;
  const turn = race === undefined ? '' : `  [CPU ${cpu}${race.resumes ? ' goes on' : ''}]`;
  const lines = [printable(`${run.program.file}:${statement.range.line} ${statement.text}${where}${turn}`)];
  const shown: Shown[] = [];
  // Step 0 is the statement itself, unless that began in an earlier turn of its CPU.
  const first = race?.resumes === true ? 0 : 1;
  const end = Math.min(stepCount, most + first);
  for (let step = first; step < end; step++) {
    const { frame } = run.moment(stepIndex(firstStep + step));
    if (frame !== undefined) lines.push(...stepLines(run.view, frame, shown));
  }
  const left = stepCount - end;
  if (left > 0) lines.push(`  ... ${left} more steps of this statement`);
  return lines;
}

function stepLines(view: ModelView, top: Frame, shown: Shown[]): readonly string[] {
  const lines: string[] = [];
  const stack = stackFromBottom(top);
  const kept = stack.findIndex((frame, depth) => !isSame(shown[depth], frame, depth === stack.length - 1));
  shown.length = kept < 0 ? stack.length : kept;
  stack.forEach((frame, depth) => {
    const isTop = depth === stack.length - 1;
    if (depth >= shown.length) {
      // Mostly the caller's step has just named it.
      const isNamed = stack[depth - 1]?.text.includes(`${frame.name}(`) === true;
      if (!isNamed) lines.push(`${'  '.repeat(depth + 1)}${frame.name}()`);
      const count = isTop ? Object.keys(frame.locals).length : 0;
      shown.push({ name: frame.name, firstText: frame.text, firstLocals: count, locals: {} });
    }
    const known = shown[depth];
    if (!isTop || known === undefined) return;
    const news = Object.entries(frame.locals).filter(([name, value]) => known.locals[name] !== value);
    known.locals = frame.locals;
    const locals = news.map(([name, value]) => `${name} = ${localText(view, name, value)}`).join(', ');
    lines.push(`${'  '.repeat(depth + 2)}${frame.text}${locals === '' ? '' : `    [${locals}]`}`);
  });
  return lines;
}

function stackFromBottom(top: Frame): readonly Frame[] {
  const stack: Frame[] = [];
  for (let frame: Frame | undefined = top; frame !== undefined; frame = frame.parent) stack.unshift(frame);
  return stack;
}

/** Whether it is the call printed last at this depth. Locals of one call only grow; a call that begins again has those of its first step. */
function isSame(shown: Shown | undefined, frame: Frame, isTop: boolean): boolean {
  if (shown?.name !== frame.name) return false;
  const names = Object.keys(frame.locals);
  if (isTop && frame.text === shown.firstText && names.length <= shown.firstLocals) return false;
  return Object.keys(shown.locals).every((name) => names.includes(name));
}

function localText(view: ModelView, name: string, value: number): string {
  const type = localType(name);
  if (type === 'swp_entry_t') return slotName(view, swpEntry(0, value)) ?? String(value);
  if (type === 'bool') return value === 0 ? 'false' : 'true';
  if (type?.endsWith('*') === true) return value === 0 ? 'NULL' : `0x${view.address(wordIndex(value)).toString(16)}`;
  return value >= LEAST_ADDRESS ? `0x${value.toString(16)}` : String(value);
}

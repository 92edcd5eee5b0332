// Lines of the debug console that are about branches: `branch`, `branches`, `switch`, `rename`, `compare`, assignments, and statements of the scenario language.
import { compileTyped, isStatement } from '../scenario/compileTyped';
import type { Statement } from '../scenario/program';
import { programNames } from '../scenario/programNames';
import type { RecordedRun } from '../timeline/recordedRun';
import { editOf, type EditAsked } from './wordEdit';
import type { StackFrame } from './stack';

export type BranchCommand =
  | { readonly kind: 'list' }
  /** The order that the CPUs of a race have taken. */
  | { readonly kind: 'schedule' }
  /** The next change takes this name. */
  | { readonly kind: 'branch'; readonly name: string; readonly line: string }
  | { readonly kind: 'change'; readonly line: string }
  | { readonly kind: 'switch' | 'delete'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'compare'; readonly a: string | undefined; readonly b: string | undefined }
  /** `print` and `expect`, which change nothing. */
  | { readonly kind: 'ask'; readonly expression: string }
  | { readonly kind: 'problem'; readonly message: string };

const BRANCH = 'branch NAME: STATEMENT, or branch NAME: EXPRESSION = VALUE';

/** undefined: the line is something else. Names with spaces stand in quotes where two can follow. */
export function branchCommand(line: string): BranchCommand | undefined {
  const text = line.trim();
  const [, word, rest = ''] =
    /^(branches|schedule|branch|switch|rename|compare|delete\s+branch)\b(?!\s*[:(.=])\s*([\s\S]*)$/.exec(text) ?? [];
  switch (word?.replace(/\s+/, ' ')) {
    case 'branches':
      return { kind: 'list' };
    case 'schedule':
      return rest === '' ? { kind: 'schedule' } : undefined;
    case 'branch': {
      if (rest === '') return { kind: 'list' };
      const [, quoted, plain, change = ''] = /^(?:"([^"]*)"|([^:"]*)):\s*([\s\S]*)$/.exec(rest) ?? [];
      const name = quoted ?? plain ?? '';
      if (name === '' || change === '')
        return { kind: 'problem', message: `A branch begins with what is different. Write: ${BRANCH}.` };
      return { kind: 'branch', name: name.trim(), line: change };
    }
    case 'switch':
      return rest === ''
        ? { kind: 'problem', message: 'Which branch? Write: switch NAME.' }
        : { kind: 'switch', name: unquoted(rest) };
    case 'delete branch':
      return rest === ''
        ? { kind: 'problem', message: 'Which branch? Write: delete branch NAME.' }
        : { kind: 'delete', name: unquoted(rest) };
    case 'rename': {
      const [name, to, more] = names(rest);
      return name === undefined || to === undefined || more !== undefined
        ? { kind: 'problem', message: 'Write: rename NAME NEWNAME; names with spaces in quotes.' }
        : { kind: 'rename', name, to };
    }
    case 'compare': {
      const [a, b, more] = names(rest);
      return more === undefined
        ? { kind: 'compare', a, b }
        : { kind: 'problem', message: 'Write: compare A B; names with spaces in quotes.' };
    }
    default:
      if (/^(print|expect)\b(?!\s*[:(.=])/.test(text))
        return { kind: 'ask', expression: text.replace(/^(print|expect)\s*/, '') };
      return isStatement(text) || assignment(text) !== undefined ? { kind: 'change', line: text } : undefined;
  }
}

/** A change as a person types it where nothing else is wanted: with or without `branch NAME:` or `NAME:` before it. undefined: it changes nothing. */
export function typedChange(text: string): { readonly line: string; readonly name?: string } | undefined {
  const [, name, rest] = /^\s*(\w[\w .-]*):\s*(.+)$/s.exec(text) ?? [];
  // `app: read heap[0]` has no name before it: what follows is a task's work and no statement by itself.
  const inner = name === undefined || rest === undefined ? undefined : branchCommand(rest);
  if (name !== undefined && !/^branch\s/.test(name) && inner?.kind === 'change')
    return { line: inner.line, name: name.trim() };
  const command = branchCommand(text);
  if (command?.kind === 'branch') return { line: command.line, name: command.name };
  return command?.kind === 'change' ? { line: command.line } : undefined;
}

/** The change that a statement or an assignment stands for, at the cursor. */
export function changeOf(run: RecordedRun, frame: StackFrame | undefined, line: string): EditAsked {
  const assigned = isStatement(line) ? undefined : assignment(line);
  if (assigned !== undefined) return editOf(run, frame, assigned.target, assigned.value);
  const { view, program } = run;
  const { cgroups, cpus, memory } = program.machine;
  const { value, problems } = compileTyped(line, {
    tasks: view
      .tasks()
      .map(({ name, areas }) => ({ name, areas: areas.map((area) => ({ name: area.name, pages: area.pages })) })),
    devices: view.devices().map(({ name, max }) => ({ name, pages: max })),
    cgroups: cgroups.map(({ name }) => name),
    variables: run.operations.length === 0 ? [] : Object.keys(run.moment(run.cursor).operation.variables),
    cpus,
    memoryPages: memory / 4096,
  });
  const [first] = problems.filter(({ severity }) => severity === 'error');
  if (value === undefined || value.length === 0)
    return { kind: 'problem', message: first?.message ?? `"${line}" is no statement.` };
  if (value.some(({ kind }) => kind === 'race'))
    return { kind: 'problem', message: 'A race cannot be typed: type the statements of its blocks one by one.' };
  const { tasks } = programNames(program);
  const taken = value.flatMap(tasksMade).find((name) => tasks.includes(name));
  if (taken !== undefined)
    return {
      kind: 'problem',
      message: `The program has a task ${taken} of its own, at another moment: choose another name.`,
    };
  return { kind: 'change', change: { kind: 'statements', statements: value, text: line.trim() } };
}

function tasksMade(statement: Statement): readonly string[] {
  if (statement.kind === 'task') return [statement.name];
  if (statement.kind === 'fork') return [statement.child];
  return statement.kind === 'repeat' || statement.kind === 'for' ? statement.body.flatMap(tasksMade) : [];
}

/** `X = VALUE`; comparisons are none. */
function assignment(text: string): { readonly target: string; readonly value: string } | undefined {
  const [, target, value] = /^([^=<>!]+?)\s*=(?!=)\s*([^=]+)$/.exec(text) ?? [];
  return target === undefined || value === undefined ? undefined : { target, value: value.trim() };
}

const unquoted = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1');

/** Words, or texts in quotes. */
function names(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

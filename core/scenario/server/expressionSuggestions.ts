// What can be typed inside an expectation or a printed value.

import {
  CGROUP_COUNTERS,
  COUNTER_GROUPS,
  DEVICE_COUNTERS,
  TASK_COUNTERS,
  countersOf,
  isCounterGroup,
  type Counter,
} from '../counters.js';
import { FIELDS, FUNCTIONS, STATES } from '../expressionWords.js';
import { NOT_COUNTED_YET } from '../modelled.js';
import type { Declaration } from '../names.js';
import { areasOf, contents, namesOf, values, type Suggestion } from './suggestionLists.js';

/** `before` are the words after `expect` or `print`; `word` is being typed and may be dotted. */
export function suggestInExpression(
  before: readonly string[],
  word: string,
  declarations: readonly Declaration[],
): readonly Suggestion[] {
  const last = before[before.length - 1];
  const lastBut = before[before.length - 2];
  if (last === '.') return fields();
  if (last === 'is' || (last === 'not' && lastBut === 'is')) return states();
  if (last === 'on') return namesOf('device', declarations);
  if (word.includes('.')) return dotted(word.slice(0, word.indexOf('.')), declarations);
  if (last === ']' || last === ')') return [...values(['is', 'is not', '==', '!=', 'and', 'or'])];
  if (last !== undefined && isStart(last)) return beginnings(last, declarations);
  return last === undefined
    ? beginnings(last, declarations)
    : values(['is', '==', 'and', 'or', ...(last === 'phys' ? ['on'] : [])]);
}

const STARTS = new Set([
  'all',
  'and',
  'or',
  'not',
  '(',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '<<',
  '>>',
  '[',
  '..',
  ',',
]);

function isStart(word: string): boolean {
  return STARTS.has(word);
}

function beginnings(last: string | undefined, declarations: readonly Declaration[]): readonly Suggestion[] {
  const open = (suggestion: Suggestion, snippet: string): Suggestion => ({ ...suggestion, snippet });
  const slots = [
    ...namesOf('device', declarations).map((each) =>
      open({ ...each, label: `${each.label}:` }, `${each.label}:\${1:1}`),
    ),
    {
      label: 'vswap:',
      kind: 'device',
      detail: 'a slot of the virtual device',
      snippet: 'vswap:${1:512}',
    } satisfies Suggestion,
  ];
  const pages = namesOf('task', declarations).flatMap((task) =>
    areasOf(task.label, declarations).map((area) =>
      open({ ...area, label: `${task.label}.${area.label}` }, `${task.label}.${area.label}[\${1:0}]`),
    ),
  );
  const functions = Object.entries(FUNCTIONS).map(([label, { doc }]): Suggestion => ({
    label,
    kind: 'function',
    documentation: doc,
    snippet: `${label}(\${1:disk0:1})`,
  }));
  if (last === '(') return [...slots, ...pages];
  const counters = [
    ...namesOf('cgroup', declarations).flatMap(({ label }) => counterList(label, 'cgroup', CGROUP_COUNTERS)),
    ...Object.keys(COUNTER_GROUPS).flatMap((group) =>
      isCounterGroup(group) ? counterList(group, group, countersOf(group)) : [],
    ),
  ];
  const start = last === undefined ? values(['all', 'not']) : last === '==' || last === '!=' ? contents() : [];
  return [...pages, ...functions, ...slots, ...namesOf('variable', declarations), ...start, ...counters];
}

function dotted(owner: string, declarations: readonly Declaration[]): readonly Suggestion[] {
  const has = (kind: Declaration['kind']): boolean =>
    declarations.some((each) => each.kind === kind && each.name === owner);
  const areas = has('task') ? areasOf(owner, declarations) : [];
  return [
    ...areas.map((area): Suggestion => ({
      ...area,
      label: `${owner}.${area.label}`,
      snippet: `${owner}.${area.label}[\${1:0}]`,
    })),
    ...(has('task') ? counterList(owner, 'task', TASK_COUNTERS) : []),
    ...(has('cgroup') ? counterList(owner, 'cgroup', CGROUP_COUNTERS) : []),
    ...(has('device') ? counterList(owner, 'device', DEVICE_COUNTERS) : []),
    ...(isCounterGroup(owner) ? counterList(owner, owner, countersOf(owner)) : []),
  ];
}

function counterList(owner: string, kind: string, counters: readonly Counter[]): readonly Suggestion[] {
  return counters
    .filter(({ name }) => !NOT_COUNTED_YET.has(`${kind}.${name}`))
    .map(({ name, doc }) => ({ label: `${owner}.${name}`, kind: 'counter', documentation: doc }));
}

function fields(): readonly Suggestion[] {
  const seen = new Map(FIELDS.map(({ name, doc }) => [name, doc]));
  return [...seen].map(([label, documentation]) => ({ label, kind: 'field', documentation }));
}

function states(): readonly Suggestion[] {
  return [
    ...Object.entries(STATES).map(([label, { doc }]): Suggestion => ({ label, kind: 'value', documentation: doc })),
    ...values(['not']),
  ];
}

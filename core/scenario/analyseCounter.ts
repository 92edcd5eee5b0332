// Dotted names that count something: of the run, of zswap, of a cgroup, a device or a task.

import type { AstNode } from 'langium';
import type { Context } from './context.js';
import {
  CGROUP_COUNTERS,
  COUNTER_GROUPS,
  DEVICE_COUNTERS,
  TASK_COUNTERS,
  countersOf,
  isCounterGroup,
  type Counter,
} from './counters.js';
import * as ast from './generated/ast.js';
import { NOT_COUNTED_YET } from './modelled.js';
import { didYouMean, listed, nearest } from './nearest.js';
import type { SourceRange } from './program.js';
import { rangeOf, rangeOfProperty, span } from './sourceRange.js';
import type { Value } from './value.js';

export interface Step {
  readonly name: string;
  readonly range: SourceRange;
}

/** `web.swap.current` as its words; undefined when anything but names is in it. */
export function dottedPath(node: ast.Member): readonly [Step, ...Step[]] | undefined {
  const last: Step = { name: node.name, range: rangeOfProperty(node, 'name') };
  const of: AstNode = node.of;
  if (ast.isRef(of)) return [{ name: of.name, range: rangeOf(of) }, last];
  if (!ast.isMember(of)) return undefined;
  const before = dottedPath(of);
  return before === undefined ? undefined : [...before, last];
}

/** `web.swap.current`, `run.pte_walks`: must be known, and its owner alive. */
export function analyseCounter(
  node: ast.Member,
  [owner, ...rest]: readonly [Step, ...Step[]],
  context: Context,
): Value | undefined {
  const { names, problems } = context;
  const range = rangeOf(node);
  const name = rest.map((step) => step.name).join('.');
  const tail = span(rest[0]?.range ?? range, range);
  const area = names.find('area', rest[0]?.name ?? '', owner.name);
  if (names.find('task', owner.name) !== undefined && area !== undefined) {
    const page = `${owner.name}.${area.name}[0]`;
    problems.error(
      'VS0140',
      range,
      `Say which page of ${owner.name}.${area.name}: ${page}${rest
        .slice(1)
        .map((step) => `.${step.name}`)
        .join('')}, or ${owner.name}.${area.name}[0..${(area.pages ?? 1) - 1}].`,
    );
    return undefined;
  }
  const owners = OWNERS.filter(({ kind }) => names.find(kind, owner.name) !== undefined);
  const groups: { readonly kind: string; readonly counters: readonly Counter[] }[] = [...owners];
  if (isCounterGroup(owner.name)) groups.push({ kind: owner.name, counters: countersOf(owner.name) });
  if (groups.length === 0) {
    if (names.find('variable', owner.name) === undefined) reportUnknownOwner(owner, name, context);
    else
      problems.error('VS0140', range, `${owner.name} is the variable of a loop, a number; it has nothing after a dot.`);
    return undefined;
  }
  const group = groups.find(({ counters }) => counters.some((counter) => counter.name === name));
  for (const { kind } of owners) names.find(kind, owner.name)?.references.push(owner.range);
  if (group === undefined) {
    const possible = groups.flatMap(({ counters }) => counters.map((counter) => counter.name));
    const fixes = nearest(name, [...possible, ...names.known('area', owner.name)]);
    const whole = (counter: string): string => `${owner.name}.${counter}`;
    const some = listed(possible.slice(0, 6).map(whole), 'and');
    const hint =
      fixes.length > 0 ? didYouMean(fixes.map(whole)) : ` There are ${some}${possible.length > 6 ? ' and more' : ''}.`;
    problems.error('VS0144', tail, `There is no counter ${whole(name)}.${hint}`, fixes);
    return undefined;
  }
  if (NOT_COUNTED_YET.has(`${group.kind}.${name}`)) {
    problems.error('VS0190', range, `The counter ${owner.name}.${name} is not kept yet by this version of the model.`);
    return undefined;
  }
  return { expression: { kind: 'counter', path: `${owner.name}.${name}`, range }, type: 'number', bounds: undefined };
}

const OWNERS = [
  { kind: 'task', counters: TASK_COUNTERS },
  { kind: 'cgroup', counters: CGROUP_COUNTERS },
  { kind: 'device', counters: DEVICE_COUNTERS },
] as const;

function reportUnknownOwner(owner: Step, counter: string, context: Context): void {
  const { names } = context;
  if (CGROUP_COUNTERS.some(({ name }) => name === counter)) return void names.use('cgroup', owner.name, owner.range);
  const fixes = nearest(owner.name, [
    ...Object.keys(COUNTER_GROUPS),
    ...names.known('task'),
    ...names.known('device'),
    ...names.known('cgroup'),
  ]);
  if (fixes.length === 0 || names.known('task').includes(fixes[0] ?? ''))
    return void names.use('task', owner.name, owner.range);
  context.problems.error(
    'VS0144',
    owner.range,
    `Nothing that counts is named ${owner.name}.${didYouMean(fixes)}`,
    fixes,
  );
}

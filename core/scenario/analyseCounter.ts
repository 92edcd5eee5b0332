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
  const owners = [
    { kind: 'variable', has: undefined },
    { kind: 'task', has: TASK_COUNTERS },
    { kind: 'cgroup', has: CGROUP_COUNTERS },
    { kind: 'device', has: DEVICE_COUNTERS },
  ] as const;
  const found = owners.filter(({ kind }) => names.find(kind, owner.name) !== undefined);
  const groups: (readonly Counter[])[] = found.flatMap(({ has }) => (has === undefined ? [] : [has]));
  if (isCounterGroup(owner.name)) groups.push(countersOf(owner.name));
  if (groups.length === 0) {
    if (found.length > 0)
      problems.error('VS0140', range, `${owner.name} is a loop variable, a number; it has nothing after a dot.`);
    else reportUnknownOwner(owner, name, context);
    return undefined;
  }
  if (!groups.some((group) => group.some((counter) => counter.name === name))) {
    const possible = groups.flat().map((counter) => counter.name);
    const areas = names.known('area', owner.name);
    const fixes = nearest(name, [...possible, ...areas]);
    const hint =
      fixes.length > 0
        ? didYouMean(fixes.map((fix) => `${owner.name}.${fix}`))
        : ` There are ${listed(
            possible.slice(0, 6).map((each) => `${owner.name}.${each}`),
            'and',
          )}${possible.length > 6 ? ' and more' : ''}.`;
    problems.error('VS0144', tail, `There is no counter ${owner.name}.${name}.${hint}`, fixes);
    return undefined;
  }
  for (const { kind } of found) names.find(kind, owner.name)?.references.push(owner.range);
  return { expression: { kind: 'counter', path: `${owner.name}.${name}`, range }, type: 'number', bounds: undefined };
}

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

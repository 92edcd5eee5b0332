// Values in statements and expectations: what each means, checked as far as it can be before the run.

import type { AstNode } from 'langium';
import { analyseContent } from './analyseContent.js';
import { analyseCounter, dottedPath } from './analyseCounter.js';
import { checkPages, type PageSite } from './checkPages.js';
import type { Context } from './context.js';
import { COUNTER_GROUPS, isCounterGroup } from './counters.js';
import { FIELDS, FUNCTIONS, VALUE_NAMES } from './expressionWords.js';
import * as ast from './generated/ast.js';
import { parseNumber } from './literals.js';
import { didYouMean, listed, nearest } from './nearest.js';
import type { Expression } from './program.js';
import { oneLine, rangeOf, rangeOfProperty, span } from './sourceRange.js';
import { combineBounds, type Value } from './value.js';

/** undefined: something was wrong with it and has been reported. */
export function analyseValue(node: AstNode, context: Context): Value | undefined {
  const range = rangeOf(node);
  if (ast.isArithmetic(node)) return analyseArithmetic(node, context);
  if (ast.isNumberLiteral(node)) return analyseLiteral(node, context);
  if (ast.isContentValue(node)) {
    const content = analyseContent(node.content, context);
    return content === undefined
      ? undefined
      : { expression: { kind: 'content', content, range }, type: 'content', bounds: undefined };
  }
  if (ast.isSlot(node)) return analyseSlot(node, context);
  if (ast.isCall(node)) return analyseCall(node, context);
  if (ast.isRef(node)) return analyseName(node, context);
  if (ast.isIndex(node)) return analysePage(node, context);
  if (ast.isMember(node)) return analyseMember(node, context);
  if (ast.isGroup(node)) return analyseValue(node.inner, context);
  if (ast.isComparison(node) && node.test === undefined && node.operator === undefined && !node.all)
    return analyseValue(node.left, context);
  if (ast.isTextLiteral(node)) {
    context.problems.error(
      'VS0140',
      range,
      `A text cannot stand here; a value is wanted, such as a number, app.heap[0].entry or disk0:1.`,
    );
    return undefined;
  }
  context.problems.error(
    'VS0140',
    range,
    `"${oneLine(node, context.source)}" is a condition, but a value is wanted here. Conditions belong after "expect".`,
  );
  return undefined;
}

/** A value that must be a number. */
export function analyseNumber(node: AstNode, what: string, context: Context): Value | undefined {
  const value = analyseValue(node, context);
  if (value === undefined || value.type === 'number' || value.type === 'unknown') return value;
  context.problems.error(
    'VS0140',
    rangeOf(node),
    `${what} must be a number, but "${oneLine(node, context.source)}" is ${VALUE_NAMES[value.type]}.`,
  );
  return undefined;
}

/** The index of a page, or of the first and last page. */
export function analyseIndex(
  firstNode: AstNode,
  lastNode: AstNode | undefined,
  context: Context,
): NonNullable<PageSite['index']> {
  const first = analyseNumber(firstNode, 'A page index', context);
  const last = lastNode === undefined ? first : analyseNumber(lastNode, 'A page index', context);
  return {
    first,
    last,
    range: lastNode === undefined ? rangeOf(firstNode) : span(rangeOf(firstNode), rangeOf(lastNode)),
  };
}

function analyseArithmetic(node: ast.Arithmetic, context: Context): Value | undefined {
  const left = analyseNumber(node.left, `What stands before ${node.operator}`, context);
  const right = analyseNumber(node.right, `What stands after ${node.operator}`, context);
  if (left === undefined || right === undefined) return undefined;
  if ((node.operator === '/' || node.operator === '%') && right.bounds?.min === 0 && right.bounds.max === 0) {
    context.problems.error('VS0131', rangeOf(node.right), `Nothing can be divided by 0.`);
    return undefined;
  }
  const expression: Expression = {
    kind: 'binary',
    operator: node.operator,
    left: left.expression,
    right: right.expression,
    range: rangeOf(node),
  };
  return { expression, type: 'number', bounds: combineBounds(node.operator, left.bounds, right.bounds) };
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function analyseLiteral(node: ast.NumberLiteral, context: Context): Value | undefined {
  const range = rangeOf(node);
  const parsed = parseNumber(node.value, node.unit);
  if ('wrong' in parsed) {
    context.problems.error('VS0130', range, `${sentence(parsed.wrong)}.`);
    return undefined;
  }
  const value = node.negative ? -parsed.value : parsed.value;
  return {
    expression: { kind: 'number', value, unit: parsed.unit, range },
    type: 'number',
    bounds: { min: Number(value), max: Number(value) },
  };
}

function analyseSlot(node: ast.Slot, context: Context): Value | undefined {
  const range = rangeOf(node);
  const device =
    node.device === 'vswap' ? 'vswap' : context.names.use('device', node.device, rangeOfProperty(node, 'device'))?.name;
  const offset = analyseNumber(node.offset, 'A slot offset', context);
  if (device === undefined || offset === undefined) return undefined;
  if (offset.bounds !== undefined && offset.bounds.max < 0) {
    context.problems.error('VS0131', rangeOf(node.offset), 'A slot offset cannot be negative.');
    return undefined;
  }
  const pages = context.names.find('device', device)?.pages;
  if (pages !== undefined && offset.bounds !== undefined && offset.bounds.min >= pages) {
    context.problems.error(
      'VS0134',
      range,
      `Slot ${offset.bounds.min} is outside ${device}, which has ${pages} slots: 0 to ${pages - 1}.`,
    );
    return undefined;
  }
  return { expression: { kind: 'slot', device, offset: offset.expression, range }, type: 'slot', bounds: undefined };
}

function analyseCall(node: ast.Call, context: Context): Value | undefined {
  const range = rangeOf(node);
  const name = node.function;
  const info = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (info === undefined) {
    const fixes = nearest(name, Object.keys(FUNCTIONS));
    const hint = fixes.length > 0 ? didYouMean(fixes) : ` The functions are ${listed(Object.keys(FUNCTIONS), 'and')}.`;
    context.problems.error('VS0142', rangeOfProperty(node, 'function'), `There is no function ${name}.${hint}`, fixes);
    return undefined;
  }
  const [argument] = node.args;
  if (argument === undefined || node.args.length > 1) {
    context.problems.error(
      'VS0142',
      range,
      `${name} takes one slot, and here are ${node.args.length} values. Write ${name}(disk0:1) or ${name}(vswap:512).`,
    );
    return undefined;
  }
  const value = analyseValue(argument, context);
  if (value === undefined) return undefined;
  if (value.type !== 'slot' && value.type !== 'unknown') {
    const entry = value.type === 'page' ? `${oneLine(argument, context.source)}.entry` : undefined;
    const advice = entry === undefined ? 'Write a slot such as disk0:1 or vswap:512.' : `Its slot is ${entry}.`;
    context.problems.error(
      'VS0140',
      rangeOf(argument),
      `${name} takes a slot, but "${oneLine(argument, context.source)}" is ${VALUE_NAMES[value.type]}. ${advice}`,
      entry === undefined ? [] : [entry],
    );
    return undefined;
  }
  return { expression: { kind: 'call', name, args: [value.expression], range }, type: info.returns, bounds: undefined };
}

function analyseName(node: ast.Ref, context: Context): Value | undefined {
  const range = rangeOf(node);
  const { name } = node;
  const { names, problems } = context;
  const variable = names.find('variable', name);
  if (variable !== undefined) {
    variable.references.push(range);
    const bounds =
      variable.values === undefined ? undefined : { min: variable.values.first, max: variable.values.last };
    return { expression: { kind: 'variable', name, range }, type: 'number', bounds };
  }
  if (names.find('task', name) !== undefined)
    problems.error(
      'VS0140',
      range,
      `${name} is a task, not a value. Say which page: ${name}.${names.known('area', name)[0] ?? 'heap'}[0].`,
    );
  else if (names.find('device', name) !== undefined)
    problems.error('VS0140', range, `${name} is a swap device, not a value. Say which slot: ${name}:1.`);
  else if (names.find('cgroup', name) !== undefined)
    problems.error('VS0140', range, `${name} is a cgroup, not a value. Say which counter: ${name}.swap.current.`);
  else if (isCounterGroup(name))
    problems.error(
      'VS0144',
      range,
      `${name} is a group of counters. Say which: ${COUNTER_GROUPS[name]
        .map(([counter]) => `${name}.${counter}`)
        .slice(0, 3)
        .join(', ')} …`,
    );
  else if (Object.hasOwn(FUNCTIONS, name))
    problems.error('VS0142', range, `${name} is a function. Say of which slot: ${name}(disk0:1).`);
  else names.use('variable', name, range);
  return undefined;
}

function analysePage(node: ast.Index, context: Context): Value | undefined {
  const of: AstNode = node.of;
  if (!ast.isMember(of) || !ast.isRef(of.of)) {
    context.problems.error(
      'VS0140',
      rangeOf(node),
      `Only an area has pages to choose from: write TASK.AREA[PAGE], such as app.heap[0].`,
    );
    return undefined;
  }
  const task = of.of.name;
  const known = context.names.use('task', task, rangeOf(of.of));
  if (known === undefined) return undefined;
  const site = { task, area: of.name, areaRange: rangeOfProperty(of, 'name') };
  const pages = checkPages({ ...site, index: analyseIndex(node.first, node.last, context) }, context);
  return pages === undefined
    ? undefined
    : { expression: { kind: 'page', pages, range: rangeOf(node) }, type: 'page', bounds: undefined };
}

function analyseMember(node: ast.Member, context: Context): Value | undefined {
  const path = dottedPath(node);
  if (path !== undefined) return analyseCounter(node, path, context);
  const of = analyseValue(node.of, context);
  if (of === undefined) return undefined;
  const range = rangeOfProperty(node, 'name');
  const field = FIELDS.find(({ name, of: owners }) => name === node.name && owners.includes(of.type));
  if (field !== undefined)
    return {
      expression: { kind: 'member', of: of.expression, name: node.name, range: rangeOf(node) },
      type: field.returns,
      bounds: undefined,
    };
  const possible = FIELDS.filter(({ of: owners }) => owners.includes(of.type)).map(({ name }) => name);
  const fixes = nearest(node.name, possible);
  const hint = fixes.length > 0 ? didYouMean(fixes) : possible.length > 0 ? ` It has ${listed(possible, 'and')}.` : '';
  context.problems.error('VS0143', range, `${sentence(VALUE_NAMES[of.type])} has no field ${node.name}.${hint}`, fixes);
  return undefined;
}

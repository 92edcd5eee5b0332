// What `expect` may ask: states and comparisons, joined with and, or, not.

import type { AstNode } from 'langium';
import { analyseValue } from './analyseExpression.js';
import type { Context } from './context.js';
import { STATES, VALUE_NAMES, isStateWord, type ValueType } from './expressionWords.js';
import * as ast from './generated/ast.js';
import { didYouMean, listed, nearest } from './nearest.js';
import { unquote } from './literals.js';
import type { Condition } from './program.js';
import type { Value } from './value.js';
import { oneLine, rangeOf, rangeOfProperty } from './sourceRange.js';

/** undefined: something was wrong with it and has been reported. */
export function analyseCondition(node: AstNode, context: Context): Condition | undefined {
  const range = rangeOf(node);
  if (ast.isLogic(node)) {
    const left = analyseCondition(node.left, context);
    const right = analyseCondition(node.right, context);
    return left === undefined || right === undefined ? undefined : { kind: node.operator, left, right, range };
  }
  if (ast.isNot(node)) {
    const of = analyseCondition(node.operand, context);
    return of === undefined ? undefined : { kind: 'not', of, range };
  }
  if (ast.isComparison(node)) {
    if (node.test !== undefined) return analyseState(node, node.test, context);
    if (node.operator !== undefined && node.right !== undefined)
      return analyseComparison(node, node.operator, node.right, context);
    const left: AstNode = node.left;
    if (ast.isGroup(left) && !node.all) return analyseCondition(left.inner, context);
  }
  // What stands alone may itself be wrong; then that is the message.
  const value = analyseValue(ast.isComparison(node) ? node.left : node, context);
  if (value !== undefined) {
    const text = oneLine(node, context.source);
    const example =
      value.type === 'page' ? `${text} is zswap` : value.type === 'swapWord' ? `${text} is null` : `${text} == 1`;
    context.problems.error(
      'VS0141',
      range,
      `"${text}" is ${VALUE_NAMES[value.type]}, and a condition is wanted. Compare it with something, or ask for its state, as in "${example}".`,
    );
  }
  return undefined;
}

function analyseState(node: ast.Comparison, test: ast.IsTest, context: Context): Condition | undefined {
  const { problems } = context;
  const subject = analyseValue(node.left, context);
  const device =
    test.device === undefined ? undefined : context.names.use('device', test.device, rangeOfProperty(test, 'device'));
  const stateRange = rangeOfProperty(test, 'state');
  if (!isStateWord(test.state)) {
    const fixes = nearest(test.state, Object.keys(STATES));
    problems.error(
      'VS0145',
      stateRange,
      `${test.state} is not a state.${fixes.length > 0 ? didYouMean(fixes) : ` The states are ${listed(Object.keys(STATES), 'and')}.`}`,
      fixes,
    );
    return undefined;
  }
  if (subject === undefined || (test.device !== undefined && device === undefined)) return undefined;
  if (subject.type !== 'unknown' && !STATES[test.state].of.includes(subject.type)) {
    problems.error('VS0145', stateRange, whyNotState(test.state, subject, oneLine(node.left, context.source)));
    return undefined;
  }
  if (test.device !== undefined && test.state !== 'phys') {
    problems.error(
      'VS0145',
      rangeOfProperty(test, 'device'),
      `Only "phys" can be on a device; "${test.state}" is not on ${test.device}. Take "on ${test.device}" away, or write "phys on ${test.device}".`,
    );
    return undefined;
  }
  if (!checkAll(node, subject, context)) return undefined;
  return {
    kind: 'is',
    all: node.all,
    subject: subject.expression,
    negated: test.negated,
    state: test.state,
    device: test.device,
    range: rangeOf(node),
  };
}

function whyNotState(state: keyof typeof STATES, subject: Value, text: string): string {
  const possible = Object.entries(STATES).flatMap(([name, { of }]) => (of.includes(subject.type) ? [name] : []));
  if (subject.type === 'slot') {
    const call = STATES[state].of.includes('swapWord') ? 'swap_table' : 'virtual_table';
    return `"${text}" is a slot, and a slot is not ${state} by itself. Ask its table: ${call}(${text}) is ${state}.`;
  }
  if (possible.length === 0)
    return `"${text}" is ${VALUE_NAMES[subject.type]}, which has no state. Compare it with == instead.`;
  return `${VALUE_NAMES[subject.type].replace(/^a/, 'A')} is never ${state}; it can be ${listed(possible, 'or')}.`;
}

function analyseComparison(
  node: ast.Comparison,
  operator: NonNullable<ast.Comparison['operator']>,
  rightNode: AstNode,
  context: Context,
): Condition | undefined {
  const { problems } = context;
  const left = analyseValue(node.left, context);
  const right =
    left?.type === 'text' && ast.isTextLiteral(rightNode) ? textValue(rightNode) : analyseValue(rightNode, context);
  if (left === undefined || right === undefined) return undefined;
  const range = rangeOf(node);
  const [leftText, rightText] = [oneLine(node.left, context.source), oneLine(rightNode, context.source)];
  for (const [value, text] of [[left, leftText] as const, [right, rightText] as const]) {
    const advice =
      value.type === 'page'
        ? `${text}.entry or ${text}.content`
        : value.type === 'swapWord' || value.type === 'virtualWord'
          ? `${text}.word`
          : undefined;
    if (advice === undefined) continue;
    problems.error(
      'VS0146',
      value.expression.range,
      `"${text}" is ${VALUE_NAMES[value.type]} and cannot be compared whole. Compare ${advice}, or ask for its state with "is".`,
    );
    return undefined;
  }
  if (left.type !== right.type && left.type !== 'unknown' && right.type !== 'unknown') {
    problems.error(
      'VS0146',
      range,
      `"${leftText}" is ${VALUE_NAMES[left.type]} and "${rightText}" is ${VALUE_NAMES[right.type]}: they can never be compared.${hint(left.type, right.type)}`,
    );
    return undefined;
  }
  if (left.type !== 'number' && left.type !== 'unknown' && operator !== '==' && operator !== '!=') {
    problems.error(
      'VS0146',
      range,
      `${VALUE_NAMES[left.type].replace(/^a/, 'A')} is not smaller or larger than another: only == and != make sense here.`,
    );
    return undefined;
  }
  const subject = subjectOf(node.left);
  if (!checkAll(node, subject === undefined ? left : (analyseQuietly(subject, context) ?? left), context))
    return undefined;
  return { kind: 'compare', all: node.all, operator, left: left.expression, right: right.expression, range };
}

/** A text stands only beside one: `path(vswap:512) == "..."`. */
function textValue(node: ast.TextLiteral): Value {
  const expression = { kind: 'text', text: unquote(node.text), range: rangeOf(node) } as const;
  return { expression, type: 'text', bounds: undefined };
}

function hint(left: ValueType, right: ValueType): string {
  if (left === 'slot' || right === 'slot') return ' A slot is written as in disk0:1 or vswap:512.';
  if (left === 'content' || right === 'content')
    return ' A content is written as in "text seed 7", "zero" or "fill 0xff".';
  return '';
}

/** Of `app.heap[0..3].entry` the pages: what `all` goes through. */
function subjectOf(node: AstNode): AstNode | undefined {
  if (ast.isIndex(node)) return node;
  return ast.isMember(node) ? subjectOf(node.of) : undefined;
}

function analyseQuietly(node: AstNode, context: Context): Value | undefined {
  const ignore = (): void => undefined;
  return analyseValue(node, { ...context, problems: { error: ignore, warning: ignore } });
}

/** `all` goes with several pages, and several pages go with `all`. */
function checkAll(node: ast.Comparison, subject: Value, context: Context): boolean {
  const pages = subject.expression.kind === 'page' ? subject.expression.pages : undefined;
  const text = oneLine(node.left, context.source);
  const several = pages !== undefined && pages.first !== pages.last;
  if (several && !node.all) {
    context.problems.error(
      'VS0147',
      rangeOf(node.left),
      `"${text}" is several pages. Write "all ${text}" to ask each of them.`,
      [`all ${text}`],
    );
    return false;
  }
  if (pages === undefined && node.all) {
    context.problems.error(
      'VS0147',
      rangeOf(node.left),
      `"all" goes through pages, and "${text}" has none. Take "all" away, or write a range such as app.heap[0..3].`,
    );
    return false;
  }
  return true;
}

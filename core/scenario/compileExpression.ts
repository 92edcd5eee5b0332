// One expression or condition by itself: what a watch, a hover or the debug console asks.

import type { AstNode } from 'langium';
import { analyseCondition } from './analyseCondition.js';
import { analyseValue } from './analyseExpression.js';
import { MAX_CPUS } from './quantity.js';
import type { Context } from './context.js';
import * as ast from './generated/ast.js';
import { Names } from './names.js';
import { parseScenario, refusalOf } from './parser.js';
import { collectProblems, inSourceOrder, type Finding } from './problemList.js';
import type { Condition, Expression, Parsed } from './program.js';
import { START_OF_FILE } from './sourceRange.js';
import { syntaxProblems } from './syntaxProblems.js';

/** What is alive where the expression is asked. */
export interface KnownNames {
  readonly tasks: readonly {
    readonly name: string;
    readonly areas: readonly { readonly name: string; readonly pages: number }[];
  }[];
  readonly devices: readonly { readonly name: string; readonly pages: number }[];
  readonly cgroups: readonly string[];
  readonly variables: readonly string[];
}

export type Question =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'condition'; readonly condition: Condition };

const PREFIX = 'print ';
const lineOf = (text: string): string => PREFIX + text.replace(/[\n;]/g, ' ');

/** Why a text can never be an expression, whatever there is to name; undefined: it can. */
export function syntaxProblemOf(text: string): string | undefined {
  const parsed = parseScenario(lineOf(text));
  return (refusalOf(parsed.value) ?? syntaxProblems(parsed, true).findings[0])?.message;
}

/** As after `print` or `expect`; places count from the beginning of `text`. Never throws. */
export function compileExpression(text: string, known: KnownNames): Parsed<Question> {
  const line = lineOf(text);
  const parsed = parseScenario(line);
  const refused = refusalOf(parsed.value);
  if (refused !== undefined) return { value: undefined, problems: [refused] };
  const syntax = syntaxProblems(parsed, true);
  const problems = collectProblems(syntax.brokenLines);
  const names = namesOf(known, problems);
  const context: Context = {
    names,
    problems,
    source: line,
    cpus: MAX_CPUS,
    memoryPages: Infinity,
    brokenLines: syntax.brokenLines,
    loops: [],
  };
  const [statement] = parsed.value.statements;
  const value = syntax.findings.length === 0 && ast.isPrint(statement) ? question(statement.value, context) : undefined;
  const findings = inSourceOrder([...syntax.findings, ...problems.findings()]).map(moved);
  return { value: findings.some(({ severity }) => severity === 'error') ? undefined : value, problems: findings };
}

function question(node: AstNode, context: Context): Question | undefined {
  if (asksWhether(node)) {
    const condition = analyseCondition(node, context);
    return condition === undefined ? undefined : { kind: 'condition', condition };
  }
  const value = analyseValue(node, context);
  return value === undefined ? undefined : { kind: 'value', expression: value.expression };
}

function asksWhether(node: AstNode): boolean {
  if (ast.isLogic(node) || ast.isNot(node)) return true;
  if (ast.isGroup(node)) return asksWhether(node.inner);
  if (!ast.isComparison(node)) return false;
  return node.test !== undefined || node.operator !== undefined || node.all || asksWhether(node.left);
}

/** Names that are declared before the text begins. */
export function namesOf(known: KnownNames, problems: Context['problems']): Names {
  const names = new Names(problems, { later: [], broken: new Set() });
  const common = { owner: undefined, range: START_OF_FILE, pages: undefined, values: undefined };
  for (const { name, areas } of known.tasks) {
    names.declare({ ...common, kind: 'task', name });
    for (const area of areas)
      names.declare({ ...common, kind: 'area', name: area.name, owner: name, pages: area.pages });
  }
  for (const { name, pages } of known.devices) names.declare({ ...common, kind: 'device', name, pages });
  for (const name of known.cgroups) names.declare({ ...common, kind: 'cgroup', name });
  for (const name of known.variables) names.declare({ ...common, kind: 'variable', name });
  return names;
}

function moved(finding: Finding): Finding {
  const { range } = finding;
  const column = (at: number): number => Math.max(at - PREFIX.length, 0);
  return { ...finding, range: { ...range, column: column(range.column), endColumn: column(range.endColumn) } };
}

// Statements typed by themselves, on one line, at a moment of a run: what the debug console takes besides expressions.

import type { Context } from './context.js';
import { analyseStatements } from './analyseStatement.js';
import { namesOf, type KnownNames } from './compileExpression.js';
import { parseScenario, refusalOf } from './parser.js';
import { collectProblems, inSourceOrder } from './problemList.js';
import type { Parsed, Statement } from './program.js';
import { STATEMENTS } from './statementWords.js';
import { syntaxProblems } from './syntaxProblems.js';
import { findWord } from './wordInfo.js';

/** What is alive, and what the machine has. */
export interface TypedContext extends KnownNames {
  readonly cpus: number;
  readonly memoryPages: number;
}

/** As they would stand in a scenario at this moment; several are divided by `;`. Never throws. */
export function compileTyped(text: string, known: TypedContext): Parsed<readonly Statement[]> {
  const parsed = parseScenario(text);
  const refused = refusalOf(parsed.value);
  if (refused !== undefined) return { value: undefined, problems: [refused] };
  const syntax = syntaxProblems(parsed);
  const problems = collectProblems(syntax.brokenLines);
  const { cpus, memoryPages } = known;
  const names = namesOf(known, problems);
  const { brokenLines } = syntax;
  const context: Context = { names, problems, source: text, cpus, memoryPages, brokenLines, loops: [] };
  const statements = analyseStatements(parsed.value.statements, 'top', context);
  const findings = inSourceOrder([...syntax.findings, ...problems.findings()]);
  const failed = findings.some(({ severity }) => severity === 'error');
  return { value: failed ? undefined : statements, problems: findings };
}

/** Whether a line looks like a statement, right or wrong, rather than an expression: it begins as one does. */
export function isStatement(text: string): boolean {
  const [, word, rest = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(text) ?? [];
  if (word === undefined) return false;
  if (/^:\s*[a-z]/i.test(rest)) return true;
  return findWord(STATEMENTS, word) !== undefined && !/^[(.:[=]/.test(rest);
}

// The one door to the scenario language: text in, a program and everything wrong with the text out.

import { analyseMachine, DEFAULT_MACHINE } from './analyseMachine.js';
import { analyseStatements } from './analyseStatement.js';
import { isBroken, type Context } from './context.js';
import * as ast from './generated/ast.js';
import { Names, type Declaration, type NameHints } from './names.js';
import { parseScenario, refusalOf } from './parser.js';
import { collectProblems, inSourceOrder, type Finding } from './problemList.js';
import type { MachineConfig, Parsed, Program, Statement } from './program.js';
import { rangeOf } from './sourceRange.js';
import { syntaxProblems } from './syntaxProblems.js';
import type { ParseResult } from 'langium';
import { AstUtils } from 'langium';

/**
 * Reads a scenario. `value` is there when the text has no error (warnings are allowed); `file` is taken into the program as it is.
 * Never throws, whatever the text: too large, too deep and binary texts are refused with one problem (limits.ts).
 */
export function compileScenario(text: string, file: string): Parsed<Program> {
  const { machine, statements, findings } = analyse(parseScenario(text), text);
  const failed = findings.some(({ severity }) => severity === 'error');
  return { value: failed ? undefined : { file, machine, statements }, problems: findings };
}

export interface Analysis {
  readonly machine: MachineConfig;
  /** What could be understood; to be run only when no finding is an error. */
  readonly statements: readonly Statement[];
  readonly findings: readonly Finding[];
  readonly declarations: readonly Declaration[];
}

/** Everything known of a parsed text; the language server and the compiler share it. */
export function analyse(parsed: ParseResult<ast.Scenario>, source: string): Analysis {
  const refused = refusalOf(parsed.value);
  if (refused !== undefined) return { machine: DEFAULT_MACHINE, statements: [], findings: [refused], declarations: [] };
  const syntax = syntaxProblems(parsed);
  const problems = collectProblems(syntax.brokenLines);
  const names = new Names(problems, { later: declaredIn(parsed.value), broken: syntax.brokenWords });
  const context: Context = {
    names,
    problems,
    source,
    cpus: DEFAULT_MACHINE.cpus,
    memoryPages: DEFAULT_MACHINE.memory / 4096,
    brokenLines: syntax.brokenLines,
    loops: [],
  };
  const block = parsed.value.statements.find(ast.isMachine);
  const machine = block === undefined ? DEFAULT_MACHINE : analyseMachine(block, context);
  const first = parsed.value.statements.find((statement) => !isBroken(statement, context));
  // Where it stands too late it is read all the same: what it names should not look unknown as well.
  const others = parsed.value.statements.filter((statement) => statement !== block);
  if (block !== undefined && first !== block && !isBroken(block, context)) reportLateMachine(block, context);
  const statements = analyseStatements(others, 'top', context);
  return {
    machine,
    statements,
    findings: inSourceOrder([...syntax.findings, ...problems.findings()]),
    declarations: names.declarations,
  };
}

function reportLateMachine(block: ast.Machine, context: Context): void {
  const { line, column } = rangeOf(block);
  const range = { line, column, endLine: line, endColumn: column + 'machine'.length };
  context.problems.error(
    'VS0154',
    range,
    'The machine block stands before every other statement. Move it to the top of the file.',
  );
}

/** Declarations by line, wherever they stand: to tell a name used too early from one that is nowhere. */
function declaredIn(scenario: ast.Scenario): NameHints['later'] {
  const found: { kind: 'task' | 'area' | 'device' | 'cgroup'; name: string; line: number }[] = [];
  for (const node of AstUtils.streamAllContents(scenario)) {
    const kind =
      ast.isTask(node) || ast.isFork(node)
        ? 'task'
        : ast.isMapArea(node)
          ? 'area'
          : ast.isDevice(node)
            ? 'device'
            : ast.isCgroupEntry(node)
              ? 'cgroup'
              : undefined;
    if (kind !== undefined && 'name' in node && typeof node.name === 'string')
      found.push({ kind, name: node.name, line: rangeOf(node).line });
  }
  return found;
}

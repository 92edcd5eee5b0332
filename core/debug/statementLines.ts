// The lines of a program on which a run can stand: those of statements that do something themselves; loops and races only hold others.
import type { Program, SourceRange, Statement } from '../scenario/program';

/** Lines (1-based), each once, ascending. */
export function statementLines(program: Program): readonly number[] {
  const lines = new Set(statementsOf(program).map(({ range }) => range.line));
  return [...lines].sort((a, b) => a - b);
}

/** Those that do something themselves. */
export function statementsOf(program: Program): readonly Statement[] {
  return [...walk(program.statements)].map(({ statement }) => statement).filter((statement) => !isBlock(statement));
}

/** Of all its loops, those that were typed too. */
export function loopVariableNames({ statements, typed = [] }: Program): readonly string[] {
  return [...walk([...statements, ...typed])].flatMap(({ statement }) =>
    statement.kind === 'for' ? [statement.variable] : [],
  );
}

/** The innermost loop or race around `statement`, undefined at top level. */
export function enclosingBlock(program: Program, statement: Statement): SourceRange | undefined {
  for (const found of walk(program.statements))
    if (isSameRange(found.statement.range, statement.range)) return found.block;
  return undefined;
}

export function isWithin(inner: SourceRange, outer: SourceRange): boolean {
  const startsAfter = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const endsBefore =
    inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn);
  return startsAfter && endsBefore;
}

function isSameRange(a: SourceRange, b: SourceRange): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}

function isBlock(statement: Statement): boolean {
  return bodiesOf(statement).length > 0;
}

function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'repeat':
    case 'for':
      return [statement.body];
    case 'race':
      return statement.blocks.map(({ body }) => body);
    default:
      return [];
  }
}

interface Found {
  readonly statement: Statement;
  readonly block: SourceRange | undefined;
}

/** Every statement with the range of the block around it, outside first. */
function* walk(statements: readonly Statement[]): Generator<Found> {
  const open: Found[] = statements.map((statement) => ({ statement, block: undefined })).reverse();
  for (let found = open.pop(); found !== undefined; found = open.pop()) {
    yield found;
    const block = found.statement.range;
    for (const body of [...bodiesOf(found.statement)].reverse())
      for (const statement of [...body].reverse()) open.push({ statement, block });
  }
}

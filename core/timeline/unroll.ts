// The statements of a program one by one as they run: loops unrolled, a race is one; nothing is copied, so a program of any size costs little.
import type { Program, Statement } from '../scenario/program.js';
import type { Interrupt } from './moment.js';

export interface UnrolledStatement {
  readonly statement: Statement;
  readonly variables: Readonly<Record<string, number>>;
  /** The CPU that a race block names; undefined outside race blocks. */
  readonly cpu: number | undefined;
  /** Of a branch: where it breaks in. */
  readonly interrupts?: readonly Interrupt[];
}

export function* unroll(program: Pick<Program, 'statements'>): Generator<UnrolledStatement, void, void> {
  yield* unrollBlock(program.statements, {}, undefined);
}

/** The statements of a block, on the CPU that a race names for it. */
export function* unrollBlock(
  statements: readonly Statement[],
  variables: Readonly<Record<string, number>>,
  cpu: number | undefined,
): Generator<UnrolledStatement, void, void> {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'repeat':
        for (let i = 0; i < statement.times; i++) yield* unrollBlock(statement.body, variables, cpu);
        break;
      case 'for':
        for (let i = statement.first; i <= statement.last; i++)
          yield* unrollBlock(statement.body, { ...variables, [statement.variable]: i }, cpu);
        break;
      default:
        yield { statement, variables, cpu };
    }
  }
}

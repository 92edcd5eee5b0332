// A program on its way between threads, in pieces: taking over ten thousand statements at once would hold the thread for as long as a tenth of their compilation.
import type { Parsed, Program, Statement } from '../../core/scenario/program';

/** Statements of one piece: a millisecond or two for whoever takes it. */
const PIECE = 256;

export type Piece =
  /** Statements in the order of the text, bodies emptied: those of a body follow the statement that has it, `counts` says how many, a list a compound statement. */
  | {
      readonly kind: 'statements';
      readonly statements: readonly Statement[];
      readonly counts: readonly (readonly number[])[];
    }
  /** `parsed` is all but the statements, of which the first `count` that are in no body are the program's. */
  | { readonly kind: 'end'; readonly parsed: Parsed<Program>; readonly count: number };

export function* piecesOf({ value, problems }: Parsed<Program>): Generator<Piece, void, void> {
  let statements: Statement[] = [];
  let counts: (readonly number[])[] = [];
  for (const statement of inOrder(value?.statements ?? [])) {
    const bodies = bodiesOf(statement);
    statements.push(bodies === undefined ? statement : withBodies(statement, () => []));
    if (bodies !== undefined) counts.push(bodies.map(({ length }) => length));
    if (statements.length < PIECE) continue;
    yield { kind: 'statements', statements, counts };
    statements = [];
    counts = [];
  }
  yield { kind: 'statements', statements, counts };
  const rest = value === undefined ? undefined : { ...value, statements: [] };
  yield { kind: 'end', parsed: { value: rest, problems }, count: value?.statements.length ?? 0 };
}

/** Pieces in the order in which they were made become what they were made of. */
export class Assembly {
  readonly #statements: Statement[] = [];
  readonly #counts: (readonly number[])[] = [];
  #nextStatement = 0;
  #nextCounts = 0;

  /** undefined until the last piece. */
  add(piece: Piece): Parsed<Program> | undefined {
    if (piece.kind === 'statements') {
      this.#statements.push(...piece.statements);
      this.#counts.push(...piece.counts);
      return undefined;
    }
    const { value, problems } = piece.parsed;
    return { value: value === undefined ? undefined : { ...value, statements: this.#take(piece.count) }, problems };
  }

  #take(count: number): readonly Statement[] {
    const taken: Statement[] = [];
    while (taken.length < count) {
      const statement = this.#statements[this.#nextStatement++];
      if (statement === undefined) throw new RangeError(`${count - taken.length} statements are missing`);
      taken.push(bodiesOf(statement) === undefined ? statement : this.#filled(statement));
    }
    return taken;
  }

  #filled(statement: Statement): Statement {
    const counts = this.#counts[this.#nextCounts++] ?? [];
    return withBodies(statement, (i) => this.#take(counts[i] ?? 0));
  }
}

function* inOrder(statements: readonly Statement[]): Generator<Statement, void, void> {
  for (const statement of statements) {
    yield statement;
    for (const body of bodiesOf(statement) ?? []) yield* inOrder(body);
  }
}

/** undefined for a statement that never has any. */
function bodiesOf(statement: Statement): readonly (readonly Statement[])[] | undefined {
  switch (statement.kind) {
    case 'repeat':
    case 'for':
      return [statement.body];
    case 'race':
      return statement.blocks.map(({ body }) => body);
    default:
      return undefined;
  }
}

function withBodies(statement: Statement, bodyOf: (i: number) => readonly Statement[]): Statement {
  switch (statement.kind) {
    case 'repeat':
    case 'for':
      return { ...statement, body: bodyOf(0) };
    case 'race':
      return { ...statement, blocks: statement.blocks.map((block, i) => ({ ...block, body: bodyOf(i) })) };
    default:
      return statement;
  }
}

// Places in time with names: the person's bookmarks, and the labels of the program, for a client to choose from.
import { statementShown } from '../../core/debug/bookmarks';
import type { Debugger } from '../../core/debug/debugger';
import type { Program, Statement } from '../../core/scenario/program';
import { requestArguments } from './requestArguments';
import { NOT_THERE, RequestError } from './requestError';
import { handle, type Handler } from './requestServer';

/** Body: `bookmarks` `{name, step?, line, statement}[]` by step, `labels` `{name, line}[]` of the program, `step` the present one, `newest` the furthest that the run has stopped at, `recorded` how many are on record. */
export function bookmarkHandler(still: () => { readonly debug: Debugger }): readonly [string, Handler] {
  return [
    'vswap/bookmarks',
    handle(requestArguments.vswapBookmarks, ({ set, delete: gone }) => {
      const { debug } = still();
      const { bookmarks, run } = debug;
      if (set !== undefined && !bookmarks.set({ name: set, step: run.cursor, ...statementAt(debug) }))
        throw new RequestError(NOT_THERE, 'There are too many bookmarks: delete some.');
      if (gone !== undefined && !bookmarks.delete(gone))
        throw new RequestError(NOT_THERE, `There is no bookmark "${gone}".`);
      const { cursor: step, recordedSteps: recorded } = run;
      const newest = debug.furthestCursor;
      return { body: { bookmarks: bookmarks.all, labels: labelsOf(debug.program), step, newest, recorded } };
    }),
  ];
}

function statementAt({ moment }: Debugger): { readonly line: number; readonly statement: string } {
  if (moment === undefined) return { line: 1, statement: '' };
  const { range, text } = moment.operation.statement;
  return { line: range.line, statement: statementShown(text) };
}

function labelsOf(program: Program): readonly { readonly name: string; readonly line: number }[] {
  const found = new Map<string, number>();
  const look = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'label' && !found.has(statement.label)) found.set(statement.label, statement.range.line);
      if (statement.kind === 'repeat' || statement.kind === 'for') look(statement.body);
      if (statement.kind === 'race') for (const { body } of statement.blocks) look(body);
    }
  };
  look(program.statements);
  return [...found].map(([name, line]) => ({ name, line }));
}

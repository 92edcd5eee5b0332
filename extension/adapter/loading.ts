// From a program's path to a run of it that can be debugged: read, compiled, made ready; each may take its time, and may be called off.
import { Debugger } from '../../core/debug/debugger';
import type { DebugHost } from './debugHost';
import { restoreBookmarks } from './keptBookmarks';
import type { LaunchArguments } from './requestArguments';
import * as code from './requestError';
import { RequestError } from './requestError';
import type { Telling } from './telling';

/** `tell` hears of each problem, in the program by its whole path. Rejects with a RequestError that says what is wrong with the program, and with the reason of `cancelled` once that is aborted. */
export async function loadDebugger(
  host: DebugHost,
  { program: named, cwd, kernel, checkInvariants }: LaunchArguments,
  tell: Pick<Telling, 'problem' | 'note'>,
  cancelled: AbortSignal,
): Promise<Debugger> {
  const program = host.wholePath(named, cwd);
  const text = await host.loadProgram(program).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RequestError(code.PROGRAM_UNREADABLE, `Cannot read ${program}: ${reason}`, true);
  });
  cancelled.throwIfAborted();
  const { value, problems } = await host.compileProgram(text, program, kernel, cancelled);
  cancelled.throwIfAborted();
  for (const problem of problems) tell.problem(problem, program);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first !== undefined || value === undefined) {
    const found = first === undefined ? 'nothing to run' : `line ${first.range.line}: ${first.message}`;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more, listed in the debug console)` : '';
    throw new RequestError(code.PROGRAM_HAS_PROBLEMS, `${program} cannot be run. ${found}${more}`, true);
  }
  const run = await host.createRun(value, checkInvariants);
  cancelled.throwIfAborted();
  const debug = new Debugger(run, host.pseudoSources, host.pause);
  const told = restoreBookmarks(host.bookmarks, debug, text);
  if (told !== undefined) tell.note(told);
  return debug;
}

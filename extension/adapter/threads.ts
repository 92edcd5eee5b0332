// Which CPU a client means by the number of a thread.
import type { Debugger } from '../../core/debug/debugger';
import { MALFORMED_REQUEST, RequestError } from './requestError';

/** Throws a RequestError for a number that "threads" does not list. */
export function cpuOf({ program }: Debugger, threadId: number): number {
  const { cpus } = program.machine;
  if (threadId >= 1 && threadId <= cpus) return threadId - 1;
  const known = cpus === 1 ? 'thread 1 alone' : `threads 1 to ${cpus}`;
  throw new RequestError(
    MALFORMED_REQUEST,
    `There is no thread ${threadId}: the machine has ${known}, one for each CPU.`,
  );
}

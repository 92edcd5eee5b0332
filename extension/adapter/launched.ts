// A program that is loaded, with the run of it: what a session has from launch on, and anew after a restart or on another branch.
import type { Branches } from '../../core/debug/branches';
import type { Debugger } from '../../core/debug/debugger';
import type { NewsReader } from '../../core/debug/news';
import type { Inspection } from './inspection';
import type { LaunchArguments } from './requestArguments';
import { NOT_LAUNCHED, RequestError, STILL_RUNNING } from './requestError';

export interface Launched {
  readonly request: LaunchArguments;
  readonly debug: Debugger;
  readonly branches: Branches;
  readonly inspection: Inspection;
  readonly news: NewsReader;
  /** From the start of a move until the client is told of its stop: what the run printed is told in between, and takes time. */
  isUnderWay: boolean;
}

/** The same when it stands still and has stopped once; else throws a RequestError. */
export function stillOf(launched: Launched): Launched {
  const { debug, isUnderWay } = launched;
  if (isUnderWay) throw new RequestError(STILL_RUNNING, 'The program is running: pause it, or wait for it to stop.');
  if (debug.stop === undefined)
    throw new RequestError(
      NOT_LAUNCHED,
      'The program has not begun: send "configurationDone", and wait for its first stop.',
    );
  return launched;
}

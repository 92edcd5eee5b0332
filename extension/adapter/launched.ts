// A program that is loaded, with the run of it: what a session has from launch on, and anew after a restart or on another branch.
import type { Branches } from '../../core/debug/branches';
import type { Debugger } from '../../core/debug/debugger';
import type { NewsReader } from '../../core/debug/news';
import type { Inspection } from './inspection';
import type { LaunchArguments } from './requestArguments';

export interface Launched {
  readonly request: LaunchArguments;
  readonly debug: Debugger;
  readonly branches: Branches;
  readonly inspection: Inspection;
  readonly news: NewsReader;
  /** From the start of a move until the client is told of its stop: what the run printed is told in between, and takes time. */
  isUnderWay: boolean;
}

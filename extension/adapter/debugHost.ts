// What the debug adapter needs of its surroundings, so that one class serves the editor, the web and the command line, and tests bring their own.
import type { CheckMode } from '../../core/check/invariantCheck';
import type { PseudoSources } from '../../core/debug/pseudoSource';
import type { Program } from '../../core/scenario/program';
import type { RecordedRun } from '../../core/timeline/recordedRun';
import type { Compile } from '../compiler/workerCompiler';
import type { BookmarkKeeper } from './keptBookmarks';

export interface DebugHost {
  /** The program's path or URI as breakpoints and the host name it: a relative one lies in `folder`, or, without one, where the host is at home. */
  readonly wholePath: (path: string, folder: string | undefined) => string;
  /** The text of a scenario or recording; `path` is a file path or a URI, as the client gave it. Rejects with a message for people. */
  readonly loadProgram: (path: string) => Promise<string>;
  /** `kernel` takes the place of the one that the text names. What is wrong with the text is in the problems. */
  readonly compileProgram: Compile;
  /** `check`: when the laws are looked at; undefined: after each statement of a scenario, and never in a recording.
   * Ready to run: what its compressor needs is loaded. Rejects with a RequestError where that cannot be had. */
  readonly createRun: (program: Program, check: CheckMode | undefined) => RecordedRun | Promise<RecordedRun>;
  readonly pseudoSources: PseudoSources;
  /** Absent: bookmarks live as long as the run. */
  readonly bookmarks?: BookmarkKeeper;
  /** Lets the event loop run when that is due. */
  readonly pause: () => Promise<void>;
  /** `document`: the editor can open `vswap-source:` documents itself; `reference`: it asks the adapter for the text. */
  readonly pseudoSourceAs: 'document' | 'reference';
}

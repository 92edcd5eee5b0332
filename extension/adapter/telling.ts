// What a client is told without asking: what the run prints and finds, problems of the program, log points, progress, stops.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debugger } from '../../core/debug/debugger';
import type { News } from '../../core/debug/news';
import type { Stop } from '../../core/debug/stop';
import type { Problem, Program } from '../../core/scenario/program';
import type { BranchList } from './branchTexts';
import type { Client } from './inspection';
import { Progress } from './progress';
import type { Sources } from './sources';
import { stoppedBody, vswapStoppedBody } from './stoppedEvents';

export class Telling {
  private moves = 0;

  constructor(
    private readonly emitEvent: (event: string, body: object) => void,
    private readonly sources: Sources,
    private readonly client: () => Client,
  ) {}

  /** A move whose log points and progress are told. */
  async watched<T>(debug: Debugger, action: () => Promise<T>): Promise<T> {
    const progress = new Progress(`move ${++this.moves}`, this.emitEvent);
    const { file } = debug.program;
    debug.listener = {
      log: (text, line) => {
        const place = line === undefined ? {} : this.place(file, line);
        this.emitEvent('output', { category: 'console', output: `${text}\n`, ...place });
      },
      reached: (step) => (this.client().hasProgress ? progress.reached(step) : undefined),
    };
    try {
      return await action();
    } finally {
      progress.end();
    }
  }

  /** After a request of which clients do not know that it sets the run going: they would go on telling why it stopped before. */
  goesOn(): void {
    this.emitEvent('continued', { threadId: 1, allThreadsContinued: true });
  }

  stop(debug: Debugger, stop: Stop): void {
    this.emitEvent('stopped', stoppedBody(debug, stop));
    this.emitEvent('vswap/stopped', vswapStoppedBody(debug, stop));
  }

  /** `isRenamed`: threads bear the name of their branch, and without a move a client does not ask for them again. */
  branches(list: BranchList, isRenamed = false): void {
    this.emitEvent('vswap/branches', list);
    if (isRenamed && this.client().hasInvalidated) this.emitEvent('invalidated', { areas: ['threads'] });
  }

  news({ kind, isBad, text, line }: News, program: Program): void {
    const category = isBad ? 'stderr' : kind === 'warning' ? 'console' : 'stdout';
    this.emitEvent('output', { category, output: `${text}\n`, ...this.place(program.file, line) });
  }

  problem({ code: name, severity, message, range }: Problem, program: string): void {
    const category = severity === 'error' ? 'stderr' : 'console';
    this.emitEvent('output', { category, output: `${name}: ${message}\n`, ...this.place(program, range.line) });
  }

  note(text: string): void {
    this.emitEvent('output', { category: 'console', output: `${text}\n` });
  }

  private place(program: string, line: number): { readonly source: DebugProtocol.Source; readonly line: number } {
    return { source: this.sources.programSource(program), line: line - 1 + this.client().firstLine };
  }
}

// One debug session over the Debug Adapter Protocol: the same class runs inline in the editor and behind `vswap dap`.
import { type Debugger } from '../../core/debug/debugger';
import type { Outcome } from '../../core/debug/move';
import { Branches } from '../../core/debug/branches';
import type { StackFrame } from '../../core/debug/stack';
import type { Stop } from '../../core/debug/stop';
import { areOperationsOk } from '../../core/report/runJudgement';
import type { RecordedRun } from '../../core/timeline/recordedRun';
import { branchHandlers, type Branching } from './branchRequests';
import { bookmarkHandler } from './bookmarkRequests';
import { BreakpointRequests } from './breakpointRequests';
import { capabilities } from './capabilities';
import { consoleHandlers } from './consoleRequests';
import { dataHandlers } from './dataRequests';
import type { DebugHost } from './debugHost';
import { documentHandlers, forClient } from './documentRequests';
import { clientOf, Inspection, inspectionHandlers, UNKNOWN_CLIENT } from './inspection';
import { givenUp } from './givenUp';
import { stillOf, type Launched } from './launched';
import { loadDebugger } from './loading';
import { Listeners } from './listeners';
import { moveHandlers } from './moveRequests';
import { OwnBreakpoints } from './ownBreakpoints';
import { requestArguments, type LaunchArguments, type OwnBreakpoint, type RequestArguments } from './requestArguments';
import * as code from './requestError';
import { handle, RequestServer, type Answer, type Handler } from './requestServer';
import { sought } from './sought';
import { Sources } from './sources';
import { Telling } from './telling';

/** Emitted (Node's emitter, not the protocol) when the client has said goodbye and was answered. */
export const DISCONNECTED = 'disconnected';

export class DebugAdapterSession extends RequestServer {
  private client = UNKNOWN_CLIENT;
  private readonly sources: Sources;
  private readonly points: BreakpointRequests;
  private readonly telling: Telling;
  /** The breakpoints of our own list; what is changed here holds from the next step on. */
  readonly own: OwnBreakpoints;
  private readonly branching: Branching = {
    still: () => this.still(),
    busy: (work) => this.busy(work),
    enter: ({ debug }, action) => {
      this.attach(this.loaded().request, debug, this.loaded().branches);
      return this.jump(action);
    },
    tell: (body, isRenamed) => this.telling.branches(body, isRenamed),
  };
  protected override readonly handlers: ReadonlyMap<string, Handler>;
  private launched: Launched | undefined;
  private isConfigured = false;
  isOver = false;
  private readonly stopListeners = new Listeners<Stop>();
  private readonly endListeners = new Listeners<void>();

  /** `kept`: breakpoints of our own list that are there from the start. */
  constructor(
    private readonly host: DebugHost,
    kept: readonly OwnBreakpoint[] = [],
  ) {
    super();
    this.own = new OwnBreakpoints(kept);
    this.own.onDidChange((breakpoints) => this.emitEvent('vswap/breakpoints', { breakpoints }));
    this.sources = new Sources(host.pseudoSources, host.pseudoSourceAs);
    this.telling = new Telling(
      (event, body) => this.emitEvent(event, body),
      this.sources,
      () => this.client,
    );
    this.points = new BreakpointRequests(this.sources, () => this.launched?.debug.program.file);
    this.handlers = new Map<string, Handler>([
      ['initialize', handle(requestArguments.initialize, (args) => this.initialize(args))],
      ['launch', handle(requestArguments.launch, (args, cancelled) => this.launch(args, cancelled))],
      ['restart', handle(requestArguments.restart, (args, cancelled) => this.restart(args.arguments, cancelled))],
      ['configurationDone', handle(requestArguments.none, () => ({ after: () => this.configured() }))],
      ['terminate', handle(requestArguments.none, () => ({ after: () => this.finish() }))],
      ['disconnect', handle(requestArguments.none, () => ({ after: () => this.disconnect() }))],
      ['pause', handle(requestArguments.none, () => ({ after: () => this.launched?.debug.cancel() }))],
      ...moveHandlers(
        {
          still: () => this.still(),
          move: (action, body) => this.moveAnswer(() => this.go(action), body),
          jump: (action) => this.moveAnswer(() => this.jump(action)),
          sought: (action, cancelled) => this.soughtAnswer(action, cancelled),
          placeOf: (source, line) =>
            this.sources.cursorPlace(source, this.launched?.debug.program.file, line + 1 - this.client.firstLine),
        },
        this.branching,
      ),
      bookmarkHandler(() => this.still()),
      ...inspectionHandlers(
        () => this.still().inspection,
        () => this.launched?.inspection,
      ),
      ...dataHandlers({ still: () => this.still(), points: this.points }),
      ...branchHandlers(this.branching),
      ...consoleHandlers({ ...this.branching, own: this.own, client: () => this.client }),
      ...documentHandlers({
        sources: this.sources,
        points: this.points,
        program: () => this.launched?.debug.program,
        client: () => this.client,
      }),
    ]);
  }

  /** Undefined until a program is loaded. While `isMoving`, its view may show any moment. */
  get run(): RecordedRun | undefined {
    return this.launched?.debug.run;
  }

  get lastStop(): Stop | undefined {
    return this.launched?.debug.stop;
  }

  get isMoving(): boolean {
    return this.launched?.isUnderWay === true;
  }

  /** By the number that the client was given; undefined: it belongs to an earlier stop. */
  frameOf(id: number): StackFrame | undefined {
    return this.launched?.inspection.frameIfThere(id);
  }

  /** The furthest step that this run has stopped at: before it is the past. */
  get furthestCursor(): number {
    return this.launched?.debug.furthestCursor ?? 0;
  }

  /** Called after every stop, when the client has been told. Returns what ends it. */
  onDidStop(listener: (stop: Stop) => void): { dispose(): void } {
    return this.stopListeners.add(listener);
  }

  /** Called once, when the session is over. */
  onDidEnd(listener: () => void): { dispose(): void } {
    return this.endListeners.add(listener);
  }

  /** Ends whatever is under way; nothing is sent any more. */
  override dispose(): void {
    this.launched?.debug.cancel();
    this.launched = undefined;
    this.isOver = true;
    this.stopListeners.clear();
    this.endListeners.tellLast();
  }

  private initialize(args: RequestArguments<'initialize'>): Answer {
    if (this.client !== UNKNOWN_CLIENT)
      throw new code.RequestError(code.MALFORMED_REQUEST, '"initialize" comes once, as the first request.');
    this.client = clientOf(args);
    return { body: capabilities };
  }

  private async launch(request: LaunchArguments, cancelled: AbortSignal): Promise<Answer> {
    if (this.launched !== undefined)
      throw new code.RequestError(code.MALFORMED_REQUEST, 'The session has a program already: use "restart".');
    const debug = await this.load(request, cancelled);
    return {
      after: () => {
        this.attach(request, debug);
        this.emitEvent('initialized');
        if (this.isConfigured) return this.begin();
      },
    };
  }

  private async restart(changed: LaunchArguments | undefined, cancelled: AbortSignal): Promise<Answer> {
    const request = changed ?? this.loaded().request;
    const debug = await this.load(request, cancelled);
    return {
      after: () => {
        this.launched?.debug.cancel();
        this.attach(request, debug);
        this.telling.goesOn();
        return this.begin();
      },
    };
  }

  private configured(): void | Promise<void> {
    this.isConfigured = true;
    if (this.launched?.debug.stop === undefined && this.launched?.isUnderWay === false) return this.begin();
  }

  /** Given up when the client takes the request back, or hangs up. */
  private async load(request: LaunchArguments, cancelled: AbortSignal): Promise<Debugger> {
    const giving = givenUp(this, cancelled);
    return loadDebugger(this.host, request, this.telling, giving.signal).finally(() => giving.dispose());
  }

  private attach(request: LaunchArguments, debug: Debugger, branches = new Branches(debug)): void {
    const { current } = branches;
    const inspection = new Inspection(debug, this.host, this.sources, this.client, current);
    this.launched = { request, debug, branches, inspection, news: current.news, isUnderWay: false };
    if (request.noDebug === true) return;
    const placed = this.points.attach(debug.breakpoints);
    this.own.attach(debug.breakpoints);
    for (const breakpoint of placed)
      this.emitEvent('breakpoint', { reason: 'changed', breakpoint: forClient(breakpoint, this.client) });
  }

  private begin(): Promise<void> {
    const { debug, request } = this.loaded();
    return this.go(() => debug.start(request.stopOnEntry === true && request.noDebug !== true));
  }

  private moveAnswer(after: () => Promise<void>, body?: object): Answer {
    const launched = this.still();
    // Requests come in bunches: nothing else may begin before this one goes on.
    launched.isUnderWay = true;
    return { body, after, dropped: () => void (launched.isUnderWay = false) };
  }

  private soughtAnswer(action: () => Promise<Outcome>, cancelled: AbortSignal): Promise<Answer> {
    const launched = this.still();
    const find = (): Promise<Outcome> => this.telling.watched(launched.debug, action);
    return sought(launched, find, cancelled, async (found) => {
      if (this.launched === launched) await this.jump(() => Promise.resolve(found));
    });
  }

  private busy<T>(work: () => Promise<T>): Promise<T> {
    const launched = this.still();
    launched.isUnderWay = true;
    return this.telling.watched(launched.debug, work).finally(() => (launched.isUnderWay = false));
  }

  private jump(action: () => Promise<Outcome>): Promise<void> {
    this.telling.goesOn();
    return this.go(action);
  }

  private async go(action: () => Promise<Outcome>): Promise<void> {
    const launched = this.loaded();
    launched.inspection.forget();
    launched.isUnderWay = true;
    try {
      const outcome = await this.telling.watched(launched.debug, action);
      if (this.launched !== launched) return;
      if (outcome.kind === 'over') return this.finish();
      // Where a move finds nowhere to go, it has not moved.
      const stop = outcome.kind === 'stopped' ? outcome.stop : launched.debug.stop;
      if (stop === undefined) return this.finish();
      for (const news of launched.news.upTo(stop)) {
        this.telling.news(news, launched.debug.program);
        await this.host.pause();
      }
      if (this.launched !== launched) return;
      if (launched.request.noDebug === true) return this.finish();
      this.tellStop(launched, stop);
    } catch (error) {
      // A defect of ours: the run is back where it was, and the client must not wait for ever.
      this.emitEvent('output', { category: 'important', output: `${code.errorBody(error).message}\n` });
      const { stop } = launched.debug;
      if (stop === undefined) this.finish(1);
      else this.tellStop(launched, { ...stop, reason: 'pause', why: code.errorBody(error).message });
    }
  }

  protected override cancelProgress(): void {
    this.launched?.debug.cancel();
  }

  private tellStop(launched: Launched, stop: Stop): void {
    const { debug } = launched;
    launched.isUnderWay = false;
    this.telling.stop(debug, stop);
    this.stopListeners.tell(stop);
  }

  private finish(exitCode?: number): void {
    if (this.isOver) return;
    const isOk = areOperationsOk(this.launched?.branches.all[0]?.debug.run.operations ?? []);
    this.launched?.debug.cancel();
    this.emitEvent('exited', { exitCode: exitCode ?? (isOk ? 0 : 1) });
    this.emitEvent('terminated');
    this.dispose();
  }

  private disconnect(): void {
    this.dispose();
    this.emit(DISCONNECTED);
  }

  private loaded(): Launched {
    if (this.launched === undefined)
      throw new code.RequestError(code.NOT_LAUNCHED, 'No program is loaded: send "launch" first.');
    return this.launched;
  }

  /** The program, which must stand still and have stopped once. */
  private still(): Launched {
    return stillOf(this.loaded());
  }
}

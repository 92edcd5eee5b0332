// The debugger without a protocol: a cursor over a recorded run, moved forwards and backwards, with a reason for every stop.
import type { Program } from '../scenario/program';
import type { Moment } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import { Bookmarks } from './bookmarks';
import { Breakpoints, NO_POINTS, onlyPoint } from './breakpoints';
import { HitHistory } from './hitHistory';
import type { Listener, Move, Outcome } from './move';
import { Cancelled, prepared, tellingAtPauses } from './patience';
import { depthOf, operationAfter, statementStart, stepAfter, type Position } from './position';
import type { Access } from './point';
import type { PseudoSources } from './pseudoSource';
import { whyNeverAccessed } from './readableWord';
import { alone, ofCpu, turnText } from './raceOrder';
import { searchBackward, searchForward, type Goal, type Search } from './search';
import type { SeekOutcome } from './seeks';
import { intoFunction, NOWHERE, stepGoal } from './stepGoal';
import type { DataTarget } from './dataTarget';
import { firstStop } from './firstStop';
import { isWithinStep, oneBack, positionOf, putBack, stepBack } from './stepBack';
import { plainStop, type Stop } from './stop';
import { nextWriteStop, previousWriteStop } from './wordSteps';

interface Standing {
  readonly current: Stop | undefined;
  readonly furthest: number;
  readonly trail: readonly Position[];
  readonly position: Position;
}

const NOBODY: Listener = { log: () => {}, reached: () => {} };

/** Slices of a query between two looks at the clock: each puts memory back first, which costs about as much as the slice. */
const SLICES_PER_PAUSE = 16;

/**
 * One move at a time: `isMoving` says whether one is under way, and then the memory that `run.view` reads may be that of any moment.
 * Forward moves honour breakpoints and findings; so do the reverse ones but for step back, which goes exactly one step or statement back.
 */
export class Debugger {
  readonly breakpoints: Breakpoints;
  readonly bookmarks = new Bookmarks();
  listener = NOBODY;
  private readonly history: HitHistory;
  private current: Stop | undefined;
  private furthest = 0;
  private cancelled = false;
  private moving = false;
  /** Origins of the forward steps made since the last other move: step back retraces them one for one. */
  private trail: Position[] = [];

  /** `pause` lets the event loop run when that is due; it is called often. */
  constructor(
    readonly run: RecordedRun,
    readonly sources: PseudoSources,
    readonly pause: () => Promise<void>,
  ) {
    const whyNever = (target: DataTarget, access: Access): string | undefined =>
      whyNeverAccessed(run, target, access, {});
    this.breakpoints = new Breakpoints(run.program, sources, run.view, whyNever);
    this.history = new HitHistory(async (point, from, last, control) => {
      const bare = onlyPoint(point);
      if (from < 0) {
        const first = await firstStop({ run, points: bare, history: this.history, control });
        if (first !== undefined) return first.step;
      }
      const goal: Goal = { atStatement: ({ firstStep }) => firstStep > last, atStep: undefined };
      const position = positionOf(this.run, Math.max(from, 0));
      const stop = await searchForward({ run, points: bare, history: this.history, control }, position, goal);
      if (stop.reason === 'pause') throw new Cancelled();
      return stop.breakpointIds.length > 0 && stop.step <= last ? stop.step : undefined;
    });
  }

  get program(): Program {
    return this.run.program;
  }

  /** Where the run stands and why; undefined before `start`. */
  get stop(): Stop | undefined {
    return this.current;
  }

  get isMoving(): boolean {
    return this.moving;
  }

  /** The furthest step that the run has stopped at. The record may be longer: it ends where an operation does. */
  get furthestCursor(): number {
    return this.furthest;
  }

  /** Whether later moments have been seen already. */
  get isInPast(): boolean {
    return this.run.cursor < this.furthest;
  }

  /** Undefined when the program has no statement. */
  get moment(): Moment | undefined {
    return this.run.operations.length === 0 && this.run.running === undefined
      ? undefined
      : this.run.moment(this.run.cursor);
  }

  /** How it stands, for another run that is the same up to here. */
  get standing(): Standing {
    const { current, furthest, trail, position } = this;
    return { current, furthest, trail, position };
  }

  standAs({ current, furthest, trail, position }: Standing): void {
    this.current = current;
    this.furthest = furthest;
    this.trail = [...trail];
    putBack(this.run, position);
  }

  get position(): Position {
    return { step: this.run.cursor, write: this.run.write };
  }

  /** Goes to the first stop: the first statement when `stopOnEntry`, else whatever stops a run from there. */
  start(stopOnEntry: boolean): Promise<Outcome> {
    return this.moveBy(async (search) => {
      const first = await operationAfter(this.run, undefined, search.control);
      if (first === undefined) return plainStop(this.run, 0, 'end of program');
      if (stopOnEntry) return plainStop(this.run, 0, 'entry');
      return (await firstStop(search)) ?? (await searchForward(search, positionOf(this.run, 0), NOWHERE));
    });
  }

  /** Throws when another move is under way. */
  async move(move: Move): Promise<Outcome> {
    const from = this.position;
    switch (move) {
      case 'continueCpu':
        return this.stepForward((search) => searchForward(search, from, alone(this.moment)));
      case 'continue':
        if (this.isAtEnd && this.current?.reason === 'end of program') return { kind: 'over' };
        return this.leap((search) => searchForward(search, from, NOWHERE));
      case 'reverseContinue':
        return this.leap((search) => searchBackward(search, from, NOWHERE));
      case 'next':
        return this.stepForward((search) => searchForward(search, from, this.goal('over', 1)));
      case 'stepIn':
        return this.stepForward((search) => searchForward(search, from, this.goal('into', 1)));
      case 'stepOut':
        return this.stepForward((search) => searchForward(search, from, this.goal('out', 1)));
      case 'anyStep':
        return this.stepForward((search) => searchForward(search, from, ANY_STEP), false);
      case 'nextStatement':
        return this.stepForward((search) => searchForward(search, from, ofCpu(STATEMENT, this.moment, 1)));
      case 'nextWrite':
        return this.stepForward((search) => nextWriteStop(search, from), false);
      case 'stepBack':
        return this.moveBy(() => Promise.resolve(stepBack(this.run, from, this.trail.pop())));
      case 'stepBackOne':
      case 'stepBackInto':
        return this.leap(() => Promise.resolve(oneBack(this.run, from)));
      case 'stepBackOver':
        return this.leap((search) => searchBackward(search, from, this.goal('over', -1)));
      case 'stepBackOut':
        return this.leap((search) => searchBackward(search, from, this.goal('out', -1)));
      case 'previousStatement':
        return this.leap((search) => searchBackward(search, from, ofCpu(STATEMENT, this.moment, -1)));
      case 'previousWrite':
        return this.leap((search) => previousWriteStop(search, from));
    }
  }

  /** "Step into" a call of one function of several that are about to be called. */
  stepInto(name: string): Promise<Outcome> {
    const from = this.position;
    const goal = ofCpu(intoFunction(this.moment, name), this.moment, 1);
    return this.stepForward((search) => searchForward(search, from, goal));
  }

  /** To the next time, or the time before, that `goal` is reached; breakpoints stop it on the way. */
  runTo(goal: Goal, direction: 1 | -1): Promise<Outcome> {
    const from = this.position;
    return this.leap((search) =>
      direction === 1 ? searchForward(search, from, goal) : searchBackward(search, from, goal),
    );
  }

  /** Back to where a frame of a CPU began: the kernel frame that is `depth` deep, or, 0, the statement. */
  restartFrame(depth: number, cpu = this.moment?.cpu ?? 0): Promise<Outcome> {
    const from = this.position;
    const isOutside: Goal = { atStatement: () => true, atStep: ({ frame }) => depthOf(frame) < depth };
    const outside = ofCpu(isOutside, this.moment, -1, cpu);
    return this.leap(async (search) => {
      if (depth === 0) return plainStop(this.run, statementStart(this.run, from.step, cpu), 'goto');
      const { step } = await searchBackward({ ...search, points: NO_POINTS }, from, outside);
      return plainStop(this.run, Math.min(stepAfter(this.run, step), from.step), 'goto');
    });
  }

  /** A move to a place in time; the run stays where it was when there is none. */
  async seek(find: (search: Search, from: Position) => Promise<SeekOutcome>): Promise<Outcome> {
    const from = this.position;
    let reason: string | undefined;
    const outcome = await this.leap(async (search) => {
      const sought = await find(search, from);
      if (sought.kind === 'found') return sought.stop;
      ({ reason } = sought);
      return undefined;
    });
    return reason === undefined ? outcome : { kind: 'nowhere', reason };
  }

  /** A question that needs looking about in the record; memory is back at the cursor whenever others run. Throws Cancelled when a move begins meanwhile. */
  async query<T>(find: (search: Search, from: Position) => Promise<T>): Promise<T> {
    const from = this.position;
    let slices = 0;
    const pause = async (): Promise<void> => {
      if (++slices % SLICES_PER_PAUSE !== 0) return;
      putBack(this.run, from);
      await this.pause();
      if (this.moving) throw new Cancelled();
    };
    try {
      const control = { pause, isCancelled: () => false, reached: () => {}, log: () => {} };
      return await find({ run: this.run, points: NO_POINTS, history: this.history, control }, from);
    } finally {
      if (!this.moving) putBack(this.run, from);
    }
  }

  /** Ends the move under way at the next chance; it then stops with reason `pause`. */
  cancel(): void {
    this.cancelled = true;
  }

  private get isAtEnd(): boolean {
    return this.run.complete && this.run.cursor === this.run.recordedSteps;
  }

  private goal(kind: 'over' | 'into' | 'out', direction: 1 | -1): Goal {
    return ofCpu(stepGoal(this.program, this.moment, kind), this.moment, direction);
  }

  /** `tellsTurn`: where it ends because another CPU of a race goes on, that is the reason. */
  private async stepForward(search: (search: Search) => Promise<Stop>, tellsTurn = true): Promise<Outcome> {
    const { position: from, moment } = this;
    const outcome = await this.moveBy(async (going) => {
      const stop = await search(going);
      if (stop.reason !== 'step' || !tellsTurn) return stop;
      await prepared(this.run, stop.step, going.control);
      const why = turnText(moment, this.run.moment(stepIndex(stop.step)));
      return why === undefined ? stop : { ...stop, why };
    });
    if (this.run.write !== from.write || this.run.cursor !== from.step) this.trail.push(from);
    return outcome;
  }

  private leap(search: (search: Search) => Promise<Stop | undefined>): Promise<Outcome> {
    this.trail = [];
    return this.moveBy(search);
  }

  private async moveBy(find: (search: Search) => Promise<Stop | undefined>): Promise<Outcome> {
    if (this.moving) throw new Error('another move is under way');
    const from = this.position;
    this.moving = true;
    this.cancelled = false;
    const { pause, history, run } = this;
    const plain = { pause, isCancelled: () => this.cancelled, ...this.listener };
    const control = tellingAtPauses(plain, run, from.step);
    try {
      const stop = await find({ run, points: this.breakpoints, history, control });
      if (stop === undefined) {
        putBack(this.run, from);
        return { kind: 'nowhere', reason: '' };
      }
      return this.stopped(stop);
    } catch (error) {
      putBack(this.run, from);
      if (!(error instanceof Cancelled)) throw error;
      const write = isWithinStep(this.run, from) ? from.write : undefined;
      return this.stopped({ ...plainStop(run, from.step, 'pause'), write });
    } finally {
      this.moving = false;
    }
  }

  private stopped(stop: Stop): Outcome {
    if (stop.write === undefined) this.run.seek(stepIndex(stop.step));
    else this.run.seekWrite(stop.write);
    this.current = stop;
    this.furthest = Math.max(this.furthest, stop.step);
    return { kind: 'stopped', stop };
  }
}

const STATEMENT: Goal = { atStatement: () => true, atStep: undefined };
/** Of whatever CPU. */
const ANY_STEP: Goal = { atStatement: () => true, atTurn: () => true, atStep: () => true };

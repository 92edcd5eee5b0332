// The debugger without a protocol: a cursor over a recorded run, moved forwards and backwards, with a reason for every stop.
import type { Program } from '../scenario/program';
import type { Moment } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import { Breakpoints } from './breakpoints';
import { depthOf, operationAfter, operationAt } from './position';
import type { PseudoSources } from './pseudoSource';
import { searchBackward, searchForward, type Control, type Goal } from './search';
import { enclosingBlock, isWithin } from './statementLines';
import { plainStop, stopAtStatement, type Stop } from './stop';

export type Move = 'continue' | 'reverseContinue' | 'next' | 'stepIn' | 'stepOut' | 'stepBack' | 'stepBackOne';

/** `over`: the run was at its end and was told to go on. */
export type Outcome = { readonly kind: 'stopped'; readonly stop: Stop } | { readonly kind: 'over' };

/**
 * One move at a time: `isMoving` says whether one is under way, and then the memory that `run.view` reads may be that of any moment.
 * Forward moves honour breakpoints and findings; so does reverse continue. Step back honours none: it goes exactly one step or statement back.
 */
export class Debugger {
  readonly breakpoints: Breakpoints;
  private current: Stop | undefined;
  private before = 0;
  private furthest = 0;
  private cancelled = false;
  private moving = false;
  /** Origins of the forward steps made since the last other move: step back retraces them one for one. */
  private trail: number[] = [];

  /** `pause` lets the event loop run when that is due; it is called often. */
  constructor(
    readonly run: RecordedRun,
    sources: PseudoSources,
    private readonly pause: () => Promise<void>,
  ) {
    this.breakpoints = new Breakpoints(run.program, sources);
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

  /** Step of the stop before this one: what changed since then is what the journal holds between the two. */
  get previousCursor(): number {
    return this.before;
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
    return this.run.operations.length === 0 ? undefined : this.run.moment(this.run.cursor);
  }

  /** Goes to the first stop: the first statement when `stopOnEntry`, else whatever stops a run from there. */
  start(stopOnEntry: boolean): Promise<Outcome> {
    return this.moveBy(async (control) => {
      const first = await operationAfter(this.run, undefined, control.pause);
      if (first === undefined) return plainStop(this.run, 0, 'end of program');
      if (stopOnEntry) return plainStop(this.run, 0, 'entry');
      return stopAtStatement(this.breakpoints, first, undefined) ?? (await this.forward(0, NOWHERE, control));
    });
  }

  /** Throws when another move is under way. */
  async move(move: Move): Promise<Outcome> {
    const from = this.run.cursor;
    switch (move) {
      case 'continue':
        if (this.isAtEnd && this.current?.reason === 'end of program') return { kind: 'over' };
        this.trail = [];
        return this.moveBy((control) => this.forward(from, NOWHERE, control));
      case 'reverseContinue':
        this.trail = [];
        return this.moveBy((control) => searchBackward(this.run, this.breakpoints, from, NOWHERE, control));
      case 'next':
      case 'stepIn':
      case 'stepOut': {
        const outcome = await this.moveBy((control) => this.forward(from, this.goalOf(move), control));
        if (this.run.cursor !== from) this.trail.push(from);
        return outcome;
      }
      case 'stepBack':
        return this.moveBy(() => Promise.resolve(this.stepBack(from)));
      case 'stepBackOne':
        this.trail = [];
        return this.moveBy(() => Promise.resolve(this.oneBack(from)));
    }
  }

  /** Ends the move under way at the next chance; it then stops with reason `pause`. */
  cancel(): void {
    this.cancelled = true;
  }

  private get isAtEnd(): boolean {
    return this.run.complete && this.run.cursor === this.run.recordedSteps;
  }

  private goalOf(move: 'next' | 'stepIn' | 'stepOut'): Goal {
    const moment = this.moment;
    const depth = depthOf(moment?.frame);
    if (move === 'stepIn') return { atStatement: () => true, atStep: () => true };
    if (depth > 0) {
      const deepest = move === 'next' ? depth : depth - 1;
      return { atStatement: () => true, atStep: ({ frame }) => depthOf(frame) <= deepest };
    }
    if (move === 'next' || moment === undefined) return { atStatement: () => true, atStep: undefined };
    const block = enclosingBlock(this.program, moment.operation.statement);
    if (block === undefined) return NOWHERE;
    return { atStatement: ({ statement }) => !isWithin(statement.range, block), atStep: undefined };
  }

  private forward(from: number, goal: Goal, control: Control): Promise<Stop> {
    return searchForward(this.run, this.breakpoints, from, goal, control);
  }

  private stepBack(from: number): Stop {
    const origin = this.trail.pop();
    if (origin !== undefined) return plainStop(this.run, origin, 'step');
    const operation = operationAt(this.run, from);
    const isInside = operation !== undefined && operation.firstStep !== from;
    if (isInside || from === 0) return this.oneBack(from);
    return plainStop(this.run, operationAt(this.run, from - 1)?.firstStep ?? 0, 'step');
  }

  private oneBack(from: number): Stop {
    return from === 0 ? plainStop(this.run, 0, 'entry') : plainStop(this.run, from - 1, 'step');
  }

  private async moveBy(search: (control: Control) => Promise<Stop>): Promise<Outcome> {
    if (this.moving) throw new Error('another move is under way');
    const from = this.run.cursor;
    this.moving = true;
    this.cancelled = false;
    try {
      const stop = await search({ pause: this.pause, isCancelled: () => this.cancelled });
      this.before = from;
      return this.stopped(stop);
    } catch (error) {
      this.run.seek(from);
      throw error;
    } finally {
      this.moving = false;
    }
  }

  private stopped(stop: Stop): Outcome {
    this.run.seek(stepIndex(stop.step));
    this.current = stop;
    this.furthest = Math.max(this.furthest, stop.step);
    return { kind: 'stopped', stop };
  }
}

const NOWHERE: Goal = { atStatement: () => false, atStep: undefined };

// Frames and locals of steps: not kept while recording, but made again by running an operation once more from its first write, a window at a time.
import { TASK } from '../mm/layout.js';
import { localType } from '../mm/locals.js';
import { KernelAssertionError, type Kernel } from '../mm/kernel.js';
import type { ModelFrame, Step } from '../mm/step.js';
import { taskAt } from '../mm/task.js';
import type { RunContext } from '../scenario/runContext.js';
import { newOutcome } from '../scenario/outcome.js';
import { wordIndex } from '../word/brand.js';
import type { Frame, Rerunnable, Standing } from './moment.js';
import type { ModelStanding, Race } from './race.js';
import { raceOf, type Start } from './startOperation.js';
import type { UnrolledStatement } from './unroll.js';

/** Steps in a window: small enough that making one holds the host for some milliseconds only. */
export const WINDOW = 8192;
const WINDOWS_KEPT = 16;

export interface StepDetail {
  /** Journal position: what was written before the step. */
  readonly write: number;
  readonly frame: Frame | undefined;
  readonly others: readonly Standing[];
}

interface Captured {
  readonly write: number;
  readonly frame: ModelFrame | undefined;
  readonly others: readonly ModelStanding[] | undefined;
}

/** A re-run of an operation that stands between two of its steps: the next look goes on from here, so that looking at an operation from end to end costs one re-run. */
interface Rerun {
  readonly firstStep: number;
  readonly model: Generator<Step, void, void>;
  readonly race: Race | undefined;
  /** The step, within the operation, that `model` yields next. */
  step: number;
  frame: ModelFrame | undefined;
  write: number;
  /** Steps of the window that `step` lies in, as far as they were passed; of windows that nobody asked for, nothing. */
  captured: Captured[];
  /** The window that `captured` is of. */
  window: number;
}

export class StepWindows {
  /** Keyed by the step at which the window begins, counted over the whole run; the oldest is dropped first. */
  readonly #windows = new Map<number, readonly Captured[]>();
  /** Journal position at the first step of each window of an operation, by the operation's first step. */
  readonly #firstWrites = new Map<number, number[]>();
  #rerun: Rerun | undefined;

  constructor(
    private readonly context: RunContext,
    private readonly lineOf: (functionName: string, text: string) => number,
    private readonly parametersOf: (functionName: string) => readonly string[],
    private readonly start: Start,
  ) {}

  /** What another record has noted of the operations before step `before`, which this one shares with it. */
  takeOver(other: StepWindows, before: number): void {
    for (const [firstStep, marks] of other.#firstWrites)
      if (firstStep < before) this.#firstWrites.set(firstStep, marks);
  }

  /** While recording: step `step` of the operation that begins at `firstStep` starts at journal position `write`. */
  mark(firstStep: number, step: number, write: number): void {
    if (step % WINDOW !== 0) return;
    const marks = this.#firstWrites.get(firstStep) ?? [];
    marks[step / WINDOW] = write;
    this.#firstWrites.set(firstStep, marks);
  }

  /** Step `step` of an operation, 0 the statement itself. Moves memory; the caller puts it back. */
  at(operation: Rerunnable, step: number): StepDetail {
    const captured = this.#window(operation, Math.floor(step / WINDOW))[step % WINDOW];
    if (captured === undefined) throw new RangeError(`operation ${operation.index} has no step ${step}`);
    const others = (captured.others ?? []).map((other) => ({ ...other, frame: this.#frame(other.frame) }));
    return { write: captured.write, frame: this.#frame(captured.frame), others };
  }

  /** The step of an operation during which a journal position was written. */
  stepOfWrite(operation: Rerunnable, write: number): number {
    const number = this.#windowOfWrite(operation, write);
    const window = this.#window(operation, number);
    let low = 0;
    let high = window.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((window[middle]?.write ?? 0) <= write) low = middle + 1;
      else high = middle;
    }
    return number * WINDOW + Math.max(0, low - 1);
  }

  /** Makes at most `steps` steps towards the details of a step; true: they are at hand. Moves memory. */
  prepare(operation: Rerunnable, step: number, steps: number): boolean {
    return this.#advance(operation, Math.floor(step / WINDOW), steps);
  }

  /** The same for `stepOfWrite`. */
  prepareWrite(operation: Rerunnable, write: number, steps: number): boolean {
    return this.#advance(operation, this.#windowOfWrite(operation, write), steps);
  }

  #windowOfWrite(operation: Rerunnable, write: number): number {
    const marks = this.#firstWrites.get(operation.firstStep) ?? [];
    let number = 0;
    while ((marks[number + 1] ?? Infinity) <= write) number++;
    return number;
  }

  #window(operation: Rerunnable, number: number): readonly Captured[] {
    this.#advance(operation, number, Infinity);
    return this.#windows.get(operation.firstStep + number * WINDOW) ?? [];
  }

  /** True: window `number` is there. */
  #advance(operation: Rerunnable, number: number, steps: number): boolean {
    if (this.#windows.has(operation.firstStep + number * WINDOW)) return true;
    const from = number * WINDOW;
    const known = this.#rerun;
    const canGoOn = known?.firstStep === operation.firstStep && (known.window === number || known.step <= from);
    const rerun = canGoOn ? known : this.#begin(operation);
    this.#rerun = rerun;
    if (rerun.window !== number) {
      rerun.window = number;
      rerun.captured = [];
    }
    if (number === 0 && rerun.captured.length === 0)
      rerun.captured.push({ write: operation.firstWrite, frame: undefined, others: rerun.race?.others });
    const isOver = this.#run(operation, rerun, from, steps);
    if (!isOver && rerun.captured.length < WINDOW) return false;
    if (isOver) this.#rerun = undefined;
    this.#keep(operation.firstStep + from, rerun.captured);
    return true;
  }

  #begin(operation: Rerunnable): Rerun {
    const outcome = newOutcome();
    const race = raceOf(this.context, operation, outcome);
    return {
      firstStep: operation.firstStep,
      model: this.start(this.context, operation, outcome, race),
      race,
      step: 1,
      frame: undefined,
      write: operation.firstWrite,
      captured: [],
      window: 0,
    };
  }

  #keep(key: number, window: readonly Captured[]): void {
    this.#windows.set(key, window);
    const oldest = this.#windows.keys().next();
    if (this.#windows.size > WINDOWS_KEPT && oldest.done !== true) this.#windows.delete(oldest.value);
  }

  /** Until the window that begins at `from` is complete or `steps` are made. True: the operation is over. */
  #run(operation: Rerunnable, rerun: Rerun, from: number, steps: number): boolean {
    const { k } = this.context;
    k.mem.seek(rerun.write);
    k.frame = rerun.frame;
    k.cpu = rerun.race?.cpu ?? operation.cpu;
    try {
      for (let left = steps; left > 0 && rerun.captured.length < WINDOW; left--) {
        const next = rerun.model.next();
        if (next.done === true) return true;
        const { text, locals } = next.value;
        const frame = currentFrame(k);
        if (frame !== undefined)
          k.frame = {
            name: frame.name,
            text,
            args: frame.args,
            locals: locals === undefined ? frame.locals : { ...frame.locals, ...locals },
            parent: frame.parent,
          };
        if (rerun.step >= from)
          rerun.captured.push({ write: k.mem.cursor, frame: k.frame, others: rerun.race?.others });
        rerun.step++;
      }
    } catch (error) {
      if (!(error instanceof KernelAssertionError)) throw error;
      return true;
    } finally {
      rerun.frame = k.frame;
      rerun.write = k.mem.cursor;
      k.frame = undefined;
    }
    return false;
  }

  #frame(frame: ModelFrame | undefined): Frame | undefined {
    if (frame === undefined) return undefined;
    return {
      name: frame.name,
      line: this.lineOf(frame.name, frame.text),
      text: frame.text,
      locals: { ...this.#arguments(frame), ...frame.locals },
      parent: this.#frame(frame.parent),
    };
  }

  /** By name, as far as they are values that the debugger can show. */
  #arguments({ name, args }: ModelFrame): Readonly<Record<string, number>> {
    const named: Record<string, number> = {};
    this.parametersOf(name).forEach((parameter, i) => {
      const value = args[i];
      if (localType(parameter) === undefined) return;
      if (typeof value === 'number') named[parameter] = value;
      if (typeof value === 'boolean') named[parameter] = Number(value);
    });
    return named;
  }
}

/** Model code changes it behind the compiler's back. */
function currentFrame(k: Kernel): ModelFrame | undefined {
  return k.frame;
}

/** The CPU that an operation runs on: its task's, or the one that a race block names. */
export function cpuOf(context: RunContext, unrolled: UnrolledStatement): number {
  const { statement, cpu } = unrolled;
  if (cpu !== undefined) return cpu;
  if (statement.kind === 'whatIf' && statement.edit.kind === 'statement')
    return cpuOf(context, { ...unrolled, statement: statement.edit.statement });
  const name =
    'pages' in statement && typeof statement.pages === 'object' && 'task' in statement.pages
      ? statement.pages.task
      : 'task' in statement
        ? statement.task
        : 'parent' in statement
          ? statement.parent
          : undefined;
  const id = name === undefined ? -1 : context.names.tasks.indexOf(name);
  const task = id < 0 ? 0 : taskAt(context.k, id);
  return task === 0 ? 0 : context.k.num(wordIndex(task + TASK.cpu));
}

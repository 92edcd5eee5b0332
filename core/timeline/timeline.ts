// A recorded run: every operation's place in the journal, and the details of steps made again on demand by running the operation once more.
import { boot } from '../kernel/machine.js';
import { KernelView } from '../mm/inspect.js';
import { KernelAssertionError, type Kernel } from '../mm/kernel.js';
import type { Step } from '../mm/step.js';
import { execute } from '../scenario/interpreter.js';
import type { RunContext } from '../scenario/runContext.js';
import { newOutcome, type Finding, type Outcome } from '../scenario/outcome.js';
import type { Program } from '../scenario/program.js';
import { programNames } from '../scenario/programNames.js';
import { stepIndex, type StepIndex } from '../word/brand.js';
import { cpuOf, StepWindows } from './details.js';
import type { Moment, Operation } from './moment.js';
import type { Answer, RecordedRun } from './recordedRun.js';
import { ask } from './ask.js';
import { unroll, type UnrolledStatement } from './unroll.js';

/** Writes between two snapshots: bounds how far a seek has to walk (bench: seek). */
const SNAPSHOT_WRITES = 250_000;

export interface TimelineOptions {
  /** Looks at the kernel after each operation; the invariants are checked here. */
  readonly check?: (k: Kernel) => readonly Finding[];
  /** Pseudo-source line of a step's text within its function, 1-based. */
  readonly lineOf?: (functionName: string, text: string) => number;
  /** Names of a function's parameters, in order. */
  readonly parametersOf?: (functionName: string) => readonly string[];
  /** Sees each operation when it is recorded, with memory as the operation left it (recordings compare here). */
  readonly observe?: (operation: Operation, context: RunContext, outcome: Outcome) => readonly Finding[];
}

/** An operation that has begun and not ended: a long statement is recorded in slices. */
interface Running {
  readonly unrolled: UnrolledStatement;
  readonly model: Generator<Step, void, void>;
  readonly outcome: Outcome;
  /** Settled when it begins: at its end the task may be gone. */
  readonly cpu: number;
  readonly firstWrite: number;
  readonly firstStep: StepIndex;
  steps: number;
}

export class Timeline implements RecordedRun {
  readonly kernel: Kernel;
  readonly view: KernelView;
  readonly context: RunContext;
  readonly operations: Operation[] = [];
  complete = false;
  recordedSteps = 0;
  #cursor: StepIndex = stepIndex(0);
  #statements: Iterator<UnrolledStatement, void>;
  #running: Running | undefined;
  #details: StepWindows;
  #lastSnapshot = 0;

  constructor(
    readonly program: Program,
    private readonly options: TimelineOptions = {},
  ) {
    this.kernel = boot(program.machine);
    const names = programNames(program);
    this.view = new KernelView(this.kernel, names);
    this.context = { k: this.kernel, view: this.view, names, program };
    this.#statements = unroll(program);
    this.#details = new StepWindows(this.context, options.lineOf ?? (() => 1), options.parametersOf ?? (() => []));
  }

  get cursor(): StepIndex {
    return this.#cursor;
  }

  recordNext(): boolean {
    for (;;) {
      const state = this.advance(Infinity);
      if (state !== 'running') return state === 'operation';
    }
  }

  /** Records at most `steps` steps more: an operation ended, it still runs, or the program is over. */
  advance(steps: number): 'operation' | 'running' | 'over' {
    if (this.complete) return 'over';
    if (this.#cursor !== this.recordedSteps) this.seek(stepIndex(this.recordedSteps));
    // A block at a time while recording, so that no query has to order many.
    this.kernel.mem.journal.orderNext();
    const running = this.#running ?? this.#begin();
    if (running === undefined) {
      this.complete = true;
      return 'over';
    }
    this.#running = running;
    for (let left = steps; left > 0; left--) {
      if (this.#step(running)) continue;
      this.#end(running);
      return 'operation';
    }
    return 'running';
  }

  seek(step: StepIndex): void {
    if (!Number.isInteger(step) || step < 0 || step > this.recordedSteps)
      throw new RangeError(`no step ${step}: 0..${this.recordedSteps}`);
    if (this.#running !== undefined) this.#finish(this.#running);
    this.kernel.mem.seek(this.#writeAt(step));
    this.#cursor = step;
  }

  moment(step: StepIndex): Moment {
    const operation = this.operationAt(step);
    if (step === this.recordedSteps)
      return { step, operation, cpu: operation.cpu, frame: undefined, write: this.#writeAt(step) };
    const detail = this.#withMemory(() => this.#details.at(operation, step - operation.firstStep));
    return { step, operation, cpu: operation.cpu, frame: detail.frame, write: detail.write };
  }

  /** The operation that a step belongs to; at the end, the last one. */
  operationAt(step: StepIndex): Operation {
    if (!Number.isInteger(step) || step < 0 || step > this.recordedSteps)
      throw new RangeError(`no step ${step}: 0..${this.recordedSteps}`);
    const found = this.operations[lastAtMost(this.operations.length, (i) => this.operations[i]?.firstStep ?? 0, step)];
    if (found === undefined) throw new RangeError('nothing was recorded yet');
    return found;
  }

  ask(text: string, variables: Readonly<Record<string, number>>): Answer {
    return ask(this.context, text, variables);
  }

  previousWrite(index: number, write: number): number | undefined {
    return this.kernel.mem.journal.previousWrite(index, write);
  }

  nextWrite(index: number, write: number): number | undefined {
    return this.kernel.mem.journal.nextWrite(index, write);
  }

  writtenBetween(from: number, to: number): readonly number[] {
    const words = new Set<number>();
    for (let n = Math.min(from, to); n < Math.max(from, to); n++) words.add(this.kernel.mem.journal.index(n));
    return [...words];
  }

  stepOfWrite(write: number): StepIndex {
    const at = lastAtMost(this.operations.length, (i) => this.operations[i]?.firstWrite ?? 0, write);
    const operation = this.operations[at];
    if (operation === undefined || write < operation.firstWrite) return stepIndex(0);
    const step = this.#withMemory(() => this.#details.stepOfWrite(operation, write));
    return stepIndex(operation.firstStep + step);
  }

  #begin(): Running | undefined {
    const next = this.#statements.next();
    if (next.done === true) return undefined;
    const outcome = newOutcome();
    this.kernel.frame = undefined;
    const { statement, variables } = next.value;
    // The first step is the statement itself; the model's steps follow.
    return {
      unrolled: next.value,
      model: execute(this.context, statement, variables, outcome),
      outcome,
      cpu: cpuOf(this.context, next.value),
      firstWrite: this.kernel.mem.cursor,
      firstStep: stepIndex(this.recordedSteps),
      steps: 1,
    };
  }

  /** One step; false: the operation is over. */
  #step(running: Running): boolean {
    this.kernel.cpu = running.cpu;
    try {
      if (running.model.next().done === true) return false;
    } catch (error) {
      if (!(error instanceof KernelAssertionError)) throw error;
      running.outcome.findings.push({
        kind: 'warning',
        code: 'VS0410',
        message: `${error.assertion}: ${error.message}.`,
      });
      return false;
    }
    this.#details.mark(running.firstStep, running.steps, this.kernel.mem.cursor);
    running.steps++;
    return true;
  }

  #finish(running: Running): void {
    while (this.#step(running));
    this.#end(running);
  }

  #end(running: Running): void {
    this.#running = undefined;
    this.kernel.frame = undefined;
    const { mem } = this.kernel;
    const base = {
      index: this.operations.length,
      statement: running.unrolled.statement,
      variables: running.unrolled.variables,
      cpu: running.cpu,
      firstStep: running.firstStep,
      stepCount: running.steps,
      firstWrite: running.firstWrite,
      writeCount: mem.cursor - running.firstWrite,
      output: running.outcome.output,
      expectation: running.outcome.expectation,
    };
    const found = running.outcome.findings;
    found.push(...(this.options.check?.(this.kernel) ?? []));
    found.push(...(this.options.observe?.({ ...base, findings: found }, this.context, running.outcome) ?? []));
    this.operations.push({ ...base, findings: found });
    this.recordedSteps += running.steps;
    this.#cursor = stepIndex(this.recordedSteps);
    if (mem.cursor - this.#lastSnapshot >= SNAPSHOT_WRITES) {
      mem.snapshot();
      this.#lastSnapshot = mem.cursor;
    }
  }

  /** Journal position just before a step. */
  #writeAt(step: StepIndex): number {
    const last = this.operations.at(-1);
    if (last === undefined) return this.kernel.mem.cursor;
    if (step === this.recordedSteps) return last.firstWrite + last.writeCount;
    const operation = this.operationAt(step);
    if (step === operation.firstStep) return operation.firstWrite;
    return this.#withMemory(() => this.#details.at(operation, step - operation.firstStep).write);
  }

  /** Runs something that moves memory about, and puts it back to where it was. */
  #withMemory<T>(look: () => T): T {
    const { mem } = this.kernel;
    const before = mem.cursor;
    try {
      return look();
    } finally {
      mem.seek(before);
    }
  }
}

/** Index of the last element, of ascending ones, that is at most `value`. */
export function lastAtMost(length: number, at: (i: number) => number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// Runs a program and keeps where each operation stands in the journal: the growing end of a recorded run.
import { boot } from '../kernel/machine.js';
import { KernelView } from '../mm/inspect.js';
import { KernelAssertionError, type Kernel } from '../mm/kernel.js';
import type { ModelFrame, Step } from '../mm/step.js';
import { execute } from '../scenario/interpreter.js';
import { execute as executePlain } from '../scenario/plain/generated/interpreter.js';
import type { RunContext } from '../scenario/runContext.js';
import { newOutcome, type Finding, type Outcome } from '../scenario/outcome.js';
import type { Program } from '../scenario/program.js';
import { programNames } from '../scenario/programNames.js';
import { stepIndex, type StepIndex } from '../word/brand.js';
import { cpuOf, WINDOW } from './details.js';
import { DeclaredDefects } from './declaredDefects.js';
import { lastAtMost } from './lastAtMost.js';
import type { Operation } from './moment.js';
import { assertionFinding } from './assertionFinding.js';
import type { RecordedRun } from './recordedRun.js';
import { unroll, type UnrolledStatement } from './unroll.js';

/** Writes between two snapshots: bounds how far a seek has to walk (bench: seek). */
const SNAPSHOT_WRITES = 250_000;

export interface TimelineOptions {
  /** Looks at the kernel after each operation, which is the last one of `run`; the invariants are checked here. */
  readonly check?: (k: Kernel, run: RecordedRun) => readonly Finding[];
  /**
   * Looks at the kernel after each step of an operation but the last; `step` is the one that has happened. Says how many steps its own work is worth, so that
   * slices stay short.
   */
  readonly checkStep?: (k: Kernel, step: number) => number;
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
  readonly model: Generator<Step | undefined, void, void>;
  readonly outcome: Outcome;
  /** Settled when it begins: at its end the task may be gone. */
  readonly cpu: number;
  readonly firstWrite: number;
  readonly firstStep: StepIndex;
  steps: number;
  /** Kept while others look about in the record. */
  frame: ModelFrame | undefined;
  /** Why it ended before its end. */
  stopped: KernelAssertionError | undefined;
}

/** Journal position of each step of a running operation, as it begins: `step` counts within the operation. */
type Mark = (firstStep: StepIndex, step: number, write: number) => void;

export class Recorder {
  readonly kernel: Kernel;
  readonly view: KernelView;
  readonly context: RunContext;
  readonly operations: Operation[] = [];
  complete = false;
  recordedSteps = 0;
  readonly #statements: Iterator<UnrolledStatement, void>;
  readonly #defects: DeclaredDefects;
  #running: Running | undefined;
  #lastSnapshot = 0;
  /** Work of the last step's check, in steps. */
  #extraWork = 0;

  constructor(
    readonly program: Program,
    private readonly options: TimelineOptions,
    private readonly mark: Mark,
    private readonly run: RecordedRun,
  ) {
    this.kernel = boot(program.machine);
    const names = programNames(program);
    this.view = new KernelView(this.kernel, names);
    const statementStart = (write: number): number => this.#statementBefore(write);
    this.context = { k: this.kernel, view: this.view, names, program, statementStart };
    this.#defects = new DeclaredDefects(program.machine.breaks ?? []);
    this.#statements = unroll(program);
    this.kernel.mark = () => this.#passWindow();
  }

  /** See RecordedRun.advance. Memory is then at the end of the record, or where it was when the program is over. */
  advance(steps: number): 'operation' | 'running' | 'over' {
    if (this.complete) return 'over';
    const { mem } = this.kernel;
    const lookedAt = mem.cursor;
    mem.seek(mem.journal.length);
    // A block at a time while recording, so that no query has to order many.
    mem.journal.orderNext();
    const running = this.#running ?? this.#begin();
    if (running === undefined) {
      this.complete = true;
      mem.seek(lookedAt);
      return 'over';
    }
    this.#running = running;
    this.kernel.frame = running.frame;
    for (let left = steps; left > 0;) {
      const before = running.steps;
      if (!this.#step(running)) {
        this.#end(running);
        return 'operation';
      }
      left -= running.steps - before + this.#extraWork;
    }
    running.frame = this.kernel.frame;
    return 'running';
  }

  /** The operation that has not ended, with what it has done so far; its findings come at its end. */
  get running(): Operation | undefined {
    return this.#running && { ...this.#soFar(this.#running), findings: [] };
  }

  /** Journal position at the end of the last operation that ended. */
  get end(): number {
    return this.#running?.firstWrite ?? this.kernel.mem.journal.length;
  }

  /** Laws that the program says it breaks, and that no operation has broken yet. */
  get unbroken(): readonly string[] {
    return this.#defects.unbroken;
  }

  #begin(): Running | undefined {
    const next = this.#statements.next();
    if (next.done === true) return undefined;
    const outcome = newOutcome();
    this.kernel.frame = undefined;
    const { statement, variables } = next.value;
    this.kernel.steps = 0;
    this.kernel.markAt = WINDOW;
    // The first step is the statement itself; the model's steps follow. Only who looks at each of them needs the form that stops at each.
    const form = this.options.checkStep === undefined ? executePlain : execute;
    return {
      unrolled: next.value,
      model: form(this.context, statement, variables, outcome),
      outcome,
      cpu: cpuOf(this.context, next.value),
      firstWrite: this.kernel.mem.cursor,
      firstStep: stepIndex(this.recordedSteps),
      steps: 1,
      frame: undefined,
      stopped: undefined,
    };
  }

  /** One step, or as many as the plain form makes at a time; false: the operation is over. */
  #step(running: Running): boolean {
    this.kernel.cpu = running.cpu;
    try {
      const next = running.model.next();
      if (this.options.checkStep === undefined) running.steps = 1 + this.kernel.steps;
      if (next.done === true) return false;
    } catch (error) {
      if (this.options.checkStep === undefined) running.steps = 1 + this.kernel.steps;
      if (!(error instanceof KernelAssertionError)) throw error;
      running.stopped = error;
      return false;
    }
    if (this.options.checkStep === undefined) return true;
    const { mem } = this.kernel;
    this.#extraWork = this.options.checkStep(this.kernel, running.firstStep + running.steps - 1);
    this.mark(running.firstStep, running.steps, mem.cursor);
    running.steps++;
    if (mem.cursor - this.#lastSnapshot >= SNAPSHOT_WRITES) this.#snapshot();
    return true;
  }

  /** The plain form has come to a step at which a window of details begins. */
  #passWindow(): void {
    const { steps, mem } = this.kernel;
    if (this.#running !== undefined) this.mark(this.#running.firstStep, steps, mem.cursor);
    if (mem.cursor - this.#lastSnapshot >= SNAPSHOT_WRITES) this.#snapshot();
    this.kernel.markAt = steps + WINDOW;
  }

  #snapshot(): void {
    this.kernel.mem.snapshot();
    this.#lastSnapshot = this.kernel.mem.cursor;
  }

  #soFar(running: Running): Omit<Operation, 'findings'> {
    return {
      index: this.operations.length,
      statement: running.unrolled.statement,
      variables: running.unrolled.variables,
      cpu: running.cpu,
      firstStep: running.firstStep,
      stepCount: running.steps,
      firstWrite: running.firstWrite,
      writeCount: this.kernel.mem.journal.length - running.firstWrite,
      output: running.outcome.output,
      expectation: running.outcome.expectation,
      expectedLosses: running.outcome.expectedLosses,
    };
  }

  #end(running: Running): void {
    this.#running = undefined;
    this.kernel.frame = undefined;
    const { mem } = this.kernel;
    const base = this.#soFar(running);
    const found = running.outcome.findings;
    this.operations.push({ ...base, findings: found });
    this.recordedSteps += running.steps;
    const last = stepIndex(running.firstStep + running.steps - 1);
    if (running.stopped !== undefined) found.push(assertionFinding(running.stopped, this.run.moment(last)));
    found.push(...this.#defects.asDeclared(this.options.check?.(this.kernel, this.run) ?? []));
    found.push(...(this.options.observe?.({ ...base, findings: found }, this.context, running.outcome) ?? []));
    if (mem.cursor - this.#lastSnapshot >= SNAPSHOT_WRITES) this.#snapshot();
  }

  /** Where the last operation began that wrote anything before journal position `write`. */
  #statementBefore(write: number): number {
    if (this.#running !== undefined && this.#running.firstWrite < write) return this.#running.firstWrite;
    const at = lastAtMost(this.operations.length, (i) => this.operations[i]?.firstWrite ?? 0, write - 1);
    return this.operations[at]?.firstWrite ?? 0;
  }
}

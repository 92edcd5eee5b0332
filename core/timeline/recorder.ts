// Runs a program and keeps where each operation stands in the journal: the growing end of a recorded run.
import { boot } from '../kernel/machine.js';
import { KernelView } from '../mm/inspect.js';
import { KernelAssertionError, type Kernel } from '../mm/kernel.js';
import type { ModelFrame, Step } from '../mm/step.js';
import { execute as executePlain } from '../scenario/plain/generated/interpreter.js';
import type { RunContext } from '../scenario/runContext.js';
import { newOutcome, type Finding, type Outcome } from '../scenario/outcome.js';
import type { Program } from '../scenario/program.js';
import { programNames } from '../scenario/programNames.js';
import { stepIndex, type StepIndex } from '../word/brand.js';
import { cpuOf, WINDOW } from './details.js';
import { DeclaredDefects } from './declaredDefects.js';
import type { Beginning } from './branching.js';
import { lastAtMost } from './lastAtMost.js';
import { plannedBefore, type Operation } from './moment.js';
import { assertionFinding } from './assertionFinding.js';
import type { RecordedRun } from './recordedRun.js';
import type { Plan } from './plan.js';
import type { Race } from './race.js';
import { raceOperations, type Ended, type TurnTaken } from './raceOperations.js';
import { raceOf, startOperation, type Start } from './startOperation.js';
import type { UnrolledStatement } from './unroll.js';

/** Stops only now and then. */
const plain: (...args: Parameters<typeof executePlain>) => Generator<Step | undefined, void, void> = executePlain;

/** Writes between two snapshots: bounds how far a seek has to walk (bench: seek). */
const SNAPSHOT_WRITES = 250_000;

/** Steps that take about the time of a slice of a look. */
const LOOK_STEPS = 256;

export interface TimelineOptions {
  /** Looks at the kernel after each operation, which is the last one of `run`; the invariants are checked here. */
  readonly check?: (k: Kernel, run: RecordedRun) => readonly Finding[];
  /** Looks ahead, in slices, at what `check` will look at: the operation is over, and nothing is written any more. */
  readonly prepareCheck?: (k: Kernel) => Generator<void, void, void>;
  /** Looks at the kernel after each step of an operation but the last, in slices; `step` is the one that has happened. undefined: there is nothing to look at. */
  readonly checkStep?: (k: Kernel, step: number) => Generator<void, void, void> | undefined;
  /** Pseudo-source line of a step's text within its function, 1-based. */
  readonly lineOf?: (functionName: string, text: string) => number;
  /** Names of a function's parameters, in order. */
  readonly parametersOf?: (functionName: string) => readonly string[];
  /** The same options for another run: what looks at the kernel may keep notes of its own. */
  readonly again?: () => TimelineOptions;
  /** Sees each operation when it is recorded, with memory as the operation left it (recordings compare here). */
  readonly observe?: (operation: Operation, context: RunContext, outcome: Outcome) => readonly Finding[];
}

/** An operation that has begun and not ended: a long statement is recorded in slices. */
interface Running {
  readonly unrolled: UnrolledStatement;
  readonly model: Generator<Step | undefined, void, void>;
  /** The model stops at each step, and not only now and then. */
  readonly isStepped: boolean;
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
  /** The model has made its last step. */
  isOver: boolean;
  /** A look at the kernel that has begun and not ended. */
  looking: Generator<void, void, void> | undefined;
  readonly race: Race | undefined;
  /** Of a race: what its CPUs have done, in turns. */
  readonly turns: TurnTaken[];
}

/** Journal position of each step of a running operation, as it begins: `step` counts within the operation. */
type Mark = (firstStep: StepIndex, step: number, write: number) => void;

export class Recorder {
  readonly kernel: Kernel;
  readonly view: KernelView;
  readonly context: RunContext;
  readonly operations: Operation[];
  complete = false;
  recordedSteps = 0;
  readonly #statements: Iterator<UnrolledStatement, void>;
  readonly #defects: DeclaredDefects;
  /** Every operation is run in the form that stops at each step. */
  readonly #isStepped: boolean;
  readonly #start: Start;
  #running: Running | undefined;
  #lastSnapshot: number;

  constructor(
    readonly program: Program,
    private readonly options: TimelineOptions,
    private readonly mark: Mark,
    private readonly run: RecordedRun,
    plan: Plan,
    beginning?: Beginning,
  ) {
    this.kernel = beginning?.kernel ?? boot(program.machine);
    this.operations = [...(beginning?.operations ?? [])];
    const last = this.operations.at(-1);
    if (last !== undefined) this.recordedSteps = last.firstStep + last.stepCount;
    this.#lastSnapshot = this.kernel.mem.cursor;
    this.#start = beginning?.start ?? startOperation;
    this.#isStepped = options.checkStep !== undefined || beginning?.isGuarded === true;
    const names = programNames(program);
    this.view = new KernelView(this.kernel, names);
    const statementStart = (write: number): number => this.#statementBefore(write);
    this.context = { k: this.kernel, view: this.view, names, program, statementStart };
    this.#defects = new DeclaredDefects(program.machine.breaks ?? []);
    for (const { findings } of this.operations) this.#defects.asDeclared(findings);
    this.#statements = plan(plannedBefore(this.operations, this.operations.length));
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
      if (running.looking !== undefined) {
        if (this.#lookOn(running.looking, running.isOver)) running.looking = undefined;
        left -= LOOK_STEPS;
      } else if (running.isOver) {
        this.#end(running);
        return 'operation';
      } else {
        const before = running.steps;
        if (!this.#step(running)) {
          running.isOver = true;
          running.looking = this.options.prepareCheck?.(this.kernel);
        }
        left -= running.steps - before;
      }
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
    const { statement, variables, interrupts } = next.value;
    const race = raceOf(this.context, next.value, outcome);
    const isStepped = this.#isStepped || interrupts !== undefined || race !== undefined;
    this.kernel.steps = 0;
    this.kernel.markAt = WINDOW;
    // The first step is the statement itself; the model's steps follow. Only who looks at each of them needs the form that stops at each.
    return {
      unrolled: next.value,
      model: isStepped
        ? this.#start(this.context, next.value, outcome, race)
        : plain(this.context, statement, variables, outcome),
      isStepped,
      outcome,
      cpu: race?.cpu ?? cpuOf(this.context, next.value),
      firstWrite: this.kernel.mem.cursor,
      firstStep: stepIndex(this.recordedSteps),
      steps: 1,
      frame: undefined,
      stopped: undefined,
      isOver: false,
      looking: undefined,
      race,
      turns: race?.part === undefined ? [] : [{ part: race.part, firstStep: 0, firstWrite: this.kernel.mem.cursor }],
    };
  }

  /** One step, or as many as the plain form makes at a time; false: the operation is over. */
  #step(running: Running): boolean {
    this.kernel.cpu = running.race?.cpu ?? running.cpu;
    try {
      const next = running.model.next();
      if (!running.isStepped) running.steps = 1 + this.kernel.steps;
      if (next.done === true) return false;
    } catch (error) {
      if (!running.isStepped) running.steps = 1 + this.kernel.steps;
      if (!(error instanceof KernelAssertionError)) throw error;
      running.stopped = error;
      return false;
    }
    if (!running.isStepped) return true;
    const { mem } = this.kernel;
    // In the middle of two statements at once the words of one are not those that the functions of the other may leave.
    if (running.race?.isAlone !== false)
      running.looking = this.options.checkStep?.(this.kernel, running.firstStep + running.steps - 1);
    this.mark(running.firstStep, running.steps, mem.cursor);
    const part = running.race?.part;
    if (part !== undefined && part !== running.turns.at(-1)?.part)
      running.turns.push({ part, firstStep: running.steps, firstWrite: mem.cursor });
    running.steps++;
    if (mem.cursor - this.#lastSnapshot >= SNAPSHOT_WRITES) this.#snapshot();
    return true;
  }

  /** A slice; true: it was the last. Words that cannot even be looked at, `check` meets again at the end of the operation. */
  #lookOn(looking: Generator<void, void, void>, isAhead: boolean): boolean {
    try {
      return looking.next().done === true;
    } catch (error) {
      if (!isAhead) throw error;
      return true;
    }
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
      ...(running.unrolled.interrupts === undefined ? {} : { interrupts: running.unrolled.interrupts }),
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
    const whole = { ...this.#soFar(running), findings: running.outcome.findings };
    const { race, turns, stopped } = running;
    const ended: readonly Ended[] =
      race === undefined || turns.length === 0
        ? [{ operation: whole, findings: running.outcome.findings, stopped }]
        : raceOperations(whole, race, turns);
    this.operations.push(...ended.map(({ operation }) => operation));
    this.recordedSteps += running.steps;
    for (const { operation, findings, stopped: by } of ended) {
      const last = stepIndex(operation.firstStep + operation.stepCount - 1);
      if (by !== undefined) findings.push(assertionFinding(by, this.run.moment(last)));
    }
    const { operation, findings } = ended.at(-1) ?? { operation: whole, findings: running.outcome.findings };
    findings.push(...this.#defects.asDeclared(this.options.check?.(this.kernel, this.run) ?? []));
    findings.push(...(this.options.observe?.(operation, this.context, running.outcome) ?? []));
    if (mem.cursor - this.#lastSnapshot >= SNAPSHOT_WRITES) this.#snapshot();
  }

  /** Where the last operation began that wrote anything before journal position `write`. */
  #statementBefore(write: number): number {
    if (this.#running !== undefined && this.#running.firstWrite < write) return this.#running.firstWrite;
    const at = lastAtMost(this.operations.length, (i) => this.operations[i]?.firstWrite ?? 0, write - 1);
    return this.operations[at]?.firstWrite ?? 0;
  }
}

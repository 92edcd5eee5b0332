// A recorded run: every operation's place in the journal, and the details of steps made again on demand by running the operation once more.
import type { KernelView } from '../mm/inspect.js';
import type { Kernel } from '../mm/kernel.js';
import type { RunContext } from '../scenario/runContext.js';
import type { Program } from '../scenario/program.js';
import { stepIndex, type StepIndex } from '../word/brand.js';
import { Questions } from './ask.js';
import { beginBranch, turnsBefore, type Beginning, type Begun } from './branching.js';
import { StepWindows, type StepDetail } from './details.js';
import { JournalQueries } from './journalQueries.js';
import { kernelLists } from './kernelLists.js';
import { lastAtMost } from './lastAtMost.js';
import { wholeOf, type Moment, type Operation } from './moment.js';
import { observe, type Observed } from './observed.js';
import { ReadFinder } from './reads.js';
import type { Answer, BranchChange, Branched, Named, Read, RecordedRun, WordRange } from './recordedRun.js';
import { programPlan, type Plan } from './plan.js';
import { startOperation, type Start } from './startOperation.js';
import { Recorder, type TimelineOptions } from './recorder.js';

export type { TimelineOptions };

/** Steps of a branch that is being made between two yields. */
const BRANCH_STEPS = 256;

export class Timeline extends JournalQueries implements RecordedRun {
  readonly #recorder: Recorder;
  readonly #details: StepWindows;
  readonly #questions = new Questions();
  readonly #plan: Plan;
  readonly #start: Start;
  #cursor: StepIndex = stepIndex(0);
  #observed: Observed | undefined;
  #readFinder: ReadFinder | undefined;

  /** `beginning`: of a branch, what it has from the run that it leaves. */
  constructor(
    readonly program: Program,
    private readonly options: TimelineOptions = {},
    private readonly beginning?: Beginning,
  ) {
    super();
    const mark: ConstructorParameters<typeof Recorder>[2] = (...at) => this.#details.mark(...at);
    this.#plan = beginning?.plan ?? programPlan(program);
    this.#start = beginning?.start ?? startOperation;
    this.#recorder = new Recorder(program, options, mark, this, this.#plan, beginning);
    const { lineOf = () => 1, parametersOf = () => [] } = options;
    this.#details = new StepWindows(this.context, lineOf, parametersOf, this.#start);
    if (beginning === undefined) return;
    const last = this.operations.at(-1);
    if (last === undefined) return;
    this.#details.takeOver(beginning.details, last.firstStep + 1);
    // What is broken already is no news of the branch.
    options.check?.(this.kernel, this);
  }

  *branch(step: StepIndex, change: BranchChange): Generator<void, Branched, void> {
    this.#checkStep(step);
    const { beginning } = this;
    if (beginning !== undefined && step <= beginning.step) return yield* beginning.from.branch(step, change);
    if (change.kind === 'turns') return yield* this.#reordered(step, change);
    return yield* this.#branchOff(step, change);
  }

  /** A race has one order: a run that has another one already is left where the race begins, and what its CPUs have done before `step` is part of the new order. */
  *#reordered(step: StepIndex, change: Extract<BranchChange, { readonly kind: 'turns' }>): Generator<void, Branched> {
    while (!this.prepare(step, BRANCH_STEPS)) yield;
    const moment = this.moment(step);
    const { firstStep } = wholeOf(moment.operation);
    const turns = [...turnsBefore(this.operations, moment), ...change.turns];
    return { ...(yield* this.#trunkOf(step, firstStep).#branchOff(firstStep, { ...change, turns })), resumesAt: step };
  }

  /** Where the order of the race that begins at `race` is still the first one, and what breaks in from `step` on is not there. */
  #trunkOf(step: StepIndex, race: StepIndex): Timeline {
    const { beginning } = this;
    if (beginning === undefined || !(beginning.from instanceof Timeline)) return this;
    const isOther = step <= beginning.step || (beginning.isReordered && beginning.step === race);
    return isOther ? beginning.from.#trunkOf(step, race) : this;
  }

  *#branchOff(step: StepIndex, change: BranchChange): Generator<void, Branched> {
    const { beginning } = this;
    const { mem } = this.kernel;
    const before = mem.cursor;
    let begun: Begun;
    try {
      while (!this.prepare(step, BRANCH_STEPS)) yield;
      const { program, kernel, operations } = this;
      const trunk = {
        program,
        kernel,
        operations,
        plan: this.#plan,
        details: this.#details,
        isGuarded: beginning?.isGuarded === true,
        from: this,
      };
      begun = yield* beginBranch(trunk, this.moment(step), change);
    } finally {
      mem.seek(before);
    }
    const options = this.options.again?.() ?? this.options;
    yield* options.prepareCheck?.(begun.beginning.kernel) ?? [];
    const run = new Timeline(begun.program, options, begun.beginning);
    while (run.operations.length < begun.firstOperations && run.advance(BRANCH_STEPS) !== 'over') yield;
    const sharedOperations = begun.beginning.operations.length;
    return { run, from: this, sharedOperations, resumesAt: begun.resumesAt(run.recordedSteps) };
  }

  get kernel(): Kernel {
    return this.#recorder.kernel;
  }

  get bytes(): number {
    return this.kernel.mem.footprint.words;
  }

  get view(): KernelView {
    return this.#recorder.view;
  }

  get context(): RunContext {
    return this.#recorder.context;
  }

  get operations(): readonly Operation[] {
    return this.#recorder.operations;
  }

  get complete(): boolean {
    return this.#recorder.complete;
  }

  get recordedSteps(): number {
    return this.#recorder.recordedSteps;
  }

  /** Laws that the program says it breaks, and that no operation has broken yet. */
  get unbroken(): readonly string[] {
    return this.#recorder.unbroken;
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

  advance(steps: number): 'operation' | 'running' | 'over' {
    const state = this.#recorder.advance(steps);
    if (state !== 'over') this.#cursor = stepIndex(this.recordedSteps);
    return state;
  }

  get running(): Operation | undefined {
    return this.#recorder.running;
  }

  get write(): number {
    return this.kernel.mem.cursor;
  }

  seek(step: StepIndex): void {
    this.#checkStep(step);
    this.kernel.mem.seek(this.#writeAt(step));
    this.#cursor = step;
  }

  seekWrite(write: number): void {
    const end = this.#writeAt(stepIndex(this.recordedSteps));
    const step = write === end ? stepIndex(this.recordedSteps) : this.stepOfWrite(write);
    if (write < this.#writeAt(step) || write > end)
      throw new RangeError(`no journal position ${write} in the record: 0..${end}`);
    this.kernel.mem.seek(write);
    this.#cursor = step;
  }

  prepare(step: StepIndex, steps: number): boolean {
    this.#checkStep(step);
    if (step === this.recordedSteps) return true;
    const operation = this.operationAt(step);
    if (step === operation.firstStep && operation.race === undefined) return true;
    const whole = wholeOf(operation);
    return this.#details.prepare(whole, step - whole.firstStep, steps);
  }

  prepareWrite(write: number, steps: number): boolean {
    const operation = this.#operationOfWrite(write);
    return operation === undefined || this.#details.prepareWrite(wholeOf(operation), write, steps);
  }

  moment(step: StepIndex): Moment {
    const { running } = this;
    const operation = step === this.recordedSteps && running !== undefined ? running : this.operationAt(step);
    if (step === this.recordedSteps)
      return { step, operation, cpu: operation.cpu, frame: undefined, write: this.#writeAt(step) };
    const { cpu, firstStep, firstWrite, race } = operation;
    if (step === firstStep && race === undefined) return { step, operation, cpu, frame: undefined, write: firstWrite };
    const { frame, write, others } = this.#detail(operation, step);
    return { step, operation, cpu, frame, write, ...(race === undefined ? {} : { others }) };
  }

  /** The operation that a step belongs to; at the end, the last one. */
  operationAt(step: StepIndex): Operation {
    this.#checkStep(step);
    const found = this.operations[lastAtMost(this.operations.length, (i) => this.operations[i]?.firstStep ?? 0, step)];
    if (found === undefined) throw new RangeError('nothing was recorded yet');
    return found;
  }

  ask(text: string, variables: Readonly<Record<string, number>>): Answer {
    return this.#questions.ask(this.context, text, variables);
  }

  watch(
    text: string,
    variables: Readonly<Record<string, number>>,
  ): { readonly answer: Answer; readonly words: readonly number[] } {
    const { context, reading } = this.#observe();
    const { value, words } = reading(() => this.#questions.ask(context, text, variables));
    return { answer: value, words };
  }

  lists(): ReturnType<RecordedRun['lists']> {
    return kernelLists(this.context);
  }

  name(text: string, variables: Readonly<Record<string, number>>): Named {
    return this.#questions.name(this.context, text, variables);
  }

  reads(operation: Operation, words: readonly WordRange[], steps: number): readonly Read[] | undefined {
    this.#readFinder ??= new ReadFinder(this.#observe(), this.#start);
    const found = this.#readFinder.find(wholeOf(operation), words, steps);
    if (operation.race === undefined) return found;
    const end = operation.firstStep + operation.stepCount;
    return found?.filter(({ step }) => step >= operation.firstStep && step < end);
  }

  stepOfWrite(write: number): StepIndex {
    const operation = this.#operationOfWrite(write);
    if (operation === undefined) return stepIndex(0);
    const whole = wholeOf(operation);
    return stepIndex(whole.firstStep + this.#withMemory(() => this.#details.stepOfWrite(whole, write)));
  }

  /** The recorded operation that wrote journal position `write`, or the last one; undefined before the first. */
  #operationOfWrite(write: number): Operation | undefined {
    const at = lastAtMost(this.operations.length, (i) => this.operations[i]?.firstWrite ?? 0, write);
    return this.operations[at];
  }

  #checkStep(step: number): void {
    if (!Number.isInteger(step) || step < 0 || step > this.recordedSteps)
      throw new RangeError(`no step ${step}: 0..${this.recordedSteps}`);
  }

  #observe(): Observed {
    return (this.#observed ??= observe(this.context));
  }

  /** Journal position just before a step. */
  #writeAt(step: StepIndex): number {
    if (step === this.recordedSteps) return this.#recorder.end;
    const operation = this.operationAt(step);
    if (step === operation.firstStep) return operation.firstWrite;
    return this.#detail(operation, step).write;
  }

  #detail(operation: Operation, step: StepIndex): StepDetail {
    const whole = wholeOf(operation);
    return this.#withMemory(() => this.#details.at(whole, step - whole.firstStep));
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

// A branch being made: the parent's memory is copied where the branch begins, in slices; from there the branch records by itself.
import { boot } from '../kernel/machine.js';
import { WordMemory } from '../memory/wordMemory.js';
import type { Kernel } from '../mm/kernel.js';
import type { Program, SourceRange, Statement, Turn } from '../scenario/program.js';
import type { StepIndex } from '../word/brand.js';
import type { StepWindows } from './details.js';
import { GuardedMemory, guarded } from './guarded.js';
import { plannedBefore, wholeOf, type Interrupt, type Moment, type Operation } from './moment.js';
import { planInterrupted, planScheduled, planWith, whatIf, type Plan } from './plan.js';
import type { BranchChange, RecordedRun } from './recordedRun.js';
import { startOperation, type Start } from './startOperation.js';
import { unroll } from './unroll.js';

/** What a run has from the beginning that another has recorded. */
export interface Beginning {
  readonly kernel: Kernel;
  readonly operations: readonly Operation[];
  readonly plan: Plan;
  readonly start: Start;
  /** Words were changed, or a statement was interrupted: every operation is run step by step, and ends with a finding where a kernel would crash. */
  readonly isGuarded: boolean;
  readonly details: StepWindows;
  /** The run that it leaves, and the step at which. */
  readonly from: RecordedRun;
  readonly step: StepIndex;
  /** What it does otherwise is the order of the race that begins at that step. */
  readonly isReordered: boolean;
}

/** What a branch needs to know of the run that it leaves. */
export interface Trunk {
  readonly program: Program;
  readonly kernel: Kernel;
  readonly operations: readonly Operation[];
  readonly plan: Plan;
  readonly isGuarded: boolean;
  readonly details: StepWindows;
  readonly from: RecordedRun;
}

export interface Begun {
  readonly program: Program;
  readonly beginning: Beginning;
  /** Operations that have to be recorded before the branch can be looked at. */
  readonly firstOperations: number;
  /** The first step after the change; known when those operations are recorded. */
  readonly resumesAt: (recordedSteps: number) => number;
}

/**
 * Moves the trunk's memory to where the operation of `moment` begins and copies it, some megabytes between two yields; nobody else may move it until the end.
 * The moment is that of the step at which the branch begins: the change happens before that step.
 */
export function* beginBranch(trunk: Trunk, moment: Moment, change: BranchChange): Generator<void, Begun, void> {
  const { operation, step } = moment;
  const whole = wholeOf(operation);
  const isAfter = step >= operation.firstStep + operation.stepCount;
  const isInside = !isAfter && step > whole.firstStep;
  const shared = isAfter ? operation.index + 1 : whole.index;
  const number = plannedBefore(trunk.operations, shared);
  const turns = change.kind === 'turns' ? change.turns : undefined;
  const statements = change.kind === 'turns' ? [] : statementsOf(change, operation.statement.range, isInside);
  // In the middle of a statement a kernel holds locks and walks lists: another statement there can break it as words can.
  const isGuarded = trunk.isGuarded || change.kind === 'words' || (isInside && turns === undefined);
  const memory = isGuarded ? new GuardedMemory() : new WordMemory();
  const kernel = boot(trunk.program.machine, true, memory);
  trunk.kernel.mem.seek(isAfter ? moment.write : whole.firstWrite);
  yield* memory.takeOver(trunk.kernel.mem);
  let resumed: number | undefined;
  const inserted = statements.map(({ statement, variables }) => ({
    statement,
    variables: { ...operation.variables, ...variables },
    cpu: change.kind === 'words' ? moment.cpu : undefined,
  }));
  let steps = 0;
  const interrupt: Interrupt = {
    at: step - whole.firstStep,
    cpu: moment.cpu,
    statements: statements.map(({ statement }) => statement),
    ended: (at, took) => {
      resumed = whole.firstStep + at;
      steps = took;
    },
    took: () => steps,
  };
  const plan =
    turns !== undefined
      ? planScheduled(trunk.plan, number, turns)
      : isInside
        ? planInterrupted(trunk.plan, number, interrupt)
        : planWith(trunk.plan, number, inserted);
  return {
    program: change.kind === 'statements' ? withTyped(trunk.program, change.statements) : trunk.program,
    beginning: {
      kernel,
      operations: trunk.operations.slice(0, shared),
      plan,
      start: memory instanceof GuardedMemory ? guarded(memory) : startOperation,
      isGuarded,
      details: trunk.details,
      from: trunk.from,
      step: turns === undefined ? step : whole.firstStep,
      isReordered: turns !== undefined,
    },
    firstOperations: shared + (isInside || turns !== undefined ? 1 : inserted.length),
    resumesAt: (recordedSteps) =>
      turns !== undefined ? whole.firstStep : isInside ? (resumed ?? recordedSteps) : recordedSteps,
  };
}

/** What the CPUs of a race have done before a step of it, without what a branch put in. Throws RangeError where there is none. */
export function turnsBefore(operations: readonly Operation[], { operation, step }: Moment): readonly Turn[] {
  const { race } = operation;
  if (race === undefined) throw new RangeError(`step ${step} is in no race`);
  const { firstStep: raceStep, interrupts = [] } = race.whole;
  const putIn = interrupts.map(({ at, took }) => ({ first: raceStep + at, end: raceStep + at + took() }));
  const turns: Turn[] = [];
  for (let i = race.whole.index; i <= operation.index; i++) {
    const { cpu, firstStep, stepCount } = operations[i] ?? operation;
    const end = Math.min(firstStep + stepCount, step);
    const others = putIn.map((one) => Math.max(0, Math.min(end, one.end) - Math.max(firstStep, one.first)));
    const steps = end - firstStep - others.reduce((sum, count) => sum + count, 0);
    if (steps > 0) turns.push({ cpu, steps });
  }
  return turns;
}

/** The statements that a change stands for, at the place in the text where the branch begins. */
function statementsOf(
  change: Exclude<BranchChange, { readonly kind: 'turns' }>,
  range: SourceRange,
  isInside: boolean,
): readonly { readonly statement: Statement; readonly variables: Readonly<Record<string, number>> }[] {
  if (change.kind === 'words') {
    const { words, text } = change;
    const edit = { kind: 'words', words } as const;
    return [{ statement: { kind: 'whatIf', edit, range, text, continues: true }, variables: {} }];
  }
  const program = { statements: change.statements };
  return [...unroll(program)].map(({ statement, variables }) => ({
    statement: whatIf({ ...statement, range }, isInside),
    variables,
  }));
}

const withTyped = (program: Program, typed: readonly Statement[]): Program => ({
  ...program,
  typed: [...(program.typed ?? []), ...typed],
});

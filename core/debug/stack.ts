// What runs where at a moment: the simulated CPUs as threads, and the stack of the one that is about to take a step.
import type { ModelView } from '../mm/view';
import type { Program } from '../scenario/program';
import type { Frame, Moment, Standing } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import type { Statement } from '../scenario/program';
import { endOf } from './position';
import { waitText } from './waits';
import { pseudoPath, type PseudoSources } from './pseudoSource';

export interface CpuThread {
  readonly cpu: number;
  /** `CPU 0 - app`. */
  readonly name: string;
}

export type StackFrame = {
  readonly cpu: number;
  /** Loop variables in force: those of the statement at the bottom of the stack. */
  readonly variables: Readonly<Record<string, number>>;
} & (
  | {
      readonly kind: 'kernel';
      readonly frame: Frame;
      /** Path of the pseudo-source document, undefined when the function has none. */
      readonly path: string | undefined;
      readonly line: number;
    }
  | {
      readonly kind: 'statement';
      readonly statement: Statement;
      readonly line: number;
      /** The statement has run, and it was the last one. */
      readonly isOver: boolean;
    }
);

/** One thread a CPU, named after the tasks that run there, in a race after what it is doing. */
export function cpuThreads(program: Program, view: ModelView, moment?: Moment): readonly CpuThread[] {
  const tasks = view.tasks();
  return Array.from({ length: program.machine.cpus }, (_, cpu) => {
    const names = tasks.filter((task) => task.cpu === cpu).map(({ name }) => name);
    const owner = names.length === 0 ? 'idle' : names.join(', ');
    return { cpu, name: `CPU ${cpu} - ${raceState(moment, cpu) ?? owner}` };
  });
}

function raceState(moment: Moment | undefined, cpu: number): string | undefined {
  const whole = moment?.operation.race?.whole;
  if (moment === undefined || whole === undefined || !whole.statement.blocks.some((block) => block.cpu === cpu))
    return undefined;
  if (moment.cpu === cpu) return moment.operation.statement.text;
  const other = moment.others?.find((one) => one.cpu === cpu);
  if (other === undefined) return 'done';
  return `${other.statement.text}${other.waitsAt === undefined ? '' : ` (waits for ${waitText(other)})`}`;
}

/** Innermost first, the scenario's statement last; empty for a CPU that has nothing to do: the one about to run has, and in a race others. */
export function stackOf(moment: Moment | undefined, cpu: number, sources: PseudoSources): readonly StackFrame[] {
  if (moment === undefined) return [];
  const { operation, step, others = [] } = moment;
  const { statement, variables } = operation;
  if (moment.cpu === cpu)
    return stackFrames({ cpu, variables, statement, frame: moment.frame }, sources, step >= endOf(operation));
  const other = others.find((one) => one.cpu === cpu);
  return other === undefined ? [] : stackFrames(other, sources, false);
}

function stackFrames(
  { cpu, variables, statement, frame: innermost }: Omit<Standing, 'waitsAt'>,
  sources: PseudoSources,
  isOver: boolean,
): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  for (let frame = innermost; frame !== undefined; frame = frame.parent)
    frames.push({ kind: 'kernel', cpu, variables, frame, path: pseudoPath(sources, frame.name), line: frame.line });
  frames.push({ kind: 'statement', cpu, variables, statement, line: statement.range.line, isOver });
  return frames;
}

/** Loop variables keep their values in the kernel functions that their statement calls; without a frame, those of the CPU that is about to run. */
export function variablesIn(run: RecordedRun, frame: StackFrame | undefined): Readonly<Record<string, number>> {
  if (frame !== undefined) return frame.variables;
  return run.operations.length === 0 ? {} : run.moment(run.cursor).operation.variables;
}

// What runs where at a moment: the simulated CPUs as threads, and the stack of the one that is about to take a step.
import type { ModelView } from '../mm/view';
import type { Program } from '../scenario/program';
import type { Frame, Moment, Operation } from '../timeline/moment';
import { endOf } from './position';
import { pseudoPath, type PseudoSources } from './pseudoSource';

export interface CpuThread {
  readonly cpu: number;
  /** `CPU 0 - app`. */
  readonly name: string;
}

export type StackFrame =
  | {
      readonly kind: 'kernel';
      readonly frame: Frame;
      /** Path of the pseudo-source document, undefined when the function has none. */
      readonly path: string | undefined;
      readonly line: number;
    }
  | {
      readonly kind: 'statement';
      readonly operation: Operation;
      readonly line: number;
      /** The statement has run, and it was the last one. */
      readonly isOver: boolean;
    };

/** One thread a CPU, named after the tasks that run there. */
export function cpuThreads(program: Program, view: ModelView): readonly CpuThread[] {
  const tasks = view.tasks();
  return Array.from({ length: program.machine.cpus }, (_, cpu) => {
    const names = tasks.filter((task) => task.cpu === cpu).map(({ name }) => name);
    return { cpu, name: `CPU ${cpu} - ${names.length === 0 ? 'idle' : names.join(', ')}` };
  });
}

/** Innermost first, the scenario's statement last; empty for a CPU that is not the one about to run. */
export function stackOf(moment: Moment | undefined, cpu: number, sources: PseudoSources): readonly StackFrame[] {
  if (moment === undefined || moment.cpu !== cpu) return [];
  const frames: StackFrame[] = [];
  for (let frame = moment.frame; frame !== undefined; frame = frame.parent)
    frames.push({ kind: 'kernel', frame, path: pseudoPath(sources, frame.name), line: frame.line });
  const { operation } = moment;
  frames.push({
    kind: 'statement',
    operation,
    line: operation.statement.range.line,
    isOver: moment.step >= endOf(operation),
  });
  return frames;
}

// The scopes of a stack frame: what is local to it, and the state of the whole machine, which is the same for all frames.
import type { RecordedRun } from '../timeline/recordedRun';
import { counterVariables } from './counterVariables';
import { frameLocals, loopVariables } from './localVariables';
import type { StackFrame } from './stack';
import { tableVariables } from './tableVariables';
import { taskVariables } from './taskVariables';
import type { Children } from './variable';

export interface Scope {
  readonly name: string;
  /** Whether these are the frame's own variables. */
  readonly isLocal: boolean;
  readonly children: Children;
}

/** Reads the machine at the cursor when opened: good until the cursor moves. */
export function scopesOf(run: RecordedRun, frame: StackFrame): readonly Scope[] {
  const { view } = run;
  const { kernel } = run.program.machine;
  const locals: Scope =
    frame.kind === 'kernel'
      ? { name: 'Locals', isLocal: true, children: frameLocals(view, kernel, frame.frame) }
      : { name: 'Loop variables', isLocal: true, children: loopVariables(frame.operation) };
  return [
    ...(frame.kind === 'kernel' || locals.children.namedCount > 0 ? [locals] : []),
    { name: 'Swap tables', isLocal: false, children: tableVariables(view, kernel) },
    { name: 'Tasks and page tables', isLocal: false, children: taskVariables(view, kernel) },
    { name: 'Cgroups and counters', isLocal: false, children: counterVariables(view) },
  ];
}

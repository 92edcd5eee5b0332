// The stack frame that a person has selected in the Call Stack view, which the panel and the Code view follow.
import * as vscode from 'vscode';
import type { StackFrame } from '../../core/debug/stack';
import type { LookedAtFrame } from '../../core/report/panelState';
import type { RecordedRun } from '../../core/timeline/recordedRun';
import type { DebugAdapterSession } from '../adapter/session';

/** undefined: none of this stop, so that the top one counts. */
export function selectedFrame(session: DebugAdapterSession): StackFrame | undefined {
  const item = vscode.debug.activeStackItem;
  return item instanceof vscode.DebugStackFrame ? session.frameOf(item.frameId) : undefined;
}

/** undefined: it is the top one. */
export function lookedAtFrame(
  selected: StackFrame | undefined,
  run: Pick<RecordedRun, 'cursor' | 'moment'>,
): LookedAtFrame | undefined {
  if (selected === undefined) return undefined;
  let above = 0;
  const wanted = selected.kind === 'kernel' ? selected.frame : undefined;
  for (let frame = run.moment(run.cursor).frame; frame !== undefined; frame = frame.parent) {
    if (wanted !== undefined && isSame(frame, wanted))
      return above === 0 ? undefined : { name: frame.name, text: frame.text, above };
    above++;
  }
  return wanted !== undefined || above === 0 ? undefined : { name: undefined, text: undefined, above };
}

type Frame = Extract<StackFrame, { readonly kind: 'kernel' }>['frame'];

/** Frames are made anew each time that they are asked for. */
function isSame(a: Frame, b: Frame): boolean {
  return a.name === b.name && a.line === b.line && depth(a) === depth(b);
}

function depth(frame: Frame): number {
  let count = 0;
  for (let parent = frame.parent; parent !== undefined; parent = parent.parent) count++;
  return count;
}

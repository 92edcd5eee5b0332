// The scopes of a stack frame: what is local to it, and the state of the whole machine, which is the same for all frames.
import type { RecordedRun } from '../timeline/recordedRun';
import { localType } from '../mm/locals';
import type { Frame } from '../timeline/moment';
import { wordIndex } from '../word/brand';
import { swpEntry } from '../word/swpEntry';
import { counterVariables } from './counterVariables';
import { frameLocals, loopVariables } from './localVariables';
import type { StackFrame } from './stack';
import { folioMembers, isFolio } from './folioVariable';
import { listVariables } from './listVariables';
import { slotVariable, tableVariables } from './tableVariables';
import { taskVariables } from './taskVariables';
import { namedChildren, type Children } from './variable';

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
      : { name: 'Loop variables', isLocal: true, children: loopVariables(frame.variables) };
  const lists = run.lists();
  const ofDevices = lists.filter(({ of }) => of === 'cluster');
  const ofCgroups = lists.filter(({ of }) => of !== 'cluster');
  return [
    ...(frame.kind === 'kernel' || locals.children.namedCount > 0 ? [locals] : []),
    ...(frame.kind === 'kernel' ? frameObjects(run, frame.frame) : []),
    { name: 'Swap tables', isLocal: false, children: tableVariables(view, kernel) },
    ...(ofDevices.length === 0
      ? []
      : [{ name: 'Cluster lists', isLocal: false, children: listVariables(view, ofDevices) }]),
    ...(ofCgroups.length === 0
      ? []
      : [{ name: 'LRU lists', isLocal: false, children: listVariables(view, ofCgroups) }]),
    { name: 'Tasks and page tables', isLocal: false, children: taskVariables(view, kernel) },
    { name: 'Cgroups and counters', isLocal: false, children: counterVariables(view) },
  ];
}

/** The folio and the slots that the function is about: those of its locals that say so. */
function frameObjects({ view, program }: RecordedRun, { locals }: Frame): readonly Scope[] {
  const { kernel } = program.machine;
  const folio = locals['folio'] ?? locals['page'] ?? 0;
  const entries = Object.entries(locals).flatMap(([name, value]) => {
    const slot = localType(name) === 'swp_entry_t' && value !== 0 ? view.slot(swpEntry(0, value)) : undefined;
    return slot === undefined ? [] : [{ name, slot }];
  });
  const [only] = entries;
  const slots =
    entries.length === 1 && only !== undefined
      ? slotVariable(only.name, view, kernel, only.slot).children
      : namedChildren(entries.length, () => entries.map(({ name, slot }) => slotVariable(name, view, kernel, slot)));
  return [
    ...(isFolio(folio) ? [{ name: 'Folio', isLocal: false, children: folioMembers(view, wordIndex(folio)) }] : []),
    ...(slots === undefined || entries.length === 0 ? [] : [{ name: 'Entry', isLocal: false, children: slots }]),
  ];
}

// What the panel shows, read from a recorded run at its cursor: the one place where the model's look and the panel's shape meet.
import type { PanelState } from '../protocol/panelStateShape';
import type { ModelView } from '../mm/view';
import type { Moment } from '../timeline/moment';
import type { ShownRun } from './panelStateChanges';
import type { Changes } from './panelStateChanges';
import { mapOf, tableOf } from './panelStateClusters';
import { resolutionOf } from './panelStateHops';
import { settle, type Selection } from './panelStateSelection';
import { wordPanelOf } from './panelStateWord';

/** A stack frame that a person has chosen: `text` is undefined for the statement, which has no step of its own. */
export interface LookedAtFrame {
  readonly name: string | undefined;
  readonly text: string | undefined;
  /** Frames above it. */
  readonly above: number;
}

export interface PanelStateInput {
  readonly run: ShownRun;
  readonly selection: Selection;
  readonly changes: Changes;
  /** The furthest step at which this session has stopped: before it is the past. */
  readonly furthest: number;
  /** Why the debugger stopped here, when it did. */
  readonly stop?: { readonly why: string; readonly failed: boolean } | undefined;
  readonly frame?: LookedAtFrame | undefined;
}

const MOST_TASKS = 256;
const MOST_AREAS = 256;
const MOST_COUNTERS = 4096;

export function panelStateOf({ run, selection, changes, furthest, stop, frame }: PanelStateInput): PanelState {
  const { view } = run;
  const settled = settle(selection, view);
  const devices = view.devices();
  const device = devices.find(({ type }) => type === settled.device);
  return {
    kernel: view.kernel,
    program: cut(run.program.file, 1000),
    position: { step: run.cursor, newest: furthest, atEnd: run.complete && run.cursor === run.recordedSteps },
    now: { ...nowOf(run.moment(run.cursor), frame), stop: stop && { why: cut(stop.why, 1000), failed: stop.failed } },
    follows: settled.follows,
    changedWords: changes.before.size,
    devices: devices.map(({ type, name, kind, pages, inUse, priority, flags }) => ({
      type,
      name,
      kind,
      pages,
      inUse,
      priority,
      flags: cut(flags.join(' '), 400),
    })),
    selectedDevice: device?.type,
    selectedSlot: settled.slot,
    map: device === undefined ? undefined : mapOf(view, device, settled, changes),
    table:
      device === undefined || settled.cluster === undefined
        ? undefined
        : tableOf(view, device, settled.cluster, changes),
    word: wordPanelOf(view, settled, changes),
    tasks: tasksOf(view),
    resolution: resolutionOf(view, settled, changes),
    structures: view.structures().map(({ name, objects, bytes }) => ({
      name,
      objects,
      bytes,
      bytesBefore: different(changes.structures.get(name), bytes),
    })),
    counters: countersOf(view, changes),
  };
}

function nowOf(
  { operation, cpu, frame: top }: Moment,
  chosen: LookedAtFrame | undefined,
): Omit<PanelState['now'], 'stop'> {
  const { name, text } = chosen ?? { name: top?.name, text: top?.text };
  return {
    cpu,
    line: operation.statement.range.line,
    statement: cut(operation.statement.text, 500),
    function: name === undefined ? undefined : cut(name, 200),
    step: text === undefined ? undefined : cut(text, 500),
    above: chosen?.above ?? 0,
    operation: operation.index,
  };
}

function tasksOf(view: ModelView): PanelState['tasks'] {
  return view
    .tasks()
    .slice(0, MOST_TASKS)
    .map(({ name, pid, cgroup, areas }) => ({
      name,
      pid,
      cgroup,
      areas: areas.slice(0, MOST_AREAS).map((area) => ({ name: area.name, pages: area.pages })),
    }));
}

function countersOf(view: ModelView, changes: Changes): PanelState['counters'] {
  const counters = [];
  for (const name of view.counterNames().slice(0, MOST_COUNTERS)) {
    const value = view.counter(name);
    if (value === undefined) continue;
    const before = limited(changes.counters.get(name));
    counters.push({ name, value: limited(value), before: before === limited(value) ? undefined : before });
  }
  return counters;
}

/** A limit that is not set holds the greatest value of its C type, which no number here can show. */
const limited = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isSafeInteger(value) ? value : undefined;

const different = (before: number | undefined, now: number): number | undefined =>
  before === now ? undefined : before;

/** Names come from people's scenarios; a message's texts are bounded. */
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 3)}...`);

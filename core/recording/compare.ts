// Compares what a real kernel showed with what the simulator has at the same point. Streams over the ranges of a dump: nothing is
// built per page, so 600 000 states cost as much as reading them.

import type { Observation, ObservedRange } from '../scenario/program';

/** State of one page, in the words of a recording (facts/oracle.md section 2). */
export type PageState =
  | { readonly kind: '-' | 'Z' | 'P' | 'PC' | 'PH' | 'PHC' }
  /** Swapped out to slot `slot` of swap type `type`, without (S) or with (K) a copy in the swap cache. */
  | { readonly kind: 'S' | 'K'; readonly type: number; readonly slot: number };

/** What a comparison asks the simulator. Answers may be objects that the reader uses again. */
export interface PageStateReader {
  /** `page` counts from the start of the task's arena. */
  state(task: string, page: number): PageState;
  /** Slots in use, as /proc/swaps counts; undefined: the device is not on. */
  used(device: string): number | undefined;
  /** /proc/swaps in order of swap type, in pages. */
  swaps(): readonly {
    readonly device: string;
    readonly usable: number;
    readonly used: number;
    readonly priority: number;
  }[];
  /** Error of the last operation (all its parts), 0 when it returned none. */
  errno(): number;
  /** Event counter since the last `resetCounters`; undefined: the simulator does not count this one. */
  counter(name: string): number | undefined;
}

/** Where the simulator and the real kernel part. */
export interface Difference {
  /** Line of the recording, 1-based. */
  readonly line: number;
  /** For a page state: whose page. */
  readonly task: string | undefined;
  readonly page: number | undefined;
  /** As it would stand in the recording. */
  readonly expected: string;
  readonly found: string;
  /** One sentence for people. */
  readonly text: string;
}

/** A state is one page in one dump; a check is one of the other observed figures. */
export interface Comparison {
  readonly states: number;
  readonly reproduced: number;
  readonly firstDifference: Difference | undefined;
  readonly checks: number;
  readonly checksHeld: number;
  readonly firstFailedCheck: Difference | undefined;
}

/** `line` is the line of the observation; states of a dump know their own. */
export function compareObservation(line: number, observation: Observation, reader: PageStateReader): Comparison {
  switch (observation.kind) {
    case 'dump':
      return compareDump(line, observation, reader);
    case 'left':
      return checksOnly(
        line,
        observation.used.map((one) => usedCheck(one, reader)),
      );
    case 'swaps':
      return checksOnly(line, [swapsCheck(observation.devices, reader)]);
    case 'errno': {
      const found = reader.errno();
      const words = (errno: number): string => (errno === 0 ? 'no error' : `errno ${errno}`);
      return checksOnly(line, [
        { what: 'error of the operation', expected: words(observation.errno), found: words(found) },
      ]);
    }
    case 'stats': {
      const counted = observation.counters.map(({ name, value }) => ({ name, value, found: reader.counter(name) }));
      const known = counted.flatMap(({ name, value, found }) =>
        found === undefined ? [] : [{ what: `counter ${name}`, expected: `${value}`, found: `${found}` }],
      );
      return checksOnly(line, known);
    }
  }
}

/** Number of page states an observation holds. */
export function statesIn(observation: Observation): number {
  if (observation.kind !== 'dump') return 0;
  return observation.states.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

function compareDump(
  line: number,
  dump: Extract<Observation, { readonly kind: 'dump' }>,
  reader: PageStateReader,
): Comparison {
  let reproduced = 0;
  let firstDifference: Difference | undefined;
  for (const range of dump.states) {
    for (let page = range.first; page <= range.last; page++) {
      const found = reader.state(dump.task, page);
      if (agrees(range, page, found)) reproduced++;
      else firstDifference ??= stateDifference(range, dump.task, page, found);
    }
  }
  const used = checksOnly(
    line,
    dump.used.map((one) => usedCheck(one, reader)),
  );
  return { ...used, states: statesIn(dump), reproduced, firstDifference };
}

function agrees({ state, first }: ObservedRange, page: number, found: PageState): boolean {
  if (state.kind !== 'S' && state.kind !== 'K') return found.kind === state.kind;
  if (found.kind !== 'S' && found.kind !== 'K') return false;
  return (
    found.kind === state.kind && found.type === state.type && found.slot === state.slot + (page - first) * state.step
  );
}

function stateDifference(
  { line, first, state }: ObservedRange,
  task: string,
  page: number,
  found: PageState,
): Difference {
  const expected: PageState =
    state.kind === 'S' || state.kind === 'K'
      ? { kind: state.kind, type: state.type, slot: state.slot + (page - first) * state.step }
      : state;
  return {
    line,
    task,
    page,
    expected: token(expected),
    found: token(found),
    text: `page ${page} of ${task}: the kernel had ${inWords(expected)}, the simulator has ${inWords(found)}`,
  };
}

function token(state: PageState): string {
  return state.kind === 'S' || state.kind === 'K' ? `${state.kind}${state.type}/${state.slot}` : state.kind;
}

/** A state for people: `S0/5` is a swapped-out page at slot 5 of swap type 0. */
function inWords(state: PageState): string {
  switch (state.kind) {
    case '-':
      return 'nothing mapped (-)';
    case 'Z':
      return 'the shared zero page (Z)';
    case 'P':
      return 'a resident page without a slot (P)';
    case 'PC':
      return 'a resident page that also holds a slot (PC)';
    case 'PH':
      return 'part of a resident large folio (PH)';
    case 'PHC':
      return 'part of a resident large folio in the swap cache (PHC)';
    case 'S':
      return `slot ${state.slot} of swap type ${state.type} (${token(state)})`;
    case 'K':
      return `slot ${state.slot} of swap type ${state.type} with a copy in the swap cache (${token(state)})`;
  }
}

interface Check {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

function usedCheck(
  { device, slots }: { readonly device: string; readonly slots: number },
  reader: PageStateReader,
): Check {
  return { what: `slots in use on ${device}`, expected: `${slots}`, found: `${reader.used(device) ?? 'swap off'}` };
}

function swapsCheck(devices: ReturnType<PageStateReader['swaps']>, reader: PageStateReader): Check {
  const rows = (all: typeof devices): string =>
    all.map(({ device, usable, used, priority }) => `${device}:${usable}:${used}:${priority}`).join(' ') ||
    'no devices';
  return { what: '/proc/swaps', expected: rows(devices), found: rows(reader.swaps()) };
}

function checksOnly(line: number, checks: readonly Check[]): Comparison {
  const failed = checks.filter(({ expected, found }) => expected !== found);
  const [first] = failed;
  return {
    states: 0,
    reproduced: 0,
    firstDifference: undefined,
    checks: checks.length,
    checksHeld: checks.length - failed.length,
    firstFailedCheck: first && {
      line,
      task: undefined,
      page: undefined,
      expected: first.expected,
      found: first.found,
      text: `${first.what}: the kernel had ${first.expected}, the simulator has ${first.found}`,
    },
  };
}

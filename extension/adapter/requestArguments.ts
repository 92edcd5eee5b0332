// The arguments of every request, as far as they are used: one value is the type and the check. What a client adds besides is ignored.
import { CHECK_MODES } from '../../core/check/invariantCheck';
import {
  array,
  flag,
  integer,
  literal,
  struct,
  text,
  variants,
  type Infer,
  type Schema,
} from '../../core/protocol/schema';

/** Absent or null: clients that serialise everything send null for what they have not. */
function optional<T>(schema: Schema<T>): Schema<T | undefined> {
  return { read: (value) => (value === undefined || value === null ? undefined : schema.read(value)) };
}

const reference = integer(0, 2 ** 31 - 1);
const line = integer(0, 2 ** 31 - 1);
const path = text(4096);
const format = optional(struct({ hex: optional(flag) }));

const source = struct({ path: optional(path), name: optional(path), sourceReference: optional(reference) });
export type SourceArgument = Infer<typeof source>;

export const KERNELS = ['6.18', 'p4', 'ste-v1', 'ste-v2', 'ste-latest'] as const;

/** Of breakpoints of every kind; empty texts are as good as none. */
const terms = { condition: optional(text(2000)), hitCondition: optional(text(200)), logMessage: optional(text(4000)) };
const access = literal('read', 'write', 'readWrite');
const direction = literal('forward', 'backward');
/** As core/debug/dataTarget.ts spells it. */
const target = text(1000);

/** Our own breakpoints, kept apart from those that the client sets with the protocol's requests. Lines count from 1, whatever the client counts from. */
const ownBreakpoint = variants({
  line: { line, ...terms, enabled: optional(flag) },
  step: { name: text(200), line, ...terms, enabled: optional(flag) },
  function: { name: text(200), ...terms, enabled: optional(flag) },
  data: { target, access, ...terms, enabled: optional(flag) },
});
export type OwnBreakpoint = Infer<typeof ownBreakpoint>;

/** Where `vswap/seek` goes. */
const seekTo = variants({
  /** A step from 0 on, or a share of the whole run from 0 to 100. */
  step: { step: integer(0, 2 ** 53 - 1) },
  percent: { percent: integer(0, 100) },
  label: { name: text(1000) },
  bookmark: { name: text(200) },
  /** The next or previous time that data is written or read. */
  data: { target, access: optional(access), direction },
  /** The next step, or the last one before, at which an expression becomes true. */
  truth: { expression: text(2000), direction },
  /** The next or previous stop of a breakpoint or finding. */
  hit: { direction },
});
export type SeekTo = Infer<typeof seekTo>;

/** Moves that the protocol has no request for. */
const ownMove = literal(
  'stepBackOver',
  'stepBackInto',
  'stepBackOut',
  'continueCpu',
  'anyStep',
  'nextStatement',
  'previousStatement',
  'nextWrite',
  'previousWrite',
);
export type OwnMove = Infer<typeof ownMove>;

const launch = struct({
  program: path,
  /** The folder that a relative `program` lies in. */
  cwd: optional(path),
  kernel: optional(literal(...KERNELS)),
  stopOnEntry: optional(flag),
  noDebug: optional(flag),
  checkInvariants: optional(literal(...CHECK_MODES)),
});
export type LaunchArguments = Infer<typeof launch>;

export const requestArguments = {
  initialize: struct({
    clientID: optional(text(1000)),
    linesStartAt1: optional(flag),
    columnsStartAt1: optional(flag),
    supportsVariableType: optional(flag),
    supportsVariablePaging: optional(flag),
    supportsMemoryReferences: optional(flag),
    supportsProgressReporting: optional(flag),
    supportsInvalidatedEvent: optional(flag),
  }),
  launch,
  restart: struct({ arguments: optional(launch) }),
  none: struct({}),
  cancel: struct({ requestId: optional(integer(0, 2 ** 53 - 1)), progressId: optional(text(1000)) }),
  setBreakpoints: struct({
    source,
    breakpoints: optional(array(struct({ line, ...terms }), 10_000)),
    lines: optional(array(line, 10_000)),
  }),
  setFunctionBreakpoints: struct({ breakpoints: array(struct({ name: text(200), ...terms }), 1000) }),
  setExceptionBreakpoints: struct({
    filters: array(text(100), 100),
    filterOptions: optional(array(struct({ filterId: text(100) }), 100)),
  }),
  dataBreakpointInfo: struct({
    variablesReference: optional(reference),
    name: text(2000),
    frameId: optional(reference),
    bytes: optional(integer(0, 2 ** 53 - 1)),
    asAddress: optional(flag),
  }),
  setDataBreakpoints: struct({
    breakpoints: array(struct({ dataId: text(2000), accessType: optional(access), ...terms }), 1000),
  }),
  gotoTargets: struct({ source, line }),
  goto: struct({ targetId: reference }),
  stepIn: struct({
    targetId: optional(reference),
    granularity: optional(literal('statement', 'line', 'instruction')),
    threadId: optional(reference),
  }),
  stepInTargets: struct({ frameId: reference }),
  restartFrame: struct({ frameId: reference }),
  completions: struct({ text: text(10_000), column: integer(0, 100_000), frameId: optional(reference) }),
  /** `threadId`: in a race, the CPU that is meant by a move of one CPU. */
  vswapMove: struct({ move: ownMove, threadId: optional(reference) }),
  vswapSeek: struct({ to: seekTo }),
  /** Run to a line; lines count as the client's do. */
  vswapRunTo: struct({ source, line, direction }),
  /** Sets or deletes a bookmark of this name at the present step; without either, only lists. */
  vswapBookmarks: struct({ set: optional(text(200)), delete: optional(text(200)) }),
  /** Replaces our own breakpoints; without any, only lists. */
  vswapBreakpoints: struct({ breakpoints: optional(array(ownBreakpoint, 1000)) }),
  setVariable: struct({ variablesReference: reference, name: text(2000), value: text(2000), format }),
  setExpression: struct({ expression: text(2000), value: text(2000), frameId: optional(reference), format }),
  /**
   * Does one of these, or only lists. `begin`: a statement or assignment, as typed in the console. `step`: where to stand after `switch`. `deep`: `delete` takes
   * what branches off along, and leaves the present branch for the run that it left.
   */
  vswapBranches: struct({
    begin: optional(struct({ line: text(10_000), name: optional(text(200)) })),
    switch: optional(text(200)),
    step: optional(integer(0, 2 ** 53 - 1)),
    rename: optional(struct({ name: text(200), to: text(200) })),
    delete: optional(text(200)),
    deep: optional(flag),
  }),
  /** Absent: the branch that the present one left, and the present one. `start`, `count`: of the words that differ. */
  vswapCompareBranches: struct({
    a: optional(text(200)),
    b: optional(text(200)),
    start: optional(integer(0, 2 ** 53 - 1)),
    count: optional(integer(0, 1000)),
    /** Also as two texts to be read side by side. */
    documents: optional(flag),
  }),
  breakpointLocations: struct({ source, line, endLine: optional(line) }),
  move: struct({
    granularity: optional(literal('statement', 'line', 'instruction')),
    threadId: optional(reference),
    singleThread: optional(flag),
  }),
  stackTrace: struct({
    threadId: reference,
    startFrame: optional(integer(0, 2 ** 31 - 1)),
    levels: optional(integer(0, 2 ** 31 - 1)),
  }),
  scopes: struct({ frameId: reference }),
  variables: struct({
    variablesReference: reference,
    filter: optional(literal('indexed', 'named')),
    start: optional(integer(0, 2 ** 31 - 1)),
    count: optional(integer(0, 2 ** 31 - 1)),
    format,
  }),
  evaluate: struct({ expression: text(10_000), frameId: optional(reference), context: optional(text(100)), format }),
  source: struct({ source: optional(source), sourceReference: optional(reference) }),
  readMemory: struct({
    memoryReference: text(100),
    offset: optional(integer(-(2 ** 53 - 1), 2 ** 53 - 1)),
    count: integer(0, 2 ** 53 - 1),
  }),
} as const;
export type RequestArguments<K extends keyof typeof requestArguments> = Infer<(typeof requestArguments)[K]>;

// The arguments of every request, as far as they are used: one value is the type and the check. What a client adds besides is ignored.
import { CHECK_MODES } from '../../core/check/invariantCheck';
import { array, flag, integer, literal, struct, text, type Infer, type Schema } from '../../core/protocol/schema';

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

const launch = struct({
  program: path,
  kernel: optional(literal(...KERNELS)),
  stopOnEntry: optional(flag),
  noDebug: optional(flag),
  checkInvariants: optional(literal(...CHECK_MODES)),
});
export type LaunchArguments = Infer<typeof launch>;

export const requestArguments = {
  initialize: struct({
    linesStartAt1: optional(flag),
    columnsStartAt1: optional(flag),
    supportsVariableType: optional(flag),
    supportsVariablePaging: optional(flag),
    supportsMemoryReferences: optional(flag),
  }),
  launch,
  restart: struct({ arguments: optional(launch) }),
  none: struct({}),
  cancel: struct({ requestId: optional(integer(0, 2 ** 53 - 1)), progressId: optional(text(1000)) }),
  setBreakpoints: struct({
    source,
    breakpoints: optional(array(struct({ line }), 10_000)),
    lines: optional(array(line, 10_000)),
  }),
  setFunctionBreakpoints: struct({ breakpoints: array(struct({ name: text(200) }), 1000) }),
  setExceptionBreakpoints: struct({
    filters: array(text(100), 100),
    filterOptions: optional(array(struct({ filterId: text(100) }), 100)),
  }),
  breakpointLocations: struct({ source, line, endLine: optional(line) }),
  move: struct({ granularity: optional(literal('statement', 'line', 'instruction')) }),
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

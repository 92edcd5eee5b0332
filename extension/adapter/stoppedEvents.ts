// The bodies of the events that tell a stop: the protocol's own, and ours for the panel, which needs to know where in time it is.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debugger } from '../../core/debug/debugger';
import type { Stop } from '../../core/debug/stop';

export interface VswapStopped {
  readonly step: number;
  /** Steps recorded so far. */
  readonly recorded: number;
  /** The furthest step that the run has stopped at. */
  readonly newest: number;
  /** Whether later moments have been seen already: `step` is before `newest`. */
  readonly past: boolean;
  readonly statement: string;
  readonly line: number | undefined;
  readonly why: string;
}

/** What an editor has room for beside a thread's name. */
const LABELS: Readonly<Record<Stop['reason'], string>> = {
  entry: 'Entry',
  step: 'Step',
  pause: 'Paused',
  breakpoint: 'Breakpoint',
  'function breakpoint': 'Function breakpoint',
  'data breakpoint': 'Data breakpoint',
  goto: 'Moved',
  expectation: 'Failed expectation',
  invariant: 'Broken invariant',
  warning: 'Kernel warning',
  loss: 'Data loss',
  allocation: 'Failed allocation',
  'end of program': 'End of program',
};

export function stoppedBody(debug: Debugger, stop: Stop): DebugProtocol.StoppedEvent['body'] {
  const isException = stop.found !== undefined;
  return {
    reason: isException ? 'exception' : stop.reason,
    description: debug.isInPast ? `${LABELS[stop.reason]}, in the past` : LABELS[stop.reason],
    threadId: (debug.moment?.cpu ?? 0) + 1,
    allThreadsStopped: true,
    text: stop.why,
    ...(stop.breakpointIds.length === 0 ? {} : { hitBreakpointIds: [...stop.breakpointIds] }),
  };
}

export function vswapStoppedBody(debug: Debugger, stop: Stop): VswapStopped {
  const statement = debug.moment?.operation.statement;
  return {
    step: stop.step,
    recorded: debug.run.recordedSteps,
    newest: debug.furthestCursor,
    past: debug.isInPast,
    statement: statement?.text ?? '',
    line: statement?.range.line,
    why: stop.why,
  };
}

// What the adapter announces. A test compares it with the requests that the session answers.
import type { DebugProtocol } from '@vscode/debugprotocol';

export const exceptionFilters = [
  {
    filter: 'expectation',
    label: 'Failed Expectations',
    description: 'Stops at an expect statement whose condition is false.',
    default: true,
  },
  {
    filter: 'invariant',
    label: 'Broken Invariants',
    description: 'Stops after a statement that left the kernel structures contradicting each other.',
    default: true,
  },
] as const;

export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsStepBack: true,
  supportsRestartRequest: true,
  supportsValueFormattingOptions: true,
  supportsExceptionInfoRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsLoadedSourcesRequest: true,
  supportsTerminateRequest: true,
  supportsReadMemoryRequest: true,
  supportsBreakpointLocationsRequest: true,
  supportsSteppingGranularity: true,
  supportsCancelRequest: true,
  exceptionBreakpointFilters: exceptionFilters.map((filter) => ({ ...filter })),
};

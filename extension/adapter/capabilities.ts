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
  {
    filter: 'warning',
    label: 'Kernel Warnings',
    description: 'Stops after a statement that ran into a condition which the kernel checks with WARN or BUG.',
    default: true,
  },
  {
    filter: 'loss',
    label: 'Data Loss',
    description: 'Stops after a statement that left a page whose contents are nowhere any more.',
    default: true,
  },
  {
    filter: 'allocation',
    label: 'Failed Allocations',
    description:
      'Stops where the kernel could not get memory, or a cgroup refused a charge, injected failures included.',
    default: false,
  },
] as const;

/**
 * Not `supportsDelayedStackTraceLoading`, though stacks can be paged: VS Code would ask for the top frame alone and for the others 0.4 s later. Until then it
 * shows those of the stop before, and their menu does nothing.
 */
export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsDataBreakpoints: true,
  supportsDataBreakpointBytes: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsStepBack: true,
  supportsRestartFrame: true,
  supportsGotoTargetsRequest: true,
  supportsStepInTargetsRequest: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.', ':', '(', '['],
  supportsRestartRequest: true,
  supportsValueFormattingOptions: true,
  supportsExceptionInfoRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsTerminateRequest: true,
  supportsReadMemoryRequest: true,
  supportsBreakpointLocationsRequest: true,
  supportsSteppingGranularity: true,
  supportsSingleThreadExecutionRequests: true,
  supportsCancelRequest: true,
  exceptionBreakpointFilters: exceptionFilters.map((filter) => ({ ...filter })),
};

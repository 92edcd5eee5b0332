// A place in time in words, short enough for the status bar.

/** Steps from 0 on; `newest` is the furthest that the run has stopped at. */
export interface TimePlace {
  readonly step: number;
  readonly newest: number;
  readonly past: boolean;
}

export function timeText({ step, newest, past }: TimePlace): { readonly text: string; readonly tooltip: string } {
  if (!past)
    return {
      text: `$(watch) step ${step}`,
      tooltip: `Step ${step}, the newest so far. Click to go to another place in time.`,
    };
  const back = newest - step;
  return {
    text: `$(history) step ${step} of ${newest}, past`,
    tooltip: `In the past: ${back} step${back === 1 ? '' : 's'} before the newest one. Click to go to another place in time.`,
  };
}

// A place in time in words, the same in the status bar and in the panel.

/** Steps count from 0; `newest` is the furthest that the run has stopped at: before it is the past. */
export interface TimePlace {
  readonly step: number;
  readonly newest: number;
}

/** `behind` is how far in the past it is; undefined at the newest step. */
export function timeText({ step, newest }: TimePlace): { readonly place: string; readonly behind: string | undefined } {
  const steps = newest - step;
  if (steps <= 0) return { place: `step ${step}`, behind: undefined };
  return {
    place: `step ${step} of ${newest}`,
    behind: `${steps} step${steps === 1 ? '' : 's'} before the newest one`,
  };
}

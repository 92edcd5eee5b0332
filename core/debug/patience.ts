// Long work in slices: what a search or a query owes to others. It lets them run, says how far it is, and ends when told to.
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';

export interface Control {
  /** Called after every operation and every few hundred steps: lets the event loop run when it is due. */
  readonly pause: () => Promise<void>;
  readonly isCancelled: () => boolean;
  /** The step that the search has come to. */
  readonly reached: (step: number) => void;
  /** A message of a log point. */
  readonly log: (text: string, line: number | undefined) => void;
}

/** Thrown out of a search that was told to end. */
export class Cancelled extends Error {}

/** Steps between two pauses: well below a millisecond each time, a few when each step is run again. */
export const SLICE_STEPS = 256;

export async function breathe({ pause, isCancelled }: Pick<Control, 'pause' | 'isCancelled'>): Promise<void> {
  await pause();
  if (isCancelled()) throw new Cancelled();
}

/** Recording one statement may take long, and so may looking into one: how far it is, is told at each pause too. */
export function tellingAtPauses(control: Control, run: RecordedRun, from: number): Control {
  const recorded = run.recordedSteps;
  let at = from;
  const tell = (): void => control.reached(run.recordedSteps > recorded ? run.recordedSteps : at);
  return {
    ...control,
    pause: () => {
      tell();
      return control.pause();
    },
    reached: (step) => {
      at = step;
      tell();
    },
  };
}

/** Afterwards `run.moment(step)` and `run.seek(step)` take no time. Leaves memory anywhere. */
export async function prepared(run: RecordedRun, step: number, control: Control): Promise<void> {
  while (!run.prepare(stepIndex(step), SLICE_STEPS)) await breathe(control);
}

/** The step of a write. Leaves memory anywhere. */
export async function stepOfWrite(run: RecordedRun, write: number, control: Control): Promise<number> {
  while (!run.prepareWrite(write, SLICE_STEPS)) await breathe(control);
  return run.stepOfWrite(write);
}

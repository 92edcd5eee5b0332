// The bookkeeping of one replay: whoever runs the program of a recording reports each observation here and gets the result at the end.

import type { Observation } from '../scenario/program';
import { compareObservation, statesIn, type Comparison, type Difference, type PageStateReader } from './compare';
import type { Recording } from './recording';

export interface ReplayResult extends Comparison {
  readonly file: string;
  /** Why the run ended before the recording did; undefined when it did not. What came after counts as not reproduced. */
  readonly stopped: { readonly line: number; readonly message: string } | undefined;
}

/** One recording being replayed. */
export class Replay {
  private reproduced = 0;
  private checks = 0;
  private checksHeld = 0;
  private firstDifference: Difference | undefined;
  private firstFailedCheck: Difference | undefined;
  private end: ReplayResult['stopped'];

  constructor(private readonly recording: Pick<Recording, 'file' | 'operations'>) {}

  /** To be called at each `observe` statement, in order, after all before it has run. `line` is the statement's. */
  observe(line: number, observation: Observation, reader: PageStateReader): Comparison {
    const comparison = compareObservation(line, observation, reader);
    this.reproduced += comparison.reproduced;
    this.checks += comparison.checks;
    this.checksHeld += comparison.checksHeld;
    this.firstDifference ??= comparison.firstDifference;
    this.firstFailedCheck ??= comparison.firstFailedCheck;
    return comparison;
  }

  /** How the simulator came to what differs first, in a sentence. */
  explain(why: string): void {
    if (this.firstDifference === undefined) return;
    this.firstDifference = { ...this.firstDifference, text: `${this.firstDifference.text}. ${why}` };
  }

  /** To be called when the run cannot go on. */
  stop(line: number, message: string): void {
    this.end ??= { line, message };
  }

  result(): ReplayResult {
    let states = 0;
    for (const operation of this.recording.operations) {
      if (operation.kind === 'observe') states += statesIn(operation.observation);
    }
    return {
      file: this.recording.file,
      states,
      reproduced: this.reproduced,
      firstDifference: this.firstDifference,
      checks: this.checks,
      checksHeld: this.checksHeld,
      firstFailedCheck: this.firstFailedCheck,
      stopped: this.end,
    };
  }
}

/** Every state and every other figure of the recording is what the simulator has. */
export function isReproduced(result: ReplayResult): boolean {
  return result.stopped === undefined && result.reproduced === result.states && result.checksHeld === result.checks;
}

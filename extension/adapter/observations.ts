// Recordings in the debugger: what the real kernel showed after an operation becomes an expectation that stops the run where the model differs.
import { compareObservation } from '../../core/recording/compare';
import { recordingReader } from '../../core/recording/reader';
import { OperationErrors } from '../../core/recording/replayRun';
import type { TimelineOptions } from '../../core/timeline/timeline';

/** For one run. */
export function observing(): NonNullable<TimelineOptions['observe']> {
  const errors = new OperationErrors();
  return ({ statement }, context, outcome) => {
    if (statement.kind !== 'observe') {
      errors.add(outcome, statement.continues === true);
      return [];
    }
    const { line } = statement.range;
    const compared = compareObservation(line, statement.observation, recordingReader(context, errors.last));
    const difference = compared.firstDifference ?? compared.firstFailedCheck;
    if (difference === undefined) return [];
    const counts = `${compared.reproduced} of ${compared.states} states and ${compared.checksHeld} of ${compared.checks} figures agree`;
    return [
      {
        kind: 'expectation',
        code: 'VS0401',
        message: `The real kernel showed something else: ${difference.text} (${counts}).`,
      },
    ];
  };
}

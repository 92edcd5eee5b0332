// What all parts of a search under way share.
import type { RecordedRun } from '../timeline/recordedRun';
import type { PointSet } from './breakpoints';
import type { Judge } from './judge';
import type { Control } from './patience';
import type { Watches } from './watches';

/** A search under way. */
export interface Inside {
  readonly run: RecordedRun;
  readonly points: PointSet;
  readonly control: Control;
  readonly judge: Judge;
  readonly watches: Watches;
}

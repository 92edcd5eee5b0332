// All data breakpoints of one search: which of them are hit next.
import type { Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import type { PointSet } from './breakpoints';
import { DataWatch, type DataHit } from './dataWatch';
import { failureWatches } from './failedAllocations';
import type { Candidate } from './judge';
import type { Control } from './patience';
import type { Position } from './position';
import { dataText } from './stop';

/** Hits in one and the same step; none: nothing more in this operation. */
export type DataHits = readonly DataHit[];

export class Watches {
  private readonly watches: readonly DataWatch[];

  constructor(run: RecordedRun, points: PointSet, control: Control) {
    const ofPoints = points.data.flatMap((point) =>
      point.place.kind === 'data' ? [new DataWatch(run, point, point.place.target, control)] : [],
    );
    this.watches = points.stopsOnFailedAllocations ? [...ofPoints, ...failureWatches(run, control)] : ofPoints;
  }

  /** The first hits in the operation's steps from `from` on. */
  async next(operation: Operation, from: Position): Promise<DataHits> {
    let first: DataHit[] = [];
    for (const watch of this.watches) {
      const hit = await watch.next(operation, from);
      if (hit === undefined) continue;
      const step = first[0]?.step ?? Infinity;
      if (hit.step < step) first = [hit];
      else if (hit.step === step) first.push(hit);
    }
    return first;
  }

  /** The last hits in the operation's steps before `before`. */
  async previous(operation: Operation, before: Position): Promise<DataHits> {
    let last: DataHit[] = [];
    for (const watch of this.watches) {
      const hit = await watch.previous(operation, before);
      if (hit === undefined) continue;
      const step = last[0]?.step ?? -1;
      if (hit.step > step) last = [hit];
      else if (hit.step === step) last.push(hit);
    }
    return last;
  }
}

export function dataCandidates(hits: DataHits, direction: 1 | -1): readonly Candidate[] {
  return hits.map((hit) => ({ point: hit.point, why: dataText(hit, direction), hitStep: hit.step + 1 }));
}

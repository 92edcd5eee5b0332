// How often each breakpoint was hit from the beginning of the run up to a step: a count of places in time, not of visits, so it is the same in both directions.
import type { Control } from './patience';
import type { Point } from './point';

/** The first step after `from` at which a breakpoint by itself stops the run, whatever its hit count; undefined: none up to `last`. */
export type FindHit = (point: Point, from: number, last: number, control: Control) => Promise<number | undefined>;

interface Counted {
  readonly steps: number[];
  /** Everything up to this step has been counted. */
  upTo: number;
}

export class HitHistory {
  private readonly counted = new Map<string, Counted>();

  constructor(private readonly findHit: FindHit) {}

  /** 1 for the first hit. `step` must be one at which the breakpoint is hit. Leaves memory anywhere. */
  async ordinal(point: Point, step: number, control: Control): Promise<number> {
    const key = `${point.id} ${point.condition ?? ''}`;
    const counted = this.counted.get(key) ?? { steps: [], upTo: -1 };
    this.counted.set(key, counted);
    while (counted.upTo < step) {
      const found = await this.findHit(point, counted.upTo, step, control);
      if (found === undefined) counted.upTo = step;
      else {
        counted.steps.push(found);
        counted.upTo = found;
      }
    }
    return counted.steps.filter((hit) => hit <= step).length;
  }
}

// What differs between two stops: the words with their earlier values, and the figures as they were. Works the same forwards and backwards.
import type { RecordedRun } from '../timeline/recordedRun';
import type { Position } from '../debug/position';
import { putBack } from '../debug/stepBack';
import { wordIndex, type WordIndex } from '../word/brand';

/** What the panel needs of a run. */
export type ShownRun = Pick<
  RecordedRun,
  | 'program'
  | 'view'
  | 'operations'
  | 'recordedSteps'
  | 'complete'
  | 'cursor'
  | 'write'
  | 'seek'
  | 'seekWrite'
  | 'moment'
  | 'writtenBetween'
>;

export interface EarlierWord {
  readonly lo: number;
  readonly hi: number;
}

export interface Changes {
  /** Words that differ, by place, with the value at the other stop. */
  readonly before: ReadonlyMap<WordIndex, EarlierWord>;
  readonly counters: ReadonlyMap<string, number>;
  /** Bytes by structure. */
  readonly structures: ReadonlyMap<string, number>;
}

export const NO_CHANGES: Changes = { before: new Map(), counters: new Map(), structures: new Map() };

/** Between two stops that lie further apart: looking for the words that differ would hold up the editor. */
const MOST_WRITES = 250_000;

/** Above this many words nobody looks at single marks, and comparing them would hold up the editor. */
const MOST_WORDS = 100_000;

/**
 * Compares the cursor with an earlier stop, `previous`, which may lie on either side of it, also between two writes of one step. The cursor is where it
 * was afterwards. undefined as `previous`, no write, more than 250,000 writes or 100,000 written words in between: no changes.
 */
export function changesSince(run: ShownRun, previous: Position | undefined): Changes {
  const current: Position = { step: run.cursor, write: run.write };
  if (previous === undefined || previous.step > run.recordedSteps) return NO_CHANGES;
  const here = current.write;
  const there = previous.write;
  if (here === there || Math.abs(here - there) > MOST_WRITES) return NO_CHANGES;
  const written = run.writtenBetween(Math.min(here, there), Math.max(here, there));
  if (written.length > MOST_WORDS) return NO_CHANGES;
  const now = written.map((index) => run.view.word(wordIndex(index)));
  putBack(run, previous);
  try {
    const before = new Map<WordIndex, EarlierWord>();
    for (const { index, lo, hi } of now) {
      const earlier = run.view.word(index);
      if (earlier.lo !== lo || earlier.hi !== hi) before.set(index, { lo: earlier.lo, hi: earlier.hi });
    }
    const counters = new Map<string, number>();
    for (const name of run.view.counterNames()) {
      const value = run.view.counter(name);
      if (value !== undefined) counters.set(name, value);
    }
    return { before, counters, structures: new Map(run.view.structures().map(({ name, bytes }) => [name, bytes])) };
  } finally {
    putBack(run, current);
  }
}

// Time travel is exact: whatever was looked at before, memory at a step is what a fresh run stopped there has.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelFrame } from '../mm/step';
import { stepIndex } from '../word/brand';
import type { KernelName } from '../word/kernelName';
import type { Frame } from './moment';
import { compiled, KERNELS, recorded } from './scenario.fixture';
import { draws, folioSettings, smallSettings, story } from './story.fixture';
import { Timeline } from './timeline';

/** What a run that goes forward only shows before each step. */
interface Truth {
  readonly hashes: readonly number[];
  /** Journal positions. */
  readonly writes: readonly number[];
  /** Function names, the innermost first. */
  readonly stacks: readonly (readonly string[])[];
}

function names(frame: ModelFrame | Frame | undefined): readonly string[] {
  return frame === undefined ? [] : [frame.name, ...names(frame.parent)];
}

/** A run in the form of the model that stops at each step, where others run in its plain form: their comparison is the proof that the two are one. */
const steppedRun = (text: string): Timeline => new Timeline(compiled(text), { checkStep: () => undefined });

function truthOf(text: string): Truth {
  const run = steppedRun(text);
  const { mem } = run.kernel;
  const truth = { hashes: [mem.hash()], writes: [mem.cursor], stacks: [names(undefined)] };
  for (let state = run.advance(1); state !== 'over'; state = run.advance(1)) {
    truth.hashes.push(mem.hash());
    truth.writes.push(mem.cursor);
    truth.stacks.push(state === 'running' ? names(run.kernel.frame) : []);
  }
  return truth;
}

type Move =
  | { readonly kind: 'seek' | 'moment' | 'stepOfWrite'; readonly share: number }
  | { readonly kind: 'record'; readonly operations: number };

const moves = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('seek' as const, 'moment' as const, 'stepOfWrite' as const),
      share: fc.nat(1000),
    }),
    fc.record({ kind: fc.constant('record' as const), operations: fc.nat(3) }),
  ),
  { minLength: 4, maxLength: 20 },
);

/** Walks a run about while it is being recorded, and compares with the truth at each place. */
function walk(run: Timeline, truth: Truth, sequence: readonly Move[]): void {
  const { mem } = run.kernel;
  run.recordNext();
  for (const move of sequence) {
    const before = { cursor: run.cursor, write: mem.cursor, hash: mem.hash() };
    const step = stepIndex(move.kind === 'record' ? 0 : Math.floor((run.recordedSteps * move.share) / 1000));
    switch (move.kind) {
      case 'record':
        for (let i = 0; i < move.operations; i++) run.recordNext();
        break;
      case 'seek':
        run.seek(step);
        expect(run.cursor).toBe(step);
        break;
      case 'moment': {
        const moment = run.moment(step);
        expect(moment.write).toBe(truth.writes[step]);
        expect(names(moment.frame), `stack at step ${step}`).toEqual(truth.stacks[step]);
        expect(moment.operation.firstStep).toBeLessThanOrEqual(step);
        expect({ cursor: run.cursor, write: mem.cursor, hash: mem.hash() }).toEqual(before);
        break;
      }
      case 'stepOfWrite': {
        const write = Math.floor(((truth.writes[run.recordedSteps] ?? 0) * move.share) / 1001);
        const found = run.stepOfWrite(write);
        const from = truth.writes[0] ?? 0;
        if (write >= from) {
          expect(truth.writes[found], `write ${write} in step ${found}`).toBeLessThanOrEqual(write);
          expect(truth.writes[found + 1], `write ${write} in step ${found}`).toBeGreaterThan(write);
        } else {
          expect(found).toBe(0);
        }
        expect({ cursor: run.cursor, write: mem.cursor, hash: mem.hash() }).toEqual(before);
      }
    }
    expect(mem.hash(), `memory at step ${run.cursor}`).toBe(truth.hashes[run.cursor]);
    expect(mem.cursor).toBe(truth.writes[run.cursor]);
  }
}

function expectSameRun(run: Timeline, other: Timeline): void {
  expect(run.recordedSteps).toBe(other.recordedSteps);
  expect(run.operations).toEqual(other.operations);
  expect(run.kernel.mem.hash()).toBe(other.kernel.mem.hash());
}

describe.each(KERNELS)('%s', (kernel) => {
  test('random looks at random runs see what a fresh run sees', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: smallSettings }, { weight: 1, arbitrary: folioSettings }),
        draws(12),
        moves,
        (setting, drawn, sequence) => {
          const { text } = story(kernel, setting, drawn);
          const truth = truthOf(text);
          const run = new Timeline(compiled(text));
          walk(run, truth, sequence);
          while (run.recordNext());
          expect(run.recordedSteps).toBe(truth.hashes.length - 1);
          run.seek(stepIndex(run.recordedSteps));
          expectSameRun(run, recorded(text, {}));
        },
      ),
      { numRuns: 5 },
    );
  });

  test('a run recorded in slices is the run recorded at once', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: smallSettings }, { weight: 1, arbitrary: folioSettings }),
        draws(12),
        fc.integer({ min: 1, max: 40 }),
        (setting, drawn, slice) => {
          const { text } = story(kernel, setting, drawn, true);
          const run = new Timeline(compiled(text));
          while (run.advance(slice) !== 'over');
          expectSameRun(run, recorded(text, {}));
        },
      ),
      { numRuns: 6 },
    );
  });
});

const machine = (kernel: KernelName): string =>
  `machine {\n  kernel ${kernel}\n  cpus 2\n  memory 64M\n  zswap { compressor lz4 }\n  swap disk0 32M\n}\n`;

/** Three statements, of which the second and third have several windows of steps each, and more writes than lie between two snapshots. */
const LONG = `${machine('ste-v2')}task app on cpu 1
app: map heap 9000 pages
app: write heap[0..6999] text seed 1
app: pageout heap[0..6999]
`;

describe('a long run', () => {
  test('is exact at the borders of its windows and far from its snapshots', { timeout: 60_000 }, () => {
    const run = recorded(LONG, {});
    const { mem } = run.kernel;
    const pageout = run.operations.at(-1);
    if (pageout === undefined) throw new Error('nothing ran');
    expect(pageout.stepCount).toBeGreaterThan(8192 * 4);
    expect(mem.cursor).toBeGreaterThan(500_000);
    const places = [0, 1, 8191, 8192, 8193, 16_383, 16_384, pageout.stepCount - 1];
    const steps = places.map((place) => stepIndex(pageout.firstStep + place));
    const fresh = steppedRun(LONG);
    for (let i = 1; i < run.operations.length; i++) fresh.recordNext();
    let at = pageout.firstStep;
    const truth = steps.map((step) => {
      if (step > at) fresh.advance(step - at);
      at = step;
      return { step, hash: fresh.kernel.mem.hash(), write: fresh.kernel.mem.cursor, stack: names(fresh.kernel.frame) };
    });
    for (const { step, hash, write, stack } of [...truth.slice().reverse(), ...truth]) {
      const moment = run.moment(step);
      expect([moment.write, names(moment.frame)], `step ${step}`).toEqual([write, stack]);
      run.seek(step);
      expect(mem.hash(), `memory at step ${step}`).toBe(hash);
      if (step < run.recordedSteps) expect(run.stepOfWrite(write)).toBeGreaterThanOrEqual(step);
    }
  });

  test('stays on hold while somebody looks about in the record, and goes on from there', () => {
    const run = new Timeline(compiled(LONG));
    run.recordNext();
    run.recordNext();
    expect(run.advance(10_000)).toBe('running');
    expect([run.operations.length, run.running?.index, run.running?.firstStep]).toEqual([2, 2, run.recordedSteps]);
    expect(run.moment(stepIndex(run.recordedSteps))).toMatchObject({ operation: { index: 2 }, frame: undefined });
    for (const step of [0, 1, run.recordedSteps]) {
      run.seek(stepIndex(step));
      expect([run.operations.length, run.cursor]).toEqual([2, step]);
      expect(run.advance(1)).toBe('running');
    }
    while (run.recordNext());
    expectSameRun(run, recorded(LONG, {}));
  });

  test('can be looked at while it is being recorded', () => {
    const run = new Timeline(compiled(LONG));
    run.recordNext();
    run.recordNext();
    run.advance(10_000);
    const hash = run.kernel.mem.hash();
    expect(run.moment(stepIndex(1)).operation.index).toBe(1);
    expect(run.kernel.mem.hash()).toBe(hash);
    while (run.recordNext());
    expectSameRun(run, recorded(LONG, {}));
  });
});

test('an operation stays on the CPU of its task also after the task is gone', () => {
  const text = `${machine('ste-v2')}task app\napp: map heap 4 pages\nfork app as child on cpu 1
child: write heap[0..3] text seed 1\nchild: pageout heap[0..3]\nexit child\n`;
  const run = new Timeline(compiled(text));
  while (run.advance(1) !== 'over');
  expect(run.operations.at(-1)?.cpu).toBe(1);
  expectSameRun(run, recorded(text, {}));
  // Looking at the steps runs them once more: on another CPU their writes would differ.
  for (let step = 0; step < run.recordedSteps; step++) run.moment(stepIndex(step));
});

describe('bounds', () => {
  const run = recorded(`${machine('p4')}task app\napp: map heap 4 pages\napp: write heap[0] text\n`, {});

  test.each([-1, 0.5, Number.NaN, run.recordedSteps + 1])('there is no step %d', (step) => {
    const { cursor } = run;
    for (const look of [
      () => run.seek(stepIndex(step)),
      () => run.moment(stepIndex(step)),
      () => run.operationAt(stepIndex(step)),
    ])
      expect(look).toThrow(RangeError);
    expect(run.cursor).toBe(cursor);
  });

  test('nothing can be asked of a run that has not begun', () => {
    const fresh = new Timeline(run.program);
    expect(() => fresh.moment(stepIndex(0))).toThrow(RangeError);
    fresh.seek(stepIndex(0));
    expect(fresh.cursor).toBe(0);
  });

  test('at the end of a run that is over there is no frame', () => {
    const end = run.moment(stepIndex(run.recordedSteps));
    expect([end.frame, end.operation.index]).toEqual([undefined, run.operations.length - 1]);
    expect([run.complete, run.recordNext()]).toEqual([true, false]);
  });

  test('each operation begins where the one before ended', () => {
    let step = 0;
    let write = run.operations[0]?.firstWrite ?? 0;
    for (const operation of run.operations) {
      expect([operation.firstStep, operation.firstWrite]).toEqual([step, write]);
      step += operation.stepCount;
      write += operation.writeCount;
    }
    expect(step).toBe(run.recordedSteps);
  });
});

describe('the journal of a run', () => {
  const run = recorded(
    `${machine('ste-v1')}task app\napp: map heap 4 pages\napp: write heap[0..3] text\napp: pageout heap[0..3]\n`,
    {},
  );
  const last = run.operations.at(-1);
  const { journal } = run.kernel.mem;

  test('tells the words written between two positions, each once', () => {
    const from = last?.firstWrite ?? 0;
    const naive = new Set(Array.from({ length: journal.length - from }, (_, i) => journal.index(from + i)));
    const found = run.writtenBetween(from, journal.length);
    expect(new Set(found)).toEqual(naive);
    expect(found.length).toBe(naive.size);
    expect(run.writtenBetween(journal.length, from)).toEqual(found);
  });

  test('finds the writes before and after a position', () => {
    for (let write = last?.firstWrite ?? 0; write < journal.length; write++) {
      const index = journal.index(write);
      expect(run.nextWrite(index, write)).toBe(write);
      expect(run.previousWrite(index, write + 1)).toBe(write);
      const earlier = run.previousWrite(index, write);
      if (earlier !== undefined)
        expect([journal.index(earlier), run.nextWrite(index, earlier + 1)]).toEqual([index, write]);
    }
  });
});

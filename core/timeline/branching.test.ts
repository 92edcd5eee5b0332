// A branch is its program with the change put in, exactly: whatever was looked at before, memory at each step is what a fresh run of the same operations has.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boot } from '../kernel/machine';
import { KernelView } from '../mm/inspect';
import { KernelAssertionError } from '../mm/kernel';
import { compileTyped } from '../scenario/compileTyped';
import { newOutcome } from '../scenario/outcome';
import type { Statement } from '../scenario/program';
import { programNames } from '../scenario/programNames';
import { stepIndex, wordIndex } from '../word/brand';
import type { BranchChange as Change, Branched } from './recordedRun';
import type { RecordedRun } from './recordedRun';
import { guarded, GuardedMemory } from './guarded';
import { wholeOf } from './moment';
import { raceOf } from './startOperation';
import { compiled, KERNELS } from './scenario.fixture';
import { raceDraws, withRaces } from './racedStory.fixture';
import { draws, folioSettings, smallSettings, story } from './story.fixture';
import { Timeline } from './timeline';

/** Changed words can send a statement in circles for millions of steps: what takes long is left, as a person would. */
const PATIENCE = 60;
const SLICE = 256;

/** undefined: it took too long. */
function branched(run: RecordedRun, step: number, change: Change): Branched | undefined {
  const work = run.branch(stepIndex(step), change);
  for (let n = 0; n < PATIENCE; n++) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
  work.return({ run, from: run, sharedOperations: 0, resumesAt: step });
  return undefined;
}

/** False: the run is over, or its next operation takes too long. */
function recordNext(run: Timeline): boolean {
  for (let n = 0; n < PATIENCE; n++) {
    const state = run.advance(SLICE);
    if (state !== 'running') return state === 'operation';
  }
  return false;
}

function timeline(run: RecordedRun): Timeline {
  if (run instanceof Timeline) return run;
  throw new Error('a real run is expected');
}

/** Hash of memory just before each step, on a machine of its own that runs the operations from the first to the last and has no journal. */
function freshRun({ program, operations }: RecordedRun): readonly number[] {
  const memory = new GuardedMemory(false);
  const start = guarded(memory);
  const k = boot(program.machine, false, memory);
  const names = programNames(program);
  const context = { k, view: new KernelView(k, names), names, program };
  const hashes: number[] = [];
  for (const operation of new Set(operations.map(wholeOf))) {
    k.frame = undefined;
    k.cpu = operation.cpu;
    hashes.push(k.mem.hash());
    try {
      const outcome = newOutcome();
      const model = start(context, operation, outcome, raceOf(context, operation, outcome));
      while (model.next().done !== true) hashes.push(k.mem.hash());
    } catch (error) {
      if (!(error instanceof KernelAssertionError)) throw error;
    }
  }
  hashes.push(k.mem.hash());
  return hashes;
}

function typed(run: Timeline, text: string): readonly Statement[] {
  const { machine } = run.program;
  const { value } = compileTyped(text, {
    tasks: run.view.tasks(),
    devices: [],
    cgroups: [],
    variables: [],
    cpus: machine.cpus,
    memoryPages: machine.memory / 4096,
  });
  return value ?? [];
}

type Move =
  | { readonly kind: 'seek'; readonly share: number }
  | { readonly kind: 'record'; readonly operations: number }
  | { readonly kind: 'switch'; readonly branch: number }
  | { readonly kind: 'statement'; readonly share: number; readonly text: number }
  /** In a race this CPU goes on. */
  | { readonly kind: 'turns'; readonly share: number; readonly cpu: number }
  /** A word that the run has written is set to what another one holds. */
  | { readonly kind: 'word'; readonly share: number; readonly word: number; readonly value: number };

const moves = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('seek' as const), share: fc.nat(1000) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('record' as const), operations: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('switch' as const), branch: fc.nat(20) }) },
    fc.record({ kind: fc.constant('statement' as const), share: fc.nat(1000), text: fc.nat(9) }),
    fc.record({ kind: fc.constant('turns' as const), share: fc.nat(1000), cpu: fc.nat(1) }),
    fc.record({ kind: fc.constant('word' as const), share: fc.nat(1000), word: fc.nat(10_000), value: fc.nat(300) }),
  ),
  { minLength: 6, maxLength: 16 },
);

const TYPED = [
  'writeback 2 pages',
  'reclaim 4 pages',
  'task typed; typed: map more 8 pages; typed: write more[0..7] text seed 3; typed: pageout more[0..7]',
];

function changeOf(
  run: Timeline,
  move: Extract<Move, { readonly kind: 'statement' | 'turns' | 'word' }>,
): Change | undefined {
  if (move.kind === 'turns') {
    const { race } = run.moment(run.cursor).operation;
    if (race === undefined || run.cursor === run.recordedSteps) return undefined;
    return { kind: 'turns', turns: [{ cpu: move.cpu, steps: undefined }], text: `CPU ${move.cpu}` };
  }
  if (move.kind === 'word') {
    const { journal } = run.kernel.mem;
    const index = wordIndex(journal.index(move.word % journal.length));
    const { lo, hi } = run.view.word(index);
    return { kind: 'words', words: [{ index, lo: (lo ^ move.value) >>> 0, hi }], text: `word ${index}` };
  }
  const text = TYPED[move.text % TYPED.length] ?? '';
  const statements = typed(run, text);
  return statements.length === 0 ? undefined : { kind: 'statements', statements, text };
}

describe.each(KERNELS)('%s', (kernel) => {
  test('random walks over random branches see what fresh runs see', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: smallSettings }, { weight: 1, arbitrary: folioSettings }),
        draws(8),
        raceDraws,
        moves,
        (setting, drawn, races, sequence) => {
          const root = new Timeline(compiled(withRaces(story(kernel, setting, drawn).text, races)));
          const runs = [root];
          const looked: { readonly run: Timeline; readonly step: number; readonly hash: number }[] = [];
          let run = root;
          run.recordNext();
          for (const move of sequence) {
            const others = runs.map(({ cursor, write, kernel: { mem } }) => ({ cursor, write, hash: mem.hash() }));
            switch (move.kind) {
              case 'seek':
                run.seek(stepIndex(Math.floor((run.recordedSteps * move.share) / 1000)));
                break;
              case 'record':
                for (let i = 0; i < move.operations; i++) recordNext(run);
                break;
              case 'switch':
                run = runs[move.branch % runs.length] ?? run;
                break;
              default: {
                if (runs.length > 5) break;
                const step = stepIndex(Math.floor((run.recordedSteps * move.share) / 1000));
                run.seek(step);
                const before = { write: run.write, hash: run.kernel.mem.hash() };
                const change = changeOf(run, move);
                if (change === undefined) break;
                const made = branched(run, step, change);
                if (made === undefined) break;
                expect({ write: run.write, hash: run.kernel.mem.hash() }).toEqual(before);
                run = timeline(made.run);
                run.seek(stepIndex(made.resumesAt));
                runs.push(run);
              }
            }
            if (move.kind === 'seek' || move.kind === 'record' || move.kind === 'switch')
              runs.forEach((other, i) => {
                if (other !== run)
                  expect({ cursor: other.cursor, write: other.write, hash: other.kernel.mem.hash() }).toEqual(
                    others[i],
                  );
              });
            looked.push({ run, step: run.cursor, hash: run.kernel.mem.hash() });
          }
          for (const each of runs) {
            while (each.operations.length < 14 && recordNext(each));
            const fresh = freshRun(each);
            expect(fresh.length - 1).toBe(each.recordedSteps);
            for (let n = 0; n <= 12; n++) {
              const step = stepIndex(Math.floor((each.recordedSteps * n) / 12));
              each.seek(step);
              expect(each.kernel.mem.hash(), `step ${step}`).toBe(fresh[step]);
            }
            for (const { run: where, step, hash } of looked)
              if (where === each) expect(hash, `looked at step ${step}`).toBe(fresh[step]);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

const SMALL = `machine {
  kernel ste-v1
  memory 64M
  zswap { compressor lz4 }
  swap disk0 64M
}
task app
app: map heap 64 pages
app: write heap[0..3] text seed 7
app: pageout heap[0..3]
label "out"
writeback 1 pages
app: read heap[0]
app: free heap[1..2]
`;

describe('words that make no sense', () => {
  const root = new Timeline(compiled(SMALL));
  while (root.recordNext());
  const label = root.operations[4];
  if (label === undefined) throw new Error('nothing ran');
  const { journal } = root.kernel.mem;
  const words = [...new Set(Array.from({ length: label.firstWrite }, (_, n) => journal.index(n)))];
  const KERNEL_ADDRESS = 0xffff88a0;

  test('end statements with findings, never the simulator, and stay exact', { timeout: 120_000 }, () => {
    const codes = new Set<string>();
    for (let i = 0; i < words.length; i += 2) {
      const word = words[i] ?? 0;
      const nonsense = [
        [0xfffffff8, KERNEL_ADDRESS],
        [3, 7],
        [((words[(i * 7) % words.length] ?? 0) * 8) >>> 0, KERNEL_ADDRESS],
      ] as const;
      const [lo, hi] = nonsense[i % 3] ?? [0, 0];
      const change: Change = { kind: 'words', words: [{ index: wordIndex(word), lo, hi }], text: 'nonsense' };
      const made = branched(root, label.firstStep, change);
      if (made === undefined) continue;
      const run = timeline(made.run);
      while (recordNext(run));
      for (const { findings } of run.operations) for (const { code } of findings) codes.add(code);
      for (const operation of run.operations.slice(made.sharedOperations)) {
        const last = stepIndex(operation.firstStep + operation.stepCount - 1);
        expect(run.moment(last).operation).toBe(operation);
        run.seek(last);
        run.seek(stepIndex(0));
      }
    }
    expect([...codes].sort()).toEqual(expect.arrayContaining(['VS0410', 'VS0423']));
  });
});

describe('a branch of a long run', () => {
  const LONG = `machine {\n  kernel ste-v2\n  memory 64M\n  zswap { compressor lz4 }\n  swap disk0 32M\n}
task app
app: map heap 9000 pages
app: write heap[0..6999] text seed 1
app: pageout heap[0..6999]
app: read heap[0..99]
`;

  test(
    'begins far from the snapshots, deep in a statement, and looks up writes and steps before and after',
    { timeout: 120_000 },
    () => {
      const root = new Timeline(compiled(LONG));
      while (root.recordNext());
      const pageout = root.operations[3];
      if (pageout === undefined) throw new Error('nothing ran');
      const step = pageout.firstStep + 30_000;
      const index = wordIndex(root.kernel.mem.journal.index(pageout.firstWrite + 5000));
      const { lo, hi } = root.view.word(index);
      const change: Change = { kind: 'words', words: [{ index, lo, hi }], text: 'the same' };
      const work = root.branch(stepIndex(step), change);
      let next = work.next();
      while (next.done !== true) next = work.next();
      const run = timeline(next.value.run);
      expect(next.value.resumesAt).toBe(step + 1);
      while (run.recordNext());
      // Up to there nothing differs; the change is one write and one step.
      expect(run.recordedSteps).toBe(root.recordedSteps + 1);
      const { write } = root.moment(stepIndex(step));
      expect(run.moment(stepIndex(step)).write).toBe(write);
      expect(run.change(write)).toMatchObject({ index, new: { lo, hi } });
      expect(run.stepOfWrite(write)).toBe(step);
      expect(run.moment(stepIndex(step)).frame?.name).toBe('what if');
      for (const n of [100, 8192, 29_999, 30_000]) {
        const at = stepIndex(pageout.firstStep + n);
        root.seek(at);
        run.seek(at);
        expect(run.kernel.mem.hash(), `step ${at}`).toBe(root.kernel.mem.hash());
        expect(run.stepOfWrite(run.write), `write at step ${at}`).toBeGreaterThanOrEqual(at);
      }
      for (const n of [0, 1, 2, 3]) {
        const at = Math.floor((pageout.firstWrite * (n + 1)) / 5);
        expect(run.previousWrite(index, at)).toBe(root.previousWrite(index, at));
        expect(run.stepOfWrite(at)).toBe(root.stepOfWrite(at));
      }
    },
  );
});

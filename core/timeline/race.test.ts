// Races: any schedule is recorded, looked at and changed exactly; what the CPUs did before the change stays, step by step.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTyped } from '../scenario/compileTyped';
import type { Turn } from '../scenario/program';
import { stepIndex } from '../word/brand';
import { plannedBefore, wholeOf } from './moment';
import { compiled } from './scenario.fixture';
import type { BranchChange } from './recordedRun';
import { Timeline } from './timeline';

/** Each CPU works on pages of its own. */
const APART = `machine { kernel ste-v2  cpus 3  memory 64M  zswap { compressor lz4 }  swap disk0 16M }
task a on cpu 0
task b on cpu 1
a: map heap 8 pages
b: map heap 8 pages
a: write heap[0..3] text seed 3
b: write heap[0..3] random seed 4
b: pageout heap[0]
label "before"
race "apart" {
  cpu 0 { a: pageout heap[0..1]; a: read heap[0] }
  cpu 1 { for i in 0..1 { b: read heap[i] }; label "inside" }
  cpu 2 { set vm.page-cluster 0; print "two" }
}
label "after"
expect a.heap[0].content == text seed 3`;
const RACE = 8;

function scheduled(schedule: readonly Turn[] | undefined): Timeline {
  const program = compiled(APART);
  const statements = program.statements.map((statement) =>
    statement.kind === 'race' ? { ...statement, ...(schedule === undefined ? {} : { schedule }) } : statement,
  );
  const run = new Timeline({ ...program, statements });
  while (run.recordNext());
  return run;
}

const turns = fc.array(
  fc.record({ cpu: fc.nat(2), steps: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }) }),
  { maxLength: 12 },
);

/** What each step is: CPU, statement, place in the pseudo-source, and all words. */
function steps(run: Timeline, to = run.recordedSteps): readonly string[] {
  return Array.from({ length: to }, (_, n) => {
    const step = stepIndex(n);
    const { cpu, frame, operation } = run.moment(step);
    run.seek(step);
    return `${cpu} ${operation.statement.text}: ${frame?.name ?? ''} ${frame?.text ?? ''} ${run.kernel.mem.hash()}`;
  });
}

const partsOf = ({ operations }: Timeline): readonly string[] =>
  operations
    .filter(({ race }) => race !== undefined)
    .map(({ cpu, statement, race }) =>
      [race?.resumes === true ? '…' : '', `${cpu} ${statement.text}`, race?.continues === true ? '…' : ''].join(''),
    );

describe('the parts of a race', () => {
  test('are its statements, block after block, without a schedule', () => {
    expect(partsOf(scheduled(undefined))).toEqual([
      '0 a: pageout heap[0..1]',
      '0 a: read heap[0]',
      '1 b: read heap[i]',
      '1 b: read heap[i]',
      '1 label "inside"',
      '2 set vm.page-cluster 0',
      '2 print "two"',
    ]);
  });

  test('are what one CPU did in a row, when a schedule has it leave a statement and come back', () => {
    const run = scheduled([
      { cpu: 1, steps: 5 },
      { cpu: 2, steps: undefined },
      { cpu: 0, steps: 1 },
      { cpu: 1, steps: 1 },
    ]);
    expect(partsOf(run).slice(0, 6)).toEqual([
      '1 b: read heap[i]…',
      '2 set vm.page-cluster 0',
      '2 print "two"',
      '0 a: pageout heap[0..1]…',
      '…1 b: read heap[i]…',
      '…0 a: pageout heap[0..1]',
    ]);
    expect(run.operations.flatMap(({ output }) => output)).toEqual(['two']);
  });

  test('have one statement of the plan between them', () => {
    const { operations } = scheduled([
      { cpu: 2, steps: 1 },
      { cpu: 1, steps: 3 },
    ]);
    expect(plannedBefore(operations, RACE)).toBe(RACE);
    expect(plannedBefore(operations, RACE + 1)).toBe(RACE + 1);
    expect(plannedBefore(operations, operations.length)).toBe(RACE + 3);
    expect(new Set(operations.slice(RACE, -2).map(wholeOf)).size).toBe(1);
  });
});

test('other CPUs stand where they were left, with the functions that they are in', () => {
  const run = scheduled([
    { cpu: 1, steps: 9 },
    { cpu: 0, steps: 2 },
    { cpu: 1, steps: 1 },
  ]);
  const second = run.operations[RACE + 1];
  const { cpu, others = [] } = run.moment(second?.firstStep ?? stepIndex(0));
  expect(cpu).toBe(0);
  const left = others.find((other) => other.cpu === 1);
  expect(left?.frame?.text).not.toBe('');
  const again = run.operations[RACE + 2];
  expect(run.moment(again?.firstStep ?? stepIndex(0)).frame).toEqual(left?.frame);
  expect(others.map(({ cpu: other, statement, frame }) => [other, statement.text, frame === undefined])).toEqual([
    [1, 'b: read heap[i]', false],
    [2, 'set vm.page-cluster 0', true],
  ]);
});

test('every step of every schedule is the same whenever it is looked at', () => {
  fc.assert(
    fc.property(turns, fc.array(fc.nat(10_000), { maxLength: 8 }), (schedule, looks) => {
      const run = scheduled(schedule);
      expect(run.operations.flatMap(({ findings }) => findings)).toEqual([]);
      const inOrder = steps(run);
      for (const look of looks) {
        const n = look % inOrder.length;
        const { cpu, frame, operation } = run.moment(stepIndex(n));
        run.seek(stepIndex(n));
        expect(
          `${cpu} ${operation.statement.text}: ${frame?.name ?? ''} ${frame?.text ?? ''} ${run.kernel.mem.hash()}`,
        ).toBe(inOrder[n]);
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('another order from a step on leaves what was before it, and is the run that the schedule of all turns makes', () => {
  fc.assert(
    fc.property(turns, turns, fc.nat(10_000), (first, then, at) => {
      const run = scheduled(first);
      const low = run.operations[RACE]?.firstStep ?? 0;
      const high = run.operations.at(-2)?.firstStep ?? 0;
      const step = low + (at % (high - low));
      const { run: branch } = branched(run, step, { kind: 'turns', turns: then, text: 'another order' });
      const before = steps(run, step);
      const after = steps(branch);
      expect(after.slice(0, step)).toEqual(before);
      const whole = branch.operations[RACE]?.race?.whole.statement;
      expect(steps(scheduled(whole?.schedule))).toEqual(after);
      const [turn] = then;
      const isOn =
        turn !== undefined && run.moment(stepIndex(step)).others?.some(({ cpu }) => cpu === turn.cpu) === true;
      if (isOn) expect(branch.moment(stepIndex(step)).cpu).toBe(turn.cpu);
    }),
    { numRuns: 12 },
  );
}, 60_000);

const TYPED = ['a: read heap[3]', 'b: write heap[3] zero', 'writeback 2 pages', 'b: pageout heap[2..3]'];

test('a statement typed in the middle of a race runs on the CPU that was about to go on, and the others can be told to go on after it', () => {
  fc.assert(
    fc.property(turns, fc.nat(10_000), fc.nat(3), fc.nat(10_000), fc.nat(2), (first, at, text, later, cpu) => {
      const run = scheduled(first);
      const low = (run.operations[RACE]?.firstStep ?? 0) + 1;
      const high = run.operations.at(-2)?.firstStep ?? 0;
      const step = low + (at % (high - low));
      const { value: statements = [] } = compileTyped(TYPED[text] ?? '', {
        tasks: run.view.tasks(),
        devices: [],
        cgroups: [],
        variables: [],
        cpus: 3,
        memoryPages: 16_384,
      });
      expect(statements).toHaveLength(1);
      const broken = branched(run, step, { kind: 'statements', statements, text: 'typed' });
      const before = steps(broken.run);
      expect(before.slice(0, step)).toEqual(steps(run, step));
      expect(broken.run.moment(stepIndex(step)).cpu).toBe(run.moment(stepIndex(step)).cpu);
      const end = broken.run.operations.at(-2)?.firstStep ?? 0;
      const place = broken.resumesAt + (later % Math.max(1, end - broken.resumesAt));
      if (broken.run.moment(stepIndex(place)).operation.race === undefined) return;
      const turned = branched(broken.run, place, { kind: 'turns', turns: [{ cpu, steps: undefined }], text: 'turned' });
      expect(steps(turned.run).slice(0, place)).toEqual(before.slice(0, place));
    }),
    { numRuns: 12 },
  );
}, 60_000);

function branched(
  from: Timeline,
  step: number,
  change: BranchChange,
): { readonly run: Timeline; readonly resumesAt: number } {
  const work = from.branch(stepIndex(step), change);
  let next = work.next();
  while (next.done !== true) next = work.next();
  const { run, resumesAt } = next.value;
  if (!(run instanceof Timeline)) throw new Error('a real run is expected');
  while (run.recordNext());
  return { run, resumesAt };
}

// Stepping in a race: the CPU that is stepped goes on, the others stay; what was stepped is an order that can be gone over again, both ways.
import { describe, expect, test } from 'vitest';
import { pseudoSource } from '../mm/generated/pseudoSource';
import type { Turn } from '../scenario/program';
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import { Branches } from './branches';
import { Debugger } from './debugger';
import type { Move } from './move';
import { orderFor } from './raceOrder';
import { cpuThreads, stackOf } from './stack';

const TEXT = `machine { kernel ste-v2  cpus 3  memory 64M  zswap { compressor lz4 }  swap disk0 16M }
task a on cpu 0
task b on cpu 1
a: map heap 8 pages
b: map heap 8 pages
a: write heap[0..3] text seed 3
b: write heap[0..3] random seed 4
b: pageout heap[0]
race "apart" {
  cpu 0 { a: pageout heap[0..1]; a: read heap[0] }
  cpu 1 {
    b: read heap[0]
    label "inside"
  }
}
label "after"
`;

/** A session's worth of debugger: steps of a CPU change the order where that is needed. */
class Stepper {
  readonly branches: Branches;
  private lines: readonly number[] = [];
  private functions: readonly string[] = [];

  constructor(schedule?: readonly Turn[]) {
    const program = compiled(TEXT);
    const statements = program.statements.map((statement) =>
      statement.kind === 'race' && schedule !== undefined ? { ...statement, schedule } : statement,
    );
    this.branches = new Branches(
      new Debugger(new Timeline({ ...program, statements }), pseudoSource, () => Promise.resolve()),
    );
  }

  get debug(): Debugger {
    return this.branches.current.debug;
  }

  /** Where a line of the race begins. */
  async at(line: number): Promise<this> {
    this.set([line], []);
    await this.debug.start(false);
    this.set([], []);
    return this;
  }

  /** As a session sets its breakpoints anew whenever another run is looked at. */
  set(lines: readonly number[], functions: readonly string[]): void {
    this.lines = lines;
    this.functions = functions;
    this.debug.breakpoints.setStatements([...lines]);
    this.debug.breakpoints.setFunctions([...functions]);
  }

  /** What was said instead, when the CPU cannot go on. */
  async step(cpu: number, move: Move = 'stepIn'): Promise<string | undefined> {
    const { debug } = this;
    const { moment } = debug;
    if (moment === undefined) throw new Error('the run has begun');
    const order = orderFor(moment, cpu);
    if (order.kind === 'problem') return order.message;
    if (order.kind === 'turns') {
      const begun = await this.branches.reorder(order.turns, order.text);
      if (begun.kind === 'refused') return begun.reason;
      this.set(this.lines, this.functions);
    }
    await this.debug.move(move);
    return undefined;
  }

  /** `0 folio_alloc_swap`, `1 label "inside"`: who takes the next step, and where. */
  get place(): string {
    const { moment } = this.debug;
    return `${moment?.cpu ?? ''} ${moment?.frame?.name ?? moment?.operation.statement.text ?? ''}`;
  }

  of(cpu: number): readonly string[] {
    return stackOf(this.debug.moment, cpu, pseudoSource).map((frame) =>
      frame.kind === 'kernel' ? `${frame.frame.name}: ${frame.frame.text}` : frame.statement.text,
    );
  }
}

describe('in a race', () => {
  test('every CPU has its stack and its thread', async () => {
    const stepper = await new Stepper().at(10);
    expect(stepper.of(0)).toEqual(['a: pageout heap[0..1]']);
    expect(stepper.of(1)).toEqual(['b: read heap[0]']);
    expect(stepper.of(2)).toEqual([]);
    const { debug } = stepper;
    expect(cpuThreads(debug.program, debug.run.view, debug.moment).map(({ name }) => name)).toEqual([
      'CPU 0 - a: pageout heap[0..1]',
      'CPU 1 - b: read heap[0]',
      'CPU 2 - idle',
    ]);
  });

  test('a step of one CPU leaves the others where they are, in whatever order they are stepped', async () => {
    const stepper = await new Stepper().at(10);
    for (let n = 0; n < 5; n++) expect(await stepper.step(1)).toBeUndefined();
    expect(stepper.place).toMatch(/^1 /);
    expect(stepper.of(0)).toEqual(['a: pageout heap[0..1]']);
    const left = stepper.of(1);
    expect(left.length).toBeGreaterThan(2);
    for (let n = 0; n < 4; n++) expect(await stepper.step(0)).toBeUndefined();
    expect(stepper.of(1)).toEqual(left);
    expect(stepper.of(0).length).toBeGreaterThan(1);
    expect(stepper.branches.all).toHaveLength(1);
    expect(stepper.debug.run.operations.filter(({ race }) => race !== undefined).map(({ cpu }) => cpu)).toEqual([
      1, 0, 0, 1, 1,
    ]);
  });

  test('the way back is the way that was gone', async () => {
    const stepper = await new Stepper().at(10);
    const way: string[] = [];
    for (const cpu of [1, 1, 0, 0, 0, 1, 0, 1, 1]) {
      way.push(`${cpu} ${stepper.of(cpu)[0] ?? ''}`);
      await stepper.step(cpu);
    }
    for (const place of way.reverse()) {
      await stepper.debug.move('stepBackInto');
      const cpu = stepper.debug.moment?.cpu ?? 0;
      expect(`${cpu} ${stepper.of(cpu)[0] ?? ''}`).toBe(place);
    }
    expect(stepper.debug.isInPast).toBe(true);
  });

  test('over and out go by the functions of that CPU', async () => {
    const stepper = await new Stepper().at(10);
    for (let n = 0; n < 3; n++) await stepper.step(0);
    const depth = stepper.of(0).length;
    for (let n = 0; n < 6; n++) await stepper.step(1);
    await stepper.step(0, 'next');
    expect(stepper.of(0).length).toBeLessThanOrEqual(depth);
    expect(stepper.place).toMatch(/^0 /);
    const left = stepper.of(1);
    while (stepper.of(0).length > 2) await stepper.step(0, 'stepOut');
    await stepper.step(0, 'stepOut');
    expect(stepper.of(0)).toEqual(['a: read heap[0]']);
    expect(stepper.of(1)).toEqual(left);
  });

  test('a CPU that is done says so, and the next one goes on when told to', async () => {
    const stepper = await new Stepper().at(10);
    await stepper.step(0, 'continueCpu');
    expect(stepper.place).toBe('1 b: read heap[0]');
    expect(stepper.debug.stop?.why).toBe('CPU 0 has done its part of the race; CPU 1 goes on.');
    expect(await stepper.step(0)).toBe('CPU 0 has nothing left to do in this race; CPU 1 goes on.');
    await stepper.step(1, 'continue');
    expect(stepper.debug.stop?.reason).toBe('end of program');
  });

  test('breakpoints hold for the CPU that comes to them, also after others took turns', async () => {
    const stepper = await new Stepper().at(10);
    stepper.set([13], ['do_swap_page', 'folio_alloc_swap']);
    await stepper.step(1, 'continueCpu');
    expect(stepper.place).toBe('1 do_swap_page');
    await stepper.step(0, 'continueCpu');
    expect(stepper.place).toBe('0 folio_alloc_swap');
    expect(stepper.of(1)[0]).toMatch(/^do_swap_page/);
    await stepper.step(1, 'continueCpu');
    expect(stepper.place).toBe('1 label "inside"');
    await stepper.debug.move('reverseContinue');
    expect(stepper.place).toBe('1 do_swap_page');
    await stepper.debug.move('continue');
    expect(stepper.place).toBe('1 label "inside"');
    // Where it was left: the call is made when its CPU goes on.
    await stepper.debug.move('continue');
    expect(stepper.place).toBe('0 folio_alloc_swap');
    await stepper.debug.move('reverseContinue');
    expect(stepper.place).toBe('1 label "inside"');
  });

  test('another order where later moments were seen is a branch; the first one stays', async () => {
    const stepper = await new Stepper().at(10);
    const begin = stepper.debug.position;
    await stepper.step(0, 'continueCpu');
    await stepper.debug.seek(({ run }) =>
      Promise.resolve({
        kind: 'found',
        stop: { ...stopAt(stepper), step: begin.step, write: undefined, why: String(run.cursor) },
      }),
    );
    expect(stepper.debug.isInPast).toBe(true);
    await stepper.step(1);
    expect(stepper.branches.all.map(({ name, origin }) => [name, origin?.text])).toEqual([
      ['main', undefined],
      ['branch 1', `CPU 1 goes on at step ${begin.step}`],
    ]);
    expect(stepper.place).toMatch(/^1 /);
  });

  test('whoever writes a watched word is named with its CPU', async () => {
    const stepper = await new Stepper().at(10);
    for (const cpu of [0, 1, 0, 1, 1]) await stepper.step(cpu);
    stepper.debug.breakpoints.setData([{ target: 'b.heap[0].pte', access: 'write' }]);
    await stepper.debug.move('continue');
    expect(stepper.debug.stop?.why).toMatch(/changed from .* "b: read heap\[0\]" on line 12, on CPU 1\.$/);
    await stepper.debug.move('reverseContinue');
    expect(stepper.place).toMatch(/^1 /);
  });

  test('the last CPU of a race is let go on to the end of the race, not of the program', async () => {
    const stepper = await new Stepper().at(10);
    await stepper.step(0, 'continueCpu');
    await stepper.step(1, 'continueCpu');
    expect(stepper.place).toBe('0 label "after"');
  });

  test('a frame of a CPU that others have come between is restarted where it began', async () => {
    const stepper = await new Stepper().at(10);
    for (let n = 0; n < 6; n++) await stepper.step(1);
    const left = stepper.of(1);
    for (let n = 0; n < 3; n++) await stepper.step(0);
    await stepper.debug.restartFrame(left.length - 2, 1);
    expect(stepper.place).toMatch(/^1 /);
    expect(stepper.of(1)).toHaveLength(left.length - 1);
    await stepper.debug.restartFrame(0, 1);
    expect(stepper.of(1)).toEqual(['b: read heap[0]']);
  });

  test('a step that writes belongs to its CPU too', async () => {
    const stepper = await new Stepper().at(10);
    for (let n = 0; n < 40 && stepper.place.startsWith('0'); n++) await stepper.step(0, 'nextWrite');
    expect(stepper.debug.stop?.why).toMatch(/^Written: /);
    await stepper.step(0, 'continueCpu');
    expect(stepper.place).toMatch(/^1 /);
  });

  test('a schedule of the scenario stays as it is: a step ends where it leaves that CPU, and another CPU leaves it only when told to go on', async () => {
    const stepper = await new Stepper([
      { cpu: 1, steps: 3 },
      { cpu: 0, steps: 2 },
    ]).at(12);
    expect(stepper.place).toBe('1 b: read heap[0]');
    const places: string[] = [];
    for (let n = 0; n < 4; n++) {
      await stepper.debug.move('anyStep');
      places.push(stepper.place.slice(0, 1));
    }
    expect(places).toEqual(['1', '1', '0', '0']);
    await stepper.debug.move('stepBackInto');
    await stepper.debug.move('stepBackInto');
    await stepper.debug.move('stepBackInto');
    expect(stepper.place).toMatch(/^1 /);
    await stepper.step(1, 'next');
    expect(stepper.place).toMatch(/^0 /);
    expect(stepper.debug.stop?.why).toBe('Here the order that is being gone over leaves CPU 1 for CPU 0.');
    expect(stepper.branches.all).toHaveLength(1);
    await stepper.step(1);
    expect(stepper.place).toMatch(/^1 /);
  });
});

function stopAt({ debug }: Stepper): NonNullable<Debugger['stop']> {
  if (debug.stop === undefined) throw new Error('the run has stopped');
  return debug.stop;
}

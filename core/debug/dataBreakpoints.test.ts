// Data breakpoints against a look at every step: both directions stop at the same writes, for words, ranges, fields and any expression.
import { describe, expect, it } from 'vitest';
import { stepIndex, wordIndex } from '../word/brand';
import type { Debugger } from './debugger';
import type { Move } from './move';
import type { Access } from './point';
import { realDebugger, realRun, WALK } from './realDebugger.fixture';
import type { Stop } from './stop';

/** Steps at which `continue` and then, from the end, `reverseContinue` stop; with the sentences of the former. */
async function stops(session: Debugger): Promise<{ forward: number[]; backward: number[]; whys: string[] }> {
  const forward: number[] = [];
  const backward: number[] = [];
  const whys: string[] = [];
  await session.start(true);
  for (let stop = await moved(session, 'continue'); stop.reason !== 'end of program';) {
    expect(stop.reason).toBe('data breakpoint');
    expect(session.run.cursor).toBe(stop.step);
    forward.push(stop.step);
    whys.push(stop.why);
    stop = await moved(session, 'continue');
  }
  for (let stop = await moved(session, 'reverseContinue'); stop.reason !== 'entry';) {
    backward.unshift(stop.step);
    stop = await moved(session, 'reverseContinue');
  }
  return { forward, backward, whys };
}

async function moved(session: Debugger, move: Move): Promise<Stop> {
  const outcome = await session.move(move);
  if (outcome.kind !== 'stopped') throw new Error(`${move}: ${outcome.kind}`);
  return outcome.stop;
}

const watching = (target: string, access: Access = 'write'): Debugger => {
  const session = realDebugger();
  session.breakpoints.setData([{ target, access }]);
  return session;
};

/** Steps after which an expression has another value than before, found by evaluating it at every step of a fresh run. */
function changesOf(expression: string): { readonly steps: readonly number[]; readonly values: readonly string[] } {
  const run = realRun(WALK);
  while (run.recordNext());
  const steps: number[] = [];
  const values: string[] = [];
  let before: string | undefined;
  for (let step = 0; step <= run.recordedSteps; step++) {
    run.seek(stepIndex(step));
    const { text, problem } = run.ask(expression, {});
    const value = text ?? problem?.replace(/^Nothing: (.*)\.$/, 'nothing ($1)') ?? '';
    if (before !== undefined && value !== before) {
      steps.push(step);
      values.push(`from ${before} to ${value}`);
    }
    before = value;
  }
  return { steps, values };
}

describe('a data breakpoint on an expression', () => {
  it.each([
    'virtual_table(vswap:512)',
    'virtual_table(vswap:512).tag',
    'swap_table(vswap:512).count',
    'swap_table(disk0:1)',
    'app.heap[0]',
    'app.heap[0].entry',
    'app.heap[2] is zswap',
    'web.swap.current',
    'zswap.pool_total_size',
    'rmap(disk0:1)',
    'disk0.used + zswap.stored_pages',
  ])('%s stops at each change, both ways, and tells both values', { timeout: 60_000 }, async (expression) => {
    const { steps, values } = changesOf(expression);
    expect(steps.length).toBeGreaterThan(0);
    const { forward, backward, whys } = await stops(watching(expression));
    expect(forward).toEqual(steps);
    expect(backward).toEqual(steps.map((step) => step - 1));
    whys.forEach((why, i) => expect(why).toContain(`${expression} changed ${values[i]} by `));
  });
});

describe('a data breakpoint on words', () => {
  it('stops after each write, also of the same value, and tells who wrote', async () => {
    const probe = realDebugger();
    await probe.start(true);
    while (probe.run.recordNext());
    const { word } = probe.run.name('virtual_table(vswap:512)', {});
    const index = word?.word.index ?? 0;
    const address = `0x${probe.run.view.address(wordIndex(word?.word.index ?? 0)).toString(16)}`;
    const expected: number[] = [];
    for (let at = 0; ; at++) {
      const write = probe.run.nextWrite(index, at);
      if (write === undefined) break;
      const step = probe.run.stepOfWrite(write) + 1;
      if (expected.at(-1) !== step) expected.push(step);
      at = write;
    }
    const { forward, backward, whys } = await stops(watching(`${address} as virtual_table`));
    expect(forward).toEqual(expected);
    expect(backward).toEqual(expected.map((step) => step - 1));
    expect(
      whys.some((why) =>
        /was written from 0x\w{16} \(\w+.*\) to 0x\w{16} \(.*\) by \w+, ".*", in "writeback 1 pages" on line 15\.$/.test(
          why,
        ),
      ),
    ).toBe(true);
    const range = await stops(watching(`${address}+16`));
    expect(range.forward).toEqual(expect.arrayContaining(forward));
    expect(range.forward.length).toBeGreaterThan(forward.length);
  });

  it('of one field stops only when the field changes', async () => {
    const probe = realDebugger();
    await probe.start(true);
    while (probe.run.recordNext());
    const { word } = probe.run.name('swap_table(vswap:512)', {});
    const address = `0x${probe.run.view.address(wordIndex(word?.word.index ?? 0)).toString(16)}`;
    const whole = await stops(watching(`${address} as swap_table`));
    const field = await stops(watching(`${address} as swap_table.count`));
    expect(field.forward.length).toBeGreaterThan(0);
    expect(field.forward.length).toBeLessThan(whole.forward.length);
    expect(whole.forward).toEqual(expect.arrayContaining(field.forward));
  });

  it('stops where kernel code reads', async () => {
    const { forward, backward, whys } = await stops(watching('virtual_table(vswap:512)', 'read'));
    expect(forward.length).toBeGreaterThan(0);
    expect(backward).toEqual(forward.map((step) => step - 1));
    for (const why of whys) expect(why).toMatch(/was read by \w+, /);
    const both = await stops(watching('virtual_table(vswap:512)', 'readWrite'));
    expect(both.forward).toEqual(expect.arrayContaining(forward));
    expect(both.forward.length).toBeGreaterThan(forward.length);
  });

  it('says what is wrong with what it was asked for', () => {
    const { breakpoints } = realDebugger();
    const asked = ['0xdead00000000', '0xffff88a000001000 as nonsense', '', '0xffff88a000001000+99999999'];
    const placed = breakpoints.setData(asked.map((target) => ({ target, access: 'write' })));
    expect(placed.map(({ verified }) => verified)).toEqual([false, false, false, false]);
    expect(placed.map(({ message }) => message?.slice(0, 40))).toEqual([
      '0xdead00000000 is not in the simulated m',
      'There is no word format nonsense: use sw',
      'Name an expression, such as web.swap.cur',
      '0xffff88a000001000+99999999 is more than',
    ]);
  });
});

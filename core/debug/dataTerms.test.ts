// Terms of data breakpoints are looked at in the moment right after the data was touched, whichever way the run goes: both directions stop at the same writes and log the same.
import { describe, expect, it } from 'vitest';
import type { Debugger } from './debugger';
import type { Move } from './move';
import type { TermsAsked } from './point';
import { realDebugger } from './realDebugger.fixture';

const TARGET = 'virtual_table(vswap:512).tag';

async function stepsOf(session: Debugger, move: Move): Promise<readonly number[]> {
  const steps: number[] = [];
  for (;;) {
    const outcome = await session.move(move);
    if (outcome.kind !== 'stopped' || outcome.stop.reason !== 'data breakpoint') return steps;
    steps.push(outcome.stop.step);
  }
}

interface Both {
  readonly forward: readonly number[];
  readonly backward: readonly number[];
  readonly logs: readonly [readonly string[], readonly string[]];
}

/** Where the run stops and what it logs on its way to the end and back. */
async function both(terms: TermsAsked, target = TARGET): Promise<Both> {
  const session = realDebugger();
  const placed = session.breakpoints.setData([{ target, access: 'write', ...terms }]);
  expect(placed).toMatchObject([{ verified: true }]);
  await session.start(true);
  const logs: [string[], string[]] = [[], []];
  session.listener = { log: (text) => logs[0].push(text), reached: () => {} };
  const forward = await stepsOf(session, 'continue');
  session.listener = { log: (text) => logs[1].push(text), reached: () => {} };
  const backward = await stepsOf(session, 'reverseContinue');
  return { forward, backward: [...backward].reverse(), logs };
}

describe('both directions agree on', () => {
  it.each([
    ['a condition', { condition: `${TARGET} == 1` }],
    ['a condition on what was there before', { condition: `${TARGET} != 1` }],
    ['a condition and a hit count', { condition: `${TARGET} == 1`, hitCondition: '1' }],
    ['a hit count', { hitCondition: '2' }],
    ['a condition on another word', { condition: 'zswap.stored_pages == 4' }],
  ] satisfies [string, TermsAsked][])('%s', async (_, terms) => {
    const { forward, backward } = await both(terms);
    expect(forward.length).toBeGreaterThan(0);
    expect(backward).toEqual(forward.map((step) => step - 1));
  });

  it('a log point', async () => {
    const { logs } = await both({ condition: `${TARGET} != 0`, logMessage: `tag {${TARGET}}` });
    expect(logs[0].length).toBeGreaterThan(1);
    expect(new Set(logs[0]).size).toBeGreaterThan(1);
    expect([...logs[1]].reverse()).toEqual(logs[0]);
  });
});

it('a condition leaves out the writes after which it does not hold', async () => {
  const all = await both({});
  const one = await both({ condition: `${TARGET} == 1` });
  const other = await both({ condition: `${TARGET} != 1` });
  const none = await both({ condition: '1 == 2' });
  expect(one.forward.length).toBeLessThan(all.forward.length);
  expect([...one.forward, ...other.forward].sort((a, b) => a - b)).toEqual(all.forward);
  expect([none.forward, none.backward]).toEqual([[], []]);
});

it('log points show locals as the Locals scope does', async () => {
  const session = realDebugger();
  const logs: string[] = [];
  session.listener = { log: (text) => logs.push(text), reached: () => {} };
  session.breakpoints.setFunctions([{ name: 'folio_free_swap', logMessage: 'at {folio}, {app.heap[0]}' }]);
  session.breakpoints.setOwn([{ kind: 'function', name: 'zswap_load', logMessage: 'loads { folio }' }]);
  await session.start(false);
  expect(logs.length).toBeGreaterThan(0);
  for (const line of logs) expect(line).toMatch(/^(at|loads) 0xffff[0-9a-f]{12}(, |$)/);
});

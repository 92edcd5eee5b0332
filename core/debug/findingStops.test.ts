// The kinds of findings that stop a run, each where and only when it is switched on, in both directions.
import { expect, it } from 'vitest';
import { FINDING_FILTERS, type FindingFilter } from './findingFilter';
import { realDebugger } from './realDebugger.fixture';
import { findingStop } from './stop';

const MACHINE = 'machine {\n  kernel ste-v1\n  memory 64M\n  zswap { compressor lz4 }\n  swap disk0 16M\n}\n';
const START = `${MACHINE}task app\napp: map heap 64 pages\napp: write heap[0..3] text seed 7\n`;

const CASES: readonly {
  readonly filter: FindingFilter;
  readonly text: string;
  readonly why: RegExp;
  readonly line: number;
}[] = [
  {
    filter: 'expectation',
    text: `${START}expect app.heap[0] is zswap\nlabel "after"\n`,
    why: /^The expectation on line 10 failed: /,
    line: 10,
  },
  {
    filter: 'allocation',
    text: `${START}fail zswap alloc once\napp: pageout heap[0..3]\nlabel "after"\n`,
    why: /^An allocation failed in line 11, "app: pageout heap\[0\.\.3\]": (the injected fault "zswap alloc" struck|zswap\.reject_\w+ changed from 0 to 1) by \w+, /,
    line: 11,
  },
];

it.each(CASES)('$filter', async ({ filter, text, why, line }) => {
  const session = realDebugger(text);
  session.breakpoints.setFilters(FINDING_FILTERS.filter((other) => other !== filter));
  await session.start(false);
  expect(session.stop?.reason).toBe('end of program');
  session.breakpoints.setFilters([filter]);
  await session.move('reverseContinue');
  expect(session.stop).toMatchObject({ reason: filter, found: { operation: { statement: { range: { line } } } } });
  expect(session.stop?.why).toMatch(why);
  while (session.stop?.reason === filter) await session.move('reverseContinue');
  await session.move('continue');
  expect(session.stop?.why).toMatch(why);
});

it('one sentence says why, also where a breakpoint stops the run too', async () => {
  const session = realDebugger(`${START}expect app.heap[0] is zswap\n`);
  session.breakpoints.setFilters(['expectation']);
  session.breakpoints.setStatements([10]);
  await session.start(false);
  expect(session.stop?.why).toMatch(
    /^The expectation on line 10 failed: [^.]*(\.\S[^.]*)*; and breakpoint on line 10, "expect app.heap\[0\] is zswap"\.$/,
  );
});

it('of a finding the first sentence, and all of it beside', async () => {
  const session = realDebugger();
  await session.start(true);
  const [operation] = session.run.operations;
  if (operation === undefined) throw new Error('nothing was recorded');
  const message = 'app.heap[0] is lost: its slot was freed. free_swap_slot did it. Facts 4.3.';
  const { why, found } = findingStop('loss', 7, { kind: 'loss', code: 'VS0411', message }, operation);
  expect(why).toMatch(/^Line \d+, ".*" lost data: app\.heap\[0\] is lost: its slot was freed\.$/);
  expect(found?.told).toBe(why.replace('its slot was freed.', message.slice('app.heap[0] is lost: '.length)));
});

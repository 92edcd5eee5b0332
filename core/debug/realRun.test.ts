// The debugger over a real run: stepping through the kernel functions of a scenario and back leaves memory exactly as a fresh run has it there.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../scenario/compile';
import { Timeline } from '../timeline/timeline';
import { stepIndex } from '../word/brand';
import { Debugger } from './debugger';
import type { Move } from './move';
import { scopesOf } from './scopes';
import { stackOf } from './stack';
import type { Variable } from './variable';

const SCENARIO = `machine {
  kernel ste-v1
  memory 64M
  zswap { compressor lz4  max_pool_percent 20 }
  swap disk0 64M { priority 10 }
  cgroup web { swap.max 4M }
}
task app in web
app: map heap 64 pages
app: write heap[0..3] text seed 7
app: pageout heap[0..3]
writeback 1 pages
expect app.heap[0] is phys on disk0
app: read heap[0]
expect app.heap[0] is zswap
`;

const SOURCES = {
  folio_realloc_swap: { file: 'mm/vswap.c', lines: ['x'], steps: { x: 1 } },
  swap_writeout: { file: 'mm/page_io.c', lines: ['x'], steps: { x: 1 } },
};

function timeline(): Timeline {
  const { value, problems } = compileScenario(SCENARIO, 'a.vswap');
  expect(problems).toEqual([]);
  if (value === undefined) throw new Error('the scenario does not compile');
  return new Timeline(value);
}

const debug = (): Debugger => new Debugger(timeline(), SOURCES, () => Promise.resolve());

/** Everything that the scopes show at the cursor, opened to the last page of devices, tasks and counters that exist. */
function shown(session: Debugger): string {
  const [frame] = stackOf(session.moment, session.moment?.cpu ?? 0, {});
  if (frame === undefined) return '';
  return scopesOf(session.run, frame)
    .map(
      ({ name, children }) =>
        `${name}\n${opened(children.load({ filter: undefined, start: 0, count: 20, hex: false }), 4)}`,
    )
    .join('\n');
}

function opened(variables: readonly Variable[], depth: number): string {
  return variables
    .map(({ name, value, children }) => {
      const inner =
        children === undefined || depth === 0
          ? ''
          : opened(children.load({ filter: undefined, start: 0, count: 8, hex: false }), depth - 1);
      return `${name}=${value}{${inner}}`;
    })
    .join('\n');
}

describe('a scenario in the debugger', () => {
  it('steps into folio_realloc_swap and back to the statement before, where all is as it was', async () => {
    const session = debug();
    session.breakpoints.setStatements([12]);
    await session.start(false);
    expect(session.stop).toMatchObject({ reason: 'breakpoint', why: 'Breakpoint on line 12, "writeback 1 pages".' });
    const before = shown(session);
    session.breakpoints.setFunctions(['folio_realloc_swap']);
    expect((await session.move('continue')).kind).toBe('stopped');
    expect(session.stop?.why).toBe('folio_realloc_swap was called.');
    const names = stackOf(session.moment, 0, {}).map((frame) =>
      frame.kind === 'kernel' ? frame.frame.name : frame.statement.text,
    );
    expect(names[0]).toBe('folio_realloc_swap');
    expect(names.at(-1)).toBe('writeback 1 pages');
    expect(shown(session)).not.toBe(before);
    await session.move('reverseContinue');
    expect(session.moment?.operation.statement.range.line).toBe(12);
    expect(shown(session)).toBe(before);
    await session.move('stepBack');
    expect(session.moment?.operation.statement.range.line).toBe(11);
  });

  it('stops at the expectation that fails', async () => {
    const session = debug();
    session.breakpoints.setFilters(['expectation', 'invariant']);
    await session.start(false);
    expect(session.stop).toMatchObject({
      reason: 'expectation',
      found: { operation: { statement: { range: { line: 15 } } } },
    });
    await session.move('continue');
    expect(session.stop?.reason).toBe('end of program');
  });

  it('shows, wherever a walk leads, what a fresh run shows there', async () => {
    const moves: readonly Move[] = [
      'continue',
      'reverseContinue',
      'next',
      'stepIn',
      'stepIn',
      'stepIn',
      'stepOut',
      'stepBack',
      'stepBackOne',
      'stepBackOver',
      'stepBackOut',
      'nextStatement',
      'previousStatement',
      'nextWrite',
      'nextWrite',
      'previousWrite',
    ];
    const fresh = debug();
    while (fresh.run.recordNext());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...moves), { minLength: 1, maxLength: 25 }), async (walk) => {
        const session = debug();
        session.breakpoints.setStatements([10, 12]);
        session.breakpoints.setFunctions(['folio_realloc_swap', 'swap_writeout']);
        session.breakpoints.setData([
          { target: 'virtual_table(vswap:512)', access: 'readWrite' },
          { target: 'web.swap.current', access: 'write', condition: 'web.swap.current > 4096', hitCondition: '>= 2' },
        ]);
        await session.start(false);
        for (const move of walk) await session.move(move);
        fresh.run.seekWrite(session.run.write);
        fresh.run.seek(stepIndex(session.run.cursor));
        if (fresh.run.write !== session.run.write) fresh.run.seekWrite(session.run.write);
        expect(shown(session)).toBe(shown(fresh));
      }),
      { numRuns: 40 },
    );
  });
});

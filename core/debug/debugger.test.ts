// Movement over a recorded run: where each move ends, and why.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Debugger } from './debugger';
import type { Move, Outcome } from './move';
import { scriptedRun } from './scriptedRun.fixture';

const SCRIPT = `
2 first
  alpha:1 x folio=16
  alpha:2 beta()
    beta:1 y
    beta:2 z
  alpha:3 w
3 second >hello
5 check !a is zswap
7 third ?count does not match
  alpha:1 x
9 fourth @1
`;

const SOURCES = {
  alpha: { file: 'mm/swapfile.c', lines: ['x', 'beta()', 'w'], steps: { x: 1, 'beta()': 2, w: 3 } },
  beta: { file: 'mm/vswap.c', lines: ['y', 'z', '}'], steps: { y: 1, z: 2 } },
};

const debug = (script = SCRIPT): Debugger => new Debugger(scriptedRun(script), SOURCES, () => Promise.resolve());

/** `line` of the scenario, and of the innermost kernel frame when there is one. */
function place(session: Debugger): string {
  const moment = session.moment;
  if (moment === undefined || session.run.cursor === session.run.recordedSteps) return 'end';
  const { line } = moment.operation.statement.range;
  return moment.frame === undefined ? `${line}` : `${line} ${moment.frame.name}:${moment.frame.line}`;
}

const reasonOf = (outcome: Outcome): string => (outcome.kind === 'stopped' ? outcome.stop.reason : outcome.kind);

/** Moves from the first statement and tells each place and reason. */
async function walk(session: Debugger, ...moves: readonly Move[]): Promise<readonly string[]> {
  const places: string[] = [];
  for (const move of moves) {
    const outcome = await session.move(move);
    places.push(`${place(session)} ${reasonOf(outcome)}`);
  }
  return places;
}

describe('moves', () => {
  const cases: readonly {
    readonly name: string;
    readonly moves: readonly Move[];
    readonly expected: readonly string[];
  }[] = [
    { name: 'next goes from statement to statement', moves: ['next', 'next'], expected: ['3 step', '5 step'] },
    {
      name: 'step in takes every step',
      moves: ['stepIn', 'stepIn', 'stepIn'],
      expected: ['2 alpha:1 step', '2 alpha:2 step', '2 beta:1 step'],
    },
    {
      name: 'next in a function passes calls',
      moves: ['stepIn', 'next', 'next', 'next'],
      expected: ['2 alpha:1 step', '2 alpha:2 step', '2 alpha:3 step', '3 step'],
    },
    {
      name: 'step out returns to the caller, then to the next statement',
      moves: ['stepIn', 'stepIn', 'stepIn', 'stepOut', 'stepOut'],
      expected: ['2 alpha:1 step', '2 alpha:2 step', '2 beta:1 step', '2 alpha:3 step', '3 step'],
    },
    {
      name: 'step back takes the steps of a function one by one',
      moves: ['next', 'continue', 'stepBack', 'stepBack'],
      expected: ['3 step', 'end end of program', '9 step', '7 step'],
    },
    {
      name: 'step back retraces a step over a call',
      moves: ['stepIn', 'next', 'next', 'stepBack', 'stepBack', 'stepBack'],
      expected: ['2 alpha:1 step', '2 alpha:2 step', '2 alpha:3 step', '2 alpha:2 step', '2 alpha:1 step', '2 step'],
    },
    {
      name: 'nothing is before the first step',
      moves: ['stepBack', 'reverseContinue'],
      expected: ['2 entry', '2 entry'],
    },
    {
      name: 'the end is shown once, then the run is over',
      moves: ['continue', 'continue'],
      expected: ['end end of program', 'end over'],
    },
    {
      name: 'steps at the end stay there',
      moves: ['continue', 'next', 'stepIn', 'stepBack', 'next'],
      expected: ['end end of program', 'end end of program', 'end end of program', '9 step', 'end end of program'],
    },
    { name: 'step out of a top-level statement runs on', moves: ['stepOut'], expected: ['end end of program'] },
    {
      name: 'one step back, whatever came before',
      moves: ['next', 'stepBackOne', 'stepBackOne'],
      expected: ['3 step', '2 alpha:3 step', '2 beta:2 step'],
    },
  ];
  it.each(cases)('$name', async ({ moves, expected }) => {
    const session = debug();
    await session.start(true);
    expect(await walk(session, ...moves)).toEqual(expected);
  });

  it('starts at the first statement only when asked', async () => {
    expect(reasonOf(await debug().start(true))).toBe('entry');
    expect(reasonOf(await debug().start(false))).toBe('end of program');
    const session = debug();
    session.breakpoints.setStatements([2]);
    expect(reasonOf(await session.start(false))).toBe('breakpoint');
  });

  it('of an empty program end at once', async () => {
    const session = debug('');
    expect(reasonOf(await session.start(true))).toBe('end of program');
    expect(await session.move('stepBack')).toMatchObject({ kind: 'stopped', stop: { step: 0 } });
    expect(session.moment).toBeUndefined();
  });
});

describe('breakpoints', () => {
  it('on statements stop both ways', async () => {
    const session = debug();
    await session.start(true);
    session.breakpoints.setStatements([3, 9]);
    expect(
      await walk(session, 'continue', 'continue', 'continue', 'reverseContinue', 'reverseContinue', 'reverseContinue'),
    ).toEqual(['3 breakpoint', '9 breakpoint', 'end end of program', '9 breakpoint', '3 breakpoint', '2 entry']);
  });

  it('on pseudo-source lines and functions stop both ways and hold up a step over', async () => {
    const session = debug();
    await session.start(true);
    session.breakpoints.setSteps('beta', [2]);
    session.breakpoints.setFunctions(['alpha']);
    expect(
      await walk(session, 'next', 'next', 'continue', 'reverseContinue', 'reverseContinue', 'reverseContinue'),
    ).toEqual([
      '2 alpha:1 function breakpoint',
      '2 alpha:2 step',
      '2 beta:2 breakpoint',
      '2 alpha:1 function breakpoint',
      '2 entry',
      '2 entry',
    ]);
  });

  it('on a function stop where it is entered, not where it is returned to', async () => {
    const session = debug();
    await session.start(true);
    session.breakpoints.setFunctions(['alpha', 'beta']);
    expect(await walk(session, 'continue', 'continue', 'continue', 'continue')).toEqual([
      '2 alpha:1 function breakpoint',
      '2 beta:1 function breakpoint',
      '7 alpha:1 function breakpoint',
      'end end of program',
    ]);
  });

  it('move to the next statement and say so', () => {
    const { breakpoints } = debug();
    expect(breakpoints.setStatements([1, 2, 4, 10])).toEqual([
      { id: 1, line: 2, verified: true, message: 'Line 1 has no statement of its own: moved to line 2.' },
      { id: 2, line: 2, verified: true, message: undefined },
      { id: 3, line: 5, verified: true, message: 'Line 4 has no statement of its own: moved to line 5.' },
      {
        id: 4,
        line: undefined,
        verified: false,
        message: "No statement from line 10 to the end of the file: put it on a statement's line.",
      },
    ]);
    expect(breakpoints.setSteps('beta', [2, 9])).toMatchObject([
      { line: 2, verified: true },
      { line: 2, verified: true, message: 'Line 9 of beta is no step: moved to line 2.' },
    ]);
    expect(breakpoints.setSteps('gamma', [1])).toMatchObject([
      { verified: false, message: 'This kernel model has no function gamma.' },
    ]);
    expect(breakpoints.setFunctions(['alpha', '__proto__'])).toMatchObject([{ verified: true }, { verified: false }]);
  });
});

describe('findings', () => {
  it('stop at the failed expectation and after the broken invariant, with the reason', async () => {
    const session = debug();
    await session.start(true);
    session.breakpoints.setFilters(['expectation', 'invariant']);
    expect(await walk(session, 'continue')).toEqual(['5 expectation']);
    expect(session.stop?.why).toBe('The expectation on line 5 failed: found a is zswap.');
    expect(await walk(session, 'continue')).toEqual(['9 invariant']);
    expect(session.stop?.why).toBe('Line 7, "third" broke an invariant: count does not match.');
    expect(await walk(session, 'continue', 'reverseContinue', 'reverseContinue')).toEqual([
      'end end of program',
      '9 invariant',
      '5 expectation',
    ]);
  });

  it('are found by a step onto them', async () => {
    const session = debug();
    await session.start(true);
    session.breakpoints.setFilters(['expectation']);
    expect(await walk(session, 'next', 'next', 'next')).toEqual(['3 step', '5 expectation', '7 step']);
  });
});

describe('long moves', () => {
  const LONG = Array.from({ length: 3000 }, (_, index) => `${index + 1} statement`).join('\n');

  it('let others run and can be cancelled', async () => {
    let pauses = 0;
    const session: Debugger = new Debugger(scriptedRun(LONG), SOURCES, () => {
      if (++pauses === 1000) session.cancel();
      return Promise.resolve();
    });
    await session.start(true);
    expect(await walk(session, 'continue')).toEqual(['1001 pause']);
    expect(session.isMoving).toBe(false);
    expect(await walk(session, 'stepBack')).toEqual(['1000 step']);
  });

  it('refuse a second move meanwhile', async () => {
    const session = debug(LONG);
    await session.start(true);
    const first = session.move('continue');
    expect(session.isMoving).toBe(true);
    await expect(session.move('next')).rejects.toThrow('another move is under way');
    await first;
    expect(place(session)).toBe('end');
  });
});

describe('time travel', () => {
  const moves: readonly Move[] = [
    'continue',
    'reverseContinue',
    'next',
    'stepIn',
    'stepOut',
    'stepBack',
    'stepBackOne',
  ];

  it('keeps memory and position together, and step back undoes any forward step exactly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...moves), { maxLength: 40 }),
        fc.subarray([2, 3, 7, 9]),
        async (walked, lines) => {
          const session = debug();
          await session.start(true);
          session.breakpoints.setStatements(lines);
          session.breakpoints.setSteps('beta', [1]);
          for (const move of walked) {
            const from = session.run.cursor;
            const outcome = await session.move(move);
            expect(session.run.view.counter('run.cursor')).toBe(session.run.cursor);
            if (outcome.kind === 'stopped') expect(outcome.stop.step).toBe(session.run.cursor);
            expect(session.isInPast).toBe(session.run.cursor < session.furthestCursor);
            if (!['next', 'stepIn', 'stepOut'].includes(move) || session.run.cursor === from) continue;
            expect(session.run.cursor).toBeGreaterThan(from);
            const to = session.run.cursor;
            await session.move('stepBack');
            expect(session.run.cursor).toBe(from);
            await session.move(move);
            expect(session.run.cursor).toBe(to);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

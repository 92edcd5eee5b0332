// The adapter as a client sees it: what it answers, what it tells by itself, and that every message obeys the protocol.
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedRun } from '../../core/debug/scriptedRun.fixture';
import type { Program } from '../../core/scenario/program';
import type { RecordedRun } from '../../core/timeline/recordedRun';
import { SCRIPT } from './scriptedHost.fixture';
import { connect, faults, FILE, INITIALIZE, launched, move, stack, stopped } from './launchedSession.fixture';

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

describe('a session', () => {
  it('stops on entry, moves both ways, ends', async () => {
    const { client } = await launched();
    expect(await stopped(client)).toBe('entry first:2');
    expect(await move(client, 'next')).toBe('step second:3');
    expect(await move(client, 'stepBack')).toBe('step first:2');
    expect(await move(client, 'stepIn')).toBe('step alpha:1 first:2');
    expect(await move(client, 'stepIn')).toBe('step alpha:2 first:2');
    expect(await move(client, 'stepIn')).toBe('step beta:1 alpha:2 first:2');
    expect(await move(client, 'stepBack')).toBe('step alpha:2 first:2');
    expect(await move(client, 'next')).toBe('step alpha:3 first:2');
    expect(await move(client, 'stepOut')).toBe('step second:3');
    expect(await move(client, 'stepBack', { threadId: 1, granularity: 'instruction' })).toBe('step alpha:3 first:2');
    expect(await move(client, 'continue')).toMatch(/^end of program /);
    expect(await move(client, 'reverseContinue')).toBe('entry first:2');
    expect(await move(client, 'continue')).toMatch(/^end of program /);
    await client.ask('continue', { threadId: 1 });
    expect(await client.event('exited')).toEqual({ exitCode: 1 });
    await client.event('terminated');
    expect(await client.request('next', { threadId: 1 })).toMatchObject({ success: false });
    await client.ask('disconnect', {});
  });

  it('tells the place in time after each stop', async () => {
    const { client, session } = await launched();
    const stops: number[] = [];
    session.onDidStop(({ step }) => stops.push(step));
    expect(await client.event('vswap/stopped')).toEqual({
      step: 0,
      recorded: 6,
      newest: 0,
      past: false,
      statement: 'first',
      line: 2,
      why: 'The run begins here: nothing has happened yet.',
    });
    await move(client, 'next');
    expect(session.furthestCursor).toBe(6);
    await move(client, 'stepBack');
    expect(session.furthestCursor).toBe(6);
    expect(client.eventsNamed('vswap/stopped').map(({ past }) => past)).toEqual([false, false, true]);
    expect(client.eventsNamed('stopped').map(({ description }) => description)).toEqual([
      'Entry',
      'Step',
      'Step, in the past',
    ]);
    expect(stops).toEqual([6, 0]);
  });

  it('stops at breakpoints in the scenario and in kernel functions, and moves them to where they can be', async () => {
    const { client } = await launched({ lines: [4], launch: {} });
    expect(await stopped(client)).toBe('breakpoint check:5');
    expect(
      await client.ask('setBreakpoints', {
        source: { path: `file://${FILE}` },
        breakpoints: [{ line: 1 }, { line: 3 }, { line: 99 }],
      }),
    ).toMatchObject({
      breakpoints: [
        { verified: true, line: 2, message: 'Line 1 has no statement of its own: moved to line 2.' },
        { verified: true, line: 3 },
        { verified: false },
      ],
    });
    expect(
      await client.ask('setBreakpoints', { source: { path: '/other.vswap' }, breakpoints: [{ line: 1 }] }),
    ).toMatchObject({
      breakpoints: [{ verified: false, message: '/other.vswap is not what is being debugged.' }],
    });
    expect(await move(client, 'reverseContinue')).toBe('breakpoint second:3');
    await client.ask('setBreakpoints', {
      source: { path: 'vswap-source:/mm/vswap.c/beta.c' },
      breakpoints: [{ line: 2 }],
    });
    await client.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'alpha' }, { name: 'no_such' }] });
    expect(await move(client, 'reverseContinue')).toBe('breakpoint beta:2 alpha:2 first:2');
    expect(await move(client, 'reverseContinue')).toBe('function breakpoint alpha:1 first:2');
    expect(await client.ask('breakpointLocations', { source: { path: FILE }, line: 3, endLine: 8 })).toEqual({
      breakpoints: [{ line: 3 }, { line: 5 }, { line: 7 }],
    });
  });

  it('stops at failed expectations and broken invariants, and can tell about them', async () => {
    const { client } = await launched({ filters: ['expectation', 'invariant'], launch: {} });
    expect(await stopped(client)).toBe('exception check:5');
    expect(await client.ask('exceptionInfo', { threadId: 1 })).toMatchObject({
      exceptionId: 'VS0000',
      description: 'The expectation on line 5 failed: found a is zswap',
      breakMode: 'always',
    });
    expect(await move(client, 'continue')).toBe('exception fourth:9');
    expect(await move(client, 'continue')).toMatch(/^end of program /);
    expect(await client.request('exceptionInfo', { threadId: 1 })).toMatchObject({ success: false });
  });

  it('prints each piece of output once, however often it is passed', async () => {
    const { client } = await launched();
    await stopped(client);
    for (const command of ['next', 'next', 'stepBack', 'stepBack', 'continue', 'reverseContinue', 'continue'])
      await move(client, command);
    const output = client
      .eventsNamed('output')
      .map(({ category, output, line }) => `${category} ${line} ${String(output).trim()}`);
    expect(output).toEqual([
      'stdout 3 hello',
      'stderr 5 VS0000: found a is zswap',
      'stderr 7 VS0000: count does not match',
    ]);
  });

  it('without debugging runs to the end, whatever breakpoints there are', async () => {
    const { client } = await launched({
      launch: { noDebug: true, stopOnEntry: true },
      lines: [3],
      filters: ['expectation'],
    });
    expect(await client.event('exited')).toEqual({ exitCode: 1 });
    await client.event('terminated');
    expect(client.eventsNamed('stopped')).toEqual([]);
  });

  it('restarts with the same breakpoints', async () => {
    const { client } = await launched({ lines: [3], launch: {} });
    expect(await stopped(client)).toBe('breakpoint second:3');
    await move(client, 'stepIn');
    await client.ask('restart');
    expect(await stopped(client)).toBe('breakpoint second:3');
    expect(client.eventsNamed('output').filter(({ output }) => output === 'hello\n')).toHaveLength(1);
  });

  it('can be paused and ended while it runs', async () => {
    const long = Array.from({ length: 100_000 }, (_, index) => `${index + 1} statement`).join('\n');
    const { client } = connect({ [FILE]: long });
    await client.ask('initialize', INITIALIZE);
    await client.ask('launch', { program: FILE });
    await client.ask('configurationDone');
    expect(await client.request('stackTrace', { threadId: 1 })).toMatchObject({
      success: false,
      message: 'VS0604: The program is running: pause it, or wait for it to stop.',
    });
    expect(await client.request('next', { threadId: 1 })).toMatchObject({ success: false });
    await client.ask('pause', { threadId: 1 });
    expect(await stopped(client)).toMatch(/^pause statement:\d+$/);
    await client.ask('continue', { threadId: 1 });
    await client.ask('disconnect');
    expect(await client.request('next', { threadId: 1 })).toMatchObject({ success: false });
    expect(client.eventsNamed('stopped')).toHaveLength(1);
  });

  it('takes breakpoints and the end of configuration before the launch', async () => {
    const { client } = connect();
    await client.ask('initialize', { adapterID: 'vswap' });
    expect(await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: 3 }] })).toMatchObject({
      breakpoints: [{ verified: false }],
    });
    await client.ask('configurationDone');
    await client.ask('launch', { program: FILE });
    expect(await client.event('breakpoint')).toMatchObject({
      reason: 'changed',
      breakpoint: { verified: true, line: 3 },
    });
    expect(await stopped(client)).toBe('breakpoint second:3');
  });

  it('counts lines and columns from 0 for a client that does', async () => {
    const { client } = await launched({
      initialize: { linesStartAt1: false, columnsStartAt1: false },
      lines: [2],
      launch: {},
    });
    expect(await stopped(client)).toBe('breakpoint second:2');
    expect((await stack(client))[0]).toMatchObject({ line: 2, column: 0, endLine: 2 });
  });
});

describe('a fault of the simulator', () => {
  it('is told, and the run stays where it was', async () => {
    const { client } = await launched({ host: { createRun: failingAfter(2) } });
    expect(await stopped(client)).toBe('entry first:2');
    expect(await move(client, 'continue')).toBe('pause first:2');
    expect(client.eventsNamed('output')).toEqual([
      { category: 'important', output: 'VS0699: This is a defect of the debugger, please report it: boom\n' },
    ]);
    expect(await move(client, 'stepIn')).toBe('step alpha:1 first:2');
  });

  it('ends a session that has not stopped yet', async () => {
    const { client } = await launched({ launch: {}, host: { createRun: failingAfter(2) } });
    expect(await client.event('exited')).toEqual({ exitCode: 1 });
    await client.event('terminated');
  });
});

/** A run that breaks down after so many operations. */
function failingAfter(count: number): (program: Program) => RecordedRun {
  return (program) => {
    const run = scriptedRun(SCRIPT, {}, program.file);
    const record = run.recordNext.bind(run);
    run.recordNext = () => {
      if (run.operations.length === count) throw new Error('boom');
      return record();
    };
    return run;
  };
}

describe('a session that cannot start', () => {
  const cases = [
    {
      name: 'a file that cannot be read',
      program: '/samples/none.vswap',
      message: 'VS0605: Cannot read /samples/none.vswap: no such file',
      output: [],
    },
    {
      name: 'a program with problems',
      program: '/bad.vswap',
      message: 'VS0606: /bad.vswap cannot be run. line 4: unknown word (and 1 more, listed in the debug console)',
      output: ['4 VS0100: unknown word', '6 VS0100: no such task'],
    },
  ];
  it.each(cases)('says why: $name', async ({ program, message, output }) => {
    const { client } = connect({ '/bad.vswap': '1 a\nerror 4 unknown word\nerror 6 no such task\n' });
    await client.ask('initialize', INITIALIZE);
    expect(await client.request('launch', { program })).toMatchObject({ success: false, message });
    expect(client.eventsNamed('output').map((event) => `${event['line']} ${String(event['output']).trim()}`)).toEqual(
      output,
    );
    expect(client.eventsNamed('initialized')).toEqual([]);
  });
});

// Requests that name what is not there, or come at the wrong time, are refused, and the run stays where it is.
import { afterEach, describe, expect, it } from 'vitest';
import { connect, faults, FILE, INITIALIZE, launched, stack, stopped } from './launchedSession.fixture';

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

describe('a thread that is not there', () => {
  it.each([
    ['stackTrace', {}],
    ['continue', {}],
    ['continue', { singleThread: true }],
    ['reverseContinue', {}],
    ['next', {}],
    ['stepIn', {}],
    ['stepOut', {}],
    ['stepBack', {}],
    ['vswap/move', { move: 'nextStatement' }],
  ])('%s %j', async (command, more) => {
    const { client } = await launched();
    const before = await stopped(client);
    for (const threadId of [0, 99])
      expect((await client.request(command, { threadId, ...more })).message).toMatch(
        new RegExp(`^VS0602: There is no thread ${threadId}: the machine has thread`),
      );
    expect(client.eventsNamed('continued')).toEqual([]);
    const frames = await stack(client);
    expect(before).toBe(`entry ${frames.map(({ name, line }) => `${String(name)}:${String(line)}`).join(' ')}`);
  });
});

it('a second "initialize" changes nothing', async () => {
  const { client } = await launched({ lines: [3] });
  await stopped(client);
  const again = await client.request('initialize', { ...INITIALIZE, linesStartAt1: false });
  expect(again.message).toMatch(/^VS0602: "initialize" comes once/);
  expect((await stack(client))[0]).toMatchObject({ line: 2 });
});

it('what needs a stop says before the first one that the program has not begun', async () => {
  const { client } = connect();
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  for (const [command, args] of [
    ['dataBreakpointInfo', { name: 'web.swap.current' }],
    ['evaluate', { expression: '1' }],
  ] as const)
    expect((await client.request(command, args)).message).toMatch(/^VS0603: The program has not begun: /);
  await client.ask('configurationDone');
  expect(await stopped(client)).toMatch(/^entry /);
});

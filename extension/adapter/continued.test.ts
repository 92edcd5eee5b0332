// What clients are told of a run that goes on: nothing after the protocol's own moves, which say so by themselves, and "continued" after ours, or they go on telling the stop before.
import { afterEach, expect, test } from 'vitest';
import { faults, launched, move, stopped } from './launchedSession.fixture';

afterEach(() => expect(faults.splice(0)).toEqual([]));

test.each([
  ['next', { threadId: 1 }, 0],
  ['stepIn', { threadId: 1 }, 0],
  ['continue', { threadId: 1 }, 0],
  ['reverseContinue', { threadId: 1 }, 0],
  ['vswap/move', { move: 'stepBackOver' }, 1],
  ['vswap/seek', { to: { kind: 'step', step: 0 } }, 1],
  ['restart', {}, 1],
] as const)('%s', async (command, args, told) => {
  const { client } = await launched();
  await stopped(client);
  await move(client, 'next');
  await move(client, command, args);
  const events = client.events.map(({ event }) => event).filter((name) => name === 'stopped' || name === 'continued');
  expect(events.slice(2)).toEqual([...Array.from({ length: told }, () => 'continued'), 'stopped']);
});

// Moves that take long: the client is told how far they are, and can end them by the progress that it shows, or by a pause.
import { afterEach, expect, it } from 'vitest';
import { InlineClient } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stopped } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

/** Recording the loop takes seconds, and so does each of its statements on a slow machine. */
const LONG = `machine { kernel ste-v1  memory 128M  zswap { compressor lz4 }  swap disk0 128M }
task app
app: map heap 16384 pages
app: write heap[0..16383] text seed 7
repeat 100 {
  app: pageout heap[0..16383]
  app: read heap[0..16383]
}
label "end"
`;
const LAST_LINE = 9;
const FILE = '/long.vswap';

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** At the first statement. */
async function launched(): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(LONG), 'document')), faults);
  await client.ask('initialize', { ...INITIALIZE, supportsProgressReporting: true });
  await client.ask('launch', { program: FILE, stopOnEntry: true, checkInvariants: 'off' });
  await client.event('initialized');
  await client.ask('configurationDone');
  await stopped(client);
  return client;
}

it.each([
  ['a share of the run', { kind: 'percent', percent: 100 }],
  ['a label', { kind: 'label', name: 'nowhere' }],
  ['a truth', { kind: 'truth', expression: 'app.heap[0] is phys', direction: 'forward' }],
  ['a write', { kind: 'data', target: 'swap_table(disk0:3000)', direction: 'forward' }],
  ['a hit', { kind: 'hit', direction: 'forward' }],
])('a search for %s shows progress, and when it is ended the run is where it was', async (_, to) => {
  const client = await launched();
  const { step } = await client.event('vswap/stopped');
  const sought = client.request('vswap/seek', { to });
  const { progressId, title, cancellable, message } = await client.event('progressStart');
  expect([title, cancellable]).toEqual(['Running the scenario', true]);
  expect(message).toMatch(/^at step \d+$/);
  await client.ask('cancel', { progressId });
  expect(await sought).toMatchObject({ success: true, body: { step } });
  expect((await client.event('progressEnd'))['progressId']).toBe(progressId);
  expect(await stopped(client)).toMatch(/^pause .*:2$/);
  await client.ask('disconnect');
});

it.each([
  ['vswap/seek', { to: { kind: 'percent', percent: 100 } }],
  ['goto', { threadId: 1, targetId: 1 }],
])('a search whose request is taken back ends, and the run goes on from where it was: %s', async (command, args) => {
  const client = await launched();
  const { step } = await client.event('vswap/stopped');
  const targets = list(await client.ask('gotoTargets', { source: { path: FILE }, line: LAST_LINE }), 'targets');
  expect(targets[0]).toMatchObject({ id: 1, line: LAST_LINE });
  const sought = client.request(command, args);
  const requestId = client.lastRequest;
  await client.event('progressStart');
  await client.ask('cancel', { requestId });
  expect(await sought).toMatchObject({ success: false, message: 'cancelled' });
  expect(await stopped(client)).toMatch(/^pause .*:2$/);
  expect((await client.event('vswap/stopped'))['step']).toBe(step);
  expect(await move(client, 'next')).toMatch(/^step .*:3$/);
  await client.ask('disconnect');
});

it('of moves that are asked for at once the first is made, the others are refused', async () => {
  const client = await launched();
  const replies = await Promise.all(
    ['next', 'stepIn', 'vswap/move', 'vswap/seek'].map((command) =>
      client.request(command, { threadId: 1, move: 'stepBackOver', to: { kind: 'step', step: 0 } }, true),
    ),
  );
  expect(replies.map(({ message }) => message.slice(0, 6))).toEqual(['', 'VS0604', 'VS0604', 'VS0604']);
  expect(await stopped(client)).toMatch(/^step .*:3$/);
  await client.ask('disconnect');
});

it('a run that is paused stands where it had come to, and the record is whole from there', async () => {
  const client = await launched();
  await client.ask('continue', { threadId: 1 });
  await client.event('progressUpdate');
  await client.ask('pause', { threadId: 1 });
  expect(await stopped(client)).toMatch(/^pause /);
  const { step } = await client.event('vswap/stopped');
  expect(step).toBeGreaterThan(1000);
  await move(client, 'vswap/move', { move: 'stepBackOver' });
  await move(client, 'next');
  expect((await client.event('vswap/stopped'))['step']).toBe(step);
  await client.ask('disconnect');
});

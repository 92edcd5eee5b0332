// What is to be watched and means nothing: refused where a client asks first, told in the console, where a name that comes later in the run may be meant.
import { afterEach, expect, test } from 'vitest';
import { WALK } from '../../core/debug/realDebugger.fixture';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, stopped } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

afterEach(() => expect(faults.splice(0)).toEqual([]));

/** At the first statement: there is no task yet. */
async function launched(): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(WALK), 'document')), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: '/a.vswap', stopOnEntry: true });
  await client.event('initialized');
  await client.ask('configurationDone');
  await stopped(client);
  return client;
}

test.each([
  ['nobody', 'Nothing is named nobody here'],
  ['app.heap[0]', 'There is no task named app'],
  ['virtual_table(disk7:1)', 'There is no device named disk7'],
  ['virtual_table(vswap:512).nofield', 'nofield'],
])('%s', async (name, why) => {
  const client = await launched();
  expect(await client.ask('dataBreakpointInfo', { name })).toMatchObject({
    dataId: null,
    description: expect.stringContaining(why) as string,
  });
  const answer = await client.ask('evaluate', { expression: `break ${name}`, context: 'repl' });
  expect(isRecord(answer) && answer['result']).toMatch(
    new RegExp(`^1 ${name.replace(/[()[\].]/g, '\\$&')} write\nIt stops nothing as things are: .*${why}`),
  );
});

test.each(['virtual_table(vswap:512)', 'virtual_table(vswap:512).tag', 'run.pte_walks'])('%s', async (name) => {
  const client = await launched();
  expect(await client.ask('dataBreakpointInfo', { name })).toMatchObject({ dataId: name });
  const answer = await client.ask('evaluate', { expression: `break ${name}`, context: 'repl' });
  expect(isRecord(answer) && answer['result']).toBe(`1 ${name} write`);
});

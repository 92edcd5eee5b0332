// Numbers of breakpoints: what is asked for keeps its number through other orders of a race, branches, switches and restarts, for the client, the list and the console.
import { afterEach, expect, it } from 'vitest';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stopped } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const FILE = '/race.vswap';
const TEXT = `machine { kernel ste-v2  cpus 2  memory 64M  zswap { compressor lz4 }  swap disk0 16M }
task app
app: map heap 1 pages
app: write heap[0] text seed 3
app: pageout heap[0]
race "fault against writeback" {
  cpu 0 { app: read heap[0] }
  cpu 1 { writeback 1 pages }
}
expect app.heap[0].content == text seed 3
`;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

async function typed(client: InlineClient, expression: string): Promise<string> {
  const { body, message } = await client.request('evaluate', { expression, context: 'repl' });
  return isRecord(body) && 'result' in body ? String(body['result']) : message;
}

const idsOf = (body: unknown): readonly unknown[] => list(body, 'breakpoints').map(({ id }) => id);
const told = (client: InlineClient, from: number): readonly unknown[] =>
  client
    .eventsNamed('breakpoint')
    .slice(from)
    .map(({ breakpoint }) => (isRecord(breakpoint) ? [breakpoint['id'], breakpoint['line']] : []));

/** At the race, with two lines, a function, data, and two of the own list, in this order. `text`: what is loaded from the next time on. */
async function atRace(): Promise<{ client: InlineClient; text: (next: string) => void }> {
  let current = TEXT;
  const host = debugHost(() => Promise.resolve(current), 'document');
  const client = new InlineClient(new DebugAdapterSession(host), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  const lines = { source: { path: FILE }, breakpoints: [{ line: 7 }, { line: 10 }] };
  expect(idsOf(await client.ask('setBreakpoints', lines))).toEqual([1, 2]);
  const functions = { breakpoints: [{ name: 'zswap_writeback_entry' }] };
  expect(idsOf(await client.ask('setFunctionBreakpoints', functions))).toEqual([3]);
  await client.ask('configurationDone');
  await stopped(client);
  await move(client, 'continue');
  const data = { breakpoints: [{ dataId: 'virtual_table(vswap:512).tag', accessType: 'write' }] };
  expect(idsOf(await client.ask('setDataBreakpoints', data))).toEqual([4]);
  expect(await typed(client, 'break app.heap[0]')).toMatch(/^5 app\.heap\[0\]/);
  expect(await typed(client, 'break 10 if zswap.stored_pages == 1')).toMatch(/^6 line 10/);
  return { client, text: (next) => (current = next) };
}

const CLIENTS = [
  [1, 7],
  [2, 10],
  [3, undefined],
  [4, undefined],
];
const OWN = ['5 app.heap[0] write', '6 line 10 if zswap.stored_pages == 1'];
const breaks = async (client: InlineClient): Promise<readonly string[]> => (await typed(client, 'breaks')).split('\n');

it('survive another order of a race, a branch, a switch and a restart', async () => {
  const { client } = await atRace();
  const kept = async (): Promise<void> => {
    expect(told(client, before)).toEqual(CLIENTS);
    before = client.eventsNamed('breakpoint').length;
    expect(await breaks(client)).toEqual(OWN);
  };
  let before = client.eventsNamed('breakpoint').length;
  await move(client, 'stepIn', { threadId: 2 });
  await kept();
  await typed(client, 'virtual_table(vswap:512) = 0x0');
  await stopped(client);
  await kept();
  await typed(client, 'switch main');
  await stopped(client);
  await kept();
  await client.ask('restart', {});
  await stopped(client);
  await kept();
});

it('are those of the stop too, and of "delete", after another order of a race', async () => {
  const { client } = await atRace();
  await move(client, 'stepIn', { threadId: 2 });
  await client.ask('continue', { threadId: 2, singleThread: true });
  expect(await client.event('stopped')).toMatchObject({ hitBreakpointIds: [3] });
  expect(await typed(client, 'delete 4')).toMatch(/There is no breakpoint 4 in this list/);
  expect(await typed(client, 'delete 5')).toBe('One breakpoint deleted.');
  expect(await breaks(client)).toEqual(OWN.slice(1));
});

it("are the asked line's, wherever a changed program has its statement", async () => {
  const { client, text } = await atRace();
  await client.ask('setFunctionBreakpoints', { breakpoints: [] });
  await client.ask('setDataBreakpoints', { breakpoints: [] });
  const before = client.eventsNamed('breakpoint').length;
  text(TEXT.replace('expect', '\n\nexpect'));
  await client.ask('restart', {});
  await stopped(client);
  expect(told(client, before)).toEqual([
    [1, 7],
    [2, 12],
  ]);
});

it('tell several of one place apart, also when the first one is gone', async () => {
  const { client } = await atRace();
  expect(await typed(client, 'break 10 if app.heap[0] is zswap')).toMatch(/^7 line 10 if app/);
  expect(await typed(client, 'delete 6')).toBe('One breakpoint deleted.');
  expect(await breaks(client)).toEqual([OWN[0], '7 line 10 if app.heap[0] is zswap']);
  expect(await typed(client, 'break 10')).toBe('6 line 10');
});

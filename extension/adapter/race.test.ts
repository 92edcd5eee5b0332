// A race as a client sees it, with the real simulator behind: a thread for each CPU, each with its stack, each stepped by itself.
import { afterEach, describe, expect, it } from 'vitest';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stack, stopped } from './launchedSession.fixture';
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
const LOOPS = `machine { kernel ste-v2  cpus 2  memory 64M  swap disk0 16M }
task app
app: map heap 8 pages
app: write heap[0..7] text
// nothing
race "loops" {
  cpu 0 { for j in 5..6 { app: read heap[j] } }
  cpu 1 { for i in 2..3 { app: read heap[i] } }
}
app: read heap[0]
`;
const BLOCK_0 = 7;
const AFTER = 10;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** Where the race begins. */
async function atRace(text = TEXT): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(text), 'document')), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: BLOCK_0 }, { line: AFTER }] });
  await client.ask('configurationDone');
  await stopped(client);
  await move(client, 'continue');
  return client;
}

const names = async (client: InlineClient, thread: number): Promise<readonly unknown[]> =>
  (await stack(client, thread)).map(({ name }) => name);

async function typed(client: InlineClient, expression: string): Promise<string> {
  const { body } = await client.request('evaluate', { expression, context: 'repl' });
  return isRecord(body) ? String(body['result']) : '';
}

describe('in a race', () => {
  it('both CPUs are threads with stacks', async () => {
    const client = await atRace();
    expect(list(await client.ask('threads'), 'threads')).toEqual([
      { id: 1, name: 'CPU 0 - app: read heap[0]' },
      { id: 2, name: 'CPU 1 - writeback 1 pages' },
    ]);
    expect(await names(client, 1)).toEqual(['app: read heap[0]']);
    expect(await names(client, 2)).toEqual(['writeback 1 pages']);
  });

  it("a step is the thread's that it names, and the other one stays", async () => {
    const client = await atRace();
    for (let n = 0; n < 6; n++) await move(client, 'stepIn', { threadId: 2 });
    const left = await names(client, 2);
    expect(left.length).toBeGreaterThan(1);
    expect(await names(client, 1)).toEqual(['app: read heap[0]']);
    for (let n = 0; n < 3; n++) await move(client, 'stepIn', { threadId: 1 });
    expect(await names(client, 2)).toEqual(left);
    expect((await names(client, 1)).length).toBeGreaterThan(1);
    expect(await typed(client, 'schedule')).toBe('schedule 1:6, 0:3');
    expect(list(await client.ask('vswap/branches'), 'branches')).toHaveLength(1);
  });

  it('one CPU can be let go on alone, to its end; then the others, when told', async () => {
    const client = await atRace();
    await client.ask('continue', { threadId: 2, singleThread: true });
    expect(await stopped(client)).toBe('breakpoint app: read heap[0]:7');
    const { success, message } = await client.request('next', { threadId: 2 });
    expect([success, message]).toEqual([false, 'VS0614: CPU 1 has nothing left to do in this race; CPU 0 goes on.']);
    expect(await move(client, 'continue')).toMatch(/:10$/);
  });

  it('what is asked in the frame of a CPU is asked with its own loop variables', async () => {
    const client = await atRace(LOOPS);
    for (const thread of [2, 2, 1]) await move(client, 'stepIn', { threadId: thread });
    const asked = async (thread: number, expression: string): Promise<unknown> => {
      const [top] = await stack(client, thread);
      const { body } = await client.request('evaluate', { expression, frameId: top?.['id'], context: 'watch' });
      return isRecord(body) ? body['result'] : undefined;
    };
    expect([await asked(1, 'j + 0'), await asked(2, 'i + 0'), await asked(1, 'i + 0')]).toEqual(['5', '2', undefined]);
  });

  it('offers targets only to the CPU that is about to go on, and restarts frames of either', async () => {
    const client = await atRace();
    for (let n = 0; n < 5; n++) await move(client, 'stepIn', { threadId: 2 });
    for (let n = 0; n < 2; n++) await move(client, 'stepIn', { threadId: 1 });
    const [other] = await stack(client, 2);
    expect(await client.ask('stepInTargets', { frameId: other?.['id'] })).toEqual({ targets: [] });
    const name = other?.['name'];
    expect(await move(client, 'restartFrame', { frameId: other?.['id'] })).toContain(` ${String(name)}:`);
    expect((await names(client, 2))[0]).toBe(name);
  });

  it('its schedule, written into the scenario, makes the same steps', async () => {
    const client = await atRace();
    for (const thread of [2, 2, 1, 1, 2, 1]) await move(client, 'stepIn', { threadId: thread });
    const schedule = await typed(client, 'schedule');
    const before = [await names(client, 1), await names(client, 2)];
    const again = await atRace(TEXT.replace('\n}\nexpect', `\n  ${schedule}\n}\nexpect`));
    // The breakpoint stopped it after two of the six steps.
    for (const _ of [3, 4, 5, 6]) await move(again, 'vswap/move', { move: 'anyStep' });
    expect([await names(again, 1), await names(again, 2)]).toEqual(before);
  });
});

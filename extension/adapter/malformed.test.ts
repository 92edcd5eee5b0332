// Every request that the session answers, with arguments that are right and with arguments that are wrong in each place that the protocol has; and cancelled.
import { afterEach, describe, expect, it } from 'vitest';
import { connect, faults, FILE, INITIALIZE, launched } from './launchedSession.fixture';
import { rightArguments, wrongArguments, type Known } from './requestSamples.fixture';
import { SCRIPT } from './scriptedHost.fixture';

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** Ours are tried in debuggerRequests.test.ts: the protocol says nothing of their arguments. */
const COMMANDS = connect().session.commands.filter((command) => !command.startsWith('vswap/'));
/** After these nothing more is answered as before. */
const LAST: readonly string[] = ['terminate', 'disconnect'];
/** These come once. */
const FIRST: readonly string[] = ['initialize', 'launch'];
const KNOWN: Known = { source: { path: FILE }, path: FILE, line: 2, program: FILE, arguments: { program: FILE } };

async function settled(session: { readonly isMoving: boolean }): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (session.isMoving);
}

/** What the adapter does not use may be anything; else a code says what is wrong, and where. */
function isClear(place: string, success: boolean, message: string): boolean {
  if (success) return place !== '';
  if (!/^VS0\d{3}: /.test(message) || /^VS0(601|699)/.test(message) || message.length > 300) return false;
  const name = /^\w*/.exec(place)?.[0] ?? '';
  return !message.startsWith('VS0602: Malformed arguments.') || message.includes(`.${name}`);
}

describe('arguments', () => {
  it.each(COMMANDS)('of %s that are right are never called malformed', async (command) => {
    for (const all of [false, true]) {
      const { client, session } = FIRST.includes(command) ? connect() : await launched();
      await settled(session);
      const reply = await client.request(command, rightArguments(command, KNOWN, all));
      expect(reply.success ? '' : reply.message).not.toMatch(/VS060[12]|VS0699/);
    }
  });

  it.each(COMMANDS)('of %s that are wrong get one clear answer each, and the session goes on', async (command) => {
    let { client, session } = await launched();
    const unclear: string[] = [];
    for (const { place, args } of wrongArguments(command, KNOWN)) {
      if (LAST.includes(command)) ({ client, session } = await launched());
      await settled(session);
      const { success, message } = await client.request(command, args, true);
      if (!isClear(place, success, message)) unclear.push(`${place} ${JSON.stringify(args).slice(0, 100)}: ${message}`);
    }
    expect(unclear).toEqual([]);
    if (LAST.includes(command)) return;
    await settled(session);
    expect((await client.request('threads')).success).toBe(true);
  });
});

describe('cancel', () => {
  it('ends a request that is under way, and what comes of it is dropped', async () => {
    const loads: ((text: string) => void)[] = [];
    const loadProgram = (): Promise<string> => new Promise((resolve) => loads.push(resolve));
    const { client } = connect({}, { loadProgram });
    await client.ask('initialize', INITIALIZE);
    const launching = client.request('launch', { program: FILE });
    await client.ask('cancel', { requestId: 2 });
    expect(await launching).toMatchObject({
      success: false,
      message: 'cancelled',
      body: { error: { id: 690, variables: { text: 'VS0690: The request was cancelled.' } } },
    });
    loads[0]?.(SCRIPT);
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.eventsNamed('initialized')).toEqual([]);
    // The session can still be started.
    const again = client.request('launch', { program: FILE, stopOnEntry: true });
    loads[1]?.(SCRIPT);
    expect(await again).toMatchObject({ success: true });
    await client.ask('configurationDone');
    expect(await client.event('stopped')).toMatchObject({ reason: 'entry' });
  });

  it('of a request that was answered, is unknown or fails later changes nothing', async () => {
    const { client } = connect(
      {},
      { loadProgram: () => new Promise((_, reject) => setImmediate(reject, new Error('x'))) },
    );
    await client.ask('initialize', INITIALIZE);
    await client.ask('cancel', { requestId: 1 });
    await client.ask('cancel', { requestId: 999 });
    await client.ask('cancel', { progressId: 'none' });
    await client.ask('cancel');
    const launching = client.request('launch', { program: FILE });
    await client.ask('cancel', { requestId: 6 });
    expect(await launching).toMatchObject({ message: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(client.events).toEqual([]);
  });
});

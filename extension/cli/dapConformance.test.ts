// `vswap dap` as other editors reach it, over standard streams and over TCP: every request that it answers, every event that it sends, every byte that is none.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { framed } from '../adapter/framing';
import { isRecord, type InlineClient } from '../adapter/inlineClient.fixture';
import { connect, INITIALIZE, list } from '../adapter/launchedSession.fixture';
import { rightArguments, wrongArguments, type Known } from '../adapter/requestSamples.fixture';
import { overProcess, overTcp, startServer, type RunningServer, type Wire } from '../adapter/wire.fixture';
import { bundleCli } from './cliBundle.fixture';

const SCENARIO = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 64 pages
app: write heap[0..3] text seed 7
print app.heap[0].content
app: pageout heap[0..3]
print app.heap[0].entry
expect app.heap[0] is present
`;
/** Minutes of work: who tests with it hangs up long before. */
const LONG = `machine { memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 64 pages
repeat 100000 {
  app: write heap[0..63] text seed 1
  app: pageout heap[0..63]
}
`;

const folder = mkdtempSync(path.join(tmpdir(), 'vswap-conformance-'));
const file = path.join(folder, 'a.vswap');
const long = path.join(folder, 'long.vswap');
const faults: string[] = [];
let bundle: Awaited<ReturnType<typeof bundleCli>>;
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(file, SCENARIO);
  writeFileSync(long, LONG);
  bundle = await bundleCli();
  // What each client took is let go, or the server is soon out of memory.
  server = await startServer(bundle.file, ['dap', '--port', '0'], ['--max-old-space-size=160']);
}, 60_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  expect(await server.exit).toBe(0);
  bundle.remove();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

type Open = () => Promise<Wire>;
const WIRES: readonly (readonly [string, Open])[] = [
  ['standard streams', () => Promise.resolve(overProcess(bundle.file, ['dap'], faults))],
  ['TCP', () => overTcp(server.port, faults)],
];

/** What the session answers now, and what it may say by itself: new ones are tested without being named here. Our own requests have tests of their own. */
const COMMANDS = connect().session.commands.filter((command) => !command.startsWith('vswap/'));
const ADAPTER = path.resolve(import.meta.dirname, '../adapter');
const EVENTS = new Set(
  readdirSync(ADAPTER)
    .filter((name) => /(?<!\.test|\.fixture)\.ts$/.test(name))
    .flatMap((name) => [...readFileSync(path.join(ADAPTER, name), 'utf8').matchAll(/emitEvent\(\s*'([\w/]+)'/g)])
    .map(([, event]) => event),
);
/** Once in a session, in this order around the rest. */
const FIRST = ['initialize', 'launch', 'configurationDone'];
const LAST = ['terminate', 'disconnect'];
/** Refused for a reason that no sample of arguments can take away; that they do their work is tried in extension/adapter. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  exceptionInfo: /^VS0610: /,
  goto: /^VS0611: .* does not run from here on/,
  stepIn: /^VS0607: This target belongs to an earlier stop/,
  setVariable: /^VS0607: There is no variable/,
  setExpression: /^VS0609: .* stands in no word of its own/,
};

async function launched(client: InlineClient, program = file): Promise<void> {
  await client.ask('initialize', { ...INITIALIZE, supportsInvalidatedEvent: true });
  await client.ask('launch', { program, stopOnEntry: program === file });
  await client.event('initialized');
  await client.ask('configurationDone');
}

/** Until the program stands still, or is over. */
async function frames(client: InlineClient): Promise<readonly Readonly<Record<string, unknown>>[]> {
  for (;;) {
    const { success, message, body } = await client.request('stackTrace', { threadId: 1 });
    if (success) return list(body, 'stackFrames');
    if (!message.startsWith('VS0604')) return [];
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** From the program's first statement into the kernel: what the arguments of a request can refer to there. */
async function intoKernel(client: InlineClient): Promise<Known> {
  await client.ask('restart');
  await frames(client);
  for (let i = 0; i < 3; i++) {
    await client.ask(i < 2 ? 'next' : 'stepIn', { threadId: 1 });
    await frames(client);
  }
  const [frame] = await frames(client);
  const [scope] = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
  const variablesReference = scope?.['variablesReference'];
  const variables = list(await client.ask('variables', { variablesReference }), 'variables');
  const memoryReference = variables.find((variable) => variable['memoryReference'] !== undefined)?.['memoryReference'];
  const source = isRecord(frame?.['source']) ? frame['source'] : {};
  const { sourceReference } = source;
  return {
    arguments: { program: file, stopOnEntry: true },
    source: { path: file, sourceReference },
    sourceReference,
    frameId: frame?.['id'],
    variablesReference,
    memoryReference: memoryReference ?? '0xffff888000000000',
    expression: 'app.heap[0]',
    line: 4,
    threadId: 1,
  };
}

describe.each(WIRES)('over %s', (_name, open) => {
  it('every request is answered as the protocol has it, and every event is sent', async () => {
    const { client, ended, hangUp } = await open();
    await launched(client);
    const unexpected: string[] = [];
    for (const command of COMMANDS.filter((name) => ![...FIRST, ...LAST].includes(name)))
      for (const all of [false, true]) {
        const known = await intoKernel(client);
        const { success, message } = await client.request(command, rightArguments(command, known, all));
        await frames(client);
        if (!success && REFUSED[command]?.test(message) !== true) unexpected.push(`${command}: ${message}`);
      }
    expect(unexpected).toEqual([]);
    await intoKernel(client);
    for (const expression of [
      'break vm.nr_swap_pages',
      'branch freed: app: free heap[0]',
      'rename freed other',
      'switch main',
    ])
      await client.ask('evaluate', { expression, context: 'repl' });
    await client.ask('restart');
    await frames(client);
    await client.ask('continue', { threadId: 1 });
    await frames(client);
    await client.request('initialize', 7, true);
    for (const command of LAST) await client.ask(command);
    hangUp();
    expect([0, undefined]).toContain(await ended);
    expect(new Set(client.events.map(({ event }) => event))).toEqual(EVENTS);
  });

  it('every request with wrong arguments gets one answer, and the session goes on', async () => {
    const { client, hangUp, ended } = await open();
    await launched(client);
    const known = await intoKernel(client);
    const wrong = COMMANDS.filter((command) => !LAST.includes(command)).flatMap((command) =>
      wrongArguments(command, known).map(({ args }) => ({ command, args })),
    );
    const replies = await Promise.all(wrong.map(({ command, args }) => client.request(command, args, true)));
    expect(replies.filter(({ success, message }) => !success && !/^VS06(?!01|99)\d\d: /.test(message))).toEqual([]);
    await client.ask('threads');
    hangUp();
    await ended;
  });

  const follow = framed({ seq: 900, type: 'request', command: 'threads' });
  it.each<readonly [string, string | Uint8Array, RegExp]>([
    ['no JSON', 'Content-Length: 4\r\n\r\nnope', /^VS0691: .* no JSON \(4 bytes\)/],
    ['half a message', framed({}).replace('2', '1') + follow, /^VS0691[^]*^VS0692: The connection is closed: /m],
    ['JSON that is no message', framed(null) + framed([7]) + framed({ seq: 1 }), /^VS0691: .* no message/],
    ['a request without a command', framed({ seq: 7, type: 'request' }), /^VS0691: .* needs "seq"/],
    ['text of no character set', Buffer.from('Content-Length: 3\r\n\r\n"\xff"', 'latin1'), /^VS0691: .* not UTF-8/],
    ['JSON nested without end', `Content-Length: 1000000\r\n\r\n${'['.repeat(1_000_000)}`, /^VS0691: /],
    ['a length that is none', 'Content-Length: x\r\n\r\n', /^VS0692: .* is no number/],
    ['a length beyond all bounds', 'Content-Length: 9999999999\r\n\r\n', /^VS0692: .* at most/],
    ['a header beyond all bounds', 'x'.repeat(2_000_000), /^VS0692: .* longer than/],
    ['a browser', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', /^VS0692: .*"GET/],
    ['binary', Buffer.alloc(2_000_000, 0xfe), /^VS0692: .* no plain text/],
  ])('%s is refused', async (_what, bytes, expected) => {
    const { client, write, hangUp, ended } = await open();
    await client.ask('initialize', INITIALIZE);
    write(bytes);
    for (let said = ''; !expected.test(said);) said += String((await client.event('output'))['output']);
    const isClosed = expected.source.includes('VS0692');
    if (!isClosed) {
      await client.ask('threads');
      hangUp();
    }
    expect([0, undefined]).toContain(await ended);
  });

  it('a message without its end is waited for, and forgotten when the client goes', async () => {
    const { client, write, hangUp, ended } = await open();
    await client.ask('initialize', INITIALIZE);
    write(framed({ seq: 2, type: 'request', command: 'threads', arguments: {} }).slice(0, -3));
    await new Promise((resolve) => setTimeout(resolve, 50));
    hangUp();
    expect([0, undefined]).toContain(await ended);
  });

  it('a client that goes away in the midst of a run leaves nothing running', async () => {
    const { client, hangUp, ended } = await open();
    await launched(client, long);
    expect(await client.request('next', { threadId: 1 })).toMatchObject({ success: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    hangUp();
    expect([0, undefined]).toContain(await ended);
  });
});

describe('the server', () => {
  it('has nothing left of clients that went away, neither work nor memory', async () => {
    for (let i = 0; i < 12; i++) {
      const { client, hangUp, ended } = await overTcp(server.port, faults);
      await launched(client, long);
      await new Promise((resolve) => setTimeout(resolve, 150));
      hangUp();
      await ended;
    }
    // Garbage of more bytes than the server has memory, to a connection that is closed at its first.
    const { write, ended } = await overTcp(server.port, faults);
    const garbage = Buffer.alloc(1024 * 1024, 0);
    for (let i = 0; i < 300; i++) write(garbage);
    await ended;
    const used = processorSeconds(server.child.pid);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(processorSeconds(server.child.pid) - used).toBeLessThan(0.2);
  });

  it('serves clients at once, each its own program', async () => {
    const [a, b] = await Promise.all([overTcp(server.port, faults), overTcp(server.port, faults)]);
    await Promise.all([launched(a.client), launched(b.client)]);
    await Promise.all([frames(a.client), frames(b.client)]);
    await a.client.ask('next', { threadId: 1 });
    expect((await frames(a.client))[0]).toMatchObject({ line: 3 });
    expect((await frames(b.client))[0]).toMatchObject({ line: 2 });
    await a.client.ask('disconnect');
    await a.ended;
    expect((await frames(b.client))[0]).toMatchObject({ line: 2 });
    b.hangUp();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with %s, in the midst of a run too', async (signal) => {
    const own = await startServer(bundle.file, ['dap', '--port', '0']);
    const { client, ended } = await overTcp(own.port, faults);
    await launched(client, long);
    own.child.kill(signal);
    await ended;
    expect(await own.exit).toBe(0);
  });
});

/** What a process has used so far; 0 where that cannot be read. */
function processorSeconds(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

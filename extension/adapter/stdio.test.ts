// The adapter as a process of its own, driven by the protocol's own test client.
import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram, CheckedClient } from './checkedClient.fixture';

const FILE = '/samples/a.vswap';

const ADAPTER = `
  import { SCRIPT, scriptedHost } from './extension/adapter/scriptedHost.fixture';
  import { serveStreams } from './extension/adapter/stdio';
  void serveStreams(process.stdin, process.stdout, scriptedHost({ '${FILE}': SCRIPT }, { pseudoSourceAs: 'reference' }));
`;

let bundle: Awaited<ReturnType<typeof bundleProgram>>;
let client: CheckedClient;

beforeAll(async () => {
  bundle = await bundleProgram(ADAPTER);
});
afterAll(() => bundle.remove());

beforeEach(async () => {
  client = new CheckedClient('node', bundle.file, 'vswap');
  await client.start();
});
afterEach(async () => {
  await client.stop();
  expect(client.faults).toEqual([]);
});

describe('over stdio', () => {
  it('launches and stops at a breakpoint', async () => {
    await client.hitBreakpoint({ program: FILE }, { path: FILE, line: 3 });
  });

  it('steps both ways and prints', async () => {
    await Promise.all([
      client.configurationSequence(),
      client.launch({ program: FILE, stopOnEntry: true }),
      client.assertStoppedLocation('entry', { path: FILE, line: 2 }),
    ]);
    await Promise.all([client.stepInRequest({ threadId: 1 }), client.assertStoppedLocation('step', { line: 1 })]);
    await Promise.all([
      client.stepBackRequest({ threadId: 1 }),
      client.assertStoppedLocation('step', { path: FILE, line: 2 }),
    ]);
    await Promise.all([
      client.continueRequest({ threadId: 1 }),
      client.assertOutput('stdout', 'hello'),
      client.waitForEvent('stopped'),
    ]);
    await Promise.all([client.continueRequest({ threadId: 1 }), client.waitForEvent('terminated')]);
  });
});

describe('the process', () => {
  const ends = async (send: (input: NodeJS.WritableStream) => void): Promise<number | null> => {
    const child = spawn('node', [bundle.file], { stdio: ['pipe', 'ignore', 'inherit'] });
    send(child.stdin);
    return new Promise((resolve) => child.once('exit', resolve));
  };
  const framed = (text: string): string => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

  it('ends when its client goes away, whatever it sent before', async () => {
    expect(await ends((input) => input.end())).toBe(0);
    expect(await ends((input) => input.end(framed('{"seq":1,"type":"request","command":"laun')))).toBe(0);
    expect(await ends((input) => input.end(framed('null') + framed('[]') + framed('{}') + 'rubbish'))).toBe(0);
  });

  it('ends after disconnect, though its input stays open, and in the midst of a run', async () => {
    const request = (seq: number, command: string, args: object = {}): string =>
      framed(JSON.stringify({ seq, type: 'request', command, arguments: args }));
    const messages = [
      request(1, 'initialize', { adapterID: 'x' }),
      request(2, 'launch', { program: FILE }),
      request(3, 'configurationDone'),
      request(4, 'disconnect'),
    ];
    expect(await ends((input) => input.write(messages.join('')))).toBe(0);
  });
});

// `vswap dap` with a scenario on disk, driven by the protocol's own test client: as a process of the client's, and as a server that it connects to.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram, CheckedClient } from '../adapter/checkedClient.fixture';
import { startServer, type RunningServer } from '../adapter/wire.fixture';

const SCENARIO = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 64 pages
app: write heap[0..3] text seed 7
app: pageout heap[0..3]
print app.heap[0].entry
`;

const folder = mkdtempSync(path.join(tmpdir(), 'vswap-dap-'));
const file = path.join(folder, 'a.vswap');
let bundle: Awaited<ReturnType<typeof bundleProgram>>;
let server: RunningServer;
let client: CheckedClient;

beforeAll(async () => {
  writeFileSync(file, SCENARIO);
  bundle = await bundleProgram(
    `import { serveDap } from './extension/cli/dap';
     import { serve } from './extension/cli/serve';
     import { terminalOf } from './extension/cli/terminal';
     const port = process.argv[2] === undefined ? undefined : Number(process.argv[2]);
     void serve('dap', serveDap, port, process, terminalOf(process.stdout, process.stderr, {}));`,
  );
  server = await startServer(bundle.file, ['0']);
}, 60_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.exit;
  bundle.remove();
  rmSync(folder, { recursive: true });
});

/** More patient than by default: a busy machine takes seconds to start a process. */
function newClient(): CheckedClient {
  const started = new CheckedClient('node', bundle.file, 'vswap');
  started.defaultTimeout = 18_000;
  return started;
}

describe.each<readonly [string, () => number | undefined]>([
  ['a process of its client', () => undefined],
  ['a server', () => server.port],
])('vswap dap as %s', (_name, port) => {
  beforeEach(async () => {
    client = newClient();
    await client.start(port());
  });
  afterEach(async () => {
    await client.stop();
    expect(client.faults).toEqual([]);
  });

  it('stops at a breakpoint of a scenario and steps into the kernel, whose source it sends', async () => {
    await client.hitBreakpoint({ program: file }, { path: file, line: 5 });
    const [, { body }] = await Promise.all([
      client.stepInRequest({ threadId: 1 }),
      client.assertStoppedLocation('step', {}),
    ]);
    const [frame] = body.stackFrames;
    expect(body.stackFrames.at(-1)?.source?.path).toBe(file);
    const { body: source } = await client.sourceRequest({ sourceReference: frame?.source?.sourceReference ?? 0 });
    expect(source.content.split('\n')[0]).toMatch(new RegExp(`^${frame?.name}\\(`));
    await Promise.all([client.continueRequest({ threadId: 1 }), client.assertOutput('stdout', 'vswap:512')]);
  });

  it.each([
    ['the folder that the client names', { program: 'a.vswap', cwd: folder }],
    ['the folder that it runs in', { program: path.relative(process.cwd(), file) }],
  ])('finds a relative program from %s, and its breakpoints by their whole path', async (_from, launch) => {
    await client.hitBreakpoint(launch, { path: file, line: 5 });
    const { body } = await client.stackTraceRequest({ threadId: 1 });
    expect(body.stackFrames.at(-1)?.source?.path).toBe(file);
  });

  it('takes a file URI, and says what is wrong with a file that is not there or no text', async () => {
    await Promise.all([
      client.configurationSequence(),
      client.launch({ program: pathToFileURL(file).href, stopOnEntry: true }),
      client.assertStoppedLocation('entry', { line: 2 }),
    ]);
    const other = newClient();
    await other.start(port());
    await expect(other.launch({ program: path.join(folder, 'none.vswap') })).rejects.toThrow(/^VS0605: Cannot read /);
    await expect(other.send('launch', { program: process.execPath })).rejects.toThrow(/^VS060[56]: /);
    await other.stop();
    expect(other.faults).toEqual([]);
  });
});

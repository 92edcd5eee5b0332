// `vswap dap` as a process, with a scenario on disk, driven by the protocol's own test client.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram, CheckedClient } from '../adapter/checkedClient.fixture';

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
let client: CheckedClient;

beforeAll(async () => {
  writeFileSync(file, SCENARIO);
  bundle = await bundleProgram(
    `import { serveDap } from './extension/cli/dap'; void serveDap(process.stdin, process.stdout);`,
  );
});
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  client = new CheckedClient('node', bundle.file, 'vswap');
  await client.start();
});
afterEach(async () => {
  await client.stop();
  expect(client.faults).toEqual([]);
});

describe('vswap dap', () => {
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

  it('takes a file URI, and says what is wrong with a file that is not there or no text', async () => {
    await Promise.all([
      client.configurationSequence(),
      client.launch({ program: pathToFileURL(file).href, stopOnEntry: true }),
      client.assertStoppedLocation('entry', { line: 2 }),
    ]);
    const other = new CheckedClient('node', bundle.file, 'vswap');
    await other.start();
    await expect(other.launch({ program: path.join(folder, 'none.vswap') })).rejects.toThrow(/^VS0605: Cannot read /);
    await expect(other.launch({ program: process.execPath })).rejects.toThrow(/^VS060[56]: /);
    await other.stop();
    expect(other.faults).toEqual([]);
  });
});

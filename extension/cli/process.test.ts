// The bundled command as a process: pipes, standard input, exit codes, and the size and speed of refusing what is no scenario.

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json';
import { modelNames } from '../../scripts/model-names.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';
let cli = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'vswap-process-'));
  cli = path.join(folder, 'cli.js');
  // As scripts/build.mjs does it.
  await build({
    entryPoints: [path.join(ROOT, 'extension/cli/main.ts')],
    absWorkingDir: ROOT,
    outfile: cli,
    bundle: true,
    plugins: [modelNames],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const vswap = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, [cli, ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });

test('the version is that of the package', () => {
  expect(vswap(['--version']).stdout).toBe(`${packageJson.version}\n`);
});

test('in a pipe the text is plain, and the exit code is that of the run', () => {
  const { status, stdout, stderr } = vswap(['run', 'samples/01-zswap-writeback.vswap']);
  expect(stdout).toMatch(/^samples\/01-zswap-writeback\.vswap on ste-v1\n {2}15 {2}label {4}in zswap\n/);
  expect(stdout).toContain('11 of 11 expectations hold');
  // eslint-disable-next-line no-control-regex -- escape sequences are what this is about
  expect(stdout + stderr).not.toMatch(/\u001b/);
  expect(status).toBe(0);
  const onP4 = ['run', 'samples/01-zswap-writeback.vswap', '--kernel', 'p4'];
  expect(vswap(onP4)).toMatchObject({
    status: 0,
    stdout: 'samples/01-zswap-writeback.vswap skipped on p4: it is about ste-v1, ste-v2, ste-latest\n',
  });
  expect(vswap([...onP4, '--anyway']).status).toBe(1);
  expect(vswap(['run', 'package.json']).status).toBe(2);
});

test('- is standard input', () => {
  const { status, stdout } = vswap(['run', '-'], 'print 6 * 7\n');
  expect(stdout).toContain('print    42');
  expect(status).toBe(0);
  expect(vswap(['run', '-'], 'a\0b').stderr).toBe(
    '-: error VS0505: this is not a text file: byte 1 is 0; expected plain UTF-8 text\n',
  );
});

test('a file of 200 MB is refused at once, with one line', () => {
  const huge = path.join(folder, 'huge.rec');
  closeSync(openSync(huge, 'w'));
  truncateSync(huge, 200 * 1024 * 1024);
  const start = performance.now();
  const { status, stdout, stderr } = vswap(['replay', huge]);
  expect(performance.now() - start).toBeLessThan(3000);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(`${huge}: error VS0504: the file is too large: 200 MiB, at most 8 MiB are read\n`);
});

test.runIf(process.platform === 'linux')('an endless file is read no further than needed', () => {
  const { status, stderr } = vswap(['run', '/dev/zero']);
  expect(stderr).toBe('/dev/zero: error VS0504: the file is too large: more than 8 MiB, at most 8 MiB are read\n');
  expect(status).toBe(2);
});

test('a reader that goes away early is no fault', async () => {
  const long = path.join(folder, 'long.vswap');
  writeFileSync(
    long,
    `machine { memory 64M  swap d 16M }\ntask a\na: map h 100 pages\nrepeat 60 {\n  a: write h[0..99] text seed 1\n}\n`,
  );
  const child = spawn(process.execPath, [cli, 'run', long, '--trace'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, errors]).toEqual([0, '']);
});

/** A message of either protocol as it goes over the wire. */
function message(content: object): string {
  const body = JSON.stringify(content);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

test('vswap dap answers a debugger, and ends with it', () => {
  const initialize = message({ seq: 1, type: 'request', command: 'initialize', arguments: { adapterID: 'vswap' } });
  const { status, stdout, stderr } = vswap(['dap'], initialize);
  expect(stdout).toContain('"command":"initialize"');
  expect(stdout).toContain('"supportsStepBack":true');
  expect([status, stderr]).toEqual([0, '']);
});

test('vswap lsp answers an editor, and ends with it', () => {
  const initialize = message({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  const { stdout, stderr } = vswap(['lsp', '--stdio'], initialize);
  expect(stdout).toContain('"hoverProvider":true');
  expect(stderr).toBe('');
});

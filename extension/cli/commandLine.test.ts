// The command line inside the process: what it answers, where it writes it, and its exit code.

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from './commandLine';
import { finish, terminalOf } from './terminal';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'vswap-cli-'));
  write('good.vswap', 'task app\napp: map heap 2 pages\nexpect app.heap[0] is none\n');
  write('fails.vswap', 'task app\napp: map heap 2 pages\nexpect app.heap[0] is present\n');
  write('breaks.vswap', BREAKS);
  write('broken.vswap', 'tusk app\n');
  write('broken.rec', 'oracle 1\nnonsense\nmore\nops\nend\nend\n');
  write('nul.vswap', 'task\0app\n');
  write('latin1.vswap', Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
  write('empty.vswap', '');
  write('huge.vswap', '');
  // Sparse: its size is all that may be looked at.
  truncateSync(path.join(folder, 'huge.vswap'), 200 * 1024 * 1024);
  mkdirSync(path.join(folder, 'inner'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(path.join(folder, name), content);
}

/** Nine devices on a kernel that loses a bit of their types (facts 1.8). */
const BREAKS = `machine { kernel ste-v2  ${Array.from({ length: 9 }, (_, i) => `swap d${i} 1M { priority ${i} }`).join('  ')} }
task app
app: map heap 1 pages
app: write heap[0] text
app: pageout heap[0]
`;

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** File names of the test's folder may stand as they are; in the answer its path is left out. */
async function vswap(...args: readonly string[]): Promise<Answer> {
  let out = '';
  let err = '';
  const terminal = terminalOf({ write: (text) => (out += text) }, { write: (text) => (err += text) }, {});
  const known = /\.(vswap|rec)$|^inner$|^missing$/;
  const code = await runCommandLine(
    args.map((arg) => (known.test(arg) && !arg.startsWith('samples/') ? path.join(folder, arg) : arg)),
    terminal,
    [{ name: 'dap', protocol: 'Debug Adapter Protocol', serve: (port) => Promise.resolve(port ?? 0) }],
    '1.2.3',
  );
  const short = (text: string): string => text.replaceAll(folder + path.sep, '').replaceAll(folder, '.');
  return { code, out: short(out), err: short(err) };
}

describe('exit codes and streams', () => {
  test.each([
    [['--version'], 0, /^1\.2\.3\n$/, /^$/],
    [['--help'], 0, /Usage: vswap[\s\S]*Examples:\n {2}vswap run/, /^$/],
    [['run', '--help'], 0, /Usage: vswap run[\s\S]*Exit codes: 0/, /^$/],
    [['help', 'decode'], 0, /Usage: vswap decode/, /^$/],
    [[], 2, /^$/, /Usage: vswap/],
    [['rum'], 2, /^$/, /^error: unknown command 'rum'\n\(Did you mean run\?\)\n$/],
    [['run', 'good.vswap', '--kernal', 'p4'], 2, /^$/, /unknown option '--kernal'\n\(Did you mean --kernel\?\)/],
    [['run', 'good.vswap', '--kernel', 'ste-v3'], 2, /^$/, /Did you mean ste-v1 or ste-v2\?/],
    [['run'], 2, /^$/, /missing required argument 'file'/],
    [['run', 'good.vswap', '--trace', '--json'], 2, /^$/, /'--trace' cannot be used with option '--json'/],
    [['run', 'good.vswap', '--trace-steps', 'many'], 2, /^$/, /Expected a number/],
    [['run', 'good.vswap'], 0, /^good\.vswap on ste-v1\n {3}3 {2}ok {7}app\.heap\[0\] is none\n/, /^$/],
    [['run', 'good.vswap', '--kernel', 'p4'], 0, /^good\.vswap on p4\n/, /^$/],
    [['run', 'good.vswap', '--trace'], 0, /^good\.vswap on ste-v1\ngood\.vswap:1 task app\n/, /^$/],
    [['run', 'empty.vswap'], 0, /no expectations/, /^$/],
    [['run', 'fails.vswap'], 1, /FAILED {3}app\.heap\[0\] is present\n +found none\n/, /^$/],
    [['run', 'good.vswap', 'fails.vswap'], 1, /2 files: 1 ok, 1 failed\n$/, /^$/],
    [['run', 'breaks.vswap', '--check', 'none'], 0, /no expectations {2}\(/, /^$/],
    [['run', 'breaks.vswap'], 1, /VS0420: J1 is broken .* It broke in step \d+, [^;]*\.\n/, /^$/],
    [['run', 'breaks.vswap', '--check', 'step'], 1, /It broke in step \d+, .* may break it until step \d+\.\n/, /^$/],
    [
      ['run', 'good.vswap', '--check', 'steps'],
      2,
      /^$/,
      /'steps' is invalid. Allowed choices are statement, step, none/,
    ],
    [['run', 'broken.vswap'], 2, /^$/, /^broken\.vswap:1:1: error VS0111: "tusk" .*task.*\n$/],
    [['run', 'broken.vswap', 'good.vswap'], 2, /good\.vswap on[\s\S]*2 files: 1 ok, 1 refused/, /VS0111/],
    [
      ['decode', '0x1000000000048d16', '--as', 'swap_table', '--kernel', 'p4'],
      0,
      /swap_table of p4: PFN\n[\s\S]*\n$/,
      /^$/,
    ],
    [
      ['decode', '--encode', 'PFN', 'pfn=0x12345', 'count=1', '--as', 'swap_table', '--kernel', 'p4'],
      0,
      /^0x1000000000048d16/,
      /^$/,
    ],
    [['decode', 'x', '--as', 'pte'], 2, /^$/, /^error VS0201: /],
    [['dap', '--stdio'], 0, /^$/, /^$/],
    [['dap', '--help'], 0, /Usage: vswap dap[\s\S]*--port <n>[\s\S]*Exit codes: 0/, /^$/],
    // The server of this test takes the port for its exit code.
    [['dap', '--port', '65'], 65, /^$/, /^$/],
    [['dap', '--port', 'none'], 2, /^$/, /'none' is invalid\. Expected a port number from 0 to 65535/],
    [['dap', '--port', '65536'], 2, /^$/, /Expected a port number/],
    [['dap', '--port', '-1'], 2, /^$/, /Expected a port number/],
    [['dap', '--port'], 2, /^$/, /argument missing/],
    [['dap', '--port', '1', '--stdio'], 2, /^$/, /'--port <n>' cannot be used with option '--stdio'/],
    [['dap', '4711'], 2, /^$/, /too many arguments/],
  ] as const)('vswap %j', async (args, code, out, err) => {
    const answer = await vswap(...args);
    expect(answer.out).toMatch(out);
    expect(answer.err).toMatch(err);
    expect(answer.code).toBe(code);
  });
});

describe('a bad file is one line that names it', () => {
  test.each(['run', 'replay'] as const)('vswap %s', async (command) => {
    for (const [file, message] of [
      ['missing', /^missing: error VS0501: there is no such file/],
      ['inner', /^inner: error VS0502: this is a directory/],
      ['huge.vswap', /^huge\.vswap: error VS0504: the file is too large: 200 MiB, at most 8 MiB are read/],
      ['nul.vswap', /^nul\.vswap: error VS0505: this is not a text file: byte 4 is 0/],
      ['latin1.vswap', /^latin1\.vswap: error VS0505: this is not a text file: its bytes are not UTF-8/],
      ['broken.rec', /^broken\.rec:2:1: VS03\d\d .*\(and 2 more\)/],
    ] as const) {
      const answer = await vswap(command, file);
      expect(answer.err).toMatch(message);
      expect(answer.err.trimEnd().split('\n')).toHaveLength(1);
      expect([answer.code, answer.out]).toEqual([2, '']);
    }
  });

  test('a scenario is no recording', async () => {
    const { code, err } = await vswap('replay', 'good.vswap');
    expect(err).toMatch(/^good\.vswap:1:1: VS0301 not a recording/);
    expect(code).toBe(2);
  });
});

describe('JSON', () => {
  test('of one file is an object, of several an array, whatever is wrong with them', async () => {
    const one = await vswap('run', 'good.vswap', '--json');
    expect(JSON.parse(one.out)).toMatchObject({ file: 'good.vswap', kernel: 'ste-v1', ok: true, problems: [] });
    const several = await vswap('run', 'good.vswap', 'missing', 'broken.vswap', 'fails.vswap', '--json');
    expect(several).toMatchObject({ code: 2, err: '' });
    expect(JSON.parse(several.out)).toMatchObject([
      {
        file: 'good.vswap',
        ok: true,
        expectations: [{ line: 3, text: 'app.heap[0] is none', ok: true, found: 'none' }],
      },
      { file: 'missing', kernel: null, ok: false, problems: [{ line: null, column: null, code: 'VS0501' }] },
      { file: 'broken.vswap', ok: false, problems: [{ line: 1, column: 1, code: 'VS0111', severity: 'error' }] },
      { file: 'fails.vswap', kernel: 'ste-v1', ok: false, expectations: [{ line: 3, ok: false, found: 'none' }] },
    ]);
  });

  test('of a word', async () => {
    const { out } = await vswap('decode', '0x1000000000048d16', '--as', 'swap_table', '--kernel', 'p4', '--json');
    expect(JSON.parse(out)).toMatchObject({ word: '0x1000000000048d16', format: 'swap_table', kind: 'PFN' });
  });

  test('of a replay', async () => {
    const { code, out } = await vswap('replay', 'samples/recordings/06-free-last-of-cluster.rec', '--json');
    const json: unknown = JSON.parse(out);
    expect(json).toMatchObject({
      recordings: [{ first_difference: null, stopped: null }],
      states: 6601,
      reproduced: 6601,
    });
    expect(code).toBe(0);
  });
});

test('a recording is run like a scenario: its observations must hold', async () => {
  const { code, out } = await vswap('run', 'samples/recordings/06-free-last-of-cluster.rec', '--json');
  expect(code).toBe(0);
  const json: unknown = JSON.parse(out);
  expect(json).toMatchObject({ kernel: '6.18', ok: true });
  expect(out).toMatch(/"found": "\d+ of \d+ states, 1 of 1 figures"/);
});

describe('a terminal', () => {
  const colours = (isTTY: boolean, env: Record<string, string>): string =>
    terminalOf({ isTTY, write: () => true }, { write: () => true }, env).outColours.bad('x');

  test('is coloured, and nothing else is', () => {
    expect(colours(true, {})).toBe('\u001b[31mx\u001b[39m');
    expect(colours(true, { NO_COLOR: '' })).toBe('\u001b[31mx\u001b[39m');
    expect(colours(true, { NO_COLOR: '1' })).toBe('x');
    expect(colours(true, { TERM: 'dumb' })).toBe('x');
    expect(colours(false, { FORCE_COLOR: '1', CI: '1' })).toBe('x');
  });

  test.each([
    [true, 12, 'step 1|step 2|'],
    [true, 1, ''],
    [false, 12, ''],
  ])('shows progress (terminal %s) of what takes long (%s pauses)', (isTTY, pauses, expected) => {
    let time = 0;
    let err = '';
    const terminal = terminalOf(
      { write: () => true },
      { isTTY, write: (text) => (err += text) },
      {},
      () => (time += 50),
    );
    function* work(): Generator<number, string, void> {
      for (let step = 0; step < pauses; step++) yield step < 10 ? 1 : 2;
      return 'done';
    }
    expect(finish(work(), terminal, (step) => `step ${step}`)).toBe('done');
    // Each text goes over the one before it, and at the end nothing is left.
    const clear = '\r\u001b[2K';
    expect(err === '' || err.endsWith(clear)).toBe(true);
    const shown = err.split(clear).filter((text) => text !== '');
    expect([...new Set(shown)].map((text) => `${text}|`).join('')).toBe(expected);
  });
});

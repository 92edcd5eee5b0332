// What a person may press F5 on: a recording, and files that are none of ours. The latter are refused in one message, and the editor goes on.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hops } from './panelTables';
import { useVSCode } from './vscode';
import {
  callStack,
  debugConsole,
  eventually,
  focusLine,
  openFile,
  stoppedLine,
  toggleBreakpoint,
  toolbar,
  webview,
} from './workbench';

const MIB = 1024 * 1024;
const RECORDING = '01-seq-fill.rec';
const vscode = useVSCode({
  files: {
    'cut.rec': 'oracle 1\nname cut\n',
    'printing.vswap': 'task app\napp: map heap 2 pages\nprint "well"\n',
  },
});

test('a recording stops at a breakpoint, is stepped into and back, and shows its pages', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, RECORDING);
  const text = fs.readFileSync(path.join(vscode().folder, 'recordings', RECORDING), 'utf8');
  const line = text.split('\n').findIndex((one) => / pageout /.test(one));
  const statement = text.split('\n')[line] ?? '';
  await toggleBreakpoint(page, RECORDING, line + 1);
  await focusLine(page, RECORDING, statement);
  await page.keyboard.press('F5');
  const read = (): Promise<string> => stoppedLine(page).catch(() => '');
  await eventually(page, read, (shown) => shown === statement);
  const panel = await webview(page, '.hops');
  const before = await hops(panel);
  await focusLine(page, RECORDING, '0 dump 0-9');
  await page.keyboard.press('F11');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((row) => row.includes('.c')),
  );
  await screenshot('acceptance-recording');
  await toolbar(page, 'Step Back');
  await eventually(page, read, (shown) => shown === statement);
  await eventually(
    page,
    () => hops(panel),
    (lines) => lines.join() === before.join(),
  );
  await page.keyboard.press('Shift+F5');
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
});

test.each([
  ['large.vswap', /large\.vswap: VS0504: the file is too large: 200 MiB, at most 8 MiB are read/],
  ['binary.vswap', /binary\.vswap: VS0505: this is not a text file: byte 7 is 0/],
  ['cut.rec', /VS0606: .*cut\.rec cannot be run. line 2: the file ends in the header/],
  ['missing.vswap', /Cannot read .*missing\.vswap/],
])('%s is refused in one message', async (file, message) => {
  const { page, folder, screenshot } = vscode();
  const program = path.join(folder, file);
  if (file === 'large.vswap') fs.writeFileSync(program, Buffer.alloc(200 * MIB, '// a comment\n'));
  if (file === 'binary.vswap') fs.writeFileSync(program, 'machine\0 { kernel ste-v1 }\n');
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  fs.writeFileSync(
    path.join(folder, '.vscode/launch.json'),
    JSON.stringify({ configurations: [{ type: 'vswap', request: 'launch', name: file, program }] }),
  );
  // The editor reads launch.json anew when the file changes, a moment later.
  await page.locator('.debug-action-item, .start-debug-action-item').first().waitFor();
  await eventually(
    page,
    () => page.locator('.start-debug-action-item').innerText(),
    (text) => text.includes(file),
  );
  await page.keyboard.press('F5');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const text = await dialog.innerText();
  await screenshot(`acceptance-refused-${file}`);
  await page.keyboard.press('Escape');
  expect(text.replace(/\s+/g, ' ')).toMatch(message);
  await dialog.waitFor({ state: 'hidden' });
});

test('the run button runs an open scenario to its end, and prints', async () => {
  const { page } = vscode();
  await openFile(page, 'printing.vswap');
  await page.locator('.editor-actions .monaco-dropdown-with-default .dropdown-action-container').click();
  // A menu ignores clicks in its first moments.
  await page.locator('.context-view .action-item', { hasText: 'Run Scenario' }).hover();
  await page.keyboard.press('Enter');
  await eventually(
    page,
    () => debugConsole(page),
    (rows) => rows.some((row) => row.startsWith('well')),
  );
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
});

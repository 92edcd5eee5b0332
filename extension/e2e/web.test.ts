// The `browser` entry in VS Code's web worker host: what vscode.dev runs, with neither Node nor child processes.
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import { eventually, focusLine, openFile, runCommand, stoppedLine, toggleBreakpoint, webview } from './workbench';

const vscode = useVSCode({
  settings: { 'remote.extensionKind': { 'vswap.vswap-debugger': ['web'] } },
  files: { 'first.vswap': 'machine { kernel ste-v1 }\ntask app // a task\n' },
});

test('the extension runs in the web worker host without complaint', async () => {
  const { page } = vscode();
  await openFile(page, 'first.vswap');
  await runCommand(page, 'Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'vswap' }).first();
  await row.waitFor();
  await vscode().screenshot('running-extensions-web');
  const text = await row.innerText();
  expect(text).toMatch(/Activation: \d+ms/);
  expect(text).toContain('web worker');
});

test('a scenario is debugged there too, with its panel', async () => {
  const { page, screenshot } = vscode();
  const file = '01-zswap-writeback.vswap';
  await openFile(page, file);
  await toggleBreakpoint(page, file, 21);
  await focusLine(page, file, 'writeback 1 pages');
  await page.keyboard.press('F5');
  await eventually(
    page,
    () => stoppedLine(page).catch(() => ''),
    (line) => line === 'writeback 1 pages',
  );
  const panel = await webview(page, '.hops');
  await page.keyboard.press('F10');
  await panel.locator('.hops .agrees').waitFor();
  await screenshot('debugger-web');
  await page.keyboard.press('Shift+F5');
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
});

// The `browser` entry in VS Code's web worker host: what vscode.dev runs, with neither Node nor child processes.
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import { openFile, runCommand } from './workbench';

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

// The packed extension installs, and VS Code knows its files: the first thing that every other end-to-end test rests on.
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import { editor, openFile, runCommand } from './workbench';

const vscode = useVSCode({ files: { 'first.vswap': 'machine { kernel ste-v1 }\ntask app // a task\n' } });

test('a scenario opens in its language, with colours and the run buttons', async () => {
  const { page } = vscode();
  await openFile(page, 'first.vswap');
  expect(await page.locator('.statusbar-item', { hasText: 'Swap scenario' }).count()).toBe(1);
  const tokens = editor(page, 'first.vswap').locator('.view-line span span');
  // Without a grammar, every word has one and the same class.
  await expect
    .poll(
      async () => new Set(await tokens.evaluateAll((spans) => spans.map((span) => span.getAttribute('class')))).size,
    )
    .toBeGreaterThan(1);
  await page.locator('.editor-actions [aria-label^="Debug Scenario"]').waitFor();
  await vscode().screenshot('scenario');
});

test('the extension runs without complaint', async () => {
  const { page } = vscode();
  await runCommand(page, 'Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'vswap' });
  await row.first().waitFor();
  expect(await row.first().innerText()).toMatch(/Activation: \d+ms/);
  await vscode().screenshot('running-extensions');
});

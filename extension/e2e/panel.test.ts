// The panel and the Code view in a real VS Code: they open, follow the debugger both ways, and can be used without the mouse.
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import { focusLine, openFile, runCommand, toggleBreakpoint, toolbar, webview } from './workbench';

const vscode = useVSCode();
const SCENARIO = '01-zswap-writeback.vswap';

test('the panel opens with the session and follows each step, forwards and backwards', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await toggleBreakpoint(page, SCENARIO, 21);
  await focusLine(page, SCENARIO, 'writeback 1 pages');
  await page.keyboard.press('F5');
  const panel = await webview(page, '.hops');
  await panel.locator('.now', { hasText: 'writeback 1 pages' }).waitFor();
  await page.keyboard.press('F10');
  await panel.locator('.hops .agrees').waitFor();
  await screenshot('panel-reverse-map');
  await toolbar(page, 'Step Back');
  await panel.locator('.past').waitFor();
  await panel.locator('.now', { hasText: 'about to run' }).waitFor();
});

test('commands lead through it without the mouse', async () => {
  const { page } = vscode();
  const panel = await webview(page, '.hops');
  await page.keyboard.press('Alt+]');
  await panel.locator('vswap-slot-table .word.current.changed').waitFor();
  await runCommand(page, 'vswap: Go to Slot, Page or Address...');
  await page.keyboard.type('disk0:1');
  await page.keyboard.press('Enter');
  await panel.locator('.bits .place', { hasText: 'swap_table disk0:1' }).waitFor();
});

test('hops lead to their words, from the page table and back', async () => {
  const { page } = vscode();
  const panel = await webview(page, '.hops');
  await panel.locator('.hops .pte button').click();
  await panel.locator('.bits .place', { hasText: 'pte app.heap' }).waitFor();
  expect(await panel.locator('.bits .value').innerText()).toBe(await panel.locator('.hops .pte .word').innerText());
});

test('the Code view shows the step that is next, and toggles breakpoints of the editor', async () => {
  const { page, screenshot } = vscode();
  await runCommand(page, 'vswap: Open Kernel Code');
  const code = await webview(page, '.monaco-editor');
  await code.locator('.next-step').waitFor();
  await page.keyboard.press('F11');
  await code.locator('header', { hasText: 'cpu 0' }).waitFor();
  // The editor draws its lines anew when another function is shown.
  await page.waitForTimeout(500);
  const margin = await code.locator('.glyph-margin').first().boundingBox();
  const line = await code.locator('.line-numbers', { hasText: /^1$/ }).first().boundingBox();
  if (margin === null || line === null) throw new Error('The Code view has no margin.');
  await page.mouse.click(margin.x + margin.width / 2, line.y + line.height / 2);
  await code.locator('.breakpoint').first().waitFor();
  await screenshot('code-view');
});

test('no policy is violated', () => {
  const { consoleErrors } = vscode();
  expect(consoleErrors.filter((text) => /Content Security Policy|Refused to/.test(text))).toEqual([]);
});

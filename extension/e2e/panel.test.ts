// The panel and the Code view in a real VS Code: they follow the debugger into a kernel function and back, word for word.
import type { FrameLocator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import { callStack, eventually, focusLine, openFile, runCommand, toggleBreakpoint, webview } from './workbench';

const vscode = useVSCode();
const SCENARIO = '01-zswap-writeback.vswap';

/** The words of the cluster's table that are in view: slot, swap table word, virtual table word. */
const words = (panel: FrameLocator): Promise<readonly string[]> =>
  panel.locator('vswap-slot-table .row:not(.heading) .word').allInnerTexts();

/** Steps once, and waits until the panel has followed. */
async function step(page: Page, panel: FrameLocator, key: string): Promise<void> {
  const before = await panel.locator('.step').innerText();
  await page.keyboard.press(key);
  await eventually(
    page,
    () => panel.locator('.step').innerText(),
    (text) => text !== before,
  );
}

test('the panel opens with the session, follows every step and shows the reverse map', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await toggleBreakpoint(page, SCENARIO, 21);
  await focusLine(page, SCENARIO, 'writeback 1 pages');
  await page.keyboard.press('F5');
  const panel = await webview(page, '.hops');
  await panel.locator('.now', { hasText: 'writeback 1 pages' }).waitFor();
  await panel.locator('.device', { hasText: 'vswap' }).click();
  const first = await words(panel);
  expect(first.length).toBeGreaterThan(20);

  for (let i = 0; i < 120 && !(await callStack(page)).some((row) => row.startsWith('folio_realloc_swap')); i++)
    await step(page, panel, 'F11');
  await page.keyboard.press('Shift+F11');
  await panel.locator('.hops .agrees').waitFor();
  expect(await panel.locator('.hops .reverseMap .place').innerText()).toBe('disk0:1 back to vswap:512');
  await panel.locator('.resolution').scrollIntoViewIfNeeded();
  await screenshot('panel-reverse-map');

  // Back to the statement before: what the tables hold is what they held.
  await page.locator('.debug-toolbar [aria-label^="Reverse"]').click();
  await panel.locator('.now', { hasText: 'about to run' }).waitFor();
  await panel.locator('.past').waitFor();
  await panel.locator('.device', { hasText: 'vswap' }).click();
  await eventually(
    page,
    () => words(panel),
    (now) => now.join() === first.join(),
  );
  await screenshot('panel-in-the-past');
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

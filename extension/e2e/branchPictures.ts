// Takes the picture of two branches side by side that the docs show (`npm run pictures`); a test only so that it can use what the tests use.
import path from 'node:path';
import { test } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { useVSCode } from './vscode';
import { answer, eventually, focusLine, openFile, runCommand, section, standsAt, toggleBreakpoint } from './workbench';

const SCENARIO = '01-zswap-writeback.vswap';
const STATEMENT = 'writeback 1 pages';
const EXPECTED = 'expect app.heap[0] is phys on disk0';
const vscode = useVSCode({
  window: { width: 1600, height: 1000 },
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'debug.internalConsoleOptions': 'neverOpen',
    'debug.toolBarLocation': 'docked',
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
  },
});

test('the program and a branch on which a charge was refused', { timeout: 120_000 }, async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await runCommand(page, 'View: Show Run and Debug');
  await toggleBreakpoint(page, SCENARIO, 21);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await standsAt(page, STATEMENT);
  await toggleBreakpoint(page, SCENARIO, 22);
  // The editor that a stop opens takes the focus a moment later.
  await page.waitForTimeout(1000);
  await runCommand(page, 'vswap: New Branch Here...');
  await answer(page, 'refused: fail swap charge once', 'writeback 4 pages');
  const view = await section(page, 'Swap Branches');
  // Both go on to the same line.
  for (const name of ['refused', 'main']) {
    await view.locator('.monaco-list-row', { hasText: name }).click();
    await view.locator('.monaco-list-row', { hasText: new RegExp(`^${name}here`) }).waitFor();
    await standsAt(page, STATEMENT);
    await page.keyboard.press('F5');
    await standsAt(page, EXPECTED);
  }
  await view.locator('.monaco-list-row', { hasText: 'refused' }).click();
  for (const header of ['Watch', 'Loaded Scripts', 'Breakpoints']) {
    const pane = page.locator(`.pane-header[aria-label^="${header}"]`);
    if ((await pane.getAttribute('aria-expanded')) === 'true') await pane.click();
  }
  const side = await page.locator('.part.sidebar').boundingBox();
  if (side === null) throw new Error('The side bar is not in view.');
  await page.mouse.move(side.x + side.width, 500);
  await page.mouse.down();
  await page.mouse.move(560, 500, { steps: 5 });
  await page.mouse.up();
  await runCommand(page, 'vswap: Compare with What It Left...');
  await answer(page, 'refused', 'Branch to compare');
  await runCommand(page, 'View: Close Editors in Other Groups');
  await eventually(
    page,
    () => page.locator('.monaco-diff-editor .editor').count(),
    (count) => count === 2,
  );
  await page.locator('.monaco-diff-editor .view-line', { hasText: 'fail swap charge once' }).first().waitFor();
  await page.mouse.move(1000, 995);
  await page.waitForTimeout(1500);
  await screenshot('branches', path.join(root, 'docs/images'));
});

// Takes the picture of two CPUs that meet on one slot that the docs show (`npm run pictures`); a test only so that it can use what the tests use.
import path from 'node:path';
import { test } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { useVSCode } from './vscode';
import { callStack, eventually, focusLine, openFile, runCommand, standsAt, toggleBreakpoint } from './workbench';

const SCENARIO = '36-races-on-one-slot.vswap';
const READ = 'cpu 0 { app: read heap[0] }';
const BLOCK_0 = 19;
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

test('a fault inside do_swap_page while writeback holds a folio', { timeout: 120_000 }, async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await runCommand(page, 'View: Show Run and Debug');
  await toggleBreakpoint(page, SCENARIO, BLOCK_0);
  await focusLine(page, SCENARIO, READ);
  await page.keyboard.press('F5');
  await standsAt(page, READ);
  for (const header of ['Watch', 'Loaded Scripts', 'Breakpoints']) {
    const pane = page.locator(`.pane-header[aria-label^="${header}"]`);
    if ((await pane.getAttribute('aria-expanded')) === 'true') await pane.click();
  }
  for (let n = 0; n < 5; n++) {
    await page.keyboard.press('F11');
    await page.waitForTimeout(700);
  }
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((row) => row.startsWith('do_swap_page')),
  );
  const thread = page.locator('.debug-call-stack .monaco-list-row', { hasText: 'CPU 1 - ' }).first();
  if ((await thread.getAttribute('aria-expanded')) === 'false') await thread.locator('.monaco-tl-twistie').click();
  await page.mouse.move(900, 600);
  await page.waitForTimeout(1000);
  await screenshot('race', path.join(root, 'docs/images'));
});

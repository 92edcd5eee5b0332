// Takes the pictures of the README and the docs (`npm run pictures`), in three themes; a test only so that it can use what the tests use.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { goTo } from './panelTables';
import { useVSCode } from './vscode';
import { callStack, editor, eventually, focusLine, openFile, runCommand, toggleBreakpoint, webview } from './workbench';

const IMAGES = path.join(root, 'docs/images');
const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
} as const;
const SCENARIO = '01-zswap-writeback.vswap';
const FUNCTION = 'folio_realloc_swap';

const vscode = useVSCode({
  window: { width: 1600, height: 1000 },
  settings: {
    'workbench.colorTheme': THEMES.dark,
    'editor.minimap.enabled': false,
    'editor.occurrencesHighlight': 'off',
    'debug.internalConsoleOptions': 'neverOpen',
    'debug.toolBarLocation': 'docked',
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
    'breadcrumbs.enabled': false,
  },
});

test('the debugger inside folio_realloc_swap, in three themes', { timeout: 300_000 }, async () => {
  const { page, folder, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await toggleBreakpoint(page, SCENARIO, 21);
  await focusLine(page, SCENARIO, 'writeback 1 pages');
  await page.keyboard.press('F5');
  const panel = await webview(page, '.hops');
  await runCommand(page, 'View: Show Run and Debug');
  await runCommand(page, 'Add Function Breakpoint');
  await page.locator('.debug-breakpoints .inputBoxContainer input').fill(FUNCTION);
  await page.keyboard.press('Enter');
  // The scenario above, the kernel function below it.
  await focusLine(page, SCENARIO, 'writeback 1 pages');
  await runCommand(page, 'View: Split Editor Down');
  await page.keyboard.press('F5');
  await editor(page, `${FUNCTION}.c`).locator('.debug-top-stack-frame-line').first().waitFor();
  for (let i = 0; i < 20 && (await panel.locator('.hops .agrees').count()) === 0; i++) {
    const step = await panel.locator('.step').innerText();
    await page.keyboard.press('F10');
    await eventually(
      page,
      () => panel.locator('.step').innerText(),
      (text) => text !== step,
    );
  }
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((row) => row.startsWith(FUNCTION)),
  );
  await goTo(panel, 'app.heap[0]');
  await page.locator('.pane-header', { hasText: 'Watch' }).click();
  await page
    .locator('.debug-variables .monaco-list-row', { hasText: /^entry/ })
    .locator('.monaco-tl-twistie')
    .click();
  await editor(page, `${FUNCTION}.c`).locator('.view-line', { hasText: 'return phys' }).last().click();
  await page.mouse.move(700, 995);
  for (const [name, theme] of Object.entries(THEMES)) {
    fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await page.waitForTimeout(2000);
    await screenshot(`debugger-${name}`, IMAGES);
  }
});

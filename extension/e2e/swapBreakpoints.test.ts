// The view "Swap Breakpoints" by mouse and keyboard: adding from the view, the Variables view and the panel, terms, switching off, and finding all again after a reload.
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { goTo } from './panelTables';
import { useVSCode } from './vscode';
import {
  answer,
  callStack,
  eventually,
  focusLine,
  openFile,
  runCommand,
  section,
  standsAt,
  stopDebugging,
  toggleBreakpoint,
  webview,
} from './workbench';

// Tall, so that what is unfolded stays in view.
const vscode = useVSCode({ window: { width: 1400, height: 1300 } });
const SCENARIO = '01-zswap-writeback.vswap';
const VIEW = 'Swap Breakpoints';
const TAG = 'virtual_table(vswap:512).tag';
const STATEMENT = 'writeback 1 pages';

/** Rows of the view: what is watched, and what the view says of it. */
async function labels(page: Page): Promise<readonly string[]> {
  const rows = await (await section(page, VIEW)).locator('.monaco-list-row .monaco-icon-label').all();
  const text = async (row: Locator, part: string): Promise<string> =>
    (await row.locator(part).allInnerTexts()).join('');
  return Promise.all(
    rows.map(async (row) => `${await text(row, '.label-name')} ${await text(row, '.label-description')}`),
  );
}

test('a breakpoint on a field is added in the view and stops the run where it is written', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await runCommand(page, 'View: Show Run and Debug');
  const view = await section(page, VIEW);
  await view.getByText('Add Breakpoint').click();
  await answer(page, `${TAG} if app.heap[0] is phys`);
  await eventually(
    page,
    () => labels(page),
    (rows) => rows.join() === `${TAG} write, if app.heap[0] is phys`,
  );
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await eventually(
    page,
    () => labels(page),
    (rows) => rows[0]?.startsWith(`${TAG} stopped here`) === true,
  );
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows[1]?.startsWith('folio_realloc_swap') === true,
  );
  await screenshot('swap-breakpoint-hit');
});

test('the panel shows it, marks the word that it watches, and adds one on the selected word', async () => {
  const { page, screenshot } = vscode();
  const panel = await webview(page, '.hops');
  await panel.locator('.breakpoints li', { hasText: TAG }).waitFor();
  await goTo(panel, 'vswap:512');
  await panel.locator('#cell-512-virtual_table.watched').waitFor();
  await goTo(panel, 'disk0:1');
  await panel.locator('.bits vscode-button', { hasText: 'Break on change' }).click();
  await eventually(
    page,
    () => labels(page),
    (rows) => rows[1] === 'swap_table(disk0:1).word write',
  );
  await panel.locator('.bits .watched').waitFor();
  await screenshot('swap-breakpoints-panel');
});

test('a variable takes one by its context menu', async () => {
  const { page } = vscode();
  await stopDebugging(page);
  await openFile(page, SCENARIO);
  await toggleBreakpoint(page, SCENARIO, 19);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await standsAt(page, 'expect web.swap.current == 0');
  const variables = await section(page, 'Variables');
  const scope = variables.locator('.monaco-list-row', { hasText: 'Cgroups and counters' });
  await scope.locator('.monaco-tl-twistie').click();
  const group = variables.locator('.monaco-list-row', { hasText: /^web/ }).first();
  await group.locator('.monaco-tl-twistie').click();
  const counter = variables.locator('.monaco-list-row', { hasText: /^swap\.current/ }).first();
  await counter.click({ button: 'right' });
  await page.locator('.context-view .action-item', { hasText: 'Break When This Changes' }).hover();
  await page.keyboard.press('Enter');
  await eventually(
    page,
    () => labels(page),
    (rows) => rows.some((row) => /^web\.swap\.current write/.test(row)),
  );
});

test('after a reload of the window they are there, as they were, and stop the next run', async () => {
  const { page, screenshot } = vscode();
  await stopDebugging(page);
  const view = await section(page, VIEW);
  // The first is switched off, the second is edited.
  const box = view.locator('.monaco-list-row').first().locator('.custom-view-tree-node-item-checkbox');
  await eventually(
    page,
    async () => {
      if ((await box.getAttribute('aria-checked')) === 'true') await box.click();
      return box.getAttribute('aria-checked');
    },
    (checked) => checked === 'false',
  );
  const second = view.locator('.monaco-list-row').nth(1);
  await second.hover();
  await second.locator('[aria-label^="Edit Breakpoint"]').click();
  await answer(page, 'swap_table(disk0:1).word write hit == 1');
  await eventually(
    page,
    () => labels(page),
    (rows) => rows[1] === 'swap_table(disk0:1).word write, hit == 1',
  );
  await page.waitForTimeout(1000);
  await page.reload();
  await page.locator('.monaco-workbench').waitFor();
  await runCommand(page, 'View: Show Run and Debug');
  const rows = await eventually(
    page,
    () => labels(page).catch(() => []),
    (found) => found.length === 3,
  );
  expect(rows[1]).toBe('swap_table(disk0:1).word write, hit == 1');
  const boxes = (await section(page, VIEW)).locator('.custom-view-tree-node-item-checkbox');
  expect(await boxes.evaluateAll((all) => all.map((one) => one.getAttribute('aria-checked')))).toEqual([
    'false',
    'true',
    'true',
  ]);
  await openFile(page, SCENARIO);
  await runCommand(page, 'Remove All Breakpoints');
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await eventually(
    page,
    () => labels(page),
    (found) => found[1]?.includes('stopped here') === true,
  );
  await screenshot('swap-breakpoints-reloaded');
});

test('removing is one key', async () => {
  const { page } = vscode();
  const view = await section(page, VIEW);
  await view.locator('.monaco-list-row').nth(1).click();
  await page.keyboard.press('Delete');
  await eventually(
    page,
    () => labels(page),
    (rows) => rows.length === 2,
  );
  await stopDebugging(page);
});

test('kernel functions are offered by a part of their name', async () => {
  const { page, screenshot } = vscode();
  await runCommand(page, 'vswap: Add Breakpoint...');
  await page.locator('.quick-input-title', { hasText: 'Add Swap Breakpoint' }).waitFor();
  await page.keyboard.type('realloc');
  const offered = page.locator('.quick-input-list .monaco-list-row', { hasText: 'folio_realloc_swap' });
  await offered.waitFor();
  await screenshot('swap-breakpoints-functions');
  await offered.click();
  await eventually(
    page,
    () => labels(page),
    (rows) => rows[2]?.startsWith('folio_realloc_swap()') === true,
  );
});

test('what is removed stops no run that goes on at once', async () => {
  const { page } = vscode();
  await openFile(page, SCENARIO);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await eventually(
    page,
    () => labels(page),
    (rows) => rows[2]?.includes('stopped here') === true,
  );
  await runCommand(page, 'vswap: Remove All Swap Breakpoints');
  await page.keyboard.press('F5');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((row) => row.startsWith('end of program')),
  );
  expect(await labels(page)).toEqual([]);
  await stopDebugging(page);
});

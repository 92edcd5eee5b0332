// Branches in a real VS Code: a value that is set and a statement that is typed begin one; the view shows them, compares them, goes back and deletes.
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import {
  answer,
  callStack,
  debugConsole,
  eventually,
  focusLine,
  openFile,
  placeInTime,
  runCommand,
  section,
  standsAt,
  stopDebugging,
  toggleBreakpoint,
} from './workbench';

// Tall, so that what is unfolded stays in view.
const vscode = useVSCode({
  window: { width: 1600, height: 1300 },
  settings: { 'debug.toolBarLocation': 'docked', 'editor.minimap.enabled': false },
});
const SCENARIO = '01-zswap-writeback.vswap';
const VIEW = 'Swap Branches';
const STATEMENT = 'writeback 1 pages';
const LINE = 21;

/** Rows of the view: the name, and what the view says of it. */
async function branches(page: Page): Promise<readonly string[]> {
  const rows = await (await section(page, VIEW)).locator('.monaco-list-row .monaco-icon-label').all();
  const text = async (row: Locator, part: string): Promise<string> =>
    (await row.locator(part).allInnerTexts()).join('').replace(/\s+/g, ' ');
  return Promise.all(
    rows.map(async (row) => `${await text(row, '.label-name')}: ${await text(row, '.label-description')}`),
  );
}

const branchesAre = (page: Page, expected: readonly RegExp[]): Promise<readonly string[]> =>
  eventually(
    page,
    () => branches(page),
    (rows) => rows.length === expected.length && expected.every((pattern, i) => pattern.test(rows[i] ?? '')),
  );

const row = async (page: Page, name: string): Promise<Locator> =>
  (await section(page, VIEW)).locator('.monaco-list-row', { hasText: name }).first();

async function remove(page: Page, name: string): Promise<void> {
  // A row that is being drawn anew gives its button nothing to work on.
  await page.waitForTimeout(700);
  await (await row(page, name)).hover();
  await (await row(page, name)).locator('[aria-label^="Delete Branch"]').click();
}

async function statusIs(page: Page, name: string): Promise<void> {
  await page.locator('[id="vswap.vswap-debugger.vswap.branch"]', { hasText: name }).waitFor();
}

test('a value that is set begins a branch, which the view, the status bar and the thread show', async () => {
  const { page } = vscode();
  await openFile(page, SCENARIO);
  await runCommand(page, 'View: Show Run and Debug');
  await toggleBreakpoint(page, SCENARIO, LINE);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await standsAt(page, STATEMENT);
  await (await section(page, VIEW)).getByText('New Branch Here').first().waitFor();

  const variables = await section(page, 'Variables');
  const unfold = async (name: RegExp): Promise<void> => {
    const found = variables.locator('.monaco-list-row', { hasText: name }).first();
    if ((await found.getAttribute('aria-expanded')) !== 'true') await found.locator('.monaco-tl-twistie').click();
  };
  await unfold(/^Tasks and page tables/);
  await unfold(/^app/);
  await unfold(/^heap/);
  await variables
    .locator('.monaco-list-row', { hasText: /^\[0\]/ })
    .first()
    .dblclick();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  await branchesAre(page, [/^main: the program itself/, /^branch 1: here · app\.heap\[0\] = 0x0 · line 21, step \d+/]);
  await statusIs(page, 'branch 1');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((text) => text.includes('[branch 1]')),
  );
});

test('a statement that is typed begins another one, and what goes wrong there is told', async () => {
  const { page, screenshot } = vscode();
  await (await row(page, 'main')).click();
  await branchesAre(page, [/^main: here/, /^branch 1: app/]);
  await statusIs(page, 'main');
  await runCommand(page, 'Debug Console: Focus on Debug Console View');
  await page.keyboard.type('branch refused: fail swap charge once ');
  await page.keyboard.press('Enter');
  await branchesAre(page, [/^main/, /^branch 1/, /^refused: here · fail swap charge once · line 21/]);
  await page.keyboard.press('F5');
  await standsAt(page, 'expect app.heap[0] is phys on disk0');
  await branchesAre(page, [/^main/, /^branch 1/, /^refused: here · .* · fails on line 22/]);
  await screenshot('branches-view');
});

test('two are compared side by side, and the link leads to where they part', async () => {
  const { page, screenshot } = vscode();
  const refused = await row(page, 'refused');
  await refused.hover();
  await refused.locator('[aria-label^="Compare with What It Left"]').click();
  const right = page.locator('.monaco-diff-editor .editor.modified');
  await right.locator('.view-line', { hasText: 'FIRST DIFFERENCE' }).waitFor();
  await page.locator('.monaco-diff-editor .view-line', { hasText: 'fail swap charge once' }).first().waitFor();
  await screenshot('branches-comparison');
  await right
    .locator('.detected-link')
    .first()
    .click({ modifiers: ['Control'], force: true });
  await branchesAre(page, [/^main/, /^branch 1/, /^refused: here/]);
  await eventually(
    page,
    () => placeInTime(page),
    (text) => /past$/.test(text),
  );
});

test('from the palette they are renamed, gone back to and deleted', async () => {
  const { page } = vscode();
  await runCommand(page, 'vswap: Rename Branch...');
  await answer(page, 'refused', 'Branch to rename');
  await answer(page, 'no charge');
  await statusIs(page, 'no charge');
  // Where they part the branch has nothing of its own yet; further on it has.
  await runCommand(page, 'vswap: Go to Newest Step');
  await standsAt(page, 'expect app.heap[0] is phys on disk0');
  await page.waitForTimeout(700);
  await runCommand(page, 'vswap: New Branch Here...');
  await answer(page, 'deeper: writeback 2 pages', 'writeback 4 pages');
  await branchesAre(page, [/^main/, /^branch 1/, /^no charge/, /^deeper: here/]);
  await runCommand(page, 'vswap: Switch to Branch...');
  await answer(page, 'main', 'Branch to go to');
  await statusIs(page, 'main');
  await standsAt(page, STATEMENT);
  // What branches off goes with it, once that is confirmed; a branch without others goes at once.
  await remove(page, 'no charge');
  await page.locator('.monaco-dialog-box').getByText('Delete', { exact: true }).click();
  await branchesAre(page, [/^main: here/, /^branch 1/]);
  await (await row(page, 'branch 1')).click();
  await statusIs(page, 'branch 1');
  await branchesAre(page, [/^main/, /^branch 1: here/]);
  await remove(page, 'branch 1');
  await (await section(page, VIEW)).getByText('New Branch Here').first().waitFor();
  await standsAt(page, STATEMENT);
  expect((await debugConsole(page)).join('\n')).toContain('refused, at step');
  await stopDebugging(page);
});

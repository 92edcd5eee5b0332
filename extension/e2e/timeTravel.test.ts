// Moving through time in a real VS Code: the reverse twins of the steps on the toolbar, keys and palette, places in time, and the signs of the past.
import { expect, test } from 'vitest';
import { goTo } from './panelTables';
import { useVSCode } from './vscode';
import {
  answer,
  callStack,
  eventually,
  focusLine,
  openFile,
  placeInTime,
  runCommand,
  standsAt,
  stopDebugging,
  toggleBreakpoint,
  toolbar,
  webview,
} from './workbench';

const vscode = useVSCode({ window: { width: 1600, height: 1000 } });
const SCENARIO = '01-zswap-writeback.vswap';
const FUNCTION = 'folio_realloc_swap';
const STATEMENT = 'writeback 1 pages';
const NEXT = 'expect app.heap[0] is phys on disk0';

/** The editor that a stop opens takes the focus a moment later. */
const SETTLED = 700;

const step = async (): Promise<number> => Number(/step (\d+)/.exec(await placeInTime(vscode().page))?.[1]);

/** Waits until the place in time is another one than `before`, and answers it. */
async function moved(before: number): Promise<number> {
  const now = await eventually(vscode().page, step, (at) => at !== before);
  await vscode().page.waitForTimeout(SETTLED);
  return now;
}

test('steps over, into and out have twins that go back, as buttons and as keys', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await runCommand(page, 'View: Show Run and Debug');
  await toggleBreakpoint(page, SCENARIO, 21);
  await toggleBreakpoint(page, SCENARIO, 22);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await standsAt(page, STATEMENT);
  await page.locator('.statusbar-item', { hasText: /^\s*step \d+$/ }).waitFor();
  const statement = await step();
  await page.keyboard.press('F5');
  await standsAt(page, NEXT);
  const after = await step();

  // Back into the statement: its last step, inside the kernel.
  await toolbar(page, 'Step Back Into');
  expect(await moved(after)).toBe(after - 1);
  expect(await placeInTime(page)).toBe(`step ${after - 1} of ${after}, past`);
  const panel = await webview(page, '.hops');
  await panel.locator('.past').waitFor();
  const names = async (): Promise<string> => (await callStack(page)).join('\n');
  await eventually(page, names, (text) => text.includes('(past)') && text.includes('.c'));
  await screenshot('time-travel-past');

  // Back out, function by function, to the statement.
  let at = after - 1;
  for (; at > statement; at = await moved(at)) await page.keyboard.press('Shift+Alt+F11');
  expect(at).toBe(statement);
  await standsAt(page, STATEMENT);
  await page.keyboard.press('F10');
  await standsAt(page, NEXT);
  await toolbar(page, 'Step Back Over');
  await standsAt(page, STATEMENT);
  await page.keyboard.press('Alt+F11');
  await standsAt(page, 'expect web.swap.current == 0');
  await page.keyboard.press('Control+F10');
  await standsAt(page, 'expect app.heap[0].entry == vswap:512');
  await page.keyboard.press('F5');
  await standsAt(page, STATEMENT);
  await page.keyboard.press('F11');
  const inside = await moved(statement);
  await toolbar(page, 'Step Back Out');
  expect(await moved(inside)).toBe(statement);
});

test('the status bar leads to the newest step, to numbers, shares, labels and bookmarks', async () => {
  const { page, screenshot } = vscode();
  const seek = async (typed: string): Promise<void> => {
    await page.locator('[id="vswap.vswap-debugger.vswap.time"] a').click();
    await answer(page, typed);
  };
  await seek('Newest');
  await standsAt(page, NEXT);
  expect(await placeInTime(page)).toMatch(/^step \d+$/);
  await seek('in zswap');
  await standsAt(page, 'label "in zswap"');
  await runCommand(page, 'vswap: Add Bookmark...');
  await answer(page, 'all stored');
  await seek('20');
  await eventually(page, step, (now) => now === 20);
  await page.locator('[id="vswap.vswap-debugger.vswap.time"] a').click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'all stored' }).waitFor();
  await screenshot('time-travel-seek');
  await answer(page, 'all stored');
  await standsAt(page, 'label "in zswap"');
  await seek('0%');
  await eventually(page, step, (now) => now === 0);
  await seek('100%');
  await eventually(
    page,
    () => placeInTime(page),
    (text) => /^step \d+$/.test(text),
  );
  await runCommand(page, 'vswap: Remove Bookmark...');
  await answer(page, 'all stored');
  await seek('99999999');
  await page.locator('.notification-list-item-message', { hasText: 'There is no step 99999999' }).waitFor();
});

test('the signs of the past come with it and go with it', async () => {
  const { page } = vscode();
  const newest = await step();
  const panel = await webview(page, '.hops');
  const stack = async (): Promise<string> => (await callStack(page)).join('\n');
  await page.keyboard.press('Shift+Alt+G');
  await answer(page, '50%');
  const half = await moved(newest);
  expect(half).toBe(Math.round(newest / 2));
  expect(await placeInTime(page)).toBe(`step ${half} of ${newest}, past`);
  expect(await panel.locator('.step').innerText()).toBe(`step ${half} of ${newest}`);
  expect(await panel.locator('.past').innerText()).toContain(
    `IN THE PAST: ${newest - half} steps before the newest one`,
  );
  await eventually(page, stack, (rows) => /^CPU 0 - app \(past\)\s+Moved, in the past$/im.test(rows));
  await panel.locator('button', { hasText: 'newest' }).click();
  expect(await moved(half)).toBe(newest);
  expect(await placeInTime(page)).toBe(`step ${newest}`);
  expect(await panel.locator('.step').innerText()).toBe(`step ${newest}`);
  await panel.locator('.past').waitFor({ state: 'hidden' });
  await eventually(page, stack, (rows) => !rows.includes('past'));
});

test('statements and single writes are moves of the palette, steps are buttons', async () => {
  const { page, screenshot } = vscode();
  const end = await step();
  const panel = await webview(page, '.hops');
  await runCommand(page, 'vswap: Go to Step, Label or Bookmark...');
  await answer(page, 'in zswap');
  let at = await moved(end);
  await toolbar(page, 'Continue');
  await standsAt(page, STATEMENT);
  at = await moved(at);
  const statement = at;
  await toolbar(page, 'Step Into');
  at = await moved(at);
  await toolbar(page, 'Step Into');
  const called = await moved(at);
  expect(called).toBe(statement + 2);
  await toolbar(page, 'Step Out');
  const out = await moved(called);
  await toolbar(page, 'Step Over');
  const caller = await moved(out);
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows[1]?.startsWith('writeback_oldest') === true,
  );
  // Two writes forward and one back, all of one step: the run stands between its first two writes.
  const oneWord = panel.locator('.changes', { hasText: 'Δ 1 word' });
  await runCommand(page, 'vswap: Step One Write');
  const written = await moved(caller);
  await oneWord.waitFor();
  for (const command of ['vswap: Step One Write', 'vswap: Step Back One Write']) {
    await runCommand(page, command);
    await page.waitForTimeout(SETTLED);
    expect(await step()).toBe(written);
    await oneWord.waitFor();
  }
  await screenshot('time-travel-one-write');
  // So the way back leads first to the step's beginning.
  await page.keyboard.press('Alt+F11');
  await page.waitForTimeout(SETTLED);
  expect(await step()).toBe(written);
  await page.keyboard.press('Alt+F11');
  expect(await moved(written)).toBe(written - 1);
  await runCommand(page, 'vswap: Go to Next Statement');
  await standsAt(page, NEXT);
  await runCommand(page, 'vswap: Go to Previous Statement');
  await standsAt(page, STATEMENT);
  expect(await step()).toBe(statement);
  await runCommand(page, 'vswap: Go to Newest Step');
  expect(await moved(statement)).toBe(end);
});

test('writes of the selected word, hits and conditions are found in both directions', async () => {
  const { page } = vscode();
  const panel = await webview(page, '.hops');
  await goTo(panel, 'disk0:1');
  await panel.locator('.bits .place', { hasText: 'swap_table disk0:1' }).waitFor();
  const end = await step();
  await runCommand(page, 'vswap: Go to Previous Write of Selected Word');
  const freed = await moved(end);
  await page.keyboard.press('Shift+Alt+{');
  const written = await moved(freed);
  expect(written).toBeLessThan(freed);
  await runCommand(page, 'vswap: Go to Next Write of Selected Word');
  expect(await moved(written)).toBeGreaterThan(written);

  await runCommand(page, 'vswap: Go to Newest Step');
  await eventually(
    page,
    () => placeInTime(page),
    (text) => /^step \d+$/.test(text),
  );
  await runCommand(page, 'vswap: Go to Previous Breakpoint Hit');
  await standsAt(page, NEXT);
  await runCommand(page, 'vswap: Go to Previous Breakpoint Hit');
  await standsAt(page, STATEMENT);
  const statement = await step();
  await runCommand(page, 'vswap: Go to Next Step Where...');
  await answer(page, 'app.heap[0] is phys');
  const phys = await moved(statement);
  expect(phys).toBeGreaterThan(statement);
  await runCommand(page, 'vswap: Go to Last Step Where...');
  await answer(page, 'app.heap[0] is zswap');
  expect(await moved(phys)).toBeLessThan(statement);
  await runCommand(page, 'vswap: Go to Next Breakpoint Hit');
  await standsAt(page, STATEMENT);
  // Before the first hit there is none: the run stays.
  await runCommand(page, 'vswap: Go to Previous Breakpoint Hit');
  await page
    .locator('.notification-list-item-message', { hasText: 'No breakpoint stops the run before.' })
    .first()
    .waitFor();
  await standsAt(page, STATEMENT);
});

test('the panel and the Code view follow the selected stack frame', async () => {
  const { page, screenshot } = vscode();
  await runCommand(page, 'Add Function Breakpoint');
  await page.locator('.debug-breakpoints .inputBoxContainer input').fill(FUNCTION);
  await page.keyboard.press('Enter');
  await runCommand(page, 'vswap: Go to Step, Label or Bookmark...');
  await answer(page, '0');
  await eventually(page, step, (now) => now === 0);
  await runCommand(page, 'vswap: Go to Next Breakpoint Hit');
  await standsAt(page, STATEMENT);
  await runCommand(page, 'vswap: Go to Next Breakpoint Hit');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows[1]?.startsWith(FUNCTION) === true,
  );
  const panel = await webview(page, '.hops');
  await panel.locator('.now b', { hasText: FUNCTION }).waitFor();
  await runCommand(page, 'vswap: Open Kernel Code');
  const code = await webview(page, '.monaco-editor');
  await code.locator('header', { hasText: FUNCTION }).waitFor();
  const caller = page.locator('.debug-call-stack .monaco-list-row').nth(2);
  const name = (await caller.innerText()).split(/\s/)[0] ?? '';
  await caller.click();
  await panel.locator('.now b', { hasText: name }).waitFor();
  await code.locator('header', { hasText: name }).waitFor();
  await screenshot('time-travel-frame');
  await stopDebugging(page);
});

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

const step = async (): Promise<number> => Number(/step (\d+)/.exec(await placeInTime(vscode().page))?.[1]);

/** Waits until the place in time is another one than `before`, and answers it. */
async function moved(before: number): Promise<number> {
  const now = await eventually(vscode().page, step, (at) => at !== before);
  // The editor that a stop opens takes the focus a moment later.
  await vscode().page.waitForTimeout(700);
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

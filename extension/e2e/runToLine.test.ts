// Moves to a line in a real VS Code: run to cursor and back to it, jump to cursor, step into target, restart frame and restart, by menu, palette, key and toolbar.
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import {
  answer,
  callStack,
  contextMenu,
  editor,
  eventually,
  focusLine,
  openFile,
  placeInTime,
  runCommand,
  standsAt,
  stopDebugging,
  toggleBreakpoint,
  toolbar,
  variables,
} from './workbench';

const vscode = useVSCode({ window: { width: 1600, height: 1000 } });
const SCENARIO = '01-zswap-writeback.vswap';
const WRITE = 'app: write heap[0..15] text seed 7';
const STATEMENT = 'writeback 1 pages';
const NEXT = 'expect app.heap[0] is phys on disk0';
const WRITEBACK = 'zswap_writeback_entry.c';
const ALLOCATE = 'folio = swap_cache_alloc_folio(zentry->swpentry)';
const DECOMPRESS = 'decompress zentry into folio';

const line = (file: string, text: string): Locator =>
  editor(vscode().page, file).locator('.view-line', { hasText: text }).first();

/** Waits until the call stack's rows, with what stands beside the threads, hold this. */
async function stackSays(expected: RegExp): Promise<void> {
  await eventually(
    vscode().page,
    async () => (await callStack(vscode().page)).join('\n'),
    (rows) => expected.test(rows),
  );
}

async function breakpointCount(): Promise<number> {
  return vscode().page.locator('.debug-breakpoints .codicon-debug-breakpoint').count();
}

test('run to cursor goes forward to a statement, run back to cursor goes back to one', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await runCommand(page, 'View: Show Run and Debug');
  await toggleBreakpoint(page, SCENARIO, 12);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await standsAt(page, WRITE);
  await contextMenu(page, line(SCENARIO, STATEMENT), 'Run to Cursor');
  await standsAt(page, STATEMENT);
  const there = await placeInTime(page);
  // The breakpoint that carried it there is gone again.
  await eventually(page, breakpointCount, (count) => count === 1);
  await contextMenu(page, line(SCENARIO, 'app: pageout'), 'Run Back to Cursor');
  await standsAt(page, 'app: pageout heap[0..19]');
  await stackSays(/^CPU 0 - app \(past\)/);
  await focusLine(page, SCENARIO, STATEMENT);
  await runCommand(page, 'Debug: Run to Cursor');
  await standsAt(page, STATEMENT);
  expect(await placeInTime(page)).toBe(there);
  // A line without a statement stands for the next one that has one; a breakpoint on the way stops the run.
  await focusLine(page, SCENARIO, 'machine {');
  await runCommand(page, 'vswap: Run Back to Cursor');
  await standsAt(page, WRITE);
  await stackSays(/Breakpoint, in the past/i);
  await screenshot('run-back-to-cursor');
});

test('both work on the lines of kernel functions', async () => {
  const { page, screenshot } = vscode();
  await focusLine(page, SCENARIO, STATEMENT);
  await runCommand(page, 'Debug: Run to Cursor');
  await standsAt(page, STATEMENT);
  await runCommand(page, 'Debug: Step Into Target');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'folio_realloc_swap' }).waitFor();
  await screenshot('step-into-target');
  await answer(page, 'zswap_writeback_entry');
  await standsAt(page, ALLOCATE);
  await contextMenu(page, line(WRITEBACK, DECOMPRESS), 'Run to Cursor');
  await standsAt(page, DECOMPRESS);
  await stackSays(/^zswap_writeback_entry .*10:1$/m);
  await contextMenu(page, line(WRITEBACK, 'if (lookup(entry) != zentry)'), 'Run Back to Cursor');
  await standsAt(page, 'if (lookup(entry) != zentry)');
  // Nothing of the stop before is left in the Variables view.
  await eventually(
    page,
    async () => (await variables(page)).join('\n'),
    (rows) => /^folio =/m.test(rows) && !/VS06/.test(rows),
  );
  await screenshot('run-back-in-a-function');
});

test('jump to cursor offers the next time and the last, and says when there is none', async () => {
  const { page, screenshot } = vscode();
  await contextMenu(page, line(WRITEBACK, DECOMPRESS), 'Jump to Cursor');
  const choices = page.locator('.quick-input-list .monaco-list-row');
  await choices.nth(1).waitFor();
  expect(await choices.allInnerTexts()).toEqual(['The next time that line 10 runs', 'The last time that line 10 ran']);
  await screenshot('jump-to-cursor');
  await page.keyboard.press('Enter');
  await standsAt(page, DECOMPRESS);
  await stackSays(/Moved/i);
  await focusLine(page, WRITEBACK, ALLOCATE);
  await runCommand(page, 'Debug: Jump to Cursor');
  await answer(page, 'The last time');
  await standsAt(page, ALLOCATE);
  await focusLine(page, WRITEBACK, ALLOCATE);
  await runCommand(page, 'Debug: Jump to Cursor');
  await answer(page, 'The next time');
  await page
    .locator('.notification-list-item-message', {
      hasText: 'VS0611: Line 3 of zswap_writeback_entry does not run from here on.',
    })
    .waitFor();
  await screenshot('jump-to-nowhere');
  await standsAt(page, ALLOCATE);
});

test('a frame of the call stack is restarted, and the whole run', async () => {
  const { page, screenshot } = vscode();
  const row = (name: string): Locator => page.locator('.debug-call-stack .monaco-list-row', { hasText: name }).first();
  await contextMenu(page, row('shrink_memcg_cb'), 'Restart Frame');
  await standsAt(page, 'if (zentry->referenced) give it a second chance');
  await stackSays(/^CPU 0.*\nshrink_memcg_cb/);
  await contextMenu(page, row(STATEMENT), 'Restart Frame');
  await standsAt(page, STATEMENT);
  expect(await placeInTime(page)).toMatch(/ of \d+, past$/);
  await toolbar(page, 'Restart');
  await standsAt(page, WRITE);
  await eventually(
    page,
    () => placeInTime(page),
    (text) => text === 'step 2',
  );
  // A run of its own, which moves like the first.
  await contextMenu(page, line(SCENARIO, NEXT), 'Run to Cursor');
  await standsAt(page, NEXT);
  await screenshot('restarted');
  await stopDebugging(page);
});

// What takes long, in a real VS Code: progress is shown, Pause on the toolbar and Cancel in the notification end it, forwards, backwards and while searching.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
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
} from './workbench';

/** Half a minute to its end. */
const LONG = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 1024 pages
app: write heap[0..1023] text seed 7
repeat 1000 {
  app: pageout heap[0..1023]
  app: read heap[0..1023]
}
`;
const FILE = 'long.vswap';
const WRITE = 'app: write heap[0..1023] text seed 7';
const LOOP = /^app: (pageout|read) heap\[0\.\.1023\]/;
const vscode = useVSCode({ files: { [FILE]: LONG } });

const progress = (page: Page) => page.locator('.notification-list-item', { hasText: 'Running the scenario' });

const step = async (): Promise<number> => Number(/step (\d+)/.exec(await placeInTime(vscode().page))?.[1]);

/** The step that the shown progress has come to. */
async function reached(): Promise<number> {
  const text = await progress(vscode().page).locator('.notification-list-item-message').innerText();
  return Number(/^Running the scenario: at step (\d+)$/.exec(text)?.[1]);
}

/** Waits until the run stands in the loop, says so as `how`, and no progress is shown any more; answers the step. */
async function standsInLoop(how: string): Promise<number> {
  const { page } = vscode();
  await progress(page).waitFor({ state: 'hidden' });
  const rows = await eventually(
    page,
    () => callStack(page),
    (found) => found.length > 0,
  );
  expect(rows[0]).toMatch(LOOP);
  await page.locator('.call-stack-state-message', { hasText: how }).waitFor();
  // The editor that a stop opens takes the focus a moment later.
  await page.waitForTimeout(700);
  return step();
}

test('a run shows how far it is, and stands still when Pause is pressed', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, FILE);
  await runCommand(page, 'View: Show Run and Debug');
  await toggleBreakpoint(page, FILE, 4);
  await focusLine(page, FILE, 'task app');
  await page.keyboard.press('F5');
  await standsAt(page, WRITE);
  await page.keyboard.press('F5');
  await progress(page).waitFor();
  const first = await reached();
  expect(await eventually(page, reached, (now) => now !== first)).toBeGreaterThan(first);
  await screenshot('progress');
  await toolbar(page, 'Pause');
  expect(await standsInLoop('Paused')).toBeGreaterThan(first);
});

test('Cancel in the notification ends a run where it had come to, and it goes on from there', async () => {
  const { page } = vscode();
  const paused = await step();
  await page.keyboard.press('F5');
  await progress(page).getByText('Cancel', { exact: true }).click();
  const cancelled = await standsInLoop('Paused');
  expect(cancelled).toBeGreaterThan(paused);
  await page.keyboard.press('F10');
  expect(await eventually(page, step, (now) => now !== cancelled)).toBeGreaterThan(cancelled);
});

test('Cancel ends a search and leaves the run where it was', async () => {
  const { page, screenshot } = vscode();
  const before = await placeInTime(page);
  for (const [command, typed] of [
    ['vswap: Go to Next Step Where...', 'app.heap[0] is phys'],
    ['vswap: Go to Step, Label or Bookmark...', '100%'],
  ] as const) {
    await runCommand(page, command);
    await answer(page, typed);
    await progress(page).waitFor();
    await screenshot('progress-of-a-search');
    await progress(page).getByText('Cancel', { exact: true }).click();
    await standsInLoop('Paused');
    expect(await placeInTime(page)).toBe(before);
  }
});

test('a search backwards is paused too, and stands in the past', async () => {
  const { page, screenshot } = vscode();
  const newest = await step();
  // Called nowhere, and looked for at every step.
  await runCommand(page, 'vswap: Add Breakpoint...');
  await answer(page, 'try_to_unuse if 1 == 2');
  await toolbar(page, 'Reverse');
  await eventually(page, reached, (at) => at < newest);
  await toolbar(page, 'Pause');
  const past = await standsInLoop('Paused, in the past');
  expect(past).toBeLessThan(newest);
  expect(await placeInTime(page)).toBe(`step ${past} of ${newest}, past`);
  await screenshot('paused-in-the-past');
  await runCommand(page, 'vswap: Go to Newest Step');
  await eventually(
    page,
    () => placeInTime(page),
    (text) => text === `step ${newest}`,
  );
  await stopDebugging(page);
});

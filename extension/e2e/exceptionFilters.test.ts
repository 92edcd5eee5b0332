// The five exception filters by their boxes in the Breakpoints view: each stops the run where its finding is, says why in a sentence, and does not when it is off.
import { test } from 'vitest';
import { ask, check, gutterMenu, stoppedBecause } from './breakpoints';
import { useVSCode } from './vscode';
import { callStack, eventually, focusLine, openFile, runCommand, standsAt, toolbar } from './workbench';

/** A known defect of RFC v1 (samples/35-clean-page-lost-ste-v1.vswap), then two plain failures, and a statement that words which are set wrong lead to a WARN. */
const STORY = `machine { kernel ste-v1  memory 64M  zswap off  swap disk0 64K }
task app
app: map heap 15 pages
app: write heap[0..14] text seed 5
app: pageout heap[0..1]
app: read heap[0]
app: pageout heap[2..14]
app: pageout heap[0]
expect app.heap[1] is zswap
reclaim 15 pages
fail folio alloc once
app: read heap[5]
app: free heap[2]
`;
const FILE = 'findings.vswap';
const LAST = 'app: free heap[2]';
const FOUND: Readonly<Record<string, RegExp>> = {
  'Data Loss': /Line 8, "app: pageout heap\[0\]" lost data: J5 is broken/,
  'Broken Invariants': /Line 7, "app: pageout heap\[2\.\.14\]" broke an invariant: J6 is broken/,
  'Failed Expectations': /The expectation on line 9 failed: Expected app\.heap\[1\] is zswap, found phys/,
  'Failed Allocations':
    /An allocation failed in line 12, "app: read heap\[5\]": the injected fault "folio alloc" struck/,
};
const DEFAULT = ['Broken Invariants', 'Data Loss', 'Failed Expectations', 'Kernel Warnings'];
const vscode = useVSCode({ files: { [FILE]: STORY } });

async function runsToTheEnd(): Promise<void> {
  const { page } = vscode();
  await page.keyboard.press('F5');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((row) => row.startsWith('end of program')),
  );
}

test('alone, each stops at its own finding only', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, FILE);
  await runCommand(page, 'View: Show Run and Debug');
  await focusLine(page, FILE, LAST);
  await page.keyboard.press('F5');
  await stoppedBecause(page, /J6 is broken/);
  for (const other of DEFAULT) await check(page, other, false);
  for (const [name, why] of Object.entries(FOUND)) {
    await check(page, name, true);
    await page.keyboard.press('Control+Shift+F5');
    await stoppedBecause(page, why);
    await screenshot(`exception-${name}`.replace(' ', '-').toLowerCase());
    await runsToTheEnd();
    await check(page, name, false);
  }
});

test('a WARN stops the run, here of a word that was set wrong on a branch; switched off it does not', async () => {
  const { page, screenshot } = vscode();
  await check(page, 'Kernel Warnings', true);
  await gutterMenu(page, FILE, 13, 'Add Breakpoint');
  await page.keyboard.press('Control+Shift+F5');
  await standsAt(page, LAST);
  await ask(page, 'swap_table(vswap:514).count = 0', /branch 1/);
  // The answer comes before the move to the branch.
  await eventually(
    page,
    () => page.locator('.call-stack-state-message').innerText(),
    (text) => text === 'Moved',
  );
  await focusLine(page, FILE, LAST);
  await page.keyboard.press('F5');
  await stoppedBecause(page, /Line 13, "app: free heap\[2\]" ran into a condition that the kernel warns of: /);
  await screenshot('exception-kernel-warning');
  await toolbar(page, 'Reverse');
  await standsAt(page, LAST);
  await check(page, 'Kernel Warnings', false);
  await runsToTheEnd();
});

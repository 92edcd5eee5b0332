// Breakpoints with terms in VS Code's own places: conditions, hit counts and messages typed below the line, functions added in the Breakpoints view, lines of kernel functions.
import { expect, test } from 'vitest';
import { addFunction, breakpointRow, fillTerm, gutterMenu, stoppedBecause, variableSays } from './breakpoints';
import { useVSCode } from './vscode';
import { callStack, debugConsole, eventually, focusLine, openFile, runCommand, standsAt, toolbar } from './workbench';

const LOOP = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 8 pages
for i in 0..5 {
  app: write heap[i] text seed 1
}
app: pageout heap[0..5]
`;
const FILE = 'loop.vswap';
const WRITE = 'app: write heap[i] text seed 1';
const FUNCTION = 'vswap_zswap_store';
const vscode = useVSCode({ files: { [FILE]: LOOP }, window: { width: 1400, height: 1200 } });

/** Waits until the run stands in the turn of the loop. */
const turn = (i: number): Promise<void> => variableSays(vscode().page, new RegExp(`^i = ${i}$`), 'Loop variables', 'i');

const runs = async (): Promise<void> => {
  const { page } = vscode();
  await focusLine(page, FILE, WRITE);
  await page.keyboard.press('F5');
};

test('a condition from the gutter’s menu holds for one turn of a loop', async () => {
  const { page } = vscode();
  await openFile(page, FILE);
  await runCommand(page, 'View: Show Run and Debug');
  await gutterMenu(page, FILE, 5, 'Add Conditional Breakpoint...');
  await fillTerm(page, 'Expression', 'i == 2');
  await runs();
  await standsAt(page, WRITE);
  await turn(2);
  await stoppedBecause(page, /^Breakpoint on line 5, "app: write heap\[i\] text seed 1"\.$/);
  await gutterMenu(page, FILE, 5, 'Remove Breakpoint');
});

test('a hit count is the same turn in both directions of time', async () => {
  const { page, screenshot } = vscode();
  await gutterMenu(page, FILE, 5, 'Add Conditional Breakpoint...');
  await fillTerm(page, 'Hit Count', '% 2');
  await page.keyboard.press('F5');
  await turn(3);
  await page.keyboard.press('F5');
  await turn(5);
  await toolbar(page, 'Reverse');
  await turn(3);
  await toolbar(page, 'Reverse');
  await turn(1);
  await screenshot('breakpoint-hit-count');
});

test('a message added in the Breakpoints view is printed where the run passes, which it does not stop', async () => {
  const { page } = vscode();
  const row = await breakpointRow(page, FILE);
  await row.hover();
  await row.locator('[aria-label="Remove Breakpoint"]').click();
  await gutterMenu(page, FILE, 5, 'Add Breakpoint');
  await (await breakpointRow(page, FILE)).hover();
  await (await breakpointRow(page, FILE)).locator('[aria-label="Edit Condition..."]').click();
  await fillTerm(page, 'Log Message', 'turn {i} of {app.heap[0]}');
  await page.keyboard.press('Control+Shift+F5');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((one) => one.startsWith('end of program')),
  );
  const printed = (await debugConsole(page)).filter((line) => line.startsWith('turn '));
  expect(printed.map((line) => line.slice(0, 12))).toEqual([
    'turn 0 of no',
    ...[1, 2, 3, 4, 5].map((i) => `turn ${i} of pr`),
  ]);
  await gutterMenu(page, FILE, 5, 'Remove Logpoint');
});

test('a function breakpoint of the view’s + leads into a kernel function, whose lines take conditions on its locals', async () => {
  const { page, screenshot } = vscode();
  await addFunction(page, FUNCTION);
  await page.keyboard.press('Control+Shift+F5');
  await standsAt(page, 'spin_lock(&ci->lock)');
  await stoppedBecause(page, /^vswap_zswap_store was called\.$/);
  await gutterMenu(page, `${FUNCTION}.c`, 5, 'Add Conditional Breakpoint...');
  await fillTerm(page, 'Expression', 'entry == vswap:515');
  const row = await breakpointRow(page, FUNCTION);
  await row.locator('input').setChecked(false);
  await page.keyboard.press('F5');
  await standsAt(page, '__vtable_set(ci_dyn, voff, vtable_mk_zswap(entry))');
  await variableSays(page, /^entry = vswap:515 /, 'Locals', 'entry');
  await screenshot('breakpoint-local-condition');
  await row.locator('input').setChecked(true);
  await toolbar(page, 'Reverse');
  await standsAt(page, 'spin_lock(&ci->lock)');
  await variableSays(page, /^entry = vswap:515 /, 'Locals', 'entry');
});

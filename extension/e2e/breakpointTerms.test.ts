// Breakpoints with terms, from the gutter's menu and from the debug console: a condition, a hit count, in both directions of time.
import { test } from 'vitest';
import { useVSCode } from './vscode';
import { debugConsole, eventually, focusLine, openFile, runCommand, section, standsAt, toolbar } from './workbench';

const LOOP = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 8 pages
for i in 0..5 {
  app: write heap[i] text seed 1
}
app: pageout heap[0..5]
expect app.heap[0] is present
`;
const FILE = 'loop.vswap';
const WRITE = 'app: write heap[i] text seed 1';
const LINE = 5;
const vscode = useVSCode({ files: { [FILE]: LOOP } });

/** Adds a breakpoint of a kind on the loop's statement, by the command that the gutter's menu runs. */
async function add(command: string, text: string): Promise<void> {
  const { page } = vscode();
  await focusLine(page, FILE, WRITE);
  await runCommand(page, command);
  const input = page.locator('.breakpoint-widget .monaco-editor');
  await input.click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.locator('.breakpoint-widget').waitFor({ state: 'hidden' });
}

async function typed(line: string, answered: RegExp): Promise<void> {
  const { page } = vscode();
  await runCommand(page, 'Debug Console: Focus on Debug Console View');
  // The blank ends the word, so that Enter takes no suggestion.
  await page.keyboard.type(`${line} `);
  await page.keyboard.press('Enter');
  await eventually(
    page,
    () => debugConsole(page),
    (rows) => rows.some((row) => answered.test(row)),
  );
}

test('a condition holds for one turn of a loop, a hit count for another, forwards and backwards', async () => {
  const { page } = vscode();
  await openFile(page, FILE);
  await add('Debug: Add Conditional Breakpoint...', 'i == 2');
  await focusLine(page, FILE, WRITE);
  await page.keyboard.press('F5');
  await standsAt(page, WRITE);
  await typed('i + 0', /^2$/);
  await runCommand(page, 'Remove All Breakpoints');
  await typed(`break ${LINE} hit == 5`, /line 5 hit == 5/);
  await focusLine(page, FILE, WRITE);
  await page.keyboard.press('F5');
  await eventually(
    page,
    async () => (await section(page, 'Swap Breakpoints')).innerText(),
    (text) => /stopped here/.test(text),
  );
  await typed('i + 100', /^104$/);
  await typed('delete all', /^One breakpoint deleted/);
  await typed(`break ${LINE} if i == 1`, /line 5 if i == 1/);
  await toolbar(page, 'Reverse');
  // The console answers for the old stop until the editor has heard of the new one.
  await page.waitForTimeout(1500);
  await typed('i + 200', /^201$/);
  await typed('delete all', /^One breakpoint deleted/);
});

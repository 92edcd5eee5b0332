// The debugger in a real VS Code, by mouse and keyboard: breakpoints, steps both ways, what is shown at a stop.
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import {
  callStack,
  debugConsole,
  editor,
  eventually,
  focusLine,
  openFile,
  runCommand,
  stoppedLine,
  standsAt,
  toggleBreakpoint,
  toolbar,
  variables,
} from './workbench';

const FAILING = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 4 pages
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
print app.heap[1].entry
expect app.heap[0] is present
`;

const vscode = useVSCode({ files: { 'failing.vswap': FAILING } });
const SCENARIO = '01-zswap-writeback.vswap';
const FUNCTION = 'folio_realloc_swap';

test('F5 needs no configuration and stops at a breakpoint; F11 goes into the kernel, step back comes out again', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, SCENARIO);
  await toggleBreakpoint(page, SCENARIO, 21);
  await focusLine(page, SCENARIO, 'writeback 1 pages');
  await page.keyboard.press('F5');
  await standsAt(page, 'writeback 1 pages');
  await runCommand(page, 'View: Show Run and Debug');
  await page.keyboard.press('F11');
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows.some((row) => row.startsWith('CPU 0 - app')) && rows.some((row) => row.includes('.c')),
  );
  await eventually(
    page,
    () => variables(page),
    (rows) => rows[0] === 'Locals',
  );
  await screenshot('debugger-in-the-kernel');
  await toolbar(page, 'Step Back');
  await standsAt(page, 'writeback 1 pages');
  await toolbar(page, 'Step Back');
  await standsAt(page, 'expect web.swap.current == 0');
  await page.keyboard.press('F10');
  await standsAt(page, 'writeback 1 pages');
});

test('a function breakpoint opens the pseudo-source, where lines take breakpoints too', async () => {
  const { page, screenshot } = vscode();
  await runCommand(page, 'Add Function Breakpoint');
  await page.locator('.debug-breakpoints .inputBoxContainer input').fill(FUNCTION);
  await page.keyboard.press('Enter');
  await page.keyboard.press('F5');
  await editor(page, `${FUNCTION}.c`).locator('.debug-top-stack-frame-line').first().waitFor();
  expect((await callStack(page)).some((row) => row.startsWith(FUNCTION))).toBe(true);
  await toggleBreakpoint(page, `${FUNCTION}.c`, 7);
  await page.keyboard.press('F5');
  await eventually(
    page,
    () =>
      editor(page, `${FUNCTION}.c`)
        .locator('.debug-top-stack-frame-line')
        .count()
        .then(() => stoppedLine(page).catch(() => '')),
    (text) => text.startsWith('id = __swap_cgroup_get'),
  );
  await screenshot('debugger-pseudo-source');
  await toolbar(page, 'Reverse');
  await toolbar(page, 'Reverse');
  await standsAt(page, 'writeback 1 pages');
});

test('the pointer over an expression and the debug console show values', async () => {
  const { page, screenshot } = vscode();
  await editor(page, SCENARIO).locator('.view-line span', { hasText: 'heap' }).last().hover();
  await page.locator('.debug-hover-widget').first().waitFor();
  await screenshot('debugger-hover');
  await runCommand(page, 'Debug Console: Focus on Debug Console View');
  await page.keyboard.type('app.heap[0].entry');
  await page.keyboard.press('Enter');
  await eventually(
    page,
    () => debugConsole(page),
    (rows) => rows.some((row) => row.includes('vswap:512')),
  );
  await page.keyboard.press('Shift+F5');
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
});

test('a failed expectation stops the run, and says what was found', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, 'failing.vswap');
  await focusLine(page, 'failing.vswap', 'expect app');
  await page.keyboard.press('F5');
  await page.locator('.exception-widget').waitFor();
  expect(await page.locator('.exception-widget').innerText()).toMatch(
    /Expected app\.heap\[0\] is present, found zswap/,
  );
  await eventually(
    page,
    () => debugConsole(page),
    (rows) => rows.some((row) => row.startsWith('vswap:513')),
  );
  await screenshot('debugger-failed-expectation');
  await page.keyboard.press('Shift+F5');
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
});

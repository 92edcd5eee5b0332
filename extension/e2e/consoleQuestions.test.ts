// Questions about the run in VS Code: the debug console and what it completes, the Watch view, the pointer over an expression, memory behind a pointer.
import { expect, test } from 'vitest';
import { ask, gutterMenu, variable } from './breakpoints';
import { useVSCode } from './vscode';
import { editor, eventually, openFile, runCommand, section, standsAt, toolbar } from './workbench';

const STORY = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 8 pages
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
writeback 1 pages
label "written"
app: read heap[0]
`;
const FILE = 'questions.vswap';
const vscode = useVSCode({ files: { [FILE]: STORY }, window: { width: 1400, height: 1200 } });

test('the console answers expressions and questions', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, FILE);
  await runCommand(page, 'View: Show Run and Debug');
  await gutterMenu(page, FILE, 7, 'Add Breakpoint');
  await page.keyboard.press('F5');
  await standsAt(page, 'label "written"');
  await ask(page, 'app.heap[0].entry', /^vswap:512/);
  await ask(page, 'app.heap[0] is phys', /^true/);
  await ask(page, 'decode(swap_table(disk0:1))', /^0x\w{16} Pointer .*offset=512/);
  await ask(page, 'resolve(app.heap[0])', /^phys, \d hops, all agree: PTE -> .*disk0:1.* -> vswap:512 agrees$/);
  await ask(page, 'rmap(disk0:1)', /^vswap:512/);
  await ask(
    page,
    'who_wrote(virtual_table(vswap:512))',
    /^step \d+: .* by folio_realloc_swap, .*"writeback 1 pages" on line 6/,
  );
  await ask(page, 'when(app.heap[0] is present)', /^next step \d+, .*; before that step \d+/);
  await ask(page, 'nobody', /^VS0609: Nothing is named nobody here/);
  await ask(page, 'break nobody', /It stops nothing as things are: Nothing is named nobody here/);
  await ask(page, 'breaks', /^\d+ nobody write$/);
  await ask(page, 'delete all', /^One breakpoint deleted\.$/);
  await screenshot('console-questions');
});

test('names, fields and functions are completed, places to break at too', async () => {
  const { page, screenshot } = vscode();
  for (const [typed, offered] of [
    ['virtual_ta', 'virtual_table'],
    ['app.heap[0].e', 'entry'],
    ['break folio_real', 'folio_realloc_swap'],
    ['who', 'who_wrote'],
  ] as const) {
    await runCommand(page, 'Debug Console: Focus on Debug Console View');
    await page.keyboard.type(typed);
    const row = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: offered }).first();
    const isOffered = async (): Promise<boolean> => {
      if (!(await row.isVisible())) await page.keyboard.press('Control+Space');
      await page.waitForTimeout(500);
      return row.isVisible();
    };
    await eventually(page, isOffered, (found) => found);
    if (typed.startsWith('break')) await screenshot('console-completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
  }
});

test('watched expressions follow the run, and the pointer shows what it rests on', async () => {
  const { page, screenshot } = vscode();
  const watch = await section(page, 'Watch');
  for (const expression of ['app.heap[0]', 'resolve(app.heap[0])']) {
    await page.locator('.pane-header[aria-label^="Watch"]').hover();
    await page.locator('.pane-header[aria-label^="Watch"] [aria-label="Add Expression"]').click();
    await watch.locator('.inputBoxContainer input').fill(expression);
    await page.keyboard.press('Enter');
  }
  const says = (row: number, expected: RegExp): Promise<string> =>
    eventually(
      page,
      async () => (await watch.locator('.monaco-list-row').nth(row).innerText()).replace(/\s+/g, ' '),
      (text) => expected.test(text),
    );
  await says(0, /^app\.heap\[0\] = phys on disk0/);
  await says(1, /^resolve\(app\.heap\[0\]\) = phys, .*all agree/);
  await editor(page, FILE)
    .locator('.view-line', { hasText: 'read' })
    .locator('span', { hasText: 'heap' })
    .last()
    .hover();
  const hover = page.locator('.debug-hover-widget');
  await hover.first().waitFor();
  expect((await hover.first().innerText()).replace(/\s+/g, ' ')).toContain('phys on disk0');
  await screenshot('watch-and-hover');
  await toolbar(page, 'Step Over');
  await standsAt(page, 'app: read heap[0]');
  await toolbar(page, 'Step Over');
  await says(0, /^app\.heap\[0\] = present/);
  await says(1, /^resolve\(app\.heap\[0\]\) = present/);
});

test('a pointer leads to the memory that it points into', async () => {
  const { page } = vscode();
  const word = await variable(page, 'Tasks and page tables', 'app', 'heap', '[0]');
  await word.hover();
  expect(await word.locator('[aria-label="View Binary Data"]').count()).toBe(1);
});

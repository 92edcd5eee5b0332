// Data breakpoints in VS Code's own places and in the debug console: values of the Variables view, words by address, ranges, fields and counters; read and written, in both directions of time.
import { expect, test } from 'vitest';
import { ask, breakpointRow, breakpointsButton, gutterMenu, stoppedBecause, variableMenu } from './breakpoints';
import { goTo } from './panelTables';
import { useVSCode } from './vscode';
import { answer, openFile, runCommand, standsAt, toolbar, webview } from './workbench';

const STORY = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M  cgroup web { swap.max 4M } }
task app in web
app: map heap 8 pages
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
label "stored"
writeback 1 pages
app: read heap[0]
`;
const FILE = 'data.vswap';
const LABEL = 'label "stored"';
const vscode = useVSCode({ files: { [FILE]: STORY }, window: { width: 1400, height: 1200 } });

/** The toolbar is drawn anew a moment after a stop, and a click just then is lost. */
const SETTLED = 700;

async function forward(why: RegExp): Promise<void> {
  await vscode().page.waitForTimeout(SETTLED);
  await toolbar(vscode().page, 'Continue');
  await stoppedBecause(vscode().page, why);
}

async function back(why: RegExp): Promise<void> {
  await vscode().page.waitForTimeout(SETTLED);
  await toolbar(vscode().page, 'Reverse');
  await stoppedBecause(vscode().page, why);
}

async function backToLabel(): Promise<void> {
  const { page } = vscode();
  await runCommand(page, 'vswap: Go to Step, Label or Bookmark...');
  await answer(page, 'stored');
  await standsAt(page, LABEL);
  // The editor that a stop opens takes the focus a moment later.
  await page.waitForTimeout(SETTLED);
}

async function remove(row: string): Promise<void> {
  const shown = await breakpointRow(vscode().page, row);
  await shown.hover();
  await shown.locator('[aria-label="Remove Breakpoint"]').click();
}

test('a page of the Variables view: its state changes, and what reads it', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, FILE);
  await runCommand(page, 'View: Show Run and Debug');
  await gutterMenu(page, FILE, 6, 'Add Breakpoint');
  await page.keyboard.press('F5');
  await standsAt(page, LABEL);
  const heap = ['Tasks and page tables', 'app', 'heap', '[0]'] as const;
  await variableMenu(page, 'Break on Value Change', ...heap);
  await (await breakpointRow(page, 'app.heap[0]')).waitFor();
  await forward(/^Data breakpoint: app\.heap\[0\] changed from zswap.* to phys.*"writeback 1 pages" on line 7\.$/);
  await screenshot('data-breakpoint-value');
  await back(/^Data breakpoint, before it happens: app\.heap\[0\] changed from zswap/);
  await remove('app.heap[0]');
  await backToLabel();
  await variableMenu(page, 'Break on Value Read', ...heap);
  await forward(/^Data breakpoint: app\.heap\[0\] was read by .*"app: read heap\[0\]" on line 8\.$/);
  await remove('app.heap[0]');
  await backToLabel();
  await variableMenu(page, 'Break on Value Access', ...heap);
  await forward(/^Data breakpoint: app\.heap\[0\] /);
  await remove('app.heap[0]');
});

/** Writeback puts the page back into the swap cache first. */
const written = (address: string, how: string): RegExp =>
  new RegExp(
    `^${how}: ${address}.* was written from 0x1000000010001001 to 0x1\\w{15} by __swap_cache_add_folio, .*on line 7\\.$`,
  );

test('words by address, one and a range, in the Breakpoints view', async () => {
  const { page, screenshot } = vscode();
  await backToLabel();
  const panel = await webview(page, '.hops');
  await goTo(panel, 'vswap:512');
  await panel.locator('.bits .place', { hasText: 'swap_table vswap:512' }).waitFor();
  const [address = ''] = /0xffff88a\w+/.exec(await panel.locator('.bits').innerText()) ?? [];
  expect(address).toHaveLength(18);
  for (const [typed, row] of [
    [address, address],
    [`${address} + 64`, `${address}+64`],
  ] as const) {
    await breakpointsButton(page, 'Add Data Breakpoint at Address');
    await answer(page, typed);
    await page.locator('.quick-input-list').getByText('write', { exact: true }).click();
    await (await breakpointRow(page, row)).waitFor();
    await forward(written(address, 'Data breakpoint'));
    if (typed !== address) await screenshot('data-breakpoint-address');
    await back(written(address, 'Data breakpoint, before it happens'));
    await remove(row);
    await backToLabel();
  }
});

test('lines of the console: a field, a counter, a word that is read, in both directions', async () => {
  const { page } = vscode();
  await backToLabel();
  await ask(page, 'break virtual_table(vswap:512).tag', /virtual_table\(vswap:512\)\.tag write$/);
  await forward(/^Data breakpoint: virtual_table\(vswap:512\)\.tag changed from 3 to \d/);
  await back(/^Data breakpoint, before it happens: virtual_table\(vswap:512\)\.tag changed from 3 to \d/);
  await ask(page, 'delete all', /^One breakpoint deleted\.$/);
  await backToLabel();
  await ask(page, 'break web.swap.current', /web\.swap\.current write$/);
  await forward(
    /^Data breakpoint: web\.swap\.current changed from 0 to 4K|^Data breakpoint: web\.swap\.current changed from 0 to 4096/,
  );
  await ask(page, 'delete all', /^One breakpoint deleted\.$/);
  await backToLabel();
  await ask(page, 'break virtual_table(vswap:512) read', /virtual_table\(vswap:512\) read$/);
  await forward(/^Data breakpoint: virtual_table\(vswap:512\) was read by /);
  await back(/^Data breakpoint, before it happens: virtual_table\(vswap:512\) was read by /);
  await ask(page, 'delete all', /^One breakpoint deleted\.$/);
});

// One thread through the whole product, as a person goes it: from F5 into folio_realloc_swap, to the reverse map, and back to tables that are word for word what they were.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { goTo, hops, tableAround } from './panelTables';
import { useVSCode } from './vscode';
import { callStack, eventually, focusLine, openFile, standsAt, toggleBreakpoint, toolbar, webview } from './workbench';

const vscode = useVSCode();
const SCENARIO = '01-zswap-writeback.vswap';
const BREAKPOINTS = [21, 22];
const FUNCTION = 'folio_realloc_swap';
const STATEMENT = 'writeback 1 pages';
const NEXT = 'expect app.heap[0] is phys on disk0';
/** More steps than there are from the statement to the function. */
const FAR = 200;

test('to the reverse map and back, word for word', async () => {
  const { page, folder, screenshot } = vscode();
  expect(fs.existsSync(path.join(folder, '.vscode'))).toBe(false);
  await openFile(page, SCENARIO);
  for (const line of BREAKPOINTS) await toggleBreakpoint(page, SCENARIO, line);
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F5');
  await standsAt(page, STATEMENT);

  const panel = await webview(page, '.hops');
  const tables = async () => ({
    virtual: await tableAround(page, panel, 'vswap:512'),
    physical: await tableAround(page, panel, 'disk0:1'),
  });
  await goTo(panel, 'app.heap[0]');
  const hopsBefore = await hops(panel);
  expect(hopsBefore.join('\n')).toContain('ZSWAP');
  const before = await tables();
  expect(before.virtual.filter((row) => row.includes('ZSWAP'))).toHaveLength(16);
  expect(before.physical.filter((row) => row.includes('Pointer'))).toHaveLength(0);

  // Into the statement, call by call. The panel says first where the run stands, the call stack follows.
  await focusLine(page, SCENARIO, STATEMENT);
  const now = async (): Promise<string> => (await panel.locator('.now b').allInnerTexts()).join();
  for (let steps = 0; steps < FAR && (await now()) !== FUNCTION; steps++) {
    const step = await panel.locator('.step').innerText();
    await page.keyboard.press('F11');
    await eventually(
      page,
      () => panel.locator('.step').innerText(),
      (text) => text !== step,
    );
  }
  await eventually(
    page,
    () => callStack(page),
    (rows) => rows[1]?.startsWith(FUNCTION) === true && rows.some((row) => row.startsWith('zswap_writeback_entry')),
  );
  expect(await now()).toBe(FUNCTION);
  await screenshot('acceptance-inside');

  // On to the next statement: the page is on the disk, and the tables lead to each other.
  await page.keyboard.press('F5');
  await standsAt(page, NEXT);
  await goTo(panel, 'app.heap[0]');
  await eventually(
    page,
    () => hops(panel),
    (lines) => lines.length > 0 && /agrees/.test(lines.at(-1) ?? ''),
  );
  const after = await hops(panel);
  expect(after[0]).toMatch(/^page table entry app\.heap\[0\] 0x[0-9a-f]{16} Swap entry vswap:512$/);
  expect(after.slice(1)).toEqual([
    expect.stringMatching(/^folio pfn 0x[0-9a-f]+ /),
    expect.stringMatching(/^swap_table vswap:512 0x[0-9a-f]{16} PFN count 1 /),
    expect.stringMatching(/^virtual_table vswap:512 0x2000000000000009 SWAPFILE disk0:1$/),
    expect.stringMatching(/^backing disk0:1 0x[0-9a-f]{16} Pointer rmap vswap:512$/),
    'reverse map disk0:1 back to vswap:512 ✔ agrees the slot we came from',
  ]);
  expect(after[0]).toBe(hopsBefore[0]);
  const then = await tables();
  expect(then.virtual).not.toEqual(before.virtual);
  expect(then.physical).not.toEqual(before.physical);
  await goTo(panel, 'app.heap[0]');
  await screenshot('acceptance-after');

  // Back to the statement: every row of both tables is what it was.
  await toolbar(page, 'Step Back');
  await standsAt(page, STATEMENT);
  await panel.locator('.past').waitFor();
  expect(await tables()).toEqual(before);
  await goTo(panel, 'app.heap[0]');
  expect(await hops(panel)).toEqual(hopsBefore);

  // And forward again, over it: the same words as the first time.
  await focusLine(page, SCENARIO, STATEMENT);
  await page.keyboard.press('F10');
  await standsAt(page, NEXT);
  expect(await tables()).toEqual(then);
});

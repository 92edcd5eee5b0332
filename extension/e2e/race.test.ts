// A race in a real VS Code: both CPUs in the Call Stack view, each stepped by itself, and the order that comes of it.
import { expect, test } from 'vitest';
import { ask } from './breakpoints';
import { useVSCode } from './vscode';
import {
  callStack,
  eventually,
  focusLine,
  openFile,
  runCommand,
  standsAt,
  stopDebugging,
  toggleBreakpoint,
} from './workbench';

const FILE = 'race.vswap';
const TEXT = `machine { kernel ste-v2  cpus 2  memory 64M  zswap { compressor lz4 }  swap disk0 16M }
task app
app: map heap 1 pages
app: write heap[0] text seed 3
app: pageout heap[0]
race "fault against writeback" {
  cpu 0 { app: read heap[0] }
  cpu 1 { writeback 1 pages }
}
expect app.heap[0].content == text seed 3
`;
const READ = 'cpu 0 { app: read heap[0] }';
const BLOCK_0 = 7;
const vscode = useVSCode({ files: { [FILE]: TEXT }, window: { width: 1500, height: 950 } });

/** Rows of the Call Stack view, the stack of each CPU below its thread. */
const rows = (): Promise<readonly string[]> => callStack(vscode().page);

async function until(holds: (text: string) => boolean): Promise<readonly string[]> {
  return eventually(vscode().page, rows, (all) => holds(all.join('\n')));
}

/** Selects a CPU by its innermost frame, the row below its thread. */
async function select(cpu: number): Promise<void> {
  const { page } = vscode();
  const all = await until((text) => text.includes(`CPU ${cpu} - `));
  const thread = all.findIndex((row) => row.startsWith(`CPU ${cpu} - `));
  const list = page.locator('.debug-call-stack .monaco-list-row');
  const row = list.nth(thread);
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  await until((text) => text.split('\n')[thread + 1]?.startsWith('CPU') === false);
  await list.nth(thread + 1).click();
  await page.waitForTimeout(300);
}

test('each CPU is stepped by itself, and the order can be written down', async () => {
  const { page, screenshot } = vscode();
  await openFile(page, FILE);
  await toggleBreakpoint(page, FILE, BLOCK_0);
  await focusLine(page, FILE, READ);
  await page.keyboard.press('F5');
  await standsAt(page, READ);
  await runCommand(page, 'View: Show Run and Debug');
  await until((text) => text.includes('CPU 0 - app: read heap[0]') && text.includes('CPU 1 - writeback 1 pages'));

  await select(1);
  for (let n = 1; n <= 3; n++) {
    await page.keyboard.press('F11');
    await until((text) => text.includes('.c'));
    await page.waitForTimeout(400);
  }
  await ask(page, 'schedule', /^schedule 1:3$/);
  await screenshot('race-cpu-1-stepped');

  await select(0);
  await page.keyboard.press('F11');
  await page.waitForTimeout(600);
  await ask(page, 'schedule', /^schedule 1:3, 0:1$/);
  const both = await until((text) => /CPU 0 - [^]*access_page[^]*CPU 1 - /.test(text));
  expect(both.join('\n')).toMatch(/CPU 1 - writeback 1 pages/);
  await screenshot('race-both-in-the-kernel');

  // One CPU alone, to the end of its block; then it refuses.
  await select(1);
  await runCommand(page, 'vswap: Continue Only This CPU');
  await until((text) => text.includes('CPU 1 - done'));
  await page.keyboard.press('F5');
  await until((text) => text.includes('END OF PROGRAM') || text.includes('end of program'));
  await stopDebugging(page);
});

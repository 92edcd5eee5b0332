// A launch configuration that names its scenario from the workspace folder: breakpoints hold in it, and bookmarks are there again in the next session.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { useVSCode } from './vscode';
import {
  answer,
  debugConsole,
  eventually,
  openFile,
  placeInTime,
  runCommand,
  standsAt,
  stopDebugging,
  toggleBreakpoint,
} from './workbench';

const FILE = 'kept.vswap';
const SCENARIO = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 4 pages
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
print app.heap[1].entry
`;
const LAUNCH = {
  version: '0.2.0',
  configurations: [{ type: 'vswap', request: 'launch', name: 'Kept', program: `deeper/${FILE}` }],
};

const vscode = useVSCode({
  files: { [`deeper/${FILE}`]: SCENARIO, '.vscode/launch.json': JSON.stringify(LAUNCH) },
});

const seek = async (to: string): Promise<void> => {
  await runCommand(vscode().page, 'vswap: Go to Step, Label or Bookmark...');
  await answer(vscode().page, to, 'A step number');
};

test('a breakpoint in the editor stops a program that is named by a relative path; a bookmark outlives the session', async () => {
  const { page } = vscode();
  await openFile(page, FILE);
  await toggleBreakpoint(page, FILE, 5);
  await runCommand(page, 'Debug: Start Debugging');
  await standsAt(page, 'app: pageout heap[0..3]');
  await seek('20');
  const at = await eventually(
    page,
    () => placeInTime(page),
    (text) => text.startsWith('step 20'),
  );
  await runCommand(page, 'vswap: Add Bookmark...');
  await answer(page, 'within write');
  await page.getByText('Bookmark "within write" at step 20').waitFor();
  await stopDebugging(page);
  await runCommand(page, 'Debug: Start Debugging');
  await standsAt(page, 'app: pageout heap[0..3]');
  await seek('within write');
  expect(
    await eventually(
      page,
      () => placeInTime(page),
      (text) => text.startsWith('step 20'),
    ),
  ).toBe(at);
  await stopDebugging(page);
});

test('in a changed program the bookmark stands for its line, and the console says so', async () => {
  const { page, folder } = vscode();
  fs.writeFileSync(path.join(folder, 'deeper', FILE), SCENARIO.replace('app: map', '\n\napp: map'));
  const opened = await openFile(page, FILE);
  await opened.locator('.line-numbers', { hasText: /^9$/ }).waitFor();
  await runCommand(page, 'Debug: Start Debugging');
  await eventually(
    page,
    () => debugConsole(page),
    (lines) => lines.some((line) => line.includes('"within write" stands for line 6 now')),
  );
  await eventually(
    page,
    () => placeInTime(page),
    (text) => text.startsWith('step '),
  );
  await seek('within write');
  await standsAt(page, 'app: write heap[0..3] text seed 1');
  await stopDebugging(page);
});

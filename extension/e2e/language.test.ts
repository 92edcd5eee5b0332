// Language support where it runs: the server in a worker thread of the desktop's host, and in a web worker.
import { describe, expect, test } from 'vitest';
import { useVSCode } from './vscode';
import { editor, eventually, focusLine, openFile, problems, runCommand } from './workbench';

const SCENARIO = `machine { kernel ste-v1  zswap { compressor lz4 }  swap disk0 16M }
task app
app: map heap 4 pages
app: write   heap[0..3] text seed 7
app: pageout heap[0..3]
writeback 1 pages
expect app.heap[0] is fys on disk0
`;

const HOSTS = {
  'in the extension host of the desktop': {},
  'in the web worker host': { 'remote.extensionKind': { 'vswap.vswap-debugger': ['web'] } },
};

describe.each(Object.entries(HOSTS))('language support %s', (_host, settings) => {
  const vscode = useVSCode({ settings, files: { 'first.vswap': SCENARIO } });

  test('tells problems, explains words, formats and fixes', async () => {
    const { page } = vscode();
    await openFile(page, 'first.vswap');
    expect((await problems(page)).join('\n')).toMatch(/fys is not a state\. Did you mean phys\?.*VS0145/s);

    await focusLine(page, 'first.vswap', 'writeback 1 pages');
    await page.keyboard.press('Home');
    await runCommand(page, 'Show or Focus Hover');
    const hover = page.locator('.monaco-hover:visible', { hasText: 'folio_realloc_swap' }).first();
    await hover.waitFor();
    await vscode().screenshot(`hover-${settings === HOSTS['in the web worker host'] ? 'web' : 'desktop'}`);
    await page.keyboard.press('Escape');

    await focusLine(page, 'first.vswap', 'expect');
    await runCommand(page, 'Format Document');
    const text = async (): Promise<string> =>
      (await editor(page, 'first.vswap').locator('.view-lines').innerText()).replaceAll('\u00a0', ' ');
    await eventually(page, text, (shown) => shown.includes('app: write heap[0..3]'));
  });
});

// The Code view in a real browser: Monaco under its policy, the next step and breakpoints in the margin, clicks and F9 toggle.
import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { CodeToView } from '../core/protocol/code';
import { codePage } from '../core/protocol/page';
import { bundle, chromiumPath, launch, open, ORIGIN, type OpenPage } from './browser.fixture';
import type { ThemeName } from './themes.fixture';

const SHOTS = '.cache/shots';
const html = codePage({
  nonce: 'abc123',
  source: ORIGIN,
  script: `${ORIGIN}/code.js`,
  style: `${ORIGIN}/code.css`,
  title: 'Kernel Code',
  worker: `${ORIGIN}/editor.worker.js`,
});

const TEXT = [
  '// mm/swapfile.c: folio_realloc_swap()',
  'ci = swap_cluster_lock(vswap_si, offset)',
  'p = swap_alloc_fast(folio)',
  'if (!p.val) return p',
  '__swap_table_set(ci, ci_off, rmap_to_swp_tb(entry))',
  '__vtable_set(ci_dyn, voff, vtable_mk_phys(p))',
  'swap_cluster_unlock(ci)',
].join('\n');

const SHOW: CodeToView = {
  kind: 'show',
  title: 'folio_realloc_swap \u2014 ste-v1, cpu 0',
  id: 'vswap-source:/mm/swapfile.c/folio_realloc_swap.c',
  text: TEXT,
  language: 'c',
  line: 3,
  breakpoints: [5],
};

describe.skipIf(chromiumPath === undefined)('the Code view', () => {
  let browser: Browser;
  let files: ReadonlyMap<string, Uint8Array>;

  beforeAll(async () => {
    fs.mkdirSync(SHOTS, { recursive: true });
    const worker = 'node_modules/monaco-editor/esm/vs/editor/editor.worker.js';
    const [code, editorWorker] = await Promise.all([bundle('webview/code.ts'), bundle(worker)]);
    files = new Map([...code, ...editorWorker]);
    browser = await launch();
  }, 120_000);

  afterAll(() => browser.close());

  const show = async (theme: ThemeName): Promise<OpenPage> => {
    const answer = (message: unknown): unknown => (JSON.stringify(message) === '{"kind":"ready"}' ? SHOW : undefined);
    const opened = await open(browser, { html, files, theme, width: 700, height: 300, pixelRatio: 2, answer });
    await opened.page.locator('.next-step').waitFor();
    return opened;
  };

  test.each<ThemeName>(['dark', 'light', 'hc'])('keeps its policy and follows the %s theme', async (theme) => {
    const { page, complaints } = await show(theme);
    await page.locator('.view-line span.mtk1').first().waitFor();
    await page.screenshot({ path: `${SHOTS}/code-${theme}.png` });
    expect(complaints).toEqual([]);
    const background = await page
      .locator('.monaco-editor')
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(background).toBe({ dark: 'rgb(31, 31, 31)', light: 'rgb(255, 255, 255)', hc: 'rgb(0, 0, 0)' }[theme]);
    await page.context().close();
  });

  test('marks the next step and toggles breakpoints by click and by key', async () => {
    const { page, posted, send } = await show('dark');
    expect(await page.locator('.breakpoint').count()).toBe(1);
    const line = await page.locator('.line-numbers', { hasText: /^7$/ }).boundingBox();
    const margin = await page.locator('.glyph-margin').first().boundingBox();
    if (line === null || margin === null) throw new Error('no margin');
    await page.mouse.click(margin.x + margin.width / 2, line.y + line.height / 2);
    await expect.poll(() => posted.at(-1)).toEqual({ kind: 'toggleBreakpoint', id: SHOW.id, line: 7 });
    await send({ kind: 'breakpoints', lines: [5, 7] });
    await expect.poll(() => page.locator('.breakpoint').count()).toBe(2);
    await page.locator('.view-line').nth(1).click();
    await page.keyboard.press('F9');
    await expect.poll(() => posted.at(-1)).toEqual({ kind: 'toggleBreakpoint', id: SHOW.id, line: 2 });
    await page.context().close();
  });

  test('says why there is nothing to show', async () => {
    const { page, send } = await show('dark');
    await send({ kind: 'nothing', reason: 'Nothing is stopped.' });
    await page.locator('header', { hasText: 'Nothing is stopped.' }).waitFor();
    expect(await page.locator('.next-step').count()).toBe(0);
    await page.context().close();
  });
});

// The panel in a real browser: its strict policy holds, everything is reached by keyboard, clicks lead where they say. Pictures go to .cache/shots.
import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { panelPage } from '../core/protocol/page';
import { panelConversation } from '../core/protocol/panel';
import { check } from '../core/protocol/schema';
import { SessionLook } from '../core/report/panelStateSession';
import { compileScenario } from '../core/scenario/compile';
import { Timeline } from '../core/timeline/timeline';
import { stepIndex, type StepIndex } from '../core/word/brand';
import { bundle, chromiumPath, launch, open, ORIGIN, type OpenPage } from './browser.fixture';
import type { ThemeName } from './themes.fixture';

const SHOTS = '.cache/shots';
const html = panelPage({
  nonce: 'abc123',
  source: ORIGIN,
  script: `${ORIGIN}/panel.js`,
  style: `${ORIGIN}/panel.css`,
  title: 'vswap',
});

const SCENARIO = `machine {
  kernel ste-v1
  cpus 2
  memory 256M
  zswap { compressor lz4  max_pool_percent 20 }
  swap disk0 64M { priority 10 }
  swap disk1 16M { priority 5 }
  cgroup web { swap.max 16M }
}
task app in web
app: map heap 1200 pages
app: write heap[0..699] text seed 7
app: write heap[700..779] zero
app: pageout heap[0..779]
writeback 40 pages
app: read heap[20..29]
writeback 1 pages
`;

/** A run that has stopped twice: at the last writeback, and where the virtual table points at the physical slot. */
function stoppedRun(): { readonly look: SessionLook; readonly run: Timeline; readonly before: StepIndex } {
  const { value, problems } = compileScenario(SCENARIO, 'thread.vswap');
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join());
  const run = new Timeline(value);
  while (run.recordNext());
  const last = run.operations.at(-1);
  if (last === undefined) throw new Error('the scenario has no statement');
  const lastStop = { step: 0, reason: 'step', why: 'Stepped.' };
  const session = { run, isMoving: false, lastStop, furthestCursor: run.recordedSteps };
  const look = new SessionLook(session);
  const stopAt = (step: StepIndex): void => {
    run.seek(step);
    look.stopped();
  };
  stopAt(stepIndex(run.recordedSteps));
  stopAt(last.firstStep);
  // Back in the caller of folio_realloc_swap: the physical slot is taken, the reverse map and the virtual table are written.
  const functionAt = (step: StepIndex): string => run.moment(step).frame?.name ?? '';
  let step = last.firstStep;
  while (functionAt(step) !== 'folio_realloc_swap') step = stepIndex(step + 1);
  while (functionAt(step) !== 'zswap_writeback_entry') step = stepIndex(step + 1);
  look.state();
  stopAt(step);
  return { look, run, before: last.firstStep };
}

/** A host that answers as the extension does. */
function host(look: SessionLook): (message: unknown) => unknown {
  return (message) => {
    const click = check(panelConversation.toHost, message).value;
    if (click === undefined) throw new Error('the panel sent a malformed message');
    switch (click.kind) {
      case 'copyWord':
      case 'revealStatement':
      case 'openCode':
      case 'goNewest':
      case 'breakOnWord':
      case 'enableBreakpoint':
      case 'removeBreakpoint':
        return undefined;
      case 'ready':
        break;
      default: {
        const problem = look.clicked(click);
        if (problem !== undefined) return { kind: 'refused', reason: problem };
      }
    }
    return { kind: 'state', state: look.state() };
  };
}

describe.skipIf(chromiumPath === undefined)('the panel', () => {
  let browser: Browser;
  let files: ReadonlyMap<string, Uint8Array>;

  beforeAll(async () => {
    fs.mkdirSync(SHOTS, { recursive: true });
    [browser, files] = await Promise.all([launch(), bundle('webview/panel.ts')]);
  }, 60_000);

  afterAll(() => browser.close());

  const show = async (theme: ThemeName = 'dark', width = 760, height = 1100): Promise<OpenPage> => {
    const { look } = stoppedRun();
    const opened = await open(browser, { html, files, theme, width, height, pixelRatio: 2, answer: host(look) });
    await opened.page.locator('.hops li').first().waitFor();
    return opened;
  };

  /** Place (`disk0:41`) of the hop of a kind; of the last one, which is the physical slot for `swapTable`. */
  const placeOf = (page: Page, kind: string): Promise<string> =>
    page.locator(`.hops .${kind} .place`).last().innerText();

  test.each<[ThemeName, number]>([
    ['dark', 760],
    ['light', 760],
    ['hc', 760],
    ['dark', 300],
    ['light', 515],
    ['dark', 1400],
  ])('keeps its policy in the %s theme, %i pixels wide', async (theme, width) => {
    const { page, complaints } = await show(theme, width);
    await page.screenshot({ path: `${SHOTS}/panel-${theme}-${width}.png`, fullPage: true });
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.context().close();
  });

  test('leads from each hop to its word', async () => {
    const { page } = await show();
    const virtual = await placeOf(page, 'virtualTable');
    const mapped = await placeOf(page, 'pte');
    await page.locator('.hops .reverseMap button').click();
    await page.locator('.bits .place', { hasText: `virtual_table ${virtual}` }).waitFor();
    const pte = await page.locator('.hops .pte .word').innerText();
    await page.locator('.hops .pte button').click();
    await page.locator('.bits .place', { hasText: `pte ${mapped}` }).waitFor();
    expect(await page.locator('.bits .value').innerText()).toBe(pte);
    await page.context().close();
  });

  test('marks what changed by sign and name, not by colour alone', async () => {
    const { page } = await show();
    const slot = (await placeOf(page, 'swapTable')).split(':')[1] ?? '';
    await page.locator('.hops .swapTable button').last().click();
    const cell = page.locator(`#cell-${slot}-swap_table`);
    expect(await cell.getAttribute('aria-label')).toContain('changed since the last stop: was 0x0000000000000000');
    expect(await cell.evaluate((element) => getComputedStyle(element, '::before').content)).toContain('\u0394');
    await page.context().close();
  });

  test('is walked by keyboard: Tab through the parts, arrows within', async () => {
    const { page } = await show();
    const stops: string[] = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate(() => {
          const { activeElement } = document;
          return [activeElement?.tagName, activeElement?.className, activeElement?.getAttribute('aria-label')].join(
            ' ',
          );
        }),
      );
    }
    for (const part of [
      'TEXT-FIELD',
      'CHECKBOX',
      'BUTTON hop',
      'DROPDOWN',
      'device',
      'clusters of',
      'slots of cluster',
      'field',
      'PANEL-TAB',
    ])
      expect(stops.join('\n')).toContain(part);
    await page.locator('.hops .swapTable button').last().click();
    await page.locator('vswap-slot-table .rows').focus();
    await page.keyboard.press('Home');
    await page.locator('.bits .place', { hasText: /disk0:0$/ }).waitFor();
    await page.locator('vswap-slot-grid canvas').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.bits .place', { hasText: /disk0:1$/ }).waitFor();
    const mapped = await placeOf(page, 'pte');
    await page.locator('.hops button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.bits .place', { hasText: `pte ${mapped}` }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.bits .place', { hasText: /swap_table vswap/ }).waitFor();
    await page.context().close();
  });

  test('shows, back at the last stop, word for word what it showed there', () => {
    const { look, run, before } = stoppedRun();
    const words = (): unknown =>
      look.state()?.table?.rows.map(({ offset, swap, virtual }) => [offset, swap.word, virtual?.word]);
    const after = words();
    const here = run.cursor;
    look.clicked({ kind: 'follow', on: false });
    run.seek(before);
    look.stopped();
    expect(words()).not.toEqual(after);
    run.seek(here);
    look.stopped();
    expect(words()).toEqual(after);
  });

  test('says why it cannot go somewhere', async () => {
    const { page, posted } = await show();
    await page.locator('#go-to input').fill('disk9:1');
    await page.keyboard.press('Enter');
    await page.locator('.notice', { hasText: 'VS0701: no swap device is called disk9' }).waitFor();
    expect(posted).toContainEqual({ kind: 'goTo', target: 'disk9:1' });
    await page.context().close();
  });

  test('refuses a malformed message in words, and keeps what it shows', async () => {
    const { page, send } = await show();
    await send({ kind: 'state', state: { kernel: 7 } });
    await page.locator('.notice', { hasText: 'message.state.kernel: expected text' }).waitFor();
    expect(await page.locator('.hops li').count()).toBeGreaterThan(4);
    await page.context().close();
  });
});

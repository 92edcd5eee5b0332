// Follows the walk of docs/debugging.md in a real VS Code, by the keys and commands that it names, and takes its pictures on the way.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { readDocument, walkOf, type Press } from '../adapter/walkthrough.fixture';
import { goTo } from './panelTables';
import type { VSCode, VSCodeOptions } from './vscode';
import {
  answer,
  debugConsole,
  eventually,
  focusConsole,
  openFile,
  runCommand,
  section,
  standsAt,
  toolbar,
  webview,
} from './workbench';

export const WALK_OPTIONS: VSCodeOptions = {
  window: { width: 1600, height: 1000 },
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'editor.occurrencesHighlight': 'off',
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
    'breadcrumbs.enabled': false,
    'debug.console.acceptSuggestionOnEnter': 'off',
  },
};

/** Top of the window, right of the side bar: the source, and the page's way through the tables. */
const HEIGHT = 540;
/** Some moves end on the line that they began on, so nothing to wait for tells that they are over; a stop takes the focus, and the panel follows it. */
const SETTLED = 1000;
/** What is changed of breakpoints goes to the session by itself. */
const ACCEPTED = 500;

export async function followWalk({ page }: VSCode, images: string): Promise<void> {
  for (const { action, line, seen } of walkOf(readDocument())) {
    try {
      if (action.kind === 'picture') await takePicture(page, `${images}/${action.name}.png`);
      else if (action.kind === 'typing') await type(page, action.text, seen[0] ?? '');
      else await press(page, action);
      await page.waitForTimeout(ACCEPTED);
      const [, file, at] = /^([\w-]+\.(?:c|vswap)):\d+ {2}(.+)$/.exec(seen.at(-1) ?? '') ?? [];
      if (file !== undefined && at !== undefined) {
        await standsAt(page, at, file);
        await page.waitForTimeout(SETTLED);
      }
    } catch (error) {
      throw new Error(`At "${line}": ${String(error)}`, { cause: error });
    }
  }
}

async function press(page: Page, { key, title, typed }: Press): Promise<void> {
  switch (key) {
    case 'click':
      await page
        .locator('.editor-instance .view-line', { hasText: blanks(title) })
        .first()
        .click();
      return;
    case 'toolbar':
      return toolbar(page, title);
    case 'panel':
      return goTo(await webview(page, '.hops'), title);
    case 'check':
    case 'uncheck':
      await (
        await section(page, 'Breakpoints')
      )
        .locator('.monaco-list-row', { hasText: title })
        .locator('input')
        .click();
      return;
    case 'edit':
      return editFunction(page, typed ?? '');
    case 'F1':
      await runCommand(page, title);
      break;
    case 'Ctrl+P':
      await openFile(page, typed ?? '');
      return;
    default:
      await page.keyboard.press(
        key
          .replace('Ctrl', 'Control')
          .replace(/[A-Z]$/, 'Key$&')
          .replace('[', 'BracketLeft')
          .replace(']', 'BracketRight'),
      );
  }
  if (typed === undefined) return;
  if (title === 'Add Function Breakpoint') await fillBreakpoint(page, typed);
  else if (title === 'Debug: Add Logpoint...') await fillLogpoint(page, typed);
  else await answer(page, typed);
}

/** The pencil stands beside the function breakpoint that the pointer is on. */
async function editFunction(page: Page, condition: string): Promise<void> {
  await section(page, 'Breakpoints');
  const row = page.locator('.debug-breakpoints .monaco-list-row', {
    has: page.locator('.codicon-debug-breakpoint-function'),
  });
  await row.first().hover();
  await row.first().locator('.action-label.codicon-edit').click();
  await page.locator('.context-view .action-item', { hasText: 'Edit Condition...' }).hover();
  await page.keyboard.press('Enter');
  await fillBreakpoint(page, condition);
}

async function fillBreakpoint(page: Page, text: string): Promise<void> {
  await page.locator('.debug-breakpoints .inputBoxContainer input').fill(text);
  await page.keyboard.press('Enter');
}

async function fillLogpoint(page: Page, text: string): Promise<void> {
  await page.locator('.breakpoint-widget .monaco-editor.focused').waitFor();
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  await page.locator('.breakpoint-widget').waitFor({ state: 'hidden' });
}

async function type(page: Page, text: string, seen: string): Promise<void> {
  await focusConsole(page);
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  const rows = await eventually(
    page,
    () => debugConsole(page),
    (found) => found.some((row) => row.includes(seen.replace(/\s+/g, ' '))),
  );
  expect(rows.length).toBeGreaterThan(0);
}

/** The editor sets no-break spaces between words. */
const blanks = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s'));

async function takePicture(page: Page, file: string): Promise<void> {
  await page.mouse.move(700, 995);
  await page.waitForTimeout(SETTLED);
  const main = await page.locator('.part.editor').boundingBox();
  if (main === null) throw new Error('There is no editor to take a picture of.');
  await page.screenshot({ path: file, clip: { x: main.x, y: main.y, width: main.width, height: HEIGHT } });
}

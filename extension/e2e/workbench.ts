// What a person does in VS Code's window, as functions on its page; the selectors hold from VS Code 1.91 to 1.139.
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The text editor that shows `file` (the end of its path). */
export function editor(page: Page, file: string): Locator {
  return page.locator(`.editor-instance .monaco-editor[data-uri$="${file}"]`).first();
}

/** Opens a file through quick open and waits for its text. */
export async function openFile(page: Page, file: string): Promise<Locator> {
  await page.keyboard.press('Control+P');
  await quickInput(page).fill(file);
  await quickRow(page, file.split('/').at(-1) ?? file).click();
  const opened = editor(page, file);
  await opened.locator('.view-line').first().waitFor();
  return opened;
}

/** Runs a command of the palette by its full title, e.g. `vswap: Open Swap Panel`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = quickRow(page, title);
  for (let tries = 3; ; tries--) {
    const timeout = tries > 1 ? 4000 : 30_000;
    await page.keyboard.press('F1');
    try {
      await quickInput(page).fill(`>${title}`, { timeout });
      await row.click({ timeout });
      break;
    } catch (error) {
      // An editor that a stop opens may take the focus, and the palette closes.
      if (tries <= 1) throw error;
    }
  }
  // A key pressed while the palette closes goes nowhere.
  await row.waitFor({ state: 'hidden' });
}

/** Clicks the glyph margin beside a line that is in view. */
export async function toggleBreakpoint(page: Page, file: string, line: number): Promise<void> {
  const shown = editor(page, file);
  const number = await boxOf(
    shown.locator('.margin-view-overlays .line-numbers', { hasText: new RegExp(`^${line}$`) }),
  );
  const margin = await boxOf(shown.locator('.margin').first());
  await page.mouse.click(margin.x + 10, number.y + number.height / 2);
  await shown.locator('.codicon-debug-breakpoint').first().waitFor();
}

/** Clicks into a line's text, so that keys go to the editor. */
export async function focusLine(page: Page, file: string, text: string): Promise<void> {
  await editor(page, file).locator('.view-line', { hasText: text }).first().click();
}

/** The text beside the debugger's mark, once there is one: in the editor of `file`, or in any that is in view. */
export async function stoppedLine(page: Page, file = ''): Promise<string> {
  return eventually(
    page,
    async () => plain(await page.evaluate(markedLine, file)),
    (text) => text !== '',
  );
}

/** Rows of the call stack view, threads among them. */
export async function callStack(page: Page): Promise<readonly string[]> {
  return rows(page.locator('.debug-call-stack .monaco-list-row'));
}

/** Rows of the variables view as it stands open, the first scope unfolded. */
export async function variables(page: Page): Promise<readonly string[]> {
  const list = page.locator('.debug-variables .monaco-list-row');
  await list.first().waitFor();
  if ((await list.first().getAttribute('aria-expanded')) === 'false')
    await list.first().locator('.monaco-tl-twistie').click();
  await list.nth(1).waitFor();
  return rows(list);
}

/** Opens the Problems view and answers its rows; waits until there is a mark in the editor. */
export async function problems(page: Page): Promise<readonly string[]> {
  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
  await page.keyboard.press('Control+Shift+M');
  const list = page.locator('.markers-panel .monaco-list-row');
  await list.first().waitFor();
  return rows(list);
}

/** Lines of the debug console. */
export async function debugConsole(page: Page): Promise<readonly string[]> {
  return rows(page.locator('.repl .monaco-list-row'));
}

/** Until the prompt has the focus: the editor that a stop opens takes it a moment later. */
export async function focusConsole(page: Page): Promise<void> {
  const prompt = page.locator('.repl-input-wrapper .monaco-editor.focused');
  const isReady = async (): Promise<boolean> => {
    await runCommand(page, 'Debug Console: Focus on Debug Console View');
    await page.waitForTimeout(300);
    return prompt.isVisible();
  };
  await eventually(page, isReady, (ready) => ready);
}

/** The document inside a webview: the one that holds an element matching `selector`, when several are open. */
export async function webview(page: Page, selector: string): Promise<FrameLocator> {
  const frames = page.locator('iframe.webview.ready');
  const limit = Date.now() + 30_000;
  while (Date.now() < limit) {
    for (let index = 0; index < (await frames.count()); index++) {
      const content = frames.nth(index).contentFrame().frameLocator('#active-frame');
      if ((await content.locator(selector).count()) > 0) return content;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview shows ${selector}.`);
}

/** Fills the input that a command asks with and presses Enter. `asked`: how its placeholder begins, as the palette that closes has an input too. */
export async function answer(page: Page, text: string, asked = ''): Promise<void> {
  const input = quickInput(page);
  await input.and(page.locator(asked === '' ? '*' : `[placeholder^="${asked}"]`)).waitFor();
  await input.fill(text);
  await page.keyboard.press('Enter');
}

/** Waits until the debugger stands at a line whose text is `line`. */
export async function standsAt(page: Page, line: string, file = ''): Promise<void> {
  await eventually(
    page,
    async () => plain(await page.evaluate(markedLine, file)),
    (text) => text === line,
  );
}

/** Clicks a button of the debug toolbar by its label, which a key may follow. */
export async function toolbar(page: Page, label: string): Promise<void> {
  await page.locator(`.debug-toolbar :is([aria-label="${label}"], [aria-label^="${label} ("])`).click();
}

/** Opens the menu of what `target` shows with the right button and chooses `entry`. */
export async function contextMenu(page: Page, target: Locator, entry: string): Promise<void> {
  await target.click({ button: 'right' });
  const items = page.locator('.context-view .action-item');
  // Only the whole label tells "Run to Cursor" from "Run Back to Cursor".
  await items.filter({ has: page.getByText(entry, { exact: true }) }).hover();
  await page.keyboard.press('Enter');
  await items.first().waitFor({ state: 'hidden' });
}

/** A section of the Run and Debug view, unfolded, by its title. */
export async function section(page: Page, title: string): Promise<Locator> {
  const header = page.locator(`.pane-header[aria-label^="${title}"]`);
  await header.waitFor();
  if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  return page.locator('.pane', { has: header });
}

/** What the status bar says of the place in time. */
export async function placeInTime(page: Page): Promise<string> {
  return plain(await page.locator('[id="vswap.vswap-debugger.vswap.time"]').innerText());
}

/** Ends the debug session. */
export async function stopDebugging(page: Page): Promise<void> {
  await page.keyboard.press('Shift+F5');
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
}

/** Waits until `read` answers what `holds` accepts; for views that follow the debugger a moment later. */
export async function eventually<T>(page: Page, read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const limit = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > limit) throw new Error(`Still not so after 20 s: ${JSON.stringify(value)}`);
    await page.waitForTimeout(100);
  }
}

function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget input.input');
}

function quickRow(page: Page, text: string): Locator {
  return page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
}

async function rows(list: Locator): Promise<readonly string[]> {
  return (await list.allInnerTexts()).map(plain);
}

/** One line, single spaces: the editor shows blanks as no-break spaces, and sets icons and joiners among the text. */
function plain(text: string): string {
  return text
    .replace(/[\ue000-\uf8ff\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Runs in the window, at one go, since editors come and go; one behind another keeps its mark without a height. */
function markedLine(file: string): string {
  for (const shown of document.querySelectorAll<HTMLElement>('.editor-instance .monaco-editor')) {
    if (shown.dataset['uri']?.endsWith(file) !== true) continue;
    const mark = shown.querySelector('.debug-top-stack-frame-line')?.getBoundingClientRect();
    if (mark === undefined || mark.height === 0) continue;
    for (const line of shown.querySelectorAll('.view-line'))
      if (Math.abs(line.getBoundingClientRect().y - mark.y) < mark.height / 2) return line.textContent;
  }
  return '';
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`Not in view: ${String(locator)}`);
  return box;
}

// What a person does with breakpoints in VS Code's window: the gutter's menu, the widget for terms, the Breakpoints view, the sentence of a stop; and lines of the debug console.
import type { Locator, Page } from 'playwright-core';
import { contextMenu, debugConsole, editor, eventually, focusConsole, section } from './workbench';

/** Milliseconds that a look at something which may be gone takes at most. */
const PATIENCE = 2000;

export type Term = 'Expression' | 'Hit Count' | 'Log Message';

/** Chooses an entry of the menu of the gutter, beside a line that is in view. */
export async function gutterMenu(page: Page, file: string, line: number, entry: string): Promise<void> {
  const shown = editor(page, file);
  const glyphs = shown.locator('.margin').first();
  const number = shown.locator('.margin-view-overlays .line-numbers', { hasText: new RegExp(`^${line}$`) });
  const [margin, row] = [await glyphs.boundingBox(), await number.boundingBox()];
  if (margin === null || row === null) throw new Error(`Line ${line} of ${file} is not in view.`);
  await page.mouse.click(margin.x + 10, row.y + row.height / 2, { button: 'right' });
  await choose(page, entry);
}

/** Types a term into the widget below a line, which a menu has opened. */
export async function fillTerm(page: Page, term: Term, text: string): Promise<void> {
  const widget = page.locator('.breakpoint-widget');
  // It takes the focus a moment after it is there, which closes an open list of terms.
  await widget.locator('.monaco-editor.focused').waitFor();
  await widget.getByLabel('Breakpoint Type').click();
  await page.locator('.monaco-select-box-dropdown-container.visible .monaco-list-row', { hasText: term }).click();
  await widget.locator('.monaco-editor').click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
}

/** A button in the title of the Breakpoints view, which shows while the pointer is there. */
export async function breakpointsButton(page: Page, label: string): Promise<void> {
  await section(page, 'Breakpoints');
  const header = page.locator('.pane-header[aria-label^="Breakpoints"]');
  await header.hover();
  await header.locator(`[aria-label="${label}"]`).click();
}

/** A row of the Breakpoints view. */
export async function breakpointRow(page: Page, text: string): Promise<Locator> {
  return (await section(page, 'Breakpoints')).locator('.monaco-list-row', { hasText: text }).first();
}

/** Adds a function breakpoint with the view's `+`. */
export async function addFunction(page: Page, name: string): Promise<void> {
  await breakpointsButton(page, 'Add Function Breakpoint');
  await page.locator('.debug-breakpoints .inputBoxContainer input').fill(name);
  await page.keyboard.press('Enter');
}

/** Switches a row of the Breakpoints view on or off by its box. */
export async function check(page: Page, text: string, isOn: boolean): Promise<void> {
  await (await breakpointRow(page, text)).locator('input').setChecked(isOn);
}

/** A row of the Variables view, its parents unfolded from the scope down; each is found by how its text begins. */
export async function variable(page: Page, ...path: readonly string[]): Promise<Locator> {
  const view = await section(page, 'Variables');
  let row = view;
  for (const [depth, name] of path.entries()) {
    row = view.locator(`.monaco-list-row[aria-level="${depth + 1}"]`, { hasText: beginning(name) }).first();
    await row.waitFor();
    if (depth < path.length - 1 && (await row.getAttribute('aria-expanded')) !== 'true')
      await row.locator('.monaco-tl-twistie').click();
  }
  return row;
}

/** Waits until a row of the Variables view says what is expected; views follow a stop a moment later. */
export async function variableSays(page: Page, expected: RegExp, ...path: readonly string[]): Promise<void> {
  await eventually(
    page,
    async () => (await (await variable(page, ...path)).innerText()).replace(/\s+/g, ' ').trim(),
    (text) => expected.test(text),
  );
}

/** Chooses an entry of a variable's menu. */
export async function variableMenu(page: Page, entry: string, ...path: readonly string[]): Promise<void> {
  await contextMenu(page, await variable(page, ...path), entry);
}

/** Waits until the Call Stack view's title says, under the pointer, that the run stands where it does because of `why`. */
export async function stoppedBecause(page: Page, why: RegExp): Promise<void> {
  const hover = page.locator('.monaco-hover.workbench-hover');
  const read = async (): Promise<string> => {
    await page.mouse.move(700, 300);
    // The sign comes and goes with each stop.
    await page
      .locator('.call-stack-state-message')
      .hover({ timeout: PATIENCE })
      .catch(() => undefined);
    await hover
      .first()
      .waitFor({ timeout: PATIENCE })
      .catch(() => undefined);
    return (await hover.allInnerTexts()).join(' ').trim();
  };
  await eventually(page, read, (text) => why.test(text));
  await page.mouse.move(700, 300);
}

/** Types a line into the debug console and waits for a row that says what is expected. */
export async function ask(page: Page, line: string, expected: RegExp): Promise<string> {
  await focusConsole(page);
  const before = await debugConsole(page);
  // The blank ends the word, so that Enter takes no suggestion.
  await page.keyboard.insertText(`${line} `);
  await page.keyboard.press('Enter');
  const news = (rows: readonly string[]): string | undefined =>
    rows.slice(rows.lastIndexOf(line.replace(/\s+/g, ' ')) + 1).find((row) => expected.test(row));
  const rows = await eventually(
    page,
    () => debugConsole(page),
    (found) => found.join('\n') !== before.join('\n') && news(found) !== undefined,
  );
  return news(rows) ?? '';
}

async function choose(page: Page, entry: string): Promise<void> {
  const items = page.locator('.context-view .action-item');
  await items.filter({ has: page.getByText(entry, { exact: true }) }).hover();
  await page.keyboard.press('Enter');
  await items.first().waitFor({ state: 'hidden' });
}

const beginning = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

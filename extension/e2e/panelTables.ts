// What the panel shows, as text: every row of a cluster's table, though only those in view are in the page, and the hops of the selected page.
import type { FrameLocator, Page } from 'playwright-core';
import { eventually } from './workbench';

/** All 512 rows of the cluster that holds `slot`, e.g. `vswap:512`: slot, words, kinds, counts, flags, payloads, each as shown. */
export async function tableAround(page: Page, panel: FrameLocator, slot: string): Promise<readonly string[]> {
  const [device = '', offset = '0'] = slot.split(':');
  await goTo(panel, slot);
  const first = Math.floor(Number(offset) / 512) * 512;
  await panel.locator('section.cluster .bar', { hasText: `${device}:${first}..` }).waitFor();
  await showAllRows(panel);
  const read = (): Promise<string[]> => panel.locator('vswap-slot-table .rows').evaluate(scrolledThrough);
  return eventually(page, read, (rows) => rows.length === 512);
}

/** Selects what a person types into the panel's field: a slot, a page or an address. */
export async function goTo(panel: FrameLocator, target: string): Promise<void> {
  await panel.locator('#go-to input').fill(target);
  await panel.locator('#go-to input').press('Enter');
}

/** The way of the selected page through the tables, a line a hop, single spaces. */
export async function hops(panel: FrameLocator): Promise<readonly string[]> {
  const lines = await panel.locator('.hops > li').allInnerTexts();
  return lines.map((line) => line.replace(/\s+/g, ' ').trim());
}

async function showAllRows(panel: FrameLocator): Promise<void> {
  const rows = panel.locator('vscode-dropdown[aria-label="Rows"]');
  if ((await rows.innerText()).includes('all 512')) return;
  await rows.click();
  await rows.locator('vscode-option', { hasText: 'all 512' }).click();
}

/** Runs in the panel's page. */
async function scrolledThrough(rows: Element): Promise<string[]> {
  const seen = new Map<string, string>();
  for (let top = 0; top < rows.scrollHeight; top += rows.clientHeight / 2) {
    rows.scrollTop = top;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const row of rows.querySelectorAll<HTMLElement>('.row:not(.heading)')) {
      const cells = [...row.children].map((cell) => cell.textContent.trim());
      seen.set(cells[0] ?? '', cells.join(' | '));
    }
  }
  return [...seen.values()];
}

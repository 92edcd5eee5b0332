// A real VS Code with the packed extension on a copy of samples/, for one test file: its server, and a headless Chromium that shows it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { startServer } from '../../scripts/vscode-server.mjs';

export interface VSCode {
  readonly page: Page;
  /** The folder that is open: a copy of samples/ which the test may change. */
  readonly folder: string;
  /** What the page's console said of errors since the start; breaches of the content security policy are among them. */
  readonly consoleErrors: readonly string[];
  /** Saves NAME.png, below .cache/e2e unless another folder is given. */
  screenshot(name: string, folder?: string): Promise<void>;
}

export interface VSCodeOptions {
  /** User settings, e.g. `workbench.colorTheme`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Further files in the folder: path, text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Size of the window in CSS pixels. */
  readonly window?: { readonly width: number; readonly height: number };
}

const SHOTS = path.join(root, '.cache/e2e');
const WINDOW = { width: 1400, height: 900 };

/** Opens VS Code before the tests of the calling file and closes it after them; a test that fails leaves a screenshot of its end. */
export function useVSCode(options: VSCodeOptions = {}): () => VSCode {
  let opened: (VSCode & { readonly close: () => Promise<void> }) | undefined;
  beforeAll(async () => {
    opened = await openVSCode(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await opened?.screenshot(`failed ${task.name}`.replace(/\W+/g, '-'));
  });
  afterAll(() => opened?.close());
  return () => {
    if (opened === undefined) throw new Error('VS Code is open only while the tests run.');
    return opened;
  };
}

async function openVSCode({
  settings = {},
  files = {},
  window = WINDOW,
}: VSCodeOptions): Promise<VSCode & { readonly close: () => Promise<void> }> {
  const data = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'vswap-e2e-')));
  const folder = path.join(data, 'samples');
  fs.cpSync(path.join(root, 'samples'), folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  const server = await startServer({ vsix: inject('vsix'), data, settings });
  const browser = await openBrowser(path.join(data, 'browser'), window);
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(30_000);
  const consoleErrors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()));
  page.on('pageerror', (error) => consoleErrors.push(String(error)));

  await page.goto(server.url(folder));
  // Keys pressed before the explorer has its rows are lost.
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  return {
    page,
    folder,
    consoleErrors,
    async screenshot(name, shots = SHOTS) {
      await page.screenshot({ path: path.join(shots, `${name}.png`) });
    },
    async close() {
      await browser.close();
      await server.stop();
      fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function openBrowser(profile: string, viewport: typeof WINDOW) {
  // Webviews load their service worker from another origin, which a fresh profile may forbid.
  fs.mkdirSync(path.join(profile, 'Default'), { recursive: true });
  fs.writeFileSync(
    path.join(profile, 'Default/Preferences'),
    '{"profile":{"cookie_controls_mode":0,"block_third_party_cookies":false}}',
  );
  const quiet = [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ];
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: inject('chromium'),
    headless: true,
    viewport,
    // Chromium refuses its sandbox to root, and containers give it little shared memory.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...quiet],
  });
  await browser.grantPermissions(['clipboard-read', 'clipboard-write']);
  return browser;
}

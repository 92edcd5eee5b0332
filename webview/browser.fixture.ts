// Loads a webview's page in a real Chromium as VS Code would: its policy, its theme variables, a host at the other end. For tests only.
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../scripts/chromium.mjs';
import { THEMES, type ThemeName } from './themes.fixture';

export const chromiumPath: string | undefined = findChromium();

export async function launch(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
}

/** Files of a webview bundle by name, built in memory. */
export async function bundle(
  entry: string,
  names: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    outdir: 'dist',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [names[fileName(path)] ?? fileName(path), contents]));
}

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

export const ORIGIN = 'http://webview.test';
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
  html: 'text/html',
};

export interface OpenPage {
  readonly page: Page;
  /** Content security policy violations and uncaught errors, as they came. */
  readonly complaints: string[];
  /** What the page sent, oldest first. */
  readonly posted: unknown[];
  readonly send: (message: unknown) => Promise<void>;
}

export interface PageOptions {
  readonly html: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly theme: ThemeName;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio?: number;
  readonly answer: (message: unknown) => unknown;
}

/** `answer` gives the message that the host sends back to one from the page, or undefined. */
export async function open(browser: Browser, options: PageOptions): Promise<OpenPage> {
  const { html, files, theme, width, height, answer } = options;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: options.pixelRatio ?? 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const complaints: string[] = [];
  const posted: unknown[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.exposeFunction('complain', (text: string) => complaints.push(text));
  await page.exposeFunction('hostReceives', (message: unknown) => {
    posted.push(message);
    return answer(message);
  });
  await page.addInitScript(PAGE_SCRIPT);
  const { bodyClass, variables } = THEMES[theme];
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '')
      return route.fulfill({ contentType: 'text/html', body: html.replace('<body', `<body class="${bodyClass}"`) });
    const file = files.get(name);
    return file === undefined
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType: TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain', body: Buffer.from(file) });
  });
  await page.addInitScript((values) => {
    document.addEventListener('readystatechange', () => {
      for (const [name, value] of Object.entries(values))
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
    });
  }, variables);
  await page.goto(`${ORIGIN}/`);
  const send = (message: unknown): Promise<void> =>
    page.evaluate((data) => window.dispatchEvent(new MessageEvent('message', { data })), message).then(() => undefined);
  return { page, complaints, posted, send };
}

/** Runs in the page before anything else: VS Code's end of the conversation. */
const PAGE_SCRIPT = `
  document.addEventListener('securitypolicyviolation', (event) => window.complain(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
  let stored;
  window.fromHost = (data) => window.dispatchEvent(new MessageEvent('message', { data }));
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.hostReceives(JSON.parse(JSON.stringify(message))).then((answer) => answer && window.fromHost(answer)),
    getState: () => stored,
    setState: (value) => (stored = value),
  });
`;

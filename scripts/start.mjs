// `npm start`: sets up what is missing, builds, and opens the extension on samples/ in VS Code, the installed one or one in the browser.
// @ts-check
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './dependencies.mjs';
import { ensureVSCode } from './fetch-vscode.mjs';
import { packExtension } from './package.mjs';
import { must, onPath, root, runMain, step, StepError } from './steps.mjs';
import { startServer } from './vscode-server.mjs';

const HELP = `npm start [-- OPTIONS]
  --browser     VS Code in the browser even where \`code\` is installed
  --port N      port for it (default: a free one)
  --check       start it, see that it serves, print its address and end
`;

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      browser: { type: 'boolean' },
      check: { type: 'boolean' },
      port: { type: 'string', default: '0' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  await ensureDependencies();
  const code = values.browser || values.check || process.env.VSWAP_NO_CODE === '1' ? undefined : onPath('code');
  if (code === undefined) await ensureVSCode();
  await must(process.execPath, ['scripts/build.mjs']);
  if (code === undefined) return inBrowser(Number(values.port), values.check === true);
  console.log(`\nOpening VS Code (${code}) on samples/`);
  await must(code, ['--new-window', `--extensionDevelopmentPath=${root}`, path.join(root, 'samples')]);
});

/**
 * @param {number} port
 * @param {boolean} check
 */
async function inBrowser(port, check) {
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new StepError('--port wants a number from 1 to 65535.');
  // Ending here, whenever it is, ends the server too (its process group is killed at exit).
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
  const vsix = await step('package', () => packExtension());
  const server = await startServer({ vsix, data: path.join(root, '.cache/start'), port });
  const url = server.url(path.join(root, 'samples'));
  if (check) {
    const workbench = await served(url);
    await server.stop();
    if (!workbench) throw new StepError('VS Code answers, but not with its workbench.');
    console.log(`\nVS Code served the workbench at ${url}`);
    return;
  }
  console.log(
    `\nVS Code with the extension runs at\n\n  ${url}\n\nOpen that address in a browser. Ctrl+C here ends it.`,
  );
  await server.ended;
}

/**
 * True when the address gives the workbench, asked for as a browser does: the token in it is traded for a cookie first.
 * @param {string} url
 */
async function served(url) {
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const page = await fetch(new URL(first.headers.get('location') ?? '', url), { headers: { cookie } });
  return page.ok && (await page.text()).includes('workbench');
}

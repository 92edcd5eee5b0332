// Runs VS Code's own server with the packed extension, for `npm start` and for the end-to-end tests: what they try is what people install.
// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { serverMain } from './fetch-vscode.mjs';
import { childEnvironment, StepError } from './steps.mjs';

/** A workbench without its own first steps, experiments and network wishes. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'comments.openView': 'never',
};

const START_LIMIT = 60_000;

/**
 * Installs `vsix`, starts the server on 127.0.0.1 and waits until it answers. A random token guards it: whoever may open its page may run commands here.
 * `data` is the folder for settings and installed extensions; settings that are there already win. `port` 0 takes a free one.
 * @param {{ vsix: string, data: string, port?: number, settings?: Readonly<Record<string, unknown>> }} options
 */
export async function startServer({ vsix, data, port: wanted = 0, settings = {} }) {
  const log = path.join(data, 'server.log');
  const common = [
    serverMain,
    '--accept-server-license-terms',
    '--server-data-dir',
    path.join(data, 'server'),
    '--user-data-dir',
    data,
    '--extensions-dir',
    path.join(data, 'extensions'),
  ];
  writeSettings(path.join(data, 'User/settings.json'), settings);
  const installed = await start([...common, '--install-extension', vsix, '--force'], log).ended;
  if (installed !== 0 || !fs.readFileSync(log, 'utf8').includes('successfully installed'))
    throw new StepError(`VS Code did not install ${vsix}:\n${fs.readFileSync(log, 'utf8')}`);

  const port = wanted === 0 ? await freePort() : wanted;
  const token = randomBytes(16).toString('hex');
  const { ended, kill } = start(
    [
      ...common,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--connection-token',
      token,
      '--telemetry-level',
      'off',
      '--disable-workspace-trust',
    ],
    log,
  );
  const origin = `http://127.0.0.1:${port}`;
  if (!(await answers(`${origin}/version`, ended))) {
    kill('SIGKILL');
    throw new StepError(`VS Code's server does not answer on port ${port}:\n${fs.readFileSync(log, 'utf8')}`);
  }
  return {
    /** The address that opens `folder`; it holds the token. */
    url: (/** @type {string} */ folder) => `${origin}/?tkn=${token}&folder=${encodeURI(folder)}`,
    log,
    ended,
    /** Ends the server and its extension hosts. */
    async stop() {
      kill('SIGTERM');
      const patience = setTimeout(() => kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(patience);
      kill('SIGKILL');
    },
  };
}

/**
 * Node in a process group of its own, so that nothing it starts outlives us.
 * @param {readonly string[]} args
 * @param {string} log
 */
function start(args, log) {
  const output = fs.openSync(log, 'w');
  const child = spawn(process.execPath, args, {
    env: childEnvironment(),
    stdio: ['ignore', output, output],
    detached: true,
  });
  fs.closeSync(output);
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const killAtExit = () => kill('SIGKILL');
  process.once('exit', killAtExit);
  /** @type {Promise<number | undefined>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', (code) => resolve(code ?? undefined));
  });
  void ended.then(() => process.removeListener('exit', killAtExit));
  return { ended, kill };
}

/**
 * @param {string} url
 * @param {Promise<unknown>} ended
 */
async function answers(url, ended) {
  let over = false;
  void ended.then(() => (over = true));
  for (
    const start = performance.now();
    !over && performance.now() - start < START_LIMIT;
    await new Promise((resolve) => setTimeout(resolve, 50))
  ) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return true;
  }
  return false;
}

/**
 * @param {string} file
 * @param {Readonly<Record<string, unknown>>} settings
 */
function writeSettings(file, settings) {
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ ...SETTINGS, ...settings }, undefined, 2));
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

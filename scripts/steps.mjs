// Runs the long steps of set-up, build and test: a header before, signs of life during, the time taken after. Needs nothing installed.
// @ts-check
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The repository's top folder. */
export const root = path.resolve(import.meta.dirname, '..');

const SILENCE = 10_000;

/** @param {number} since performance.now() at the start */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Says what begins, does it, says how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 */
export async function step(title, work) {
  console.log(`\n== ${title}`);
  const start = performance.now();
  const value = await work();
  console.log(`== ${title}: done in ${seconds(start)}`);
  return value;
}

/** A command that failed: its message is meant for people, without a stack. */
export class StepError extends Error {}

/**
 * Runs a command to its end and answers its exit code. Its output is passed on; when it is silent for ten seconds, a line says that it still runs.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  const env = { ...childEnvironment(), ...options.env };
  if (process.stdout.isTTY && env.NO_COLOR === undefined) env.FORCE_COLOR ??= '1';
  const child = spawn(command, args, { cwd: options.cwd ?? root, env, stdio: ['inherit', 'pipe', 'pipe'] });
  const start = performance.now();
  const says = path.basename(args[0] ?? command).replace(/(-cli)?\.[cm]?js$/, '');
  let sign = setInterval(stillRunning, SILENCE);
  function stillRunning() {
    console.log(`   ${says} is still running, ${seconds(start)}`);
  }
  /** @param {NodeJS.WriteStream} to */
  const passOn = (to) => (/** @type {Buffer} */ chunk) => {
    clearInterval(sign);
    sign = setInterval(stillRunning, SILENCE);
    to.write(chunk);
  };
  child.stdout.on('data', passOn(process.stdout));
  child.stderr.on('data', passOn(process.stderr));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearInterval(sign);
      reject(new StepError(`Cannot start ${command}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      clearInterval(sign);
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
}

/**
 * Like `run`, for commands that must succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export async function must(command, args, options = {}) {
  const code = await run(command, args, options);
  if (code !== 0) throw new StepError(`"${[command, ...args].join(' ')}" failed with exit code ${code}.`);
}

/**
 * Runs npm, the one that started us where it did, and answers its exit code.
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 */
export function runNpm(args, options = {}) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.js$/.test(script)) return run(process.execPath, [script, ...args], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/**
 * Like `runNpm`, for commands that must succeed.
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 */
export async function npm(args, options = {}) {
  const code = await runNpm(args, options);
  if (code !== 0) throw new StepError(`"npm ${args.join(' ')}" failed with exit code ${code}.`);
}

/**
 * Path of a command on the PATH, or undefined.
 * @param {string} name
 */
export function onPath(name) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find((file) => fs.existsSync(file));
}

/**
 * The environment for children: what npm tells about this package would send an npm started in another folder back here, and what an
 * enclosing VS Code tells would make a VS Code started here attach to it.
 */
export function childEnvironment() {
  const env = { ...process.env };
  for (const key of Object.keys(env))
    if (
      /^npm_(package|lifecycle|config_local_prefix|command)/.test(key) ||
      key.startsWith('VSCODE_') ||
      key === 'NODE_OPTIONS'
    )
      delete env[key];
  return env;
}

/**
 * Runs a script's main function; an expected failure is one message and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

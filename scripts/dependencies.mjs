// Makes node_modules what package-lock.json says, so that every command of the repository works on a fresh clone.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { npm, root, step, StepError } from './steps.mjs';

/** Oldest Node that the tools below run on; package.json engines says the same. */
const OLDEST_NODE = { major: 20, minor: 19 };

/** Installs the locked dependencies when they are missing or not the locked ones. */
export async function ensureDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor))
    throw new StepError(
      `Node ${process.versions.node} is too old: this repository needs ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer (https://nodejs.org).`,
    );
  if (isInstalled()) return;
  await step('dependencies (npm ci)', () => npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']));
  if (!isInstalled())
    throw new StepError(
      'npm ci ended well, but node_modules is not what package-lock.json says. Delete node_modules and try again.',
    );
}

/** True when every package that the lock asks for, optional ones apart, stands in node_modules in that version (npm's own hidden lock says so). */
function isInstalled() {
  const hidden = path.join(root, 'node_modules/.package-lock.json');
  if (!fs.existsSync(hidden)) return false;
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  const found = packagesOf(hidden);
  return Object.entries(wanted).every(
    ([place, entry]) =>
      place === '' || entry.optional || entry.devOptional || entry.peer || found[place]?.version === entry.version,
  );
}

/**
 * @param {string} lock
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>}
 */
function packagesOf(lock) {
  return JSON.parse(fs.readFileSync(lock, 'utf8')).packages;
}

// Finds the browser that the end-to-end tests drive; installs it where that is possible without asking, names the command elsewhere.
// @ts-check
import fs from 'node:fs';
import { must, onPath, step, StepError } from './steps.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const PACKAGES = ['chromium', 'fonts-dejavu-core'];

/** Path of Chromium or Chrome, or undefined; the environment variable CHROMIUM overrides the search. */
export function findChromium() {
  if (process.env.CHROMIUM !== undefined) return process.env.CHROMIUM;
  for (const name of NAMES) {
    const file = onPath(name);
    if (file !== undefined) return file;
  }
  return PLACES.find((place) => fs.existsSync(place));
}

/** Path of the browser, after installing it with apt where we are root. */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (onPath('apt-get') === undefined)
    throw new StepError('The end-to-end tests need Chromium or Chrome: install one, or set CHROMIUM to its path.');
  const install = ['install', '-y', '--no-install-recommends', ...PACKAGES];
  if (process.getuid?.() !== 0)
    throw new StepError(
      `The end-to-end tests need Chromium. Install it with:\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\nor set CHROMIUM to the path of a Chromium or Chrome.`,
    );
  await step('Chromium (apt-get, about 110 MB to download)', async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await must('apt-get', ['update', '-qq'], { env });
    await must('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...install], { env });
  });
  const installed = findChromium();
  if (installed === undefined)
    throw new StepError('apt-get installed Chromium, but no chromium is on the PATH. Set CHROMIUM to its path.');
  return installed;
}

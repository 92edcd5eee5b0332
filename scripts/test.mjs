// `npm test`: sets up what is missing, then checks everything, each part to its end even when one before it failed.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureVSCode } from './fetch-vscode.mjs';
import { root, runMain, runNpm, seconds, StepError } from './steps.mjs';

/**
 * The parts in order: name, what it shows, the package.json script with its arguments, and for a test run where it leaves its counts.
 * @type {readonly { name: string, about: string, script: readonly string[], prepare?: () => Promise<unknown>, counts?: string, runsTwice?: boolean }[]}
 */
const PARTS = [
  { name: 'build', about: 'generated sources and all bundles', script: ['build', '--production'] },
  { name: 'types', about: 'TypeScript, strict', script: ['types'] },
  { name: 'lint', about: 'ESLint', script: ['lint'] },
  { name: 'format', about: 'Prettier', script: ['format:check'] },
  { name: 'imports', about: 'extension -> core <- webview', script: ['lint:imports'] },
  { name: 'dead', about: 'code and packages that nothing uses', script: ['lint:dead'] },
  { name: 'unit', about: 'unit, golden, property and protocol tests', ...vitest('unit'), prepare: ensureChromium },
  {
    name: 'e2e',
    about: 'the packed extension in a real VS Code',
    ...vitest('e2e'),
    prepare: prepareBrowser,
    runsTwice: true,
  },
];

await runMain(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.find((name) => PARTS.every((part) => part.name !== name));
  if (unknown !== undefined)
    throw new StepError(`There is no part "${unknown}". Parts: ${PARTS.map((part) => part.name).join(', ')}.`);
  await ensureDependencies();

  const chosen = PARTS.filter((part) => only.length === 0 || only.includes(part.name));
  /** @type {{ name: string, failure: string | undefined, time: string, passed: number, failed: number }[]} */
  const results = [];
  for (const [index, part] of chosen.entries()) {
    console.log(`\n== ${index + 1}/${chosen.length} ${part.name}: ${part.about}`);
    const start = performance.now();
    if (part.counts !== undefined) fs.rmSync(part.counts, { force: true });
    const failure = await failureOf(part);
    const result = { name: part.name, failure, time: seconds(start), ...countsIn(part.counts) };
    results.push(result);
    console.log(`== ${part.name}: ${failure ?? 'ok'}, ${result.time}`);
  }

  console.log('\nPart      Result      Time');
  for (const { name, failure, time, passed, failed } of results)
    console.log(
      `${name.padEnd(9)} ${(failure === undefined ? 'ok' : 'FAILED').padEnd(6)} ${time.padStart(9)}${passed + failed > 0 ? `   ${passed} passed, ${failed} failed` : ''}${failure === undefined ? '' : `   ${failure}`}`,
    );
  const broken = results.filter(({ failure }) => failure !== undefined);
  if (broken.length > 0)
    console.log(
      `\nFailed: ${broken.map(({ name }) => name).join(', ')}. One part alone: npm test -- --only ${broken[0]?.name}`,
    );
  const sum = (/** @type {'passed' | 'failed'} */ key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = broken.length > 0 ? 1 : 0;
});

/**
 * Why a part failed, or undefined.
 * @param {(typeof PARTS)[number]} part
 */
async function failureOf({ prepare, script: [name = '', ...args], counts, runsTwice }) {
  try {
    await prepare?.();
    const code = await runNpm(['run', '--silent', name, '--', ...args]);
    const files = code === 0 || runsTwice !== true ? [] : failedFiles(counts);
    if (files.length > 0) {
      // A browser can lose a click. What fails for a reason fails again.
      console.log(`\n== ${name} once more, for ${files.map((file) => path.basename(file)).join(', ')}`);
      const before = countsIn(counts, files);
      const again = await runNpm(['run', '--silent', name, '--', ...args, ...files]);
      addCounts(counts, before);
      return again === 0 ? undefined : `exit code ${again}`;
    }
    if (code !== 0) return `exit code ${code}`;
    if (counts !== undefined && countsIn(counts).passed === 0) return 'no test ran';
    return undefined;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(error.message);
    return error.message.split('\n', 1)[0];
  }
}

/** @param {string} name */
function vitest(name) {
  const counts = path.join(root, `.cache/test/${name}.json`);
  return { script: [`test:${name}`, '--reporter=default', '--reporter=json', `--outputFile.json=${counts}`], counts };
}

async function prepareBrowser() {
  await ensureChromium();
  await ensureVSCode();
}

/**
 * @typedef {{ name: string, status: string, assertionResults: readonly { status: string }[] }} FileResult
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: readonly FileResult[] }} Report
 */

/**
 * Test files in which something failed.
 * @param {string | undefined} file
 * @returns {readonly string[]}
 */
function failedFiles(file) {
  return (
    reportIn(file)
      ?.testResults.filter(({ status }) => status !== 'passed')
      .map(({ name }) => name) ?? []
  );
}

/**
 * @param {string | undefined} file
 * @param {readonly string[]} without test files that are not counted
 * @returns {{ passed: number, failed: number }}
 */
function countsIn(file, without = []) {
  const report = reportIn(file);
  if (report === undefined) return { passed: 0, failed: 0 };
  const left = report.testResults.filter(({ name }) => without.includes(name)).flatMap((one) => one.assertionResults);
  const count = (/** @type {string} */ status) => left.filter((one) => one.status === status).length;
  return { passed: report.numPassedTests - count('passed'), failed: report.numFailedTests - count('failed') };
}

/**
 * Adds the counts of an earlier run to those that a later one has left.
 * @param {string | undefined} file
 * @param {{ passed: number, failed: number }} before
 */
function addCounts(file, { passed, failed }) {
  const report = reportIn(file);
  if (file === undefined || report === undefined) return;
  const { numPassedTests, numFailedTests } = report;
  const sum = { ...report, numPassedTests: numPassedTests + passed, numFailedTests: numFailedTests + failed };
  fs.writeFileSync(file, JSON.stringify(sum));
}

/**
 * @param {string | undefined} file
 * @returns {Report | undefined}
 */
function reportIn(file) {
  return file === undefined || !fs.existsSync(file) ? undefined : JSON.parse(fs.readFileSync(file, 'utf8'));
}

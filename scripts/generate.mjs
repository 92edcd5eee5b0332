// Writes the generated sources (parser from the grammar, pseudo-source from the model); does nothing where they are newer than what they come from.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { must, root, runMain, step } from './steps.mjs';

/**
 * Each generator: the file or files it begins with, the folder it reads (only what matches), the folder it writes, its command.
 * @type {readonly { name: string, main: string | readonly string[], folder: string, reads: RegExp, output: string, command: readonly string[] }[]}
 */
const GENERATORS = [
  {
    name: 'parser (langium)',
    main: 'langium-config.json',
    folder: 'core/scenario',
    reads: /\.langium$/,
    output: 'core/scenario/generated',
    // Production mode leaves out start-up checks that need Node 21; the shim is for the generator itself (Object.groupBy).
    command: [
      '--import',
      './scripts/node20-shim.mjs',
      'node_modules/langium-cli/bin/langium.js',
      'generate',
      '--mode=production',
    ],
  },
  {
    name: 'pseudo-source',
    main: 'scripts/pseudo-source.mjs',
    folder: 'core/mm',
    reads: /(?<!\.test)\.ts$/,
    output: 'core/mm/generated',
    command: ['scripts/pseudo-source.mjs'],
  },
  {
    name: 'plain model',
    main: ['scripts/plain-model.mjs', 'scripts/plain-module.mjs', 'scripts/plain-syntax.mjs'],
    folder: 'core',
    reads: /\/(?:mm\/\w+|scenario\/interpret\w+)(?<!\.test|\.fixture)\.ts$/,
    output: 'core/mm/plain/generated',
    command: ['scripts/plain-model.mjs'],
  },
];

/** Changed files in these folders may ask for `generate` again. */
export const generatorFolders = GENERATORS.map((generator) => generator.folder);

/**
 * Generates what is older than its sources, or everything when forced.
 * @param {{ force?: boolean }} [options]
 */
export async function generate({ force = false } = {}) {
  for (const { name, main, folder, reads, output, command } of GENERATORS) {
    // Not in the output folder: langium asks before it writes into a folder that holds a file it does not know, and then writes nothing.
    const stamp = path.join(root, '.cache', 'generated', `${output.replaceAll('/', '-')}.stamp`);
    const sources = [
      ...[main].flat().map((file) => path.join(root, file)),
      ...filesIn(path.join(root, folder)).filter((file) => reads.test(file) && !file.includes('generated')),
    ];
    if (
      !force &&
      fs.existsSync(path.join(root, output)) &&
      fs.existsSync(stamp) &&
      sources.every((file) => changed(file) < changed(stamp))
    )
      continue;
    await step(name, () => must(process.execPath, command));
    fs.mkdirSync(path.dirname(stamp), { recursive: true });
    fs.writeFileSync(stamp, '');
  }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
}

/** @param {string} file */
const changed = (file) => fs.statSync(file).mtimeMs;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await runMain(async () => {
    await ensureDependencies();
    await generate({ force: process.argv.includes('--force') });
  });

// Packs dist/ into a .vsix, the file that VS Code installs. Everything that runs is bundled, so no node_modules goes in.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { must, root, runMain } from './steps.mjs';

/** Packs and answers the path of the .vsix (by default below .cache). */
export async function packExtension(vsix = path.join(root, '.cache/vswap.vsix')) {
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  await must(process.execPath, [
    'node_modules/@vscode/vsce/vsce',
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ]);
  return vsix;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await runMain(async () => console.log(await packExtension(process.argv[2])));

// Fetches the VS Code that runs in a browser (its server comes in npm's code-server package) into .cache/vscode: no compiler, no install scripts.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { npm, root, step } from './steps.mjs';

/** code-server 4.100.3 holds VS Code 1.100.3, the newest whose server runs on Node 20; its own ripgrep is downloaded by an install script, so ours comes apart. */
const CODE_SERVER = '4.100.3';
const RIPGREP = '1.18.0';

const folder = path.join(root, '.cache/vscode');
const server = path.join(folder, 'node_modules/code-server/lib/vscode');

/** The script that is VS Code's server; run it with node. */
export const serverMain = path.join(server, 'out/server-main.js');

/** Fetches VS Code unless these very versions are there already. About 320 MB on disk. */
export async function ensureVSCode() {
  const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  const stamp = path.join(folder, 'complete.json');
  const complete = JSON.stringify({ 'code-server': CODE_SERVER, [ripgrep]: RIPGREP });
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === complete) return;
  await step(`VS Code for the browser (code-server ${CODE_SERVER}, about 60 MB to download)`, async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await npm(['install', '--save-exact', ...quiet, `code-server@${CODE_SERVER}`, `${ripgrep}@${RIPGREP}`], {
      cwd: folder,
    });
    console.log("   VS Code's own dependencies");
    // Not `npm ci`: the lock file in there does not fit its package.json.
    await npm(['install', '--omit=dev', ...quiet], { cwd: server });
    const bin = path.join(server, 'node_modules/@vscode/ripgrep/bin');
    fs.mkdirSync(bin, { recursive: true });
    const rg = process.platform === 'win32' ? 'rg.exe' : 'rg';
    fs.copyFileSync(path.join(folder, 'node_modules', ripgrep, 'bin', rg), path.join(bin, rg));
    fs.writeFileSync(stamp, complete);
  });
}

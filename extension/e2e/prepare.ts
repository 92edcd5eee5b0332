// Before the end-to-end tests: packs what stands in dist/, which is what the tests then install.
import fs from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureChromium } from '../../scripts/chromium.mjs';
import { ensureVSCode } from '../../scripts/fetch-vscode.mjs';
import { packExtension } from '../../scripts/package.mjs';
import { root } from '../../scripts/steps.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    vsix: string;
    chromium: string;
  }
}

export default async function prepare(project: TestProject): Promise<void> {
  if (!fs.existsSync(path.join(root, 'dist/extension.cjs')))
    throw new Error('There is no dist/extension.cjs: run `npm run build` first.');
  project.provide('chromium', await ensureChromium());
  await ensureVSCode();
  project.provide('vsix', await packExtension(path.join(root, '.cache/e2e/vswap.vsix')));
}

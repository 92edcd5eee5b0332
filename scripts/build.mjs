// Builds dist/ with esbuild: `--production` minifies, `--watch` builds again on every change.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { generate, generatorFolders } from './generate.mjs';
import { modelNames } from './model-names.mjs';
import { root, runMain, seconds, step } from './steps.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

const production = process.argv.includes('--production');

/**
 * What every bundle has in common.
 * @type {import('esbuild').BuildOptions}
 */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  plugins: [modelNames],
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  target: 'es2022',
  loader: { '.ttf': 'file' },
  assetNames: '[name]-[hash]',
};

/** @type {import('esbuild').BuildOptions} */
const NODE = { platform: 'node', format: 'cjs', target: 'node20' };
/** @type {import('esbuild').BuildOptions} */
const PAGE = { platform: 'browser', format: 'iife' };

/**
 * The bundles: entry point, output, options. The editor's webview is a bundle of its own because Monaco alone is ten times the rest, loaded only on demand.
 * @type {readonly (import('esbuild').BuildOptions & { entry: string, outfile: string })[]}
 */
const BUNDLES = [
  { entry: 'extension/main.ts', outfile: 'dist/extension.cjs', ...NODE, external: ['vscode'] },
  {
    entry: 'extension/main.web.ts',
    outfile: 'dist/extension.web.js',
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
    alias: { url: './scripts/web-url.mjs' },
  },
  { entry: 'extension/language/server.worker.ts', outfile: 'dist/server.js', ...PAGE },
  { entry: 'extension/language/server.node.ts', outfile: 'dist/server.node.cjs', ...NODE },
  { entry: 'extension/compiler/compiler.worker.ts', outfile: 'dist/compiler.js', ...PAGE },
  { entry: 'extension/compiler/compiler.node.ts', outfile: 'dist/compiler.node.cjs', ...NODE },
  { entry: 'extension/cli/main.ts', outfile: 'dist/cli.js', ...NODE, banner: { js: '#!/usr/bin/env node' } },
  { entry: 'webview/panel.ts', outfile: 'dist/panel.js', ...PAGE },
  { entry: 'webview/code.ts', outfile: 'dist/code.js', ...PAGE },
  { entry: 'monaco-editor/editor/editor.worker.js', outfile: 'dist/editor.worker.js', ...PAGE },
];

await runMain(async () => {
  await ensureDependencies();
  await generate();
  if (process.argv.includes('--watch')) await watch();
  else await step(`bundles (${production ? 'production' : 'development'})`, buildAll);
});

async function buildAll() {
  const esbuild = await import('esbuild');
  /** @type {import('esbuild').Metafile[]} */
  const metafiles = [];
  for (const bundle of bundles()) {
    const start = performance.now();
    const { metafile } = await esbuild.build(bundle);
    if (metafile !== undefined) metafiles.push(metafile);
    const size = fs.statSync(path.join(root, bundle.outfile)).size;
    console.log(`   ${bundle.outfile.padEnd(24)} ${(size / 1024).toFixed(0).padStart(6)} KiB  ${seconds(start)}`);
    if (bundle.banner !== undefined) fs.chmodSync(path.join(root, bundle.outfile), 0o755);
  }
  const notices = 'dist/ThirdPartyNotices.txt';
  fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
  fs.writeFileSync(path.join(root, notices), thirdPartyNotices(metafiles));
  removeAllBut(new Set([notices, ...metafiles.flatMap((metafile) => Object.keys(metafile.outputs))]));
}

/**
 * What an earlier build left in dist/ would be packed into the extension.
 * @param {ReadonlySet<string>} written
 */
function removeAllBut(written) {
  for (const name of fs.readdirSync(path.join(root, 'dist')))
    if (!written.has(`dist/${name}`)) fs.rmSync(path.join(root, 'dist', name), { recursive: true });
}

/** The bundles as esbuild takes them. */
function bundles() {
  return BUNDLES.map(({ entry, ...options }) => ({ ...COMMON, ...options, entryPoints: [entry] }));
}

async function watch() {
  const esbuild = await import('esbuild');
  /** @type {import('esbuild').Plugin} */
  const report = {
    name: 'report',
    setup(build) {
      build.onStart(() => console.log('[watch] build started'));
      build.onEnd((result) =>
        console.log(`[watch] build finished, ${result.errors.length} errors: ${build.initialOptions.outfile}`),
      );
    },
  };
  for (const bundle of bundles()) await (await esbuild.context({ ...bundle, plugins: [modelNames, report] })).watch();
  /** @type {NodeJS.Timeout | undefined} */
  let pending;
  for (const folder of generatorFolders)
    fs.watch(path.join(root, folder), { recursive: true }, (_event, file) => {
      if (file === null || file.includes('generated')) return;
      clearTimeout(pending);
      pending = setTimeout(() => void generate().catch((error) => console.error(String(error))), 200);
    });
}

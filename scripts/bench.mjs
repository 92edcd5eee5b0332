// npm run bench: measures the simulator in one process and prints each figure beside its bar; --json for machines.
// @ts-check
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { modelNames } from './model-names.mjs';
import { root, runMain } from './steps.mjs';

await runMain(async () => {
  await ensureDependencies();
  const { build } = await import('esbuild');
  const outdir = path.join(root, '.cache/bench');
  await build({
    entryPoints: {
      main: path.join(root, 'scripts/bench/main.ts'),
      'compiler.node': path.join(root, 'extension/compiler/compiler.node.ts'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [modelNames],
    outdir,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
  const { status } = spawnSync(
    process.execPath,
    ['--expose-gc', path.join(outdir, 'main.cjs'), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
});

// npm run bench: measures the simulator in one process and prints each figure beside its bar; --json for machines.
// @ts-check
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { root, runMain } from './steps.mjs';

await runMain(async () => {
  await ensureDependencies();
  const { build } = await import('esbuild');
  const outfile = path.join(root, '.cache/bench.cjs');
  await build({
    entryPoints: [path.join(root, 'scripts/bench/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    keepNames: true,
    outfile,
    logLevel: 'error',
  });
  const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});

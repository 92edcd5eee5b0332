// Coverage of the kernel model by the tests that run it (npm run coverage): below 95 % of the lines of core/mm the run fails.
import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import unit from './vitest.config.mjs';

export default defineConfig({
  resolve: {
    // Runs that nobody steps through take the plain form of the model, which is made from the same lines.
    alias: [
      {
        find: /^.*\/plain\/generated\/interpreter(\.js)?$/,
        replacement: path.join(import.meta.dirname, 'core/scenario/steppedInterpreter.fixture.ts'),
      },
    ],
  },
  test: {
    ...unit.test,
    include: ['mm', 'recording', 'check', 'scenario', 'timeline'].map((folder) => `core/${folder}/**/*.test.ts`),
    // Coverage makes model code several times as slow; what times out is tried in full by npm test.
    testTimeout: 300_000,
    coverage: {
      provider: 'v8',
      include: ['core/mm/**/*.ts'],
      exclude: [...configDefaults.exclude, '**/*.test.ts', '**/*.fixture.ts', '**/generated/**'],
      reporter: ['text', 'json-summary'],
      thresholds: { lines: 95 },
    },
  },
});

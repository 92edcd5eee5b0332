// Unit, golden and property tests: every *.test.ts beside what it tests. End-to-end tests run apart (npm run test:e2e).
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['core/**/*.test.ts', 'extension/**/*.test.ts', 'webview/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['extension/e2e/**', 'node_modules/**'],
    // The model's plain form is made from its sources: a test of yesterday's would tell of nothing.
    globalSetup: ['./scripts/generated-sources.mjs'],
    setupFiles: ['./scripts/node20-shim.mjs', './scripts/property-seed.mjs'],
    testTimeout: 20_000,
  },
});

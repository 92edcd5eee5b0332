// End-to-end tests: the packed extension in a real VS Code in headless Chromium. One VS Code at a time: two share the cores badly.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['extension/e2e/**/*.test.ts'],
    globalSetup: ['extension/e2e/prepare.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

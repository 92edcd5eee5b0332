// End-to-end tests: the packed extension in a real VS Code in headless Chromium. One VS Code at a time: two share the cores badly.
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  test: {
    // `--mode pictures` takes the pictures of the docs instead of testing.
    include: [mode === 'pictures' ? 'extension/e2e/*ictures.ts' : 'extension/e2e/**/*.test.ts'],
    globalSetup: ['extension/e2e/prepare.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));

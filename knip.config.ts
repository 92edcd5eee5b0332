// Dead code: files, exports and packages that nothing uses (npm run lint:dead).
import type { KnipConfig } from 'knip';

export default {
  entry: [
    'scripts/bench/main.ts',
    'extension/main.ts',
    'extension/main.web.ts',
    'extension/language/server.worker.ts',
    'extension/language/server.node.ts',
    'extension/compiler/compiler.worker.ts',
    'extension/compiler/compiler.node.ts',
    'extension/cli/main.ts',
    'webview/panel.ts',
    'webview/code.ts',
    'scripts/*.mjs',
    'extension/e2e/{pictures,branchPictures,racePictures,walkPictures}.ts',
  ],
  project: ['{core,extension,webview,scripts}/**/*.{ts,mjs}', '*.{ts,mts,mjs,cjs}'],
  // Run by path or by bundles, where knip does not see them: the generator, the packer, the browser's `events`.
  ignoreDependencies: ['langium-cli', '@vscode/vsce', 'events'],
  ignoreExportsUsedInFile: true,
} satisfies KnipConfig;

// Plants violations of the import rule in a small tree and expects each to be found: a rule that never fires looks like one that is obeyed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import rules from '../.dependency-cruiser.cjs';

/** File, what it imports, the rules that must complain about it. */
const planted: readonly (readonly [file: string, imports: readonly string[], expected: readonly string[]])[] = [
  ['core/word/layout.ts', [], []],
  ['core/word/clock.ts', ['node:fs'], ['core-has-no-node']],
  ['core/word/upward.ts', ['../mm/swapfile'], ['core-word-imports-downward']],
  ['core/memory/report.ts', ['../report/table'], ['core-memory-imports-downward']],
  ['core/memory/reader.test.ts', ['node:fs', 'vitest'], []],
  ['core/mm/swapfile.ts', ['../word/layout', './zswap', '../scenario/program'], []],
  ['core/mm/zswap.ts', ['./swapfile'], []],
  ['core/mm/editor.ts', ['vscode'], ['core-packages', 'vscode-only-in-extension']],
  ['core/scenario/program.ts', [], []],
  ['core/scenario/run.ts', ['../mm/swapfile', '../timeline/timeline'], ['core-scenario-imports-downward']],
  ['core/reference/slots.fixture.ts', ['../mm/swapfile'], ['reference-stands-alone']],
  ['core/reference/compare.fixture.ts', ['../mm/swapfile'], []],
  // A cycle is reported once.
  ['core/timeline/timeline.ts', ['./cycle'], []],
  ['core/timeline/cycle.ts', ['./timeline'], ['no-cycles']],
  ['core/report/table.ts', ['../debug/frames', '../../webview/theme'], ['core-stands-alone']],
  ['core/debug/frames.ts', ['../timeline/timeline', 'lit'], ['core-packages']],
  ['core/tools/strings.ts', ['../word/layout'], ['core-folder-is-known']],
  [
    'webview/panel.ts',
    ['../core/report/table', '../extension/main', '@vscode/webview-ui-toolkit'],
    ['toolkit-behind-one-file', 'webview-stands-on-core'],
  ],
  ['webview/theme.ts', [], []],
  ['webview/ui/controls.ts', ['@vscode/webview-ui-toolkit', 'fast-check'], ['product-without-test-tools']],
  ['extension/main.ts', ['vscode', 'node:worker_threads'], []],
  ['extension/panel/host.ts', ['vscode', 'node:path'], ['node-only-in-cli']],
  ['extension/cli/main.ts', ['node:fs', '../panel/host'], ['cli-never-reaches-vscode']],
  ['extension/cli/editor.ts', ['vscode'], ['cli-never-reaches-vscode', 'vscode-only-in-extension']],
  ['extension/cli/typo.ts', ['./nowhere'], ['resolvable']],
];

let folder = '';
beforeAll(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'import-rule-')));
  fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  for (const [file, imports] of planted) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), `${imports.map((name) => `import '${name}';`).join('\n')}\nexport {};\n`);
  }
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

test('each planted violation is found, and nothing else', async () => {
  const { tsConfig: _unused, ...options } = rules.options ?? {};
  const settings: ICruiseOptions = {
    ...options,
    ruleSet: { forbidden: rules.forbidden ?? [] },
    validate: true,
    baseDir: folder,
  };
  const { output } = await cruise(['core', 'extension', 'webview'], settings);
  const { violations } = (output as ICruiseResult).summary;
  const found = planted.map(([file]) => [
    file,
    [...new Set(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name))].sort(),
  ]);
  expect(found).toEqual(planted.map(([file, , expected]) => [file, expected]));
});

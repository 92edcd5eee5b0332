// Paths of programs that need no folder to be found, as editors on all systems write them, and those that do.
import { expect, test } from 'vitest';
import { isWholePath } from './wholePath';

test.each([
  ['/home/me/a.vswap', true],
  ['C:\\me\\a.vswap', true],
  ['d:/me/a.vswap', true],
  ['\\\\server\\share\\a.vswap', true],
  ['file:///home/me/a.vswap', true],
  ['vscode-vfs://github/me/a.vswap', true],
  ['a.vswap', false],
  ['swap/a.vswap', false],
  ['./a.vswap', false],
  ['..\\a.vswap', false],
  ['', false],
])('%s: %s', (path, isWhole) => {
  expect(isWholePath(path)).toBe(isWhole);
});

// Each file of dist/ that the extension opens by name is one that the build makes and the package takes along.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

const built = [...read('scripts/build.mjs').matchAll(/outfile: 'dist\/([^']+)'/g)].map(([, name = '']) => name);

/** Of worker bundles; what the pages load is tried in a browser. */
const opened = fs
  .readdirSync(path.join(ROOT, 'extension'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .flatMap((name) =>
    [...read(path.join('extension', name)).matchAll(/'dist', '([^']+)'/g)].map(([, file = '']) => file),
  );

test('the workers of language and compiler are opened by name, on the desktop and on the web', () => {
  expect([...new Set(opened)].toSorted()).toEqual(['compiler.js', 'compiler.node.cjs', 'server.js', 'server.node.cjs']);
});

test.each(opened)('dist/%s is built, and packed', (name) => {
  expect(built).toContain(name);
  const packed = /^!dist\/\*\.\{(.*)\}$/m.exec(read('.vscodeignore'))?.[1]?.split(',') ?? [];
  expect(packed).toContain(path.extname(name).slice(1));
});

// docs/conformance.md leads from the facts to functions and tests: each that it names exists, and none of the sections is left out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'docs/conformance.md'), 'utf8');

/** Folders whose declarations the second column may name. */
const MODELS = ['mm', 'word', 'kernel', 'check', 'content', 'scenario'];

interface Row {
  readonly section: string;
  readonly functions: readonly string[];
  readonly tests: readonly string[];
}

const rows: readonly Row[] = page
  .slice(0, page.indexOf('## UNCERTAIN'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (section|rules) /.test(line))
  .map((line) => {
    const [, section = '', functions = '', tests = ''] = line.split('|').map((cell) => cell.trim());
    return { section, functions: quoted(functions).filter((name) => !name.includes('/')), tests: quoted(tests) };
  });

function quoted(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

const declared = new Set(
  MODELS.flatMap((folder) => {
    const directory = path.join(root, 'core', folder);
    return readdirSync(directory)
      .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name))
      .flatMap((name) =>
        [
          ...readFileSync(path.join(directory, name), 'utf8').matchAll(
            /^(?:export )?(?:function\*?|const|class) +(\w+)/gm,
          ),
        ].map(([, found = '']) => found),
      );
  }),
);

describe('docs/conformance.md', () => {
  test('names functions that there are', () => {
    expect(rows.flatMap(({ functions }) => functions).filter((name) => !declared.has(name))).toEqual([]);
  });

  test('names test files that there are', () => {
    expect(rows.flatMap(({ tests }) => tests).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(rows.flatMap(({ tests }) => tests).every((file) => file.endsWith('.test.ts'))).toBe(true);
  });

  test('quotes names of tests that are in their file', () => {
    const missing = [...page.matchAll(/`([^`]+\.test\.ts)` "([^"]+)"/g)].filter(
      ([, file = '', name = '']) => !readFileSync(path.join(root, file), 'utf8').includes(name),
    );
    expect(missing.map(([whole]) => whole)).toEqual([]);
  });

  test('has a row for every section', () => {
    const sections = rows.map(({ section }) => section.split(' ')[0]);
    const upTo = (chapter: number, last: number): readonly string[] =>
      Array.from({ length: last }, (_, i) => `${chapter}.${i + 1}`);
    const wanted = [upTo(1, 19), upTo(2, 15), upTo(3, 26), upTo(4, 4), upTo(5, 6), upTo(6, 4), '7', '8', '9'].flat();
    expect(wanted.filter((section) => !sections.includes(section))).toEqual([]);
  });
});

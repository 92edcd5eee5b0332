// Files of the model import each other in circles, as the kernel's do. That is harmless for functions, but a constant computed from an import of its own
// circle may be computed before that import has a value: NaN in one bundle, right in another. No constant may be.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const CORE = resolve(__dirname, '..');

interface Module {
  readonly source: ts.SourceFile;
  /** File that each imported name comes from; types are left out. */
  readonly imports: ReadonlyMap<string, string>;
}

function modules(): ReadonlyMap<string, Module> {
  const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name))
    .map((name) => join(CORE, name));
  return new Map(files.map((file) => [file, parsed(file, readFileSync(file, 'utf8'))]));
}

function parsed(file: string, text: string): Module {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const imports = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { text: from } = statement.moduleSpecifier;
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    if (
      !from.startsWith('.') ||
      clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
      named === undefined ||
      !ts.isNamedImports(named)
    )
      continue;
    const target = `${join(dirname(file), from).replace(/\.js$/, '')}.ts`;
    for (const one of named.elements) if (!one.isTypeOnly) imports.set(one.name.text, target);
  }
  return { source, imports };
}

/** Files that can be reached from a file along its imports, itself only through a circle. */
function reached(all: ReadonlyMap<string, Module>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of all.get(file)?.imports.values() ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** Names that are read while the module is loaded: everything outside function bodies and types. */
function readAtLoad(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) return;
    if (ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) return;
    if (ts.isExportDeclaration(node) || ts.isGetAccessor(node)) return;
    if (ts.isPropertyDeclaration(node) && !(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static)) return;
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** `a.ts reads X of b.ts, which needs a.ts itself`, for each such constant. */
function early(all: ReadonlyMap<string, Module>): readonly string[] {
  const wrong: string[] = [];
  for (const [file, { source, imports }] of all) {
    if (!reached(all, file).has(file)) continue;
    for (const name of readAtLoad(source)) {
      const from = imports.get(name);
      if (from !== undefined && reached(all, from).has(file))
        wrong.push(
          `${relative(CORE, file)} reads ${name} of ${relative(CORE, from)}, which needs ${relative(CORE, file)} itself`,
        );
    }
  }
  return wrong;
}

test('no constant of core is computed from an import of its own circle', () => {
  expect(early(modules())).toEqual([]);
});

describe('the search', () => {
  const two = (a: string, b: string): ReadonlyMap<string, Module> =>
    new Map([
      [join(CORE, 'a.ts'), parsed(join(CORE, 'a.ts'), a)],
      [join(CORE, 'b.ts'), parsed(join(CORE, 'b.ts'), b)],
    ]);

  test.each([
    { what: 'a constant', a: "import { B } from './b.js';\nexport const A = 2 ** B;" },
    { what: 'a part of an object', a: "import { B } from './b.js';\nexport const A = { x: [B + 1] };" },
    { what: 'a statement', a: "import { B, f } from './b.js';\nf(1);\nexport const A = 1;" },
  ])('finds $what', ({ a }) => {
    expect(early(two(a, "import { A } from './a.js';\nexport const B = 9;\nexport const f = () => A;")).length).toBe(1);
  });

  test.each([
    {
      what: 'uses inside functions',
      a: "import { B } from './b.js';\nexport const A = () => B;\nexport function f() { return B; }",
    },
    { what: 'types', a: "import { B } from './b.js';\nexport type A = typeof B;" },
  ])('leaves $what alone', ({ a }) => {
    expect(early(two(a, "import { A } from './a.js';\nexport const B = 9;\nexport const f = () => A;"))).toEqual([]);
  });

  test('leaves imports from outside the circle alone', () => {
    expect(early(two("import { B } from './b.js';\nexport const A = 2 ** B;", 'export const B = 9;'))).toEqual([]);
  });
});

// Makes the plain form of the model: the functions of core/mm without their steps, for runs that nobody steps through. One source, two forms.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './steps.mjs';

const MODEL = path.join(root, 'core/mm');
const OUTPUT = path.join(MODEL, 'generated/plain');

/** Shared by both forms: what has identity or is not the model's own. */
const SHARED = new Set(['kernel', 'step', 'inspect', 'view', 'variant']);
/** Brands are for the compiler: a call of these is its argument. */
const BRANDS = new Set(['wordIndex', 'pfn', 'slotOffset']);

/** @type {Map<string, ts.SourceFile>} */
const sources = new Map();
for (const name of fs.readdirSync(MODEL).sort()) {
  const module = name.replace(/\.ts$/, '');
  if (!name.endsWith('.ts') || SHARED.has(module) || /\.(test|fixture)\.ts$/.test(name)) continue;
  const text = fs.readFileSync(path.join(MODEL, name), 'utf8');
  sources.set(module, ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true));
}
/** Numbers that stand in tables of constants, by file and `TABLE.member`. */
const tables = new Map([...sources].map(([name, source]) => [name, constantTables(source)]));

fs.rmSync(OUTPUT, { recursive: true, force: true });
fs.mkdirSync(OUTPUT, { recursive: true });
for (const [name, source] of sources) fs.writeFileSync(path.join(OUTPUT, `${name}.ts`), plainForm(source));
console.log(`   ${sources.size} files of the model in plain form`);

/** @param {ts.Node} node @returns {node is ts.FunctionDeclaration} */
function isModelFunction(node) {
  return (
    ts.isFunctionDeclaration(node) && node.asteriskToken !== undefined && /^Model</.test(node.type?.getText() ?? '')
  );
}

/** @param {ts.SourceFile} source */
function plainForm(source) {
  /** @type {{ from: number, to: number, text: string }[]} */
  const edits = [];
  /** @param {ts.Node} node @param {string} text */
  const replace = (node, text) => edits.push({ from: node.getStart(), to: node.getEnd(), text });
  const numbers = constantsSeen(source);
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const number = numbers.get(node.expression.text)?.get(node.name.text);
      if (number !== undefined) {
        replace(node, number);
        return;
      }
    }
    // The name of an event becomes its place: looking it up costs more than counting it.
    if (ts.isCallExpression(node) && node.expression.getText() === 'eventWord') {
    }
    if (ts.isCallExpression(node) && BRANDS.has(node.expression.getText()) && node.arguments[0] !== undefined) {
      replace(node.expression, '');
      visit(node.arguments[0]);
      return;
    }
    // The message of an assertion is a closure: made only where it fails.
    if (
      ts.isExpressionStatement(node) &&
      ts.isCallExpression(node.expression) &&
      node.expression.expression.getText() === 'k.assert'
    ) {
      const [condition, ...rest] = node.expression.arguments;
      if (condition !== undefined) {
        edits.push({ from: node.getStart(), to: condition.getStart(), text: 'if (!(' });
        visit(condition);
        edits.push({
          from: condition.getEnd(),
          to: node.getEnd(),
          text: `)) k.assert(false, ${rest.map((r) => r.getText()).join(', ')});`,
        });
        return;
      }
    }
    if (ts.isImportDeclaration(node)) {
      replace(node.moduleSpecifier, `'${moduleOf(node.moduleSpecifier.getText().slice(1, -1))}'`);
      return;
    }
    if (isModelFunction(node)) {
      if (node.asteriskToken !== undefined) replace(node.asteriskToken, '');
      if (node.type !== undefined && ts.isTypeReferenceNode(node.type))
        replace(node.type, node.type.typeArguments?.[0]?.getText() ?? 'void');
    }
    if (ts.isExpressionStatement(node) && isStep(node.expression)) {
      replace(node, 'k.steps++;');
      return;
    }
    if (ts.isYieldExpression(node)) {
      if (node.expression === undefined || !ts.isCallExpression(node.expression) || node.asteriskToken === undefined)
        throw new Error(`${source.fileName}: ${node.getText()} has no plain form`);
      const { expression: callee, arguments: args } = node.expression;
      const [, , name, ...rest] = args;
      if (callee.getText() !== 'call') {
        edits.push({ from: node.getStart(), to: node.expression.getStart(), text: '' });
        node.expression.arguments.forEach(visit);
        return;
      }
      const first = rest[0];
      edits.push({
        from: node.getStart(),
        to: first === undefined ? node.getEnd() : first.getStart(),
        text: `(k.steps++, ${name?.getText() ?? ''}(k${first === undefined ? '))' : ', '}`,
      });
      if (first === undefined) return;
      rest.forEach(visit);
      edits.push({ from: node.getEnd() - 1, to: node.getEnd(), text: '))' });
      return;
    }
    ts.forEachChild(node, visit);
  };
  source.statements.forEach(visit);
  const text = source.getFullText();
  let plain = '';
  let at = 0;
  for (const edit of edits.sort((a, b) => a.from - b.from)) {
    plain += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return `// Made by scripts/plain-model.mjs from core/mm/${source.fileName}: do not edit.\n// @ts-nocheck\n${plain}${text.slice(at)}`;
}

/** @param {ts.SourceFile} source @returns {Map<string, Map<string, string>>} */
function constantTables(source) {
  const found = new Map();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const literal = initializer !== undefined && ts.isAsExpression(initializer) ? initializer.expression : undefined;
      if (literal === undefined || !ts.isObjectLiteralExpression(literal)) continue;
      const members = new Map();
      for (const member of literal.properties)
        if (ts.isPropertyAssignment(member) && ts.isNumericLiteral(member.initializer))
          members.set(member.name.getText(), member.initializer.getText());
      found.set(name.getText(), members);
    }
  }
  return found;
}

/** Tables of constants that a file makes or imports, by the name they have there. @param {ts.SourceFile} source */
function constantsSeen(source) {
  const seen = new Map(constantTables(source));
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const module = /^\.\/(\w+)(\.js)?$/.exec(statement.moduleSpecifier.getText().slice(1, -1))?.[1];
    const bindings = statement.importClause?.namedBindings;
    if (module === undefined || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) {
      const table = tables.get(module)?.get((propertyName ?? name).text);
      if (table !== undefined) seen.set(name.text, table);
    }
  }
  return seen;
}

/** @param {ts.Node} node */
function isStep(node) {
  return (
    ts.isYieldExpression(node) &&
    node.expression !== undefined &&
    ts.isCallExpression(node.expression) &&
    node.expression.expression.getText() === 'step'
  );
}

/** Where an import leads from the plain form's folder. @param {string} specifier */
function moduleOf(specifier) {
  const local = /^\.\/(\w+)(\.js)?$/.exec(specifier)?.[1];
  if (local === undefined) return specifier.replace(/^\.\.\//, '../../../');
  return sources.has(local) ? specifier : `../../${local}`;
}

// One source file of the model, and its plain form: steps become a count, calls of model functions become calls, small functions stand where they are called.
// @ts-check
import path from 'node:path';
import ts from 'typescript';
import { calledName, isModelFunction, isStep, LONG, smallBody, usesOf, withoutRaces } from './plain-syntax.mjs';

/** Brands are for the compiler: a call of these is its argument. */
const BRANDS = new Set(['wordIndex', 'pfn', 'slotOffset']);
const PASS = 'if (++k.steps === k.markAt) k.mark();';
/** Locks of races, which the plain form never runs: calls of these files' functions are left out. */
const RACE_ONLY = 'mm/locks';
/** A longer text is not written in place of a call. */
const LONGEST_INLINED = 360;

/**
 * @typedef {{ params: ReadonlyMap<string, string> | undefined, isLong: boolean, depth: number, names: Map<string, Origin | undefined> | undefined }} Place
 * What names stand for, and in a text that goes to another place: the names that it needs there.
 */
/** @typedef {{ key: string, name: string }} Origin where a name of a file comes from */
/** @type {Place} */
const TOP = { params: undefined, isLong: false, depth: 0, names: undefined };

export class ModuleText {
  /** Numbers in tables of constants: `TABLE` -> member -> text. @type {Map<string, Map<string, string>>} */
  tables = new Map();
  /** Top-level declarations by name. @type {Map<string, ts.Node>} */
  declarations = new Map();
  /** Imported names. @type {Map<string, Origin>} */
  imports = new Map();
  /** Names that inlined texts need here. @type {Map<string, Origin>} */
  #wanted = new Map();
  /** All names used as identifiers anywhere in the file. @type {Set<string>} */
  #names = new Set();
  /** @type {ReadonlyMap<string, ModuleText>} */
  #modules = new Map();

  /** @param {string} folder @param {string} name @param {ts.SourceFile} source */
  constructor(folder, name, source) {
    this.folder = folder;
    this.name = name;
    this.source = source;
    for (const statement of source.statements) this.#declare(statement);
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isIdentifier(node)) this.#names.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }

  get key() {
    return `${this.folder}/${this.name}`;
  }

  /** @param {ReadonlyMap<string, ModuleText>} modules all of the model, by key */
  plain(modules) {
    this.#modules = modules;
    this.#wanted = new Map();
    const body = this.source.statements.map((statement) => this.#statement(statement)).join('');
    const wanted = [...this.#wanted].map(
      ([name, origin]) =>
        `import { ${origin.name === name ? name : `${origin.name} as ${name}`} } from '${this.#specifier(origin.key)}';\n`,
    );
    return `// Made by scripts/plain-model.mjs from core/${this.key}.ts: do not edit.\n// @ts-nocheck\n${wanted.join('')}${body}\n`;
  }

  /** @param {ts.Statement} statement */
  #declare(statement) {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      const key = this.#keyOf(statement.moduleSpecifier.getText().slice(1, -1));
      if (bindings === undefined || !ts.isNamedImports(bindings)) return;
      for (const { name, propertyName } of bindings.elements)
        this.imports.set(name.text, { key, name: (propertyName ?? name).text });
    }
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
      this.declarations.set(statement.name.text, statement);
    if (!ts.isVariableStatement(statement)) return;
    for (const declaration of statement.declarationList.declarations) {
      const name = declaration.name.getText();
      this.declarations.set(name, declaration);
      const { initializer } = declaration;
      if (initializer === undefined || !ts.isAsExpression(initializer)) continue;
      if (!ts.isObjectLiteralExpression(initializer.expression)) continue;
      const members = new Map();
      for (const member of initializer.expression.properties)
        if (ts.isPropertyAssignment(member) && ts.isNumericLiteral(member.initializer))
          members.set(member.name.getText(), member.initializer.getText());
      this.tables.set(name, members);
    }
  }

  /** `../word/pte.js` -> `word/pte`. @param {string} specifier */
  #keyOf(specifier) {
    if (!specifier.startsWith('.')) return specifier;
    return path.posix.join(this.folder, specifier).replace(/\.js$/, '');
  }

  /** Where a file of core is imported from, seen from this file's plain form. @param {string} key */
  #specifier(key) {
    if (!key.includes('/') || key.startsWith('@')) return key;
    const from = `${this.folder}/plain/generated`;
    const target = this.#modules.has(key) ? key.replace('/', '/plain/generated/') : key;
    const relative = path.posix.relative(from, target);
    return relative.startsWith('.') ? relative : `./${relative}`;
  }

  /** @param {ts.Statement} statement */
  #statement(statement) {
    if (ts.isImportDeclaration(statement)) {
      const { moduleSpecifier } = statement;
      const key = this.#keyOf(moduleSpecifier.getText().slice(1, -1));
      const text = statement.getText();
      return `${text.slice(0, moduleSpecifier.getStart() - statement.getStart())}'${this.#specifier(key)}';\n`;
    }
    const isOwn = ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement);
    const isExported = isOwn && (statement.modifiers ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
    // Everything is exported: what stands in place of a call may name what only its own file knew.
    return `${isOwn && !isExported && !isModelFunction(statement) ? 'export ' : ''}${this.#text(statement, TOP)}\n`;
  }

  /** @param {ts.Node} node @param {Place} place @returns {string} */
  #text(node, place) {
    if (ts.isIdentifier(node)) {
      const value = place.params?.get(node.text);
      if (value === undefined && !GLOBALS.has(node.text)) place.names?.set(node.text, this.#originOf(node.text));
      return value ?? node.text;
    }
    if (ts.isPropertyAccessExpression(node)) return this.#property(node, place);
    if (ts.isElementAccessExpression(node)) return this.#element(node, place);
    if (ts.isPropertyAssignment(node)) return `${node.name.getText()}: ${this.#text(node.initializer, place)}`;
    if (ts.isShorthandPropertyAssignment(node)) {
      const value = place.params?.get(node.name.text);
      return value === undefined ? node.getText() : `${node.name.text}: ${value}`;
    }
    if (isModelFunction(node)) return this.#modelFunction(node);
    const left = withoutRaces(node);
    if (left !== undefined) return typeof left === 'string' ? left : this.#text(left, place);
    if (ts.isExpressionStatement(node)) return this.#expressionStatement(node, place);
    if (ts.isYieldExpression(node)) return this.#yielded(node, place);
    if (ts.isCallExpression(node)) {
      const inlined = this.#inlined(node, place, false);
      if (inlined !== undefined) return `(${inlined})`;
    }
    return this.#children(node, place);
  }

  /** The node's own text with its children's plain texts. @param {ts.Node} node @param {Place} place */
  #children(node, place) {
    const whole = node.getSourceFile().text;
    let text = '';
    let at = node.getStart();
    ts.forEachChild(node, (child) => {
      // Types are nobody's business here.
      text += whole.slice(at, child.getStart()) + (ts.isTypeNode(child) ? child.getText() : this.#text(child, place));
      at = child.getEnd();
    });
    return text + whole.slice(at, node.getEnd());
  }

  /** @param {ts.PropertyAccessExpression} node @param {Place} place */
  #property(node, place) {
    if (ts.isIdentifier(node.expression)) {
      const number = this.#table(node.expression.text)?.get(node.name.text);
      if (number !== undefined) return number;
    }
    const dot = node.questionDotToken === undefined ? '.' : '?.';
    return `${this.#text(node.expression, place)}${dot}${node.name.text}`;
  }

  /** A member of a table of constants by a name that stands fast where the text goes. @param {ts.ElementAccessExpression} node @param {Place} place */
  #element(node, place) {
    if (ts.isIdentifier(node.expression)) {
      const name = /^'(\w+)'$/.exec(this.#text(node.argumentExpression, place))?.[1];
      const number = name === undefined ? undefined : this.#table(node.expression.text)?.get(name);
      if (number !== undefined) return number;
    }
    return this.#children(node, place);
  }

  /** @param {string} name */
  #table(name) {
    const own = this.tables.get(name);
    if (own !== undefined) return own;
    const origin = this.imports.get(name);
    return origin === undefined ? undefined : this.#modules.get(origin.key)?.tables.get(origin.name);
  }

  /** @param {ts.FunctionDeclaration} node */
  #modelFunction(node) {
    const isLong = this.folder === 'scenario' || LONG.has(node.name?.text ?? '');
    const place = { ...TOP, isLong };
    const parameters = node.parameters.map((parameter) => this.#children(parameter, TOP)).join(', ');
    const body = node.body === undefined ? '{}' : this.#text(node.body, place);
    return `export ${isLong ? 'function*' : 'function'} ${node.name?.text ?? ''}(${parameters}) ${body}`;
  }

  /** @param {ts.ExpressionStatement} node @param {Place} place */
  #expressionStatement(node, place) {
    const { expression } = node;
    if (isStep(expression)) return place.isLong ? `{ ${PASS} yield; }` : `{ ${PASS} }`;
    if (this.imports.get(calledName(expression))?.key === RACE_ONLY) return '{}';
    if (ts.isCallExpression(expression)) {
      // The message of an assertion is a closure: made only where it fails.
      if (expression.expression.getText() === 'k.assert') {
        const [condition, ...rest] = expression.arguments;
        if (condition !== undefined)
          return `if (!(${this.#text(condition, place)})) k.assert(false, ${rest.map((r) => this.#text(r, place)).join(', ')});`;
      }
      const inlined = this.#inlined(expression, place, true);
      if (inlined !== undefined) return inlined;
    }
    return this.#children(node, place);
  }

  /** @param {ts.YieldExpression} node @param {Place} place */
  #yielded(node, place) {
    const { expression } = node;
    if (expression === undefined || !ts.isCallExpression(expression) || node.asteriskToken === undefined)
      throw new Error(`${this.key}: "${node.getText()}" has no plain form`);
    const callee = expression.expression.getText();
    const isCall = callee === 'call';
    if (!isCall && callee !== 'enter') {
      const called = `${callee}(${expression.arguments.map((argument) => this.#text(argument, place)).join(', ')})`;
      return this.folder === 'scenario' || this.#isLong(callee, place) ? `(yield* ${called})` : called;
    }
    const [k, ...others] = expression.arguments;
    const [name, ...args] = isCall ? others.slice(1) : others;
    const target = name?.getText() ?? '';
    const called = `${target}(${[k, ...args].map((argument) => (argument ? this.#text(argument, place) : '')).join(', ')})`;
    const isLong = this.#isLong(target, place);
    const parts = [
      ...(isCall ? ['++k.steps === k.markAt && k.mark()'] : []),
      ...(place.isLong ? ['yield'] : []),
      isLong ? `yield* ${called}` : called,
    ];
    return `(${parts.map((part) => (parts.length > 1 ? `(${part})` : part)).join(', ')})`;
  }

  /** @param {string} callee @param {Place} place */
  #isLong(callee, place) {
    if (!LONG.has(callee)) return false;
    if (!place.isLong) throw new Error(`${this.key}: ${callee} can be left in the middle, its caller cannot`);
    return true;
  }

  /** What a call of a small function stands for, undefined to leave the call. @param {ts.CallExpression} node @param {Place} place @param {boolean} asStatement */
  #inlined(node, place, asStatement) {
    if (!ts.isIdentifier(node.expression) || place.depth > 6) return undefined;
    const name = node.expression.text;
    const [only] = node.arguments;
    if (BRANDS.has(name) && only !== undefined) return this.#text(only, place);
    if (place.params?.has(name)) return undefined;
    const own = this.declarations.get(name);
    const origin = this.imports.get(name);
    const home = own === undefined && origin !== undefined ? this.#modules.get(origin.key) : this;
    const declaration = own ?? (origin === undefined ? undefined : home?.declarations.get(origin.name));
    const small = declaration === undefined ? undefined : smallBody(declaration);
    if (home === undefined || small === undefined || (small.isStatement && !asStatement)) return undefined;
    const texts = node.arguments.map((argument) => this.#text(argument, place));
    /** @type {Map<string, string>} */
    const params = new Map();
    for (const [i, parameter] of small.parameters.entries()) {
      const text = texts[i] ?? parameter.initializer?.getText();
      if (text === undefined || !ts.isIdentifier(parameter.name)) return undefined;
      const uses = usesOf(small.body, parameter.name.text);
      if (uses > 1 && !/^[\w.$]+$|^'\w+'$|^\(?[\w.$]+ [+-] [\w.$]+\)?$/.test(text)) return undefined;
      params.set(parameter.name.text, /^[\w.$]+$|^'\w+'$/.test(text) ? text : `(${text})`);
    }
    home.#modules = this.#modules;
    const names = new Map();
    const text = home.#text(small.body, { params, isLong: false, depth: place.depth + 1, names });
    if (text.length > LONGEST_INLINED) return undefined;
    if (place.names !== undefined) for (const [name_, needed] of names) place.names.set(name_, needed);
    else if (!this.#canName(names)) return undefined;
    return small.isStatement ? `{ ${text} }` : asStatement ? `${text};` : text;
  }

  /** Sees to it that every name of a text from elsewhere means the same here. @param {ReadonlyMap<string, Origin | undefined>} names */
  #canName(names) {
    for (const [name, origin] of names) {
      if (origin === undefined) return false;
      const here = this.#originOf(name) ?? this.#wanted.get(name);
      if (here === undefined ? this.#names.has(name) : here.key !== origin.key || here.name !== origin.name)
        return false;
    }
    for (const [name, origin] of names)
      if (origin !== undefined && this.#originOf(name) === undefined) this.#wanted.set(name, origin);
    return true;
  }

  /** @param {string} name @returns {Origin | undefined} */
  #originOf(name) {
    return this.imports.get(name) ?? (this.declarations.has(name) ? { key: this.key, name } : undefined);
  }
}

const GLOBALS = new Set(['Math', 'Infinity', 'Number', 'undefined']);

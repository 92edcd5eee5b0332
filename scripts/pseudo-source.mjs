// Makes the pseudo-source that "step into" shows: one document per model function, one line per step, read off the model's own sources.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './steps.mjs';

const MODEL = path.join(root, 'core/mm');
const OUTPUT = path.join(MODEL, 'generated');

/** @typedef {{ name: string, file: string, node: ts.FunctionDeclaration, source: ts.SourceFile }} ModelFunction */
/** @typedef {{ text: string, depth: number, isStep: boolean, locals?: readonly string[] }} Line */

const functions = modelFunctions();
/** Helpers of the function being written that stand under a label of their own. */
let shared = new Set();

/** @type {Record<string, { file: string, lines: string[], steps: Record<string, number>, locals: string[] }>} */
const documents = {};
for (const model of functions.values()) documents[model.name] = documentOf(model);

fs.mkdirSync(OUTPUT, { recursive: true });
fs.writeFileSync(
  path.join(OUTPUT, 'pseudoSource.ts'),
  `// Made by scripts/pseudo-source.mjs from core/mm: do not edit.
export interface PseudoDocument {
  readonly file: string;
  readonly lines: readonly string[];
  /** Line (1-based) of each step, by its text. */
  readonly steps: Readonly<Record<string, number>>;
  /** Of its arguments and steps. */
  readonly locals: readonly string[];
}
export const pseudoSource: Readonly<Record<string, PseudoDocument>> = ${JSON.stringify(documents, undefined, 1)};
`,
);
console.log(`   ${functions.size} model functions`);

/** Model functions that a function runs in its own frame at more than one place. @param {ModelFunction} model @returns {Set<string>} */
function sharedHelpers(model) {
  /** @type {Map<string, number>} */
  const uses = new Map();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isYieldExpression(node) && node.expression !== undefined && ts.isCallExpression(node.expression)) {
      const name = node.expression.expression.getText();
      const helper = functions.get(name);
      if (helper !== undefined) {
        uses.set(name, (uses.get(name) ?? 0) + 1);
        // What it runs stands in the same document.
        if (uses.get(name) === 1) visit(helper.node);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(model.node);
  return new Set([...uses].filter(([, count]) => count > 1).map(([name]) => name));
}

/** Generator functions that return Model<...>, by name. */
function modelFunctions() {
  /** @type {Map<string, ModelFunction>} */
  const found = new Map();
  for (const name of fs.readdirSync(MODEL).sort()) {
    if (!name.endsWith('.ts') || name === 'step.ts' || /\.(test|fixture)\.ts$/.test(name)) continue;
    const text = fs.readFileSync(path.join(MODEL, name), 'utf8');
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
    // The first line of a model file names the kernel file it models.
    const file = /^\/\/ (mm\/\w+\.[ch])/.exec(text)?.[1] ?? `mm/${name.replace(/\.ts$/, '.c')}`;
    for (const node of source.statements) {
      if (!ts.isFunctionDeclaration(node) || node.asteriskToken === undefined || node.name === undefined) continue;
      if (node.type === undefined || !node.type.getText().startsWith('Model<')) continue;
      const other = found.get(node.name.text);
      if (other !== undefined) throw new Error(`${name}: ${node.name.text} stands in ${other.source.fileName} already`);
      found.set(node.name.text, { name: node.name.text, file, node, source });
    }
  }
  return found;
}

/** @param {ModelFunction} model */
function documentOf(model) {
  const parameters = model.node.parameters.slice(1).map((parameter) => parameter.name.getText().replace(/^_/, ''));
  shared = sharedHelpers(model);
  /** @type {Line[]} */
  const body = [];
  emitBlock(model.node.body, 1, body, [model.name]);
  // What several places of a function end in stands once at its end, under a label, as the kernel writes it.
  for (const name of shared) {
    body.push({ text: `${name}:`, depth: 0, isStep: false });
    emitBlock(functions.get(name)?.node.body, 1, body, [model.name, name]);
  }
  const lines = [
    `${model.name}(${parameters.join(', ')})`,
    '{',
    ...body.map((line) => '    '.repeat(line.depth) + line.text),
    '}',
  ];
  /** @type {Record<string, number>} */
  const steps = {};
  body.forEach((line, i) => {
    if (!line.isStep) return;
    if (steps[line.text] !== undefined)
      throw new Error(`${model.source.fileName}: ${model.name} has two steps "${line.text}"`);
    steps[line.text] = i + 3;
  });
  const locals = [...new Set([...parameters, ...body.flatMap((line) => line.locals ?? [])])];
  return { file: model.file, lines, steps, locals };
}

/**
 * @param {ts.Node | undefined} node
 * @param {number} depth
 * @param {Line[]} lines
 * @param {readonly string[]} inside functions being written into this document, against endless recursion
 */
function emitBlock(node, depth, lines, inside) {
  if (node === undefined) return;
  for (const child of ts.isBlock(node) ? node.statements : [node]) emitStatement(child, depth, lines, inside);
}

/** @param {ts.Node} node @param {number} depth @param {Line[]} lines @param {readonly string[]} inside */
function emitStatement(node, depth, lines, inside) {
  if (ts.isIfStatement(node)) {
    emitExpression(node.expression, depth, lines, inside);
    emitBranch(node, depth, lines, inside, 'if');
    return;
  }
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    const body = linesOf(node.statement, depth + 1, inside);
    if (body.length === 0) return;
    if (!followsHeader(lines, depth, /^(for|while|list_for_each\w*) ?\(/))
      lines.push({ text: loopHeader(node), depth, isStep: false });
    lines.push(...body);
    return;
  }
  if (ts.isSwitchStatement(node)) {
    emitExpression(node.expression, depth, lines, inside);
    const clauses = node.caseBlock.clauses.map((clause) => ({
      clause,
      body: clause.statements.flatMap((s) => linesOf(s, depth + 1, inside)),
    }));
    if (clauses.every(({ body }) => body.length === 0)) return;
    lines.push({ text: `switch (${cText(node.expression)})`, depth, isStep: false });
    for (const { clause, body } of clauses) {
      if (body.length === 0) continue;
      lines.push(
        { text: ts.isCaseClause(clause) ? `case ${cText(clause.expression)}:` : 'default:', depth, isStep: false },
        ...body,
      );
    }
    return;
  }
  if (ts.isBlock(node)) {
    emitBlock(node, depth, lines, inside);
    return;
  }
  emitExpression(node, depth, lines, inside);
}

/** @param {ts.IfStatement} node @param {number} depth @param {Line[]} lines @param {readonly string[]} inside @param {string} word */
function emitBranch(node, depth, lines, inside, word) {
  const then = linesOf(node.thenStatement, depth + 1, inside);
  const otherwise = node.elseStatement;
  const elseLines =
    otherwise === undefined ? [] : linesOf(otherwise, depth + (ts.isIfStatement(otherwise) ? 0 : 1), inside);
  if (then.length > 0) {
    if (word !== 'if' || !followsHeader(lines, depth, /^if ?\(/))
      lines.push({ text: `${word} (${cText(node.expression)})`, depth, isStep: false });
    lines.push(...then);
  }
  if (otherwise === undefined || elseLines.length === 0) return;
  if (ts.isIfStatement(otherwise) && then.length > 0) {
    emitExpression(otherwise.expression, depth, lines, inside);
    emitBranch(otherwise, depth, lines, inside, 'else if');
  } else if (then.length > 0) {
    lines.push({ text: 'else', depth, isStep: false }, ...elseLines);
  } else {
    lines.push({ text: `if (!(${cText(node.expression)}))`, depth, isStep: false }, ...elseLines);
  }
}

/** Whether the step just written is the header of the block that follows. @param {Line[]} lines @param {number} depth @param {RegExp} header */
function followsHeader(lines, depth, header) {
  const last = lines.at(-1);
  return last !== undefined && last.depth === depth && last.isStep && header.test(last.text);
}

/** @param {ts.Node} node @param {number} depth @param {readonly string[]} inside @returns {Line[]} */
function linesOf(node, depth, inside) {
  /** @type {Line[]} */
  const lines = [];
  emitBlock(node, depth, lines, inside);
  return lines;
}

/** Steps and calls in an expression, in the order in which they run. @param {ts.Node} node @param {number} depth @param {Line[]} lines @param {readonly string[]} inside */
function emitExpression(node, depth, lines, inside) {
  if (ts.isFunctionLike(node)) return;
  if (!ts.isYieldExpression(node) || node.expression === undefined || !ts.isCallExpression(node.expression)) {
    ts.forEachChild(node, (child) => emitExpression(child, depth, lines, inside));
    return;
  }
  const { expression: callee, arguments: args } = node.expression;
  const name = callee.getText();
  if (name === 'step' || name === 'call') {
    const text = args[name === 'step' ? 0 : 1];
    if (text === undefined || !ts.isStringLiteralLike(text))
      throw new Error(`${node.getSourceFile().fileName}: a step's text must be a literal: ${node.getText()}`);
    lines.push({ text: text.text, depth, isStep: true, locals: name === 'step' ? localsOf(args[1]) : [] });
    return;
  }
  const helper = functions.get(name);
  if (helper === undefined) throw new Error(`${node.getSourceFile().fileName}: ${name} is not a model function`);
  if (shared.has(name)) lines.push({ text: `goto ${name}`, depth, isStep: false });
  else if (!inside.includes(name)) emitBlock(helper.node.body, depth, lines, [...inside, name]);
}

/** Names of what a step tells of the function. @param {ts.Node | undefined} node @returns {readonly string[]} */
function localsOf(node) {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap(({ name }) => (name === undefined ? [] : [name.getText()]));
}

/** @param {ts.ForStatement | ts.ForOfStatement | ts.WhileStatement | ts.DoStatement} node */
function loopHeader(node) {
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return `while (${cText(node.expression)})`;
  if (ts.isForOfStatement(node))
    return `for each ${node.initializer.getText().replace(/^const /, '')} of ${cText(node.expression)}`;
  const part = (/** @type {ts.Node | undefined} */ p) => (p === undefined ? '' : cText(p).replace(/^let /, ''));
  return `for (${part(node.initializer)}; ${part(node.condition)}; ${part(node.incrementor)})`;
}

/** A condition of the model in the kernel's manner of writing. @param {ts.Node} node */
function cText(node) {
  return node
    .getText()
    .replace(/\s+/g, ' ')
    .replace(/k\.(?:num|ptr)\(wordIndex\((\w+) \+ [A-Z]+\.(\w+)\)\)/g, '$1->$2')
    .replace(/k\.(?:num|ptr)\(k\.g\.(\w+)\)/g, '$1')
    .replace(/k\.variant\.(\w+)/g, '$1')
    .replace(/k\.num\(zswapWord\(k, '(\w+)'\)\)/g, 'zswap_$1')
    .replace(/k\.inRace && |LOCK\./g, '')
    .replace(/\bk, /g, '')
    .replace(/\(k\)/g, '()')
    .replace(/PG\.(\w+)/g, 'PG_$1')
    .replace(/([!=]==) NULL_INDEX|([!=]==) NO_ENTRY/g, (_, a, b) => `${(a ?? b).slice(0, 2)} ${a ? 'NULL' : '0'}`)
    .replace(/===/g, '==')
    .replace(/!==/g, '!=')
    .replace(/\b(CLUSTER_FLAG|VirtualTableKind|SwapTableKind|SWP)\.(\w+)/g, (_, group, name) =>
      group === 'SWP' ? `SWP_${name}` : group === 'CLUSTER_FLAG' ? `CLUSTER_FLAG_${name}` : String(name).toUpperCase(),
    );
}

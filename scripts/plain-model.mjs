// Makes the plain form of the model: the functions of core/mm without their steps, for runs that nobody steps through. One source, two forms.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ModuleText } from './plain-module.mjs';
import { LONG } from './plain-syntax.mjs';
import { root } from './steps.mjs';

const MODEL = path.join(root, 'core/mm');
/** What starts model functions from outside: stays a generator, which can be left between two calls. A file left out would call the form with steps, uncounted. */
const INTERPRETER = path.join(root, 'core/scenario');
const INTERPRETER_FILES = fs
  .readdirSync(INTERPRETER)
  .filter((name) => /^interpret\w*\.ts$/.test(name))
  .map((name) => name.replace(/\.ts$/, ''));
/** Shared by both forms: what has identity or is not the model's own. */
const SHARED = new Set(['kernel', 'step', 'inspect', 'view', 'variant']);

/** @type {Map<string, ModuleText>} */
const modules = new Map();
for (const name of fs.readdirSync(MODEL).sort()) {
  const module = name.replace(/\.ts$/, '');
  if (!name.endsWith('.ts') || SHARED.has(module) || /\.(test|fixture)\.ts$/.test(name)) continue;
  modules.set(`mm/${module}`, read(MODEL, 'mm', module));
}
for (const module of INTERPRETER_FILES) modules.set(`scenario/${module}`, read(INTERPRETER, 'scenario', module));

// A name that no function has would silently make a long system call one that cannot be left.
for (const name of LONG)
  if (![...modules.values()].some(({ declarations }) => declarations.has(name)))
    throw new Error(`plain-syntax.mjs: LONG names ${name}, and no function of the model is called so`);

for (const folder of [MODEL, INTERPRETER])
  fs.rmSync(path.join(folder, 'plain/generated'), { recursive: true, force: true });
for (const module of modules.values()) {
  const output = path.join(root, 'core', module.folder, 'plain/generated');
  fs.mkdirSync(output, { recursive: true });
  fs.writeFileSync(path.join(output, `${module.name}.ts`), module.plain(modules));
}
console.log(`   ${modules.size} files of the model in plain form`);

/** @param {string} directory @param {string} folder @param {string} name */
function read(directory, folder, name) {
  const text = fs.readFileSync(path.join(directory, `${name}.ts`), 'utf8');
  return new ModuleText(folder, name, ts.createSourceFile(`${name}.ts`, text, ts.ScriptTarget.ES2022, true));
}

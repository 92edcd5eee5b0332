// Colours before any server answers: the grammars give words the scopes that themes know.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { OnigScanner, OnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, Registry, parseRawGrammar, type IGrammar } from 'vscode-textmate';
import { EXAMPLES } from '../../core/scenario/examples.fixture';
import { STATEMENTS } from '../../core/scenario/statementWords';
import { VERBS } from '../../core/scenario/verbWords';

const FILES = { 'source.vswap': 'vswap', 'source.vswap-recording': 'vswap-recording' } as const;
let scenarios: IGrammar;
let recordings: IGrammar;

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = Object.entries(FILES).find(([name]) => name === scope)?.[1];
      const path = new URL(`./${file}.tmLanguage.json`, import.meta.url);
      return Promise.resolve(parseRawGrammar(readFileSync(path, 'utf8'), path.pathname));
    },
  });
  const load = async (scope: keyof typeof FILES): Promise<IGrammar> => {
    const grammar = await registry.loadGrammar(scope);
    if (grammar === null) throw new Error(`${scope} did not load`);
    return grammar;
  };
  scenarios = await load('source.vswap');
  recordings = await load('source.vswap-recording');
});

/** Each word with the innermost scope, without the language's name; blanks and plain words left out. */
function colours(grammar: IGrammar, text: string): readonly string[] {
  let state = INITIAL;
  return text.split('\n').flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const word = line.slice(startIndex, endIndex).trim();
      const scope = scopes.at(-1) ?? '';
      return word === '' || scope.startsWith('source.')
        ? []
        : [`${word} ${scope.replace(/\.vswap(-recording)?$/, '')}`];
    });
  });
}

const LINES: readonly (readonly [text: string, scopes: readonly string[]])[] = [
  [
    'task app in web // why',
    [
      'task keyword.control.statement',
      'app entity.name.type.task',
      'in keyword.other',
      '// punctuation.definition.comment',
      'why comment.line.double-slash',
    ],
  ],
  [
    'app: map heap 64 pages',
    [
      'app entity.name.type.task',
      ': punctuation.separator.task',
      'map keyword.control.verb',
      'heap variable.other.area',
      '64 constant.numeric.decimal',
      'pages keyword.other',
    ],
  ],
  [
    'expect app.heap[0] is not zswap',
    [
      'expect keyword.control.statement',
      '. punctuation.accessor',
      'heap variable.other.property',
      '[ punctuation.section.brackets',
      '0 constant.numeric.decimal',
      '] punctuation.section.brackets',
      'is keyword.operator.word',
      'not keyword.operator.word',
      'zswap constant.language.state',
    ],
  ],
  [
    'expect rmap(disk0:1) == vswap:512',
    [
      'expect keyword.control.statement',
      'rmap support.function',
      '( punctuation.section.brackets',
      'disk0 entity.name.type.device',
      ': punctuation.separator.slot',
      '1 constant.numeric.decimal',
      ') punctuation.section.brackets',
      '== keyword.operator',
      'vswap entity.name.type.device',
      ': punctuation.separator.slot',
      '512 constant.numeric.decimal',
    ],
  ],
  [
    'machine { kernel ste-v1  memory 64M }',
    [
      'machine keyword.control.statement',
      '{ punctuation.section.brackets',
      'kernel keyword.other.machine',
      'ste-v1 constant.language.kernel',
      'memory keyword.other.machine',
      '64 constant.numeric.decimal',
      'M keyword.other.unit',
      '} punctuation.section.brackets',
    ],
  ],
  [
    'machine { kernels ste-v1, p4  breaks J1  vswap { type 4 } }',
    [
      'machine keyword.control.statement',
      '{ punctuation.section.brackets',
      'kernels keyword.other.machine',
      'ste-v1, p4 constant.language.kernel',
      'breaks keyword.other.machine',
      'vswap keyword.other.machine',
      '{ punctuation.section.brackets',
      'type keyword.other.machine',
      '4 constant.numeric.decimal',
      '} punctuation.section.brackets',
      '} punctuation.section.brackets',
    ],
  ],
  [
    'set zswap.max_pool_percent 5',
    [
      'set keyword.control.statement',
      '. punctuation.accessor',
      'max_pool_percent variable.other.property',
      '5 constant.numeric.decimal',
    ],
  ],
  [
    'x: write y[0..3] fill 0xff',
    [
      'x entity.name.type.task',
      ': punctuation.separator.task',
      'write keyword.control.verb',
      'y variable.other.area',
      '[ punctuation.section.brackets',
      '0 constant.numeric.decimal',
      '.. keyword.operator.range',
      '3 constant.numeric.decimal',
      '] punctuation.section.brackets',
      'fill constant.language.content',
      '0xff constant.numeric.hex',
    ],
  ],
  [
    'label "a // b',
    ['label keyword.control.statement', '" punctuation.definition.string.begin', 'a // b string.quoted.double'],
  ],
];

describe('scenarios', () => {
  it.each(LINES)('%s', (text, scopes) => {
    expect(colours(scenarios, text)).toEqual(scopes);
  });

  it('colour every word that begins a statement, and every verb', () => {
    for (const { word } of STATEMENTS) expect(colours(scenarios, `${word} x y`)[0], word).toMatch(/ keyword\.control/);
    for (const { word } of VERBS)
      expect(colours(scenarios, `app: ${word} heap`)[2], word).toBe(`${word} keyword.control.verb`);
  });

  it('end comments and texts where they end', () => {
    const text = '/* one\ntwo */ task a\nlabel "x\ntask b';
    expect(colours(scenarios, text).slice(-5)).toEqual([
      'label keyword.control.statement',
      '" punctuation.definition.string.begin',
      'x string.quoted.double',
      'task keyword.control.statement',
      'b entity.name.type.task',
    ]);
    for (const example of Object.values(EXAMPLES)) expect(colours(scenarios, example).length).toBeGreaterThan(40);
  });
});

describe('recordings', () => {
  it('colour header, operations and observations', () => {
    expect(
      colours(recordings, 'oracle 1\nname 01-fill\n0 write 0-9 rnd\n= 0-9=S0/1-10 10=-\nused zA=10\n# note'),
    ).toEqual([
      'oracle keyword.other',
      '1 constant.numeric',
      'name keyword.other',
      '01-fill string.unquoted',
      '0 entity.name.type',
      'write keyword.control.verb',
      '0 constant.numeric',
      '9 constant.numeric',
      'rnd constant.language.content',
      '= storage.type.observation',
      '0 constant.numeric',
      '9 constant.numeric',
      'S0 constant.language.state',
      '/ punctuation.separator',
      '1 constant.numeric',
      '10 constant.numeric',
      '10 constant.numeric',
      '- constant.language.state',
      'used storage.type.observation',
      'zA variable.other.property',
      '10 constant.numeric',
      '# note comment.line.number-sign',
    ]);
  });
});

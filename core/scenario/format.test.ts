// Formatting changes blanks only, and nothing the second time.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from './compile.js';
import { EXAMPLES } from './examples.fixture.js';
import { formatScenario } from './format.js';

const LAYOUTS: readonly (readonly [what: string, text: string, formatted: string])[] = [
  ['blanks between words', 'task   app  in web   on cpu 1', 'task app in web on cpu 1\n'],
  ['a colon belongs to its task', 'app :write heap [ 0 .. 3 ]  text   seed 7', 'app: write heap[0..3] text seed 7\n'],
  [
    'a colon inside a slot has no blank',
    'expect rmap ( disk0 : 1 )==vswap : 512',
    'expect rmap(disk0:1) == vswap:512\n',
  ],
  ['operators', 'print (1+2)*-3- i', 'print (1 + 2) * -3 - i\n'],
  [
    'blocks',
    'repeat 3 {\nfor i in 0 .. 7{\n  app: read heap[i]\n   }\n}',
    'repeat 3 {\n  for i in 0..7 {\n    app: read heap[i]\n  }\n}\n',
  ],
  ['a block on one line', 'machine {kernel p4   cpus 2 memory 64M}', 'machine { kernel p4  cpus 2 memory 64M }\n'],
  ['empty lines', '\n\ntask a\n\n\n\ntask b\n\n', 'task a\n\ntask b\n'],
  ['comments', 'task a// one\n  /* two */   task b   // three', 'task a // one\n/* two */ task b   // three\n'],
  [
    'a comment of several lines',
    'repeat 1 {\n/* as\n     it is\n*/ task a\n}',
    'repeat 1 {\n  /* as\n     it is\n*/ task a\n}\n',
  ],
  ['texts', 'label   "a  b {"', 'label "a  b {"\n'],
  ['Windows line ends', 'task  a\r\ntask b', 'task a\r\ntask b\r\n'],
  ['nothing', ' \n \n', ''],
  ['braces that do not match', '}\n}\ntask a\n{', '}\n}\ntask a\n{\n'],
];

describe('formatting', () => {
  it.each(LAYOUTS)('%s', (_what, text, formatted) => {
    expect(formatScenario(text)).toBe(formatted);
  });

  it.each(Object.entries(EXAMPLES))('leaves the example %s as it is', (_name, text) => {
    expect(formatScenario(text)).toBe(text);
  });
});

const HARMLESS = [' ', '   ', '\t', ':', '..', '-', '@', 'x'];
/** Unmatched braces are repaired by indentation, which formatting changes; so texts that may have some are not asked for their messages. */
const BRACES = ['{', '}', '/*', '*/', '//', '"', '\n', '\n\n', ';'];

const messy = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...Object.values(EXAMPLES)),
      fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.constantFrom(...pieces)), { maxLength: 10 }),
    )
    .map(([text, changes]) =>
      changes.reduce(
        (now, [at, added]) => now.slice(0, at % (now.length + 1)) + added + now.slice(at % (now.length + 1)),
        text,
      ),
    );

/** Everything but blanks and empty lines. */
const ink = (text: string): string => text.replace(/\s+/g, '');

describe('whatever the text', () => {
  it('formatting twice is formatting once, and changes no character but blanks', () => {
    fc.assert(
      fc.property(messy([...HARMLESS, ...BRACES]), (text) => {
        const formatted = formatScenario(text);
        expect(formatScenario(formatted)).toBe(formatted);
        expect(ink(formatted)).toBe(ink(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('formatting changes no message', () => {
    const codes = (text: string): readonly string[] =>
      compileScenario(text, 'f.vswap').problems.map(
        ({ code, message }) => `${code} ${message.replace(/(line )\d+|\s+/g, '$1')}`,
      );
    fc.assert(
      fc.property(messy(HARMLESS), (text) => {
        expect(codes(formatScenario(text))).toEqual(codes(text));
      }),
      { numRuns: 300 },
    );
  });
});

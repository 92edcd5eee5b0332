// Colours for the two texts that the Code view shows: pseudo-source, which reads like C, and scenarios. For the eye only; meaning is the host's business.
import { languages } from 'monaco-editor/editor';

const NUMBER: [RegExp, string] = [/\b(0x[0-9a-f]+|\d+)[KMGT]?\b/i, 'number'];

const STEPS: languages.IMonarchLanguage = {
  keywords: [
    'if',
    'else',
    'for',
    'while',
    'return',
    'goto',
    'break',
    'continue',
    'do',
    'sizeof',
    'NULL',
    'true',
    'false',
  ],
  tokenizer: {
    root: [
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/\b[A-Z][A-Z0-9_]{2,}\b/, 'constant'],
      [/[a-zA-Z_]\w*(?=\()/, { cases: { '@keywords': 'keyword', '@default': 'type' } }],
      [/[a-zA-Z_]\w*/, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
      NUMBER,
      [/"[^"]*"/, 'string'],
    ],
    comment: [
      [/\*\//, 'comment', '@pop'],
      [/./, 'comment'],
    ],
  },
};

const SCENARIO: languages.IMonarchLanguage = {
  keywords: [
    'machine',
    'kernel',
    'cpus',
    'memory',
    'zswap',
    'swap',
    'cgroup',
    'sysctl',
    'task',
    'map',
    'write',
    'read',
    'pageout',
    'willneed',
    'free',
    'mlock',
    'munlock',
    'migrate',
    'split',
    'unmap',
    'fork',
    'exit',
    'reclaim',
    'writeback',
    'swapon',
    'swapoff',
    'hibernate',
    'resume',
    'set',
    'fail',
    'expect',
    'label',
    'print',
    'repeat',
    'for',
    'race',
    'cpu',
    'all',
    'is',
    'not',
    'and',
    'or',
    'on',
    'in',
    'from',
    'as',
    'pages',
    'seed',
  ],
  tokenizer: {
    root: [
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/[a-zA-Z_][\w-]*/, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
      NUMBER,
      [/"[^"]*"/, 'string'],
    ],
    comment: [
      [/\*\//, 'comment', '@pop'],
      [/./, 'comment'],
    ],
  },
};

export function registerLanguages(): void {
  for (const [id, monarch] of [
    ['vswap-steps', STEPS],
    ['vswap', SCENARIO],
  ] as const) {
    languages.register({ id });
    languages.setMonarchTokensProvider(id, monarch);
  }
}

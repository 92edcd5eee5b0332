// The rules of style that a machine can hold; what they are for stands beside each.
import fs from 'node:fs';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { house } from './scripts/lint-rules.mjs';

const TESTS = ['**/*.test.ts', '**/*.fixture.ts', 'extension/e2e/**/*.ts'];
const LONGEST_FILE = 300;

/** Files that may be longer: the first line of each gives the reason after the words "Long because". */
/** @type {readonly string[]} */
const LONG_FILES = [];
for (const file of LONG_FILES)
  if (
    !fs
      .readFileSync(new URL(file, import.meta.url), 'utf8')
      .split('\n')[0]
      ?.includes('Long because')
  )
    throw new Error(`${file} is listed as long in eslint.config.mjs, but its first line has no "Long because ...".`);

/** @param {readonly string[]} kernel formats that the kernel's own names add */
const names = (kernel) => {
  const filter = { regex: '^_+$', match: false };
  return [
    {
      selector: 'function',
      format: ['camelCase', ...kernel],
      leadingUnderscore: kernel.length > 0 ? 'allowDouble' : 'forbid',
    },
    {
      selector: 'variable',
      format: ['camelCase', 'UPPER_CASE', 'PascalCase', ...kernel],
      leadingUnderscore: 'allow',
      filter,
    },
    { selector: 'parameter', format: ['camelCase', ...kernel], leadingUnderscore: 'allow', filter },
    { selector: ['variable', 'parameter'], modifiers: ['destructured'], format: null },
    { selector: 'classMethod', format: ['camelCase', ...kernel] },
    { selector: 'typeLike', format: ['PascalCase'] },
  ];
};

export default tseslint.config(
  { ignores: ['dist/', '.cache/', 'coverage/', '**/generated/', 'samples/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { house },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'house/first-line': 'error',
      'house/file-name': 'error',
      'max-lines': ['error', LONGEST_FILE],
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'no-eval': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      '@typescript-eslint/naming-convention': ['error', ...names([])],
      // These say nothing about correctness: `return complain(...)` ends a parser's function, `while (true)` is how a generator loops.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // Pure: the same run gives the same words anywhere, so nothing here asks for a host, the time or chance.
    files: ['core/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'Buffer',
          'global',
          'require',
          'setImmediate',
          'window',
          'document',
          'self',
          'navigator',
          'location',
          'localStorage',
          'fetch',
          'setTimeout',
          'setInterval',
          'queueMicrotask',
          'requestAnimationFrame',
          'performance',
          'crypto',
          'Date',
          'console',
        ].map((name) => ({
          name,
          message: 'core/ has no host, no clock and no chance: take what you need as a parameter.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use the seeded generator.' },
      ],
    },
  },
  {
    // Functions and variables of the model bear the kernel's names.
    files: ['core/mm/**/*.ts', 'core/kernel/**/*.ts'],
    rules: { '@typescript-eslint/naming-convention': ['error', ...names(['snake_case', 'UPPER_CASE'])] },
  },
  {
    // Where a number becomes a brand, and where unknown data becomes a checked type; tests build such values by hand.
    files: [
      'core/word/**/*.ts',
      'core/memory/**/*.ts',
      '**/brand*.ts',
      '**/*.validate.ts',
      'core/protocol/schema.ts',
      ...TESTS,
    ],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      // Test names and messages print anything; asserting on a method is not calling it.
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': 'off',
    },
  },
  ...LONG_FILES.map((file) => ({ files: [file], rules: { 'max-lines': 'off' } })),
  {
    // Scripts run before anything is installed: plain JavaScript, typed by comments that tsc reads.
    files: ['**/*.mjs', '**/*.cjs'],
    plugins: { house },
    rules: { 'house/first-line': 'error', 'max-lines': ['error', LONGEST_FILE], 'no-undef': 'off', eqeqeq: 'error' },
  },
);

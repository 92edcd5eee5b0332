// One syntax error in words: what stands there, what could stand there, and the form of the statement.

import { is, isNewline, rangeOfToken, type Token } from './token.js';
import { didYouMean, listed, nearest } from './nearest.js';
import type { LanguageCode } from './problemList.js';
import type { SourceRange } from './program.js';
import { DEVICE_OPTIONS, MACHINE_ENTRIES, ZSWAP_OPTIONS } from './machineWords.js';
import { STATEMENTS } from './statementWords.js';
import { VERBS } from './verbWords.js';
import { findWord, type WordInfo } from './wordInfo.js';

export interface SyntaxError {
  /** The exception's name. */
  readonly name: string;
  /** Name of the token type that the parser wanted, if it wanted one. */
  readonly expected: string;
  /** The grammar rules it was in, outermost first. */
  readonly rules: readonly string[];
}

export interface Explanation {
  readonly code: LanguageCode;
  readonly range: SourceRange;
  readonly message: string;
  readonly fixes: readonly string[];
}

/** `at` is the index of the token that did not fit; tokens.length is the end of the file. `isExpression`: nobody typed the first token. */
export function explain(site: {
  readonly error: SyntaxError;
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly isExpression: boolean;
}): Explanation {
  const { error, tokens, at, isExpression } = site;
  const found = tokens[at];
  const before = tokens[at - 1];
  const ends = found === undefined || isNewline(found) || found.image === '';
  const range = !ends
    ? rangeOfToken(found)
    : before === undefined
      ? { line: 1, column: 0, endLine: 1, endColumn: 0 }
      : after(before);
  const word = ends ? '' : found.image;
  const expected = error.name === 'MismatchedTokenException' ? error.expected : undefined;
  const rule = error.rules[error.rules.length - 1] ?? '';
  const usage = isExpression ? undefined : usageOf(tokens, at, error.rules.includes('Machine'));

  const oneOf = (what: string, known: readonly WordInfo[] | readonly string[]): Explanation => {
    const words = known.map((each) => (typeof each === 'string' ? each : each.word));
    const fixes = nearest(word, words);
    return {
      code: 'VS0111',
      range,
      message: `"${word}" is not ${what}.${fixes.length > 0 ? didYouMean(fixes) : ` There are ${listed(words, 'and')}.`}`,
      fixes,
    };
  };

  const isWhole = rule === '' || rule === 'Scenario';
  if (isExpression && isWhole && at > 1 && !ends)
    return { code: 'VS0117', range, message: `The expression is complete before "${word}".`, fixes: [] };
  if (rule === 'Action' && expected === ':' && before !== undefined) return notAStatement(before, found, tokens, at);
  if (rule === 'Verb' && !ends) return oneOf('something a task can do', VERBS);
  if (rule === 'Machine' && expected === '}' && !ends) return oneOf('an entry of the machine block', MACHINE_ENTRIES);
  if (rule === 'ZswapEntry' && expected === '}' && !ends) return oneOf('an option of zswap', ZSWAP_OPTIONS);
  if (rule === 'Device' && expected === '}' && !ends) return oneOf('an option of a swap device', DEVICE_OPTIONS);
  if (rule === 'Race' && expected === '}' && !ends) {
    return {
      code: 'VS0111',
      range,
      message: `"${word}" cannot stand in a race by itself. A race holds blocks: cpu 0 { … }  cpu 1 { … }.`,
      fixes: nearest(word, ['cpu', 'schedule']),
    };
  }
  if ((rule === 'Scenario' || rule === 'Block') && expected !== '{' && !ends)
    return textAfter(word, range, tokens, at, usage);

  const noun =
    expected === undefined || expected === 'EOF'
      ? (NOUNS[rule] ?? 'something else')
      : (TOKEN_NOUNS[expected] ?? `"${expected}"`);
  const isFirst = isExpression && at <= 1;
  const where = before === undefined || isFirst ? '' : ` after "${before.image}"`;
  if (!ends && (rule === 'Name' || rule === 'Word') && findWord(STATEMENTS, word) !== undefined) {
    return {
      code: 'VS0116',
      range,
      message: `"${word}" begins a statement and cannot be a name. Expected ${noun}${where}; choose another word.`,
      fixes: [],
    };
  }
  const fixes = expected !== undefined && !ends ? nearest(word, [expected]) : [];
  const stands = ends
    ? found?.image === '' || found === undefined || before?.image === '{'
      ? 'it ends here'
      : 'the line ends'
    : `here stands "${word}"`;
  return {
    code: 'VS0110',
    range,
    message: `Expected ${isFirst ? 'an expression' : noun}${where}, but ${stands}.${didYouMean(fixes)}${usage === undefined ? '' : ` Write: ${usage}`}`,
    fixes,
  };
}

/** What a rule of the grammar is to a person. */
const NOUNS: Readonly<Record<string, string>> = {
  Name: 'a name',
  SoftWord: 'a name',
  Word: 'a word',
  KernelWord: 'the name of a kernel',
  DottedPath: 'a dotted name',
  Quantity: 'a number or a size',
  Amount: 'a number of pages',
  Content: 'a content (text, random, pattern, zero or fill)',
  Verb: `what the task does (${VERBS.map(({ word }) => word).join(', ')})`,
  Clause: 'a condition',
  Logic: 'a condition',
  Comparison: 'a value',
  Arithmetic: 'a value',
  Operand: 'a value',
  Postfix: 'a value',
  Primary: 'a value',
  SlotOffset: 'a slot number',
  ZswapEntry: 'on, off or {',
  VswapEntry: 'a block { … }',
  DeviceOption: 'an option of the device',
  Device: 'the size of the device',
};

const TOKEN_NOUNS: Readonly<Record<string, string>> = {
  STRING: 'a "text"',
  NUMBER: 'a number',
  ID: 'a name',
  '{': 'a block { … }',
};

/** Words that may follow a whole statement; one of them misspelt looks like text after its end. */
const CONTINUATIONS: Readonly<Record<string, readonly string[]>> = {
  task: ['in', 'on'],
  fork: ['on'],
  reclaim: ['pages', 'from'],
  writeback: ['pages', 'from'],
  expect: ['is', 'and', 'or', 'on', '==', 'seed'],
  fail: ['once', 'always', 'times'],
  map: ['pages', 'huge', 'mthp'],
  write: ['seed'],
};

function notAStatement(name: Token, found: Token | undefined, tokens: readonly Token[], at: number): Explanation {
  const next = found === undefined || isNewline(found) ? '' : found.image;
  if (findWord(VERBS, next) !== undefined) {
    return {
      code: 'VS0110',
      range: rangeOfToken(name),
      message: `A colon is missing between the task and what it does. Write: ${name.image}: ${next} …`,
      fixes: [`${name.image}:`],
    };
  }
  const words = STATEMENTS.map(({ word }) => word);
  const fixes = nearest(name.image, words);
  // A verb without its task: "write heap[0] zero".
  const verb = findWord(VERBS, name.image);
  const hint =
    verb !== undefined
      ? ` Say which task does it: ${verb.usage}`
      : fixes.length > 0
        ? didYouMean(fixes)
        : ` A line begins with ${listed(words, 'or')}, or with a task and a colon, as in "app: read heap[0]".`;
  const first = tokens[at - 1] ?? name;
  return {
    code: 'VS0111',
    range: rangeOfToken(first),
    message: `"${name.image}" does not begin a statement.${hint}`,
    fixes: verb === undefined ? fixes : [],
  };
}

function textAfter(
  word: string,
  range: SourceRange,
  tokens: readonly Token[],
  at: number,
  usage: string | undefined,
): Explanation {
  const line = lineOf(tokens, at).map(({ image }) => image);
  const [first] = lineOf(tokens, at);
  if (first !== undefined && !/^[A-Za-z_]/.test(first.image)) {
    const message = `A statement cannot begin with ${first.image}.`;
    return { code: 'VS0110', range: rangeOfToken(first), message, fixes: [] };
  }
  const key = line[1] === ':' ? (line[2] ?? '') : (line[0] ?? '');
  const fixes = nearest(word, CONTINUATIONS[key] ?? []);
  const advice = fixes.length > 0 ? didYouMean(fixes) : ' Each statement has a line of its own.';
  return {
    code: 'VS0117',
    range,
    message: `The statement is complete before "${word}".${advice}${usage === undefined ? '' : ` The form is: ${usage}`}`,
    fixes,
  };
}

function usageOf(tokens: readonly Token[], at: number, inMachine: boolean): string | undefined {
  const line = lineOf(tokens, at).map(({ image }) => image);
  if (line[1] === ':') return findWord(VERBS, line[2] ?? '')?.usage;
  for (const [index, word] of [...line.entries()].reverse()) {
    const entry = line[index - 1] === '.' ? undefined : findWord(inMachine ? MACHINE_ENTRIES : STATEMENTS, word);
    if (entry !== undefined) return entry.usage;
  }
  return undefined;
}

/** The tokens of the statement up to the one at fault; a block begins and ends statements as a new line does. */
export function lineOf(tokens: readonly Token[], at: number): readonly Token[] {
  let from = at;
  while (from > 0) {
    const before = tokens[from - 1];
    if (before === undefined || isNewline(before) || is(before, '{') || is(before, '}')) break;
    from--;
  }
  return tokens.slice(from, at);
}

function after(token: Token): SourceRange {
  const { endLine, endColumn } = rangeOfToken(token);
  return { line: endLine, column: endColumn, endLine, endColumn };
}

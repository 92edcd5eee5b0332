// Checks of single words that several places share: is it known, is it given once, is it free.

import type { Context } from './context.js';
import { COUNTER_GROUPS, isCounterGroup } from './counters.js';
import { didYouMean, listed, nearest } from './nearest.js';
import type { LanguageCode } from './problemList.js';
import type { SourceRange } from './program.js';

/** `what` is singular: "kernel", "limit of a cgroup". */
export function reportUnknownWord(
  code: LanguageCode,
  what: string,
  word: string,
  range: SourceRange,
  known: readonly string[],
  context: Context,
): void {
  const fixes = nearest(word, known);
  const choices = listed(known.slice(0, 8), 'or');
  context.problems.error(
    code,
    range,
    `There is no ${what} "${word}".${fixes.length > 0 ? didYouMean(fixes) : ` It can be ${choices}.`}`,
    fixes,
  );
}

/** Words that already mean something after a name's place: `vswap:512`, `run.pte_walks`. */
export function checkFree(name: string, range: SourceRange, what: string, context: Context): void {
  if (!isCounterGroup(name)) return;
  context.problems.error(
    'VS0128',
    range,
    `${name} cannot name a ${what}: ${listed(Object.keys(COUNTER_GROUPS), 'and')} have a meaning of their own. Choose another name.`,
  );
}

/** False, with a message, when the word was given before; `given` collects the words of one block. */
export function onlyOnce(word: string, range: SourceRange, given: Map<string, SourceRange>, context: Context): boolean {
  const before = given.get(word);
  if (before === undefined) {
    given.set(word, range);
    return true;
  }
  context.problems.error(
    'VS0153',
    range,
    `"${word}" is given twice: it was set on line ${before.line} already. Keep one of the two.`,
  );
  return false;
}

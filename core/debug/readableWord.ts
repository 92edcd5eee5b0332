// Which word an expression stands in, so that kernel code can be seen reading it; what is worked out from several words stands in none.
import type { RecordedRun } from '../timeline/recordedRun';
import type { DataTarget } from './dataTarget';
import type { Access } from './point';

type Variables = Readonly<Record<string, number>>;

/** Index of the word, as things are at the cursor: a counter that is a word of its own, a table word, the page table entry of a page. */
export function wordOfExpression(run: RecordedRun, spelling: string, variables: Variables): number | undefined {
  return run.view.counterPlace(spelling)?.word ?? run.name(spelling, variables).word?.word.index;
}

/**
 * Why this kind of access can never be seen, as far as can be told at the cursor; undefined: it can. An expression that has no value now may come to
 * have one, and so may a slot whose table is not there.
 */
export function whyNeverAccessed(
  run: RecordedRun,
  target: DataTarget,
  access: Access,
  variables: Variables,
): string | undefined {
  if (target.kind === 'words') return undefined;
  const { spelling } = target;
  const { text } = run.ask(spelling, variables);
  if (text === undefined) return undefined;
  const stands = wordOfExpression(run, spelling, variables) !== undefined;
  if (!stands && wordsOf(run, spelling, variables) === wordsOf(run, '0', variables))
    return `${spelling} is ${text} whatever happens: watch something that stands in memory, such as swap_table(vswap:512) or web.swap.current.`;
  if (access === 'write' || stands) return undefined;
  const { page, entry, problem } = run.name(spelling, variables);
  if (page !== undefined || (entry !== undefined && problem !== undefined)) return undefined;
  return `${spelling} stands in no word of its own, so that nothing can be seen reading it: watch it for writes, or watch a word that it is worked out from.`;
}

/** How many it is read from; names alone take some. */
function wordsOf(run: RecordedRun, spelling: string, variables: Variables): number {
  return run.watch(spelling, variables).words.length;
}

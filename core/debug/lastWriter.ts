// Who wrote something last: the last write, before a place in time, of the word that an expression names, or else of any word that its value is read from.
import { stepIndex } from '../word/brand';
import { actorText, changeText, watchedValue } from './dataChange';
import { parseTarget, type DataTarget } from './dataTarget';
import { prepared, stepOfWrite } from './patience';
import type { Position } from './position';
import type { Search } from './search';

export type Writer =
  | {
      readonly kind: 'write';
      /** Journal position. */
      readonly write: number;
      readonly step: number;
      /** The word or expression, with the values before and after. */
      readonly what: string;
      readonly by: string;
    }
  | { readonly kind: 'nobody'; readonly reason: string };

type Words = Extract<DataTarget, { readonly kind: 'words' }>;

/** Before journal position `at.write`. Leaves memory anywhere. */
export async function lastWriter(
  search: Search,
  at: Position,
  text: string,
  variables: Readonly<Record<string, number>>,
): Promise<Writer> {
  const { run, control } = search;
  const parsed = parseTarget(text, run.view);
  if (parsed.kind === 'problem') return { kind: 'nobody', reason: parsed.message };
  const words = parsed.target.kind === 'words' ? parsed.target : named(search, text, variables);
  const dependsOn = words === undefined ? run.watch(text, variables) : undefined;
  if (dependsOn?.answer.text === undefined && dependsOn?.answer.problem !== undefined)
    return { kind: 'nobody', reason: dependsOn.answer.problem };
  const write =
    words === undefined
      ? run.lastWriteTo(new Set(dependsOn?.words), 0, at.write)
      : run.previousWrite(words.first, at.write, words.last);
  if (write === undefined) return { kind: 'nobody', reason: `Nothing has written ${text} yet.` };
  const change = run.change(write);
  const { kernel } = run.program.machine;
  const target: Words = words ?? { ...NO_WORDS, first: change.index, last: change.index, spelling: text };
  const before = watchedValue(target, change.old, kernel) ?? 'nothing';
  const after = watchedValue(target, change.new, kernel) ?? 'nothing';
  if (write < (run.operations[0]?.firstWrite ?? 0))
    return {
      kind: 'nobody',
      reason: `${text} was written while the machine booted, before the first statement: ${after}.`,
    };
  const step = await stepOfWrite(run, write, control);
  await prepared(run, step, control);
  const by = actorText(run.moment(stepIndex(step)));
  return { kind: 'write', write, step, what: `${text} written ${changeText(before, after)}`, by };
}

const NO_WORDS = { kind: 'words', format: undefined, field: undefined } as const;

function named({ run }: Search, text: string, variables: Readonly<Record<string, number>>): Words | undefined {
  const { word, entry } = run.name(text, variables);
  if (word !== undefined) {
    const { index } = word.word;
    return { ...NO_WORDS, first: index, last: index, format: word.format, field: word.field, spelling: text };
  }
  // Of a slot, the word that says what the slot is.
  const index = entry === undefined || /[.(]/.test(text) ? undefined : run.view.slot(entry)?.swapTable?.index;
  return index === undefined
    ? undefined
    : { ...NO_WORDS, first: index, last: index, format: 'swap_table', spelling: text };
}

// Who wrote something last: the last write, before a place in time, of the word that an expression names, or else the last change of its value.
import { stepIndex } from '../word/brand';
import { actorText, changeText, watchedValue } from './dataChange';
import { parseTarget, type DataTarget } from './dataTarget';
import { breathe, prepared, stepOfWrite } from './patience';
import type { Position } from './position';
import type { Search } from './search';
import { inASentence } from './valueWatch';

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
  /** Before the first statement, when the machine was made: there are no steps. `of`: how many writes that took. */
  | { readonly kind: 'boot'; readonly write: number; readonly of: number; readonly what: string }
  | { readonly kind: 'nobody'; readonly reason: string };

type Words = Extract<DataTarget, { readonly kind: 'words' }>;

/** Before journal position `at.write`, where memory is. Leaves memory anywhere. */
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
  const found =
    words === undefined ? await lastChange(search, at, text, variables) : lastWrite(search, at, text, words);
  if ('kind' in found) return found;
  const { write, what } = found;
  const ofBoot = run.operations[0]?.firstWrite ?? run.write;
  if (write < ofBoot) return { kind: 'boot', write, of: ofBoot, what };
  const step = await stepOfWrite(run, write, control);
  await prepared(run, step, control);
  const by = actorText(run.moment(stepIndex(step)));
  return { kind: 'write', write, step, what, by };
}

type Found = { readonly write: number; readonly what: string } | Extract<Writer, { readonly kind: 'nobody' }>;

function lastWrite({ run }: Search, at: Position, text: string, words: Words): Found {
  const write = run.previousWrite(words.first, at.write, words.last);
  if (write === undefined) return { kind: 'nobody', reason: `Nothing has written ${text} yet.` };
  const change = run.change(write);
  const { kernel } = run.program.machine;
  const before = watchedValue(words, change.old, kernel) ?? 'nothing';
  const after = watchedValue(words, change.new, kernel) ?? 'nothing';
  return { write, what: `${text} written ${changeText(before, after)}` };
}

/** The words that a value is read from are also those on the way to it, so most writes to one of them leave the value as it is. */
async function lastChange(
  { run, control }: Search,
  at: Position,
  text: string,
  variables: Readonly<Record<string, number>>,
): Promise<Found> {
  const ofBoot = run.operations[0]?.firstWrite ?? run.write;
  let now = run.watch(text, variables);
  if (now.answer.text === undefined && now.answer.problem?.startsWith('Nothing: ') !== true)
    return { kind: 'nobody', reason: now.answer.problem ?? `"${text}" has no value here.` };
  const after = inASentence(now.answer);
  for (let before = at.write; ;) {
    const write = run.lastWriteTo(new Set(now.words), 0, before);
    if (write === undefined) return { kind: 'nobody', reason: `${text} is ${after}, and nothing has written that.` };
    if (write < ofBoot) return { write, what: `${text} has been ${after} since then` };
    await stepOfWrite(run, write, control);
    run.seekWrite(write);
    now = run.watch(text, variables);
    if (inASentence(now.answer) !== after)
      return { write, what: `${text} changed from ${inASentence(now.answer)} to ${after}` };
    before = write;
    await breathe(control);
  }
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

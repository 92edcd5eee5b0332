// What happened to data, in words: the value before and after, decoded where its format is known, and who did it.
import type { ModelView } from '../mm/view';
import type { Moment } from '../timeline/moment';
import type { Change } from '../timeline/recordedRun';
import { decodeWord } from '../word/decode';
import { hexWord } from '../word/hex';
import { wordOf } from '../word/halves';
import type { KernelName } from '../word/kernelName';
import { addressText, type DataTarget } from './dataTarget';
import { fieldText, wordText } from './wordVariable';

type Words = Extract<DataTarget, { readonly kind: 'words' }>;
type Halves = Change['old'];

/** The watched part of a word; undefined: its kind has no such field. */
export function watchedValue({ format, field }: Words, { lo, hi }: Halves, kernel: KernelName): string | undefined {
  const word = wordOf(lo, hi);
  if (format === undefined) return hexWord(word);
  const decoded = decodeWord(word, format, kernel);
  if (field === undefined) return `${hexWord(word)} (${wordText(decoded)})`;
  if (field === 'kind') return decoded.kind;
  const found = decoded.fields.find(({ name }) => name === field);
  return found === undefined ? undefined : fieldText(found.name, found.value);
}

/** `from 1 to 4`, `again, 4`. */
export function changeText(before: string, after: string): string {
  return before === after ? `again with ${after}` : `from ${before} to ${after}`;
}

export function targetText(view: ModelView, target: DataTarget, index: number): string {
  return target.kind === 'expression' || target.first === target.last
    ? target.spelling
    : `${addressText(view, index)} of ${target.spelling}`;
}

/** Who takes a step: `folio_realloc_swap in "writeback 1 pages" on line 14`. */
export function actorText({ frame, cpu, operation: { statement, race } }: Moment): string {
  const where = `"${statement.text}" on line ${statement.range.line}${race === undefined ? '' : `, on CPU ${cpu}`}`;
  return frame === undefined ? where : `${frame.name}, "${frame.text}", in ${where}`;
}

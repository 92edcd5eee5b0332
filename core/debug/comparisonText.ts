// A comparison of two branches as text: in short for the console, and as two documents that an editor shows side by side, the same lines where the two are the same.
import { decodeWord } from '../word/decode';
import { hexWord } from '../word/hex';
import type { KernelName } from '../word/kernelName';
import type { FormatId } from '../word/layout';
import { placeOf } from './stop';
import type { Branch } from './branches';
import type { Comparison, Difference, Parting, Value } from './compareBranches';
import { fieldText, isTelling, wordText } from './wordVariable';
import type { WordGroup } from './wordNames';

export interface ComparisonDocument {
  readonly text: string;
  /** The line, from 0, that tells the step at which the two part; undefined: they do not, or this one is over there. */
  readonly line: number | undefined;
}

export type Side = 'a' | 'b';

/** `0x... (PFN count=1 pfn=0x1013)`; what has no fields is the bare word. */
export function valueText({ word }: Value, format: FormatId | undefined, kernel: KernelName): string {
  return format === undefined ? hexWord(word) : `${hexWord(word)} (${wordText(decodeWord(word, format, kernel))})`;
}

/** One of the two documents of a comparison of `a` and `b`, at whose cursors memory stands. */
export function comparisonDocument(a: Branch, b: Branch, found: Comparison, side: Side): ComparisonDocument {
  const branch = side === 'a' ? a : b;
  const { kernel } = branch.debug.program.machine;
  const parting = found[side];
  const head = [...aboutBranch(branch), ''];
  const parted =
    found.write === undefined
      ? ['The two write the same, word for word, to their ends.']
      : ['FIRST DIFFERENCE', ...(parting === undefined ? OVER : partingLines(parting, kernel))];
  const words = found.words.flatMap((word, i) => [
    ...(word.group === found.words[i - 1]?.group ? [] : ['', GROUPS[word.group]]),
    '',
    ...wordLines(word, word[side], kernel),
  ]);
  const rest = found.total - found.words.length;
  const lines = [
    ...head,
    ...parted,
    '',
    totalLine(found.total).toUpperCase(),
    ...words,
    ...(rest > 0 ? ['', `and ${rest} more`] : []),
    '',
  ];
  return { text: lines.join('\n'), line: parting === undefined ? undefined : head.length + 1 };
}

const OVER = ['The run is over here: the other one goes on.'];

const GROUPS: Readonly<Record<WordGroup, string>> = {
  tables: 'Swap tables and virtual tables',
  pages: 'Page tables',
  clusters: 'Clusters',
  counters: 'Counters',
  objects: 'Lists and compressed pages',
  frames: 'Page frames',
  other: 'Other words of the kernel',
  simulator: 'The simulator’s own record of contents and memory in use',
};

export function totalLine(total: number): string {
  if (total === 0) return 'No word differs where the two stand';
  return `${total} word${total === 1 ? ' differs' : 's differ'} where the two stand`;
}

function aboutBranch({ name, origin, debug: { run } }: Branch): readonly string[] {
  return [
    name,
    origin === undefined
      ? 'The program itself'
      : `From "${origin.parent.name}" at step ${origin.step}${leftText(origin.left)}: ${origin.text}`,
    `Stands at step ${run.cursor}, ${placeOf(run, run.cursor)}`,
  ];
}

export function leftText(left: NonNullable<Branch['origin']>['left']): string {
  if (left === undefined) return ', the end of the program';
  return `, line ${left.line}${left.function === undefined ? '' : ` in ${left.function}()`}`;
}

function partingLines(parting: Parting, kernel: KernelName): readonly string[] {
  const { step, line, statement, function: by, address, name, format, before, after } = parting;
  return [
    `Step ${step}, line ${line}: ${statement}`,
    by === undefined ? 'The statement itself' : `In ${by.name}(), line ${by.line}: ${by.text}`,
    `Writes ${name} at ${address}`,
    `Before: ${valueText(before, format, kernel)}${plainMeaning(before, format)}`,
    `After: ${valueText(after, format, kernel)}${plainMeaning(after, format)}`,
  ];
}

/**
 * The first line is the same on both sides, and no other line is that of another word: so a diff sets each word beside itself. Lines with `=` are what the
 * debug console takes.
 */
function wordLines({ name, address, format }: Difference, value: Value, kernel: KernelName): readonly string[] {
  const raw = hexWord(value.word);
  const head = `${name} at ${address}`;
  if (format === undefined) return [head, `    ${address} = ${raw}${plainMeaning(value, format)}`];
  const { kind, meaning, note, fields } = decodeWord(value.word, format, kernel);
  return [
    head,
    `    ${name} = ${raw}`,
    `    ${name} is ${kind}: ${meaning}${note === undefined ? '' : ` (${note})`}`,
    ...fields.filter(isTelling).map((field) => `    ${name}.${field.name} = ${fieldText(field.name, field.value)}`),
  ];
}

/** Of a word that no format decodes: what it points at, or the number, as people count. */
function plainMeaning({ word, pointsAt }: Value, format: FormatId | undefined): string {
  if (format !== undefined) return '';
  if (pointsAt !== undefined) return ` -> ${pointsAt}`;
  return word < 2n ** 32n ? ` (${word})` : '';
}

/** For the console: where they part, then one line a word from `start` on. */
export function comparisonLines(a: Branch, b: Branch, found: Comparison, start: number): string {
  const { kernel } = a.debug.program.machine;
  const line = ({ name }: Branch, parting: Parting | undefined): string =>
    `  ${name}: ${parting === undefined ? 'the run is over' : partingText(parting, kernel)}`;
  const first =
    found.write === undefined
      ? [`"${a.name}" and "${b.name}" write the same to their ends.`]
      : [`First difference, write ${found.write}:`, line(a, found.a), line(b, found.b)];
  const listed = found.words.map(
    (word) =>
      `  ${word.name} at ${word.address}: ${a.name} ${valueText(word.a, word.format, kernel)}, ${b.name} ${valueText(word.b, word.format, kernel)}`,
  );
  const rest = found.total - start - found.words.length;
  return [
    ...first,
    `${totalLine(found.total)}${found.total === 0 ? '.' : ':'}`,
    ...listed,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n');
}

function partingText(parting: Parting, kernel: KernelName): string {
  const { step, function: by, statement, line, name, address, format, before, after } = parting;
  const who = by === undefined ? 'the statement' : `${by.name}()`;
  return `step ${step}, ${who} in "${statement}" on line ${line} writes ${name} at ${address}: ${valueText(before, format, kernel)} -> ${valueText(after, format, kernel)}`;
}

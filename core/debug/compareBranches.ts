// Two branches held against each other: the first write that differs, and the words that differ where the two stand.
import type { Moment } from '../timeline/moment';
import type { Change, RecordedRun } from '../timeline/recordedRun';
import { stepIndex, wordIndex } from '../word/brand';
import { wordOf } from '../word/halves';
import type { FormatId } from '../word/layout';
import type { Branch } from './branches';
import { addressText } from './dataTarget';
import { breathe, prepared, stepOfWrite, type Control } from './patience';
import { lastWriteOf } from './position';
import { WORD_GROUPS, wordNames, type WordGroup, type WordName } from './wordNames';

/** A word as it stands in one of the two. */
export interface Value {
  readonly word: bigint;
  /** What it points at, when it is an address that has a name. */
  readonly pointsAt: string | undefined;
}

/** What one of the two does where they part. */
export interface Parting {
  readonly step: number;
  /** The kernel function and the line of it, or undefined: the statement itself. */
  readonly function: { readonly name: string; readonly line: number; readonly text: string } | undefined;
  readonly statement: string;
  readonly line: number;
  /** Address of the word that is written. */
  readonly address: string;
  readonly name: string;
  readonly format: FormatId | undefined;
  readonly before: Value;
  readonly after: Value;
}

export interface Difference {
  readonly address: string;
  readonly name: string;
  readonly group: WordGroup;
  readonly format: FormatId | undefined;
  readonly a: Value;
  readonly b: Value;
}

export interface Comparison {
  /** Journal position of the first write that differs; undefined: they do the same to their ends. */
  readonly write: number | undefined;
  /** undefined: this one is over there. */
  readonly a: Parting | undefined;
  readonly b: Parting | undefined;
  /** Words that differ where the two stand. */
  readonly total: number;
  readonly words: readonly Difference[];
}

export interface WordPage {
  readonly start: number;
  readonly count: number;
  /** `group`: tables first, then what stands around them; within a group by address. */
  readonly order: 'address' | 'group';
}

/** Writes compared between two pauses. */
const WRITES_AT_ONCE = 4096;

/** `common`: the journal position up to which they are the same by birth. `page`: which of the words that differ are told. */
export async function compareBranches(a: Branch, b: Branch, common: number, page: WordPage): Promise<Comparison> {
  if (a === b) return { write: undefined, a: undefined, b: undefined, total: 0, words: [] };
  const parted = await both(a, b, async (control) => {
    const write = await firstDifference(a.debug.run, b.debug.run, common, control);
    const inA = await parting(a.debug.run, write, control);
    return { write, a: inA, b: await parting(b.debug.run, write, control) };
  });
  const found = await both(a, b, (control) => differences(a.debug.run, b.debug.run, common, page, control));
  return { ...parted, ...found };
}

/** Looks about in both; each stands at its cursor again afterwards, and whenever others run. */
function both<T>(a: Branch, b: Branch, look: (control: Control) => Promise<T>): Promise<T> {
  return a.debug.query((first) =>
    b.debug.query((second) => {
      const pause = async (): Promise<void> => {
        await first.control.pause();
        await second.control.pause();
      };
      return look({ ...first.control, pause });
    }),
  );
}

/** Records both as far as need be. */
async function firstDifference(
  a: RecordedRun,
  b: RecordedRun,
  common: number,
  control: Control,
): Promise<number | undefined> {
  for (let n = common; ; n++) {
    const [inA, inB] = [await reaches(a, n, control), await reaches(b, n, control)];
    if (!inA && !inB) return undefined;
    if (inA !== inB || !isSame(a.change(n), b.change(n))) return n;
    if (n % WRITES_AT_ONCE === 0) await breathe(control);
  }
}

function writesOf(run: RecordedRun): number {
  const last = run.operations.at(-1);
  return last === undefined ? 0 : lastWriteOf(last);
}

/** Whether there is a write `n`. */
async function reaches(run: RecordedRun, n: number, control: Control): Promise<boolean> {
  while (n >= writesOf(run)) {
    if (run.advance(256) === 'over') return false;
    await breathe(control);
  }
  return true;
}

const isSame = (a: Change, b: Change): boolean => a.index === b.index && a.new.lo === b.new.lo && a.new.hi === b.new.hi;

async function parting(run: RecordedRun, write: number | undefined, control: Control): Promise<Parting | undefined> {
  if (write === undefined || write >= writesOf(run)) return undefined;
  const change = run.change(write);
  const step = await stepOfWrite(run, write, control);
  await prepared(run, step, control);
  const moment: Moment = run.moment(stepIndex(step));
  run.seek(stepIndex(step));
  const names = wordNames(run);
  const { name, format } = names(change.index);
  const { statement } = moment.operation;
  const { frame } = moment;
  return {
    step,
    function: frame && { name: frame.name, line: frame.line, text: frame.text },
    statement: statement.text,
    line: statement.range.line,
    address: addressText(run.view, change.index),
    name,
    format,
    before: valueOf(run, names, change.old),
    after: valueOf(run, names, change.new),
  };
}

function valueOf({ view }: RecordedRun, names: (index: number) => WordName, { lo, hi }: Change['old']): Value {
  const word = wordOf(lo, hi);
  // Addresses of objects are those of their first words, or stand in a list in their midst.
  const index = word % 8n === 0n ? view.indexOf(word) : undefined;
  const found = index === undefined ? undefined : names(index);
  return { word, pointsAt: found === undefined || isNameless(found) ? undefined : found.name };
}

const isNameless = ({ group }: WordName): boolean => group === 'other' || group === 'simulator';

/** Only words that one of them has written since can differ. Memory of both stands at their cursors and stays there. */
async function differences(
  a: RecordedRun,
  b: RecordedRun,
  common: number,
  { start, count, order }: WordPage,
  control: Control,
): Promise<Pick<Comparison, 'total' | 'words'>> {
  const from = Math.min(common, a.write, b.write);
  const written = new Set<number>();
  for (const run of [a, b])
    for (let n = from; n < run.write; n += WRITES_AT_ONCE) {
      for (const index of run.writtenBetween(n, Math.min(n + WRITES_AT_ONCE, run.write))) written.add(index);
      await breathe(control);
    }
  const differing: number[] = [];
  let looked = 0;
  for (const index of written) {
    const [inA, inB] = [a.view.word(wordIndex(index)), b.view.word(wordIndex(index))];
    if (inA.lo !== inB.lo || inA.hi !== inB.hi) differing.push(index);
    if (++looked % WRITES_AT_ONCE === 0) await breathe(control);
  }
  const [namesA, namesB] = [wordNames(a), wordNames(b)];
  const nameOf = (index: number): WordName => {
    const inA = namesA(index);
    return isNameless(inA) ? namesB(index) : inA;
  };
  const shown = Array.from(Uint32Array.from(differing).sort());
  if (order === 'group') {
    const rank = new Map(shown.map((index) => [index, WORD_GROUPS.indexOf(nameOf(index).group)]));
    shown.sort((one, two) => (rank.get(one) ?? 0) - (rank.get(two) ?? 0));
  }
  const words = shown.slice(start, start + count).map((index): Difference => {
    const { name, group, format } = nameOf(index);
    return {
      address: addressText(a.view, index),
      name,
      group,
      format,
      a: valueOf(a, namesA, a.view.word(wordIndex(index))),
      b: valueOf(b, namesB, b.view.word(wordIndex(index))),
    };
  });
  return { total: differing.length, words };
}

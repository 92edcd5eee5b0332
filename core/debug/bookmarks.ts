// Places in time that a person has given a name to, so as to come back; and what becomes of kept ones when the program has changed meanwhile.
import type { Program } from '../scenario/program';
import { statementsOf } from './statementLines';

export interface Bookmark {
  readonly name: string;
  /** undefined: the program, or the order of a race, is another than when it was set; it stands for the first time that its statement runs. */
  readonly step: number | undefined;
  /** Line of the statement that the step is part of, 1-based. */
  readonly line: number;
  readonly statement: string;
}

/** Characters of a statement by which it is known again. */
const LONGEST_STATEMENT = 1000;
export const statementShown = (text: string): string => text.slice(0, LONGEST_STATEMENT);

/** Plenty for people, and a bound for a client that sets them in a loop. */
export const MOST_BOOKMARKS = 1000;

export class Bookmarks {
  private readonly named = new Map<string, Bookmark>();
  /** Where the run is another than the program by itself makes: after this step. */
  private ownUpTo = Infinity;
  /** As they were in the program's own run. */
  private readonly originals = new Map<string, Bookmark>();
  /** Called after each change by a person, with what to keep for the next session. */
  onChange: (toKeep: readonly Bookmark[]) => void = () => {};

  /** By step, those without one last. */
  get all(): readonly Bookmark[] {
    const at = ({ step = Infinity, line }: Bookmark): readonly [number, number] => [step, line];
    return [...this.named.values()].sort((a, b) => {
      const [step, line] = at(a);
      const [otherStep, otherLine] = at(b);
      return step === otherStep ? line - otherLine : step - otherStep;
    });
  }

  /** For another run that is the same up to `step`; later ones stand for their statements there. */
  copyUpTo(step: number, other: Bookmarks): void {
    for (const bookmark of other.named.values()) this.put(inOtherRun(bookmark, step));
  }

  /** As `copyUpTo`, where this run takes the place of the other's: what is kept for the next session, in which the program runs by itself again, is kept on. */
  takeOver(step: number, other: Bookmarks): void {
    this.copyUpTo(step, other);
    this.ownUpTo = Math.min(step, other.ownUpTo);
    for (const bookmark of other.toKeep) this.originals.set(bookmark.name, bookmark);
    this.onChange = other.onChange;
  }

  /** Moves the bookmark when there is one of this name; false: there are too many. */
  set(bookmark: Bookmark): boolean {
    if (!this.put(bookmark)) return false;
    this.originals.delete(bookmark.name);
    this.onChange(this.toKeep);
    return true;
  }

  /** As `set`, of one that is kept already. */
  put(bookmark: Bookmark): boolean {
    if (!this.named.has(bookmark.name) && this.named.size >= MOST_BOOKMARKS) return false;
    this.named.set(bookmark.name, bookmark);
    return true;
  }

  get(name: string): Bookmark | undefined {
    return this.named.get(name);
  }

  /** False: there was none of this name. */
  delete(name: string): boolean {
    const isGone = this.named.delete(name);
    if (isGone) this.onChange(this.toKeep);
    return isGone;
  }

  private get toKeep(): readonly Bookmark[] {
    return this.all.map((one) => this.originals.get(one.name) ?? inOtherRun(one, this.ownUpTo));
  }
}

const inOtherRun = (bookmark: Bookmark, sameUpTo: number): Bookmark =>
  (bookmark.step ?? 0) <= sameUpTo ? bookmark : { ...bookmark, step: undefined };

/** Kept bookmarks in a program that is not the one they were set in: each at the line of its statement, the nearest if there are several. `told`: what happened, in a line. */
export function inChangedProgram(
  kept: readonly Bookmark[],
  program: Program,
): { readonly bookmarks: readonly Bookmark[]; readonly told: string | undefined } {
  const lines = new Map<string, number[]>();
  for (const { text, range } of statementsOf(program)) {
    const shown = statementShown(text);
    lines.set(shown, [...(lines.get(shown) ?? []), range.line]);
  }
  const bookmarks: Bookmark[] = [];
  const parts: string[] = [];
  for (const bookmark of kept) {
    const { name, line: old, statement } = bookmark;
    const [line] = (lines.get(statement) ?? []).sort((a, b) => Math.abs(a - old) - Math.abs(b - old));
    if (line === undefined) parts.push(`"${name}" is gone with its statement, "${statement}"`);
    else {
      bookmarks.push({ name, step: undefined, line, statement });
      parts.push(`"${name}" stands for line ${line} now`);
    }
  }
  return {
    bookmarks,
    told: parts.length === 0 ? undefined : `The program has changed since bookmarks were set: ${parts.join('; ')}.`,
  };
}

// Lines of a recording cut into words, and the place where problems are collected: at most one a line, at most twenty in all.

import type { Problem, SourceRange } from '../scenario/program';

export interface Word {
  readonly text: string;
  readonly column: number;
}

export interface SourceLine {
  /** 1-based. */
  readonly number: number;
  /** Without line end and without blanks at the end. */
  readonly text: string;
  readonly words: readonly Word[];
}

/** `text` as line `number`, cut at blanks. */
export function sourceLine(number: number, text: string): SourceLine {
  const trimmed = text.trimEnd();
  const words = [...trimmed.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index }));
  return { number, text: trimmed, words };
}

export function rangeOfLine(line: SourceLine): SourceRange {
  return rangeOnLine(line.number, line.words[0]?.column ?? 0, line.text.length);
}

export function rangeOnLine(line: number, column: number, endColumn: number): SourceRange {
  return { line, column, endLine: line, endColumn };
}

/** Texts from outside are quoted in messages; this keeps them short and on one line. */
export function quote(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  return `'${shown.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}'`;
}

const SHOWN_PROBLEMS = 20;

/** Code of the entry that stands for all problems beyond the first twenty. */
export const MORE_PROBLEMS = 'VS0319';

/** Problems of one text. */
export class ProblemList {
  private readonly shown: Problem[] = [];
  private hidden = 0;
  private lastLine = 0;
  private errors = 0;

  /** Only the first problem of a line is kept: the rest usually follows from it. */
  add(code: Problem['code'], range: SourceRange, message: string, severity: Problem['severity'] = 'error'): void {
    if (severity === 'error') this.errors++;
    if (range.line === this.lastLine) return;
    this.lastLine = range.line;
    if (this.shown.length < SHOWN_PROBLEMS) this.shown.push({ code, severity, message, range });
    else this.hidden++;
  }

  /** The problem stands at one word of a line, or at the whole line. */
  at(line: SourceLine, word: Word | undefined, code: Problem['code'], message: string): undefined {
    const range = word ? rangeOnLine(line.number, word.column, word.column + word.text.length) : rangeOfLine(line);
    this.add(code, range, message);
    return undefined;
  }

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  /** All problems so far, shown or not. */
  get count(): number {
    return this.shown.length + this.hidden;
  }

  all(): readonly Problem[] {
    const last = this.shown.at(-1);
    if (this.hidden === 0 || last === undefined) return this.shown;
    const more = {
      ...last,
      code: MORE_PROBLEMS,
      severity: 'info',
      message: `and ${this.hidden} more problems`,
    } as const;
    return [...this.shown, more];
  }
}

// Collects what is wrong with a text, in source order and without cascades: what a broken line makes look wrong is not reported.

import type { Problem, SourceRange } from './program.js';

/** A problem of a scenario with the texts that could stand in its place instead, best first. */
export interface Finding extends Problem {
  readonly fixes: readonly string[];
}

export type LanguageCode = `VS01${string}`;

export interface ProblemList {
  /** `fixes` replace the whole of `range`. */
  readonly error: (code: LanguageCode, range: SourceRange, message: string, fixes?: readonly string[]) => void;
  readonly warning: (code: LanguageCode, range: SourceRange, message: string, fixes?: readonly string[]) => void;
}

export interface CollectingProblemList extends ProblemList {
  readonly findings: () => readonly Finding[];
}

/** More problems than this say nothing new; the rest is dropped. */
export const MAX_PROBLEMS = 500;

/** `silent` lines (1-based) take no problems: they already have the one that explains them. */
export function collectProblems(silent: ReadonlySet<number>): CollectingProblemList {
  const found: Finding[] = [];
  const add = (
    severity: Problem['severity'],
    code: LanguageCode,
    range: SourceRange,
    message: string,
    fixes: readonly string[],
  ): void => {
    if (silent.has(range.line) || found.length >= MAX_PROBLEMS) return;
    found.push({ code, severity, message, range, fixes });
  };
  return {
    error: (code, range, message, fixes = []) => add('error', code, range, message, fixes),
    warning: (code, range, message, fixes = []) => add('warning', code, range, message, fixes),
    findings: () => inSourceOrder(found),
  };
}

export function inSourceOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column);
}

// Problems of a file as a compiler prints them: `file:line:column: error VS0123: message`, and where there is room the line with a mark under it.

import type { Problem, SourceRange } from '../scenario/program';
import type { Colours } from './colours';
import { printable } from './printable';

/** A problem of a file, or, without a range, of the file as a whole. */
export interface ReportedProblem extends Pick<Problem, 'code' | 'severity' | 'message'> {
  readonly range: SourceRange | undefined;
}

export interface ProblemTextOptions {
  readonly colours: Colours;
  /** The text of the file: the line at fault is shown with a caret. undefined: only the message. */
  readonly source: string | undefined;
}

/** More than this nobody reads; the number of the others is told. */
const MOST_PROBLEMS = 50;
/** Columns of a source line that are shown around the place at fault. */
const EXCERPT_COLUMNS = 120;

/** One line a problem, or three with an excerpt; ends with a line end, empty when there are none. */
export function problemsText(file: string, problems: readonly ReportedProblem[], options: ProblemTextOptions): string {
  const lines = options.source?.split('\n') ?? [];
  const shown = problems.slice(0, MOST_PROBLEMS).flatMap((problem) => {
    const excerpt = problem.range === undefined ? undefined : excerptOf(lines[problem.range.line - 1], problem.range);
    const head = problemLine(file, problem, options.colours);
    return excerpt === undefined ? [head] : [head, `    ${excerpt.line}`, `    ${options.colours.good(excerpt.mark)}`];
  });
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) shown.push(`${printable(file)}: ${more} more problems; correct the first ones and try again`);
  return shown.map((line) => `${line}\n`).join('');
}

/** Columns are counted from 1, as editors do. */
export function problemLine(
  file: string,
  { code, severity, message, range }: ReportedProblem,
  colours: Colours,
): string {
  const place = range === undefined ? '' : `${range.line}:${range.column + 1}:`;
  const paint = severity === 'error' ? colours.bad : colours.warn;
  return `${colours.bold(`${printable(file)}:${place}`)} ${paint(`${severity} ${code}:`)} ${printable(message)}`;
}

/** The part of the line that holds the range, and carets under what of the range stands on it. */
function excerptOf(line: string | undefined, range: SourceRange): { line: string; mark: string } | undefined {
  if (line === undefined || line.trim() === '') return undefined;
  const end = Math.max(
    range.column + 1,
    Math.min(range.endLine > range.line ? line.length : range.endColumn, line.length),
  );
  const from = line.length <= EXCERPT_COLUMNS ? 0 : Math.max(0, range.column - EXCERPT_COLUMNS / 2);
  const part = line.slice(from, from + EXCERPT_COLUMNS);
  const before = printable(part.slice(0, range.column - from));
  const marked = printable(part.slice(range.column - from, end - from));
  return { line: printable(part).trimEnd(), mark: ' '.repeat(before.length) + '^'.repeat(Math.max(1, marked.length)) };
}

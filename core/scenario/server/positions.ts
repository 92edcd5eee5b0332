// Between the language server's places (lines and columns from 0) and the compiler's (lines from 1).

import type { Position, Range } from 'vscode-languageserver-protocol';
import type { SourceRange } from '../program.js';

export function toRange(range: SourceRange): Range {
  return {
    start: { line: range.line - 1, character: range.column },
    end: { line: range.endLine - 1, character: range.endColumn },
  };
}

/** The end counts as inside, so that a cursor right after a word is on it. */
export function contains(range: SourceRange, { line, character }: Position): boolean {
  const afterStart = line + 1 > range.line || (line + 1 === range.line && character >= range.column);
  const beforeEnd = line + 1 < range.endLine || (line + 1 === range.endLine && character <= range.endColumn);
  return afterStart && beforeEnd;
}

export function overlaps(range: SourceRange, other: Range): boolean {
  const before = (line: number, column: number, end: Position): boolean =>
    line - 1 < end.line || (line - 1 === end.line && column <= end.character);
  const startsInTime = before(range.line, range.column, other.end);
  const endsLate =
    range.endLine - 1 > other.start.line ||
    (range.endLine - 1 === other.start.line && range.endColumn >= other.start.character);
  return startsInTime && endsLate;
}

// Tokens as the lexer makes them, and where they stand.

import type { LexerResult } from 'langium';
import type { SourceRange } from './program.js';

export type Token = LexerResult['tokens'][number];

export const isNewline = (token: Token): boolean => is(token, 'NL');

/** Is the token of this terminal, or this keyword? */
export const is = (token: Token | undefined, type: string): boolean => token?.tokenType.name === type;

export function rangeOfToken(token: Token): SourceRange {
  return {
    line: token.startLine ?? 1,
    column: (token.startColumn ?? 1) - 1,
    endLine: token.endLine ?? token.startLine ?? 1,
    endColumn: token.endColumn ?? token.startColumn ?? 1,
  };
}

// Between lexer and parser: leaves a newline token only where one separates two statements, and makes braces match, so that the
// parser can pick itself up at the next statement after any mistake, and one forgotten brace is one message.

import type { LexerResult, LexingDiagnostic, LexingReport } from 'langium';
import type { SourceRange } from './program.js';

export type Token = LexerResult['tokens'][number];
type TokenType = Token['tokenType'];

/** A brace that has no partner; `at` is the brace, `before` for an open one the token before which its partner was missed. */
export interface BraceProblem {
  readonly kind: 'unclosed' | 'stray';
  readonly at: Token;
  readonly before: Token | undefined;
}

/** Travels from the lexer to whoever explains the parse: the parser passes reports through. */
export interface LayoutReport extends LexingReport {
  diagnostics: LexingDiagnostic[];
  readonly braces: readonly BraceProblem[];
  /** The token stream as the parser saw it. */
  readonly tokens: readonly Token[];
  /** A comment that nothing closes takes the rest of the file. */
  readonly openComment: Token | undefined;
}

export function isLayoutReport(report: LexingReport | undefined): report is LayoutReport {
  return report !== undefined && 'braces' in report;
}

/** `close` is the token type of `}`; a stand-in for a missing one has no place in the text (offsets are NaN). */
export function layOut(
  tokens: readonly Token[],
  close: TokenType,
): { readonly tokens: Token[]; readonly braces: readonly BraceProblem[] } {
  const { kept, braces } = balance(tokens, close);
  return { tokens: withoutNeedlessNewlines(kept, false), braces };
}

/** For completion: the text ends at the cursor, open braces are right, and a newline at the end begins a statement. */
export function layOutPartial(tokens: readonly Token[]): Token[] {
  return withoutNeedlessNewlines(tokens, true);
}

function withoutNeedlessNewlines(tokens: readonly Token[], keepLast: boolean): Token[] {
  const kept: Token[] = [];
  for (const token of tokens) {
    const last = kept[kept.length - 1];
    if (isNewline(token)) {
      if (last !== undefined && !isNewline(last) && !is(last, '{')) kept.push(token);
      continue;
    }
    if (last !== undefined && isNewline(last) && (is(token, '{') || is(token, '}'))) kept.pop();
    kept.push(token);
  }
  const last = kept[kept.length - 1];
  if (!keepLast && last !== undefined && isNewline(last)) kept.pop();
  return kept;
}

function balance(
  tokens: readonly Token[],
  close: TokenType,
): { readonly kept: readonly Token[]; readonly braces: readonly BraceProblem[] } {
  const braces: BraceProblem[] = [];
  const missing = unclosedCount(tokens);
  if (missing.open === 0 && missing.stray === 0) return { kept: tokens, braces };
  const kept: Token[] = [];
  const open: { readonly brace: Token; readonly indent: number }[] = [];
  let unclosed = missing.open;
  let indent = 0;
  let lineBegins = true;
  for (const token of tokens) {
    if (isNewline(token)) {
      lineBegins ||= token.image === '\n';
      kept.push(token);
      continue;
    }
    if (lineBegins) {
      lineBegins = false;
      indent = (token.startColumn ?? 1) - 1;
      // Code that stands no deeper than the line of an open brace says where the block was meant to end.
      while (unclosed > 0 && !is(token, '}')) {
        const top = open[open.length - 1];
        if (top === undefined || indent > top.indent) break;
        open.pop();
        unclosed--;
        braces.push({ kind: 'unclosed', at: top.brace, before: token });
        const newline = kept.pop();
        kept.push(standIn(close));
        if (newline !== undefined) kept.push(newline);
      }
    }
    if (is(token, '{')) open.push({ brace: token, indent });
    else if (is(token, '}') && open.pop() === undefined) {
      braces.push({ kind: 'stray', at: token, before: undefined });
      continue;
    }
    kept.push(token);
  }
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    braces.push({ kind: 'unclosed', at: top.brace, before: undefined });
    kept.push(standIn(close));
  }
  return { kept, braces };
}

function unclosedCount(tokens: readonly Token[]): { readonly open: number; readonly stray: number } {
  let open = 0;
  let stray = 0;
  for (const token of tokens) {
    if (is(token, '{')) open++;
    else if (is(token, '}')) {
      if (open > 0) open--;
      else stray++;
    }
  }
  return { open, stray };
}

function standIn(close: TokenType): Token {
  return {
    image: '',
    startOffset: Number.NaN,
    endOffset: Number.NaN,
    tokenType: close,
    tokenTypeIdx: close.tokenTypeIdx ?? -1,
    isInsertedInRecovery: true,
  };
}

export const isNewline = (token: Token): boolean => is(token, 'NL');

/** Is the token of this terminal, or this keyword? */
export const is = (token: Token, type: string): boolean => token.tokenType.name === type;

export function rangeOfToken(token: Token): SourceRange {
  return {
    line: token.startLine ?? 1,
    column: (token.startColumn ?? 1) - 1,
    endLine: token.endLine ?? token.startLine ?? 1,
    endColumn: token.endColumn ?? token.startColumn ?? 1,
  };
}

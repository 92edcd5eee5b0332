// Between lexer and parser: leaves a newline token only where one separates two statements, and makes braces match, so that the
// parser can pick itself up at the next statement after any mistake, and one forgotten brace is one message.

import type { LexingDiagnostic, LexingReport } from 'langium';
import { balanceBraces, type BraceProblem } from './braces.js';
import { is, isNewline, type Token } from './token.js';

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

/** `types` are the token types of the braces, for stand-ins. */
export function layOut(
  tokens: readonly Token[],
  types: { readonly open: Token['tokenType']; readonly close: Token['tokenType'] },
): { readonly tokens: Token[]; readonly braces: readonly BraceProblem[] } {
  const { kept, problems } = balanceBraces(tokens, types);
  return { tokens: withoutNeedlessNewlines(kept, false), braces: problems };
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

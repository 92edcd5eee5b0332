// Puts what the parser tripped over into words: one message for a line, at the word that is wrong, with what was expected there.

import type { ParseResult } from 'langium';
import { isLayoutReport, isNewline, rangeOfToken, type BraceProblem, type Token } from './layout.js';
import { inSourceOrder, type Finding, type LanguageCode } from './problemList.js';
import type { SourceRange } from './program.js';
import { explain } from './explainSyntax.js';

export interface SyntaxProblems {
  readonly findings: readonly Finding[];
  /** Lines (1-based) whose statements could not be read and must not be checked further. */
  readonly brokenLines: ReadonlySet<number>;
  /** Every word on such a line: what it may have declared. */
  readonly brokenWords: ReadonlySet<string>;
}

export function syntaxProblems(parsed: ParseResult): SyntaxProblems {
  const report = isLayoutReport(parsed.lexerReport) ? parsed.lexerReport : undefined;
  const tokens = report?.tokens ?? [];
  const findings: Finding[] = [];
  const broken = new Set<number>();
  const add = (code: LanguageCode, range: SourceRange, message: string, fixes: readonly string[] = []): void => {
    if (broken.has(range.line)) return;
    broken.add(range.line);
    findings.push({ code, severity: 'error', message, range, fixes });
  };

  for (const token of tokens) {
    if (token.tokenType.name === 'STRING' && (token.image.length < 2 || !token.image.endsWith('"')))
      add('VS0114', rangeOfToken(token), `This text has no end: close it with " on the same line.`, [
        `${token.image}"`,
      ]);
  }
  if (report?.openComment !== undefined) {
    const start = rangeOfToken(report.openComment);
    add(
      'VS0114',
      { ...start, endLine: start.line, endColumn: start.column + 2 },
      'This comment has no end, so the rest of the file is part of it. Close it with */.',
    );
  }
  for (const error of parsed.lexerErrors) {
    if (error.line === undefined || error.column === undefined || Number.isNaN(error.line)) continue;
    const column = error.column - 1;
    const range = { line: error.line, column, endLine: error.line, endColumn: column + error.length };
    add(
      'VS0115',
      range,
      `This character has no meaning in a scenario. Take it away, or put it into a "text" or a // comment.`,
    );
  }
  const zones: { readonly from: number; readonly to: number }[] = [];
  const closers = matchBraces(tokens);
  for (const error of parsed.parserErrors) {
    const index = tokens.indexOf(error.token);
    const at = index < 0 ? tokens.length : index;
    const site = explain({
      error: {
        name: error.name,
        expected: error.message,
        rules: error.context.ruleStack.map((name) => name.replace('\u200b', '')),
      },
      tokens,
      at,
    });
    const { line } = site.range;
    if (broken.has(line) || zones.some(({ from, to }) => line > from && line <= to)) continue;
    // The statement's first token begins its line; a block that it opens is not understood either.
    const opener = tokens.find(
      (token) => token.startLine === line && token.image === '{' && (closers.get(token) ?? line) > line,
    );
    if (opener !== undefined) zones.push({ from: line, to: closers.get(opener) ?? line });
    add(site.code, site.range, site.message, site.fixes);
  }
  for (const brace of report?.braces ?? []) findings.push(braceFinding(brace));
  for (const { from, to } of zones) for (let line = from; line <= to; line++) broken.add(line);
  const brokenWords = new Set(
    tokens.filter(({ startLine }) => startLine !== undefined && broken.has(startLine)).map(({ image }) => image),
  );
  return { findings: inSourceOrder(findings), brokenLines: broken, brokenWords };
}

function braceFinding({ kind, at, before }: BraceProblem): Finding {
  const message =
    kind === 'stray'
      ? 'There is no { that this } could close. Take it away, or open a block before it.'
      : `This { is never closed. Put a } where its block ends${before?.startLine === undefined ? '' : `, before line ${before.startLine}`}.`;
  return {
    code: kind === 'stray' ? 'VS0113' : 'VS0112',
    severity: 'error',
    range: rangeOfToken(at),
    message,
    fixes: kind === 'stray' ? [''] : [],
  };
}

/** For each opening brace the line of its partner. */
function matchBraces(tokens: readonly Token[]): ReadonlyMap<Token, number> {
  const partners = new Map<Token, number>();
  const open: Token[] = [];
  let line = 1;
  for (const token of tokens) {
    if (!isNewline(token)) line = token.startLine ?? line;
    if (token.tokenType.name === '{') open.push(token);
    else if (token.tokenType.name === '}') {
      const opener = open.pop();
      if (opener !== undefined) partners.set(opener, line);
    }
  }
  return partners;
}

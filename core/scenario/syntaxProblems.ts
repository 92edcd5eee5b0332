// Puts what the parser tripped over into words: one message for a line, at the word that is wrong, with what was expected there.

import type { ParseResult } from 'langium';
import type { BraceProblem } from './braces.js';
import { isLayoutReport } from './layout.js';
import { isNewline, rangeOfToken, type Token } from './token.js';
import { MAX_PROBLEMS, inSourceOrder, type Finding, type LanguageCode } from './problemList.js';
import type { SourceRange } from './program.js';
import { explain, lineOf } from './explainSyntax.js';

export interface SyntaxProblems {
  readonly findings: readonly Finding[];
  /** Lines (1-based) whose statements could not be read and must not be checked further. */
  readonly brokenLines: ReadonlySet<number>;
  /** Every word on such a line: what it may have declared. */
  readonly brokenWords: ReadonlySet<string>;
}

/** `isExpression`: what was typed is an expression, and the word before it is not the person's. */
export function syntaxProblems(parsed: ParseResult, isExpression = false): SyntaxProblems {
  const report = isLayoutReport(parsed.lexerReport) ? parsed.lexerReport : undefined;
  const tokens = report?.tokens ?? [];
  const findings: Finding[] = [];
  const found = (finding: Finding): void => {
    if (findings.length < MAX_PROBLEMS) findings.push(finding);
  };
  const broken = new Set<number>();
  const add = (code: LanguageCode, range: SourceRange, message: string, fixes: readonly string[] = []): void => {
    if (broken.has(range.line)) return;
    broken.add(range.line);
    found({ code, severity: 'error', message, range, fixes });
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
  const zones = new Map<number, number>();
  const suspects = parsed.parserErrors.length === 0 ? [] : tokens;
  const { closers, openers } = matchBraces(suspects);
  const places = new Map(suspects.map((token, index) => [token, index]));
  const starts = new Set<number>();
  let quietUntil = 0;
  for (const error of parsed.parserErrors) {
    const rules = error.context.ruleStack.map((name) => name.replace('\u200b', ''));
    const at = places.get(error.token) ?? tokens.length;
    const site = explain({ error: { name: error.name, expected: error.message, rules }, tokens, at, isExpression });
    const { line } = site.range;
    const known = broken.has(line) || line <= quietUntil;
    // A comment may hold new lines, and then the statement began on another one.
    starts.add(lineOf(tokens, at)[0]?.startLine ?? line);
    if (known) continue;
    // A block that a broken line opens is not understood either: what is wrong in it may follow from that line.
    const opener = openers.get(line);
    if (opener !== undefined) {
      quietUntil = closers.get(opener) ?? line;
      zones.set(line, quietUntil);
    }
    add(site.code, site.range, site.message, site.fixes);
  }
  const braces = report?.braces ?? [];
  const braced = new Set<number>();
  for (const brace of braces) {
    const finding = braceFinding(brace);
    const { line } = finding.range;
    // A line with its message needs no second one; else the line itself was read well, thanks to the stand-in.
    if (!broken.has(line) && !braced.has(line)) found({ severity: 'error', ...finding });
    braced.add(line);
  }
  const dropped = braces.flatMap((brace) => brace.dropped);
  for (const { startLine } of dropped) if (startLine !== undefined) broken.add(startLine);
  for (const line of starts) broken.add(line);
  for (const [from, to] of zones) for (let line = from; line <= to; line++) broken.add(line);
  const brokenWords = new Set(
    [...tokens, ...dropped]
      .filter(({ startLine }) => startLine !== undefined && broken.has(startLine))
      .map(({ image }) => image),
  );
  return { findings: inSourceOrder(findings), brokenLines: broken, brokenWords };
}

interface BraceFinding {
  readonly code: LanguageCode;
  readonly range: SourceRange;
  readonly message: string;
  readonly fixes: readonly string[];
}

function braceFinding({ kind, at, before }: BraceProblem): BraceFinding {
  const range = rangeOfToken(at);
  const line = before?.startLine;
  switch (kind) {
    case 'stray': {
      const message =
        at.image === '{'
          ? 'Nothing before this { takes a block. Take it away.'
          : 'There is no { that this } could close. Take it away, or open a block before it.';
      return { code: 'VS0113', range, message, fixes: [''] };
    }
    case 'unopened': {
      const message = `A { is missing after "${at.image}": the } on line ${line ?? '?'} has nothing to close.`;
      return { code: 'VS0113', range, message, fixes: [`${at.image} {`] };
    }
    case 'unclosed': {
      const message = `This { is never closed. Put a } where its block ends${line === undefined ? '' : `, before line ${line}`}.`;
      return { code: 'VS0112', range, message, fixes: [] };
    }
  }
}

/** For each opening brace the line of its partner, and for each line the first brace on it that is closed on a later one. */
function matchBraces(tokens: readonly Token[]): {
  readonly closers: ReadonlyMap<Token, number>;
  readonly openers: ReadonlyMap<number, Token>;
} {
  const closers = new Map<Token, number>();
  const openers = new Map<number, Token>();
  const open: Token[] = [];
  let line = 1;
  for (const token of tokens) {
    if (!isNewline(token)) line = token.startLine ?? line;
    if (token.tokenType.name === '{') open.push(token);
    else if (token.tokenType.name === '}') {
      const opener = open.pop();
      if (opener === undefined) continue;
      closers.set(opener, line);
      const start = opener.startLine ?? line;
      // Blocks end from the inside out, so the outermost of a line comes last.
      if (start < line) openers.set(start, opener);
    }
  }
  return { closers, openers };
}

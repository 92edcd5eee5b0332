// Folding: blocks, long comments, and runs of comment lines.

import type { LangiumDocument } from 'langium';
import type { FoldingRangeProvider, LangiumServices } from 'langium/lsp';
import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver-protocol';
import { is, type Token } from '../token.js';

export class ScenarioFoldingProvider implements FoldingRangeProvider {
  constructor(private readonly services: LangiumServices) {}

  getFoldingRanges(document: LangiumDocument): FoldingRange[] {
    const { tokens, hidden } = this.services.parser.Lexer.tokenize(document.textDocument.getText(), {
      mode: 'partial',
    });
    return [...blocks(tokens), ...comments(hidden)].filter(({ startLine, endLine }) => endLine > startLine);
  }
}

/** The line of the closing brace stays in sight. */
function blocks(tokens: readonly Token[]): readonly FoldingRange[] {
  const open: number[] = [];
  const found: FoldingRange[] = [];
  for (const token of tokens) {
    if (is(token, '{')) open.push(lineOf(token.startLine));
    else if (is(token, '}')) {
      const startLine = open.pop();
      if (startLine !== undefined) found.push({ startLine, endLine: lineOf(token.startLine) - 1 });
    }
  }
  return found;
}

function comments(hidden: readonly Token[]): readonly FoldingRange[] {
  const kind = FoldingRangeKind.Comment;
  const found: FoldingRange[] = [];
  let run: { startLine: number; endLine: number } | undefined;
  for (const token of hidden) {
    const [startLine, endLine] = [lineOf(token.startLine), lineOf(token.endLine)];
    if (token.image.startsWith('/*')) found.push({ startLine, endLine, kind });
    else if (run !== undefined && startLine === run.endLine + 1) run.endLine = startLine;
    else {
      if (run !== undefined) found.push({ ...run, kind });
      run = { startLine, endLine };
    }
  }
  return run === undefined ? found : [...found, { ...run, kind }];
}

function lineOf(line: number | undefined): number {
  return (line ?? 1) - 1;
}

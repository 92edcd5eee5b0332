// Formatting requests, answered line by line so that cursors and breakpoints in other lines stay where they are.

import type { LangiumDocument } from 'langium';
import type { Formatter } from 'langium/lsp';
import type { DocumentRangeFormattingParams, Range, TextEdit } from 'vscode-languageserver-protocol';
import { formatLines } from '../format.js';

export class ScenarioFormatter implements Formatter {
  readonly formatOnTypeOptions = undefined;

  formatDocument(document: LangiumDocument): TextEdit[] {
    return edits(document, undefined);
  }

  formatDocumentRange(document: LangiumDocument, { range }: DocumentRangeFormattingParams): TextEdit[] {
    return edits(document, range);
  }

  formatDocumentOnType(): TextEdit[] {
    return [];
  }
}

function edits({ textDocument }: LangiumDocument, within: Range | undefined): TextEdit[] {
  const text = textDocument.getText();
  const lines = text.split(/\r?\n/);
  const found = formatLines(text).flatMap(({ line, text: newText }): TextEdit[] => {
    if (within !== undefined && (line < within.start.line || line > within.end.line)) return [];
    const old = lines[line] ?? '';
    if (newText === old) return [];
    const start = { line, character: 0 };
    // A line that goes takes its line end along; the last one has none, which is as it should be.
    if (newText === undefined)
      return old === '' && line === lines.length - 1
        ? []
        : [{ range: { start, end: { line: line + 1, character: 0 } }, newText: '' }];
    return [{ range: { start, end: { line, character: old.length } }, newText }];
  });
  const last = lines.length - 1;
  const unended = (lines[last] ?? '').trim() !== '' && (within === undefined || within.end.line >= last);
  if (!unended) return found;
  const end = { line: last, character: (lines[last] ?? '').length };
  return [...found, { range: { start: end, end }, newText: text.includes('\r\n') ? '\r\n' : '\n' }];
}

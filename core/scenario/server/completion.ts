// Completion: what can stand at the cursor, from the words of its line before it and the block around it.

import type { LangiumDocument } from 'langium';
import type { CompletionProvider, LangiumServices } from 'langium/lsp';
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver-protocol';
import { refusalOf } from '../parser.js';
import { analysisOf } from './analysed.js';
import { suggestionsFor } from './suggestions.js';
import type { Suggestion } from './suggestionLists.js';
import { cursorContext } from './cursorContext.js';

export class ScenarioCompletionProvider implements CompletionProvider {
  readonly completionOptions = { triggerCharacters: ['.', ':', ' ', '('] };

  constructor(private readonly services: LangiumServices) {}

  getCompletion(document: LangiumDocument, params: CompletionParams): CompletionList | undefined {
    if (refusalOf(document.parseResult.value) !== undefined) return undefined;
    const { textDocument } = document;
    const offset = textDocument.offsetAt(params.position);
    const before = textDocument.getText({ start: { line: 0, character: 0 }, end: params.position });
    // The word being typed is replaced; dots belong to it, because counters are dotted.
    const typed = /[A-Za-z_][\w.-]*$/.exec(before)?.[0] ?? '';
    const tokens = this.services.parser.Lexer.tokenize(before.slice(0, offset - typed.length), {
      mode: 'partial',
    }).tokens;
    const context = cursorContext(tokens, typed);
    if (context === undefined) return undefined;
    const start = textDocument.positionAt(offset - context.word.length);
    const range = { start, end: params.position };
    const items = suggestionsFor(context, analysisOf(document).declarations, tokens.length === 0);
    return { isIncomplete: false, items: items.map((item, index) => toItem(item, range, index)) };
  }
}

const KINDS: Readonly<Record<Suggestion['kind'], CompletionItemKind>> = {
  statement: CompletionItemKind.Keyword,
  task: CompletionItemKind.Class,
  area: CompletionItemKind.Variable,
  device: CompletionItemKind.Module,
  cgroup: CompletionItemKind.Folder,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  field: CompletionItemKind.Field,
  counter: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
};

function toItem(
  suggestion: Suggestion,
  range: { readonly start: CompletionParams['position']; readonly end: CompletionParams['position'] },
  index: number,
): CompletionItem {
  const { label, kind, detail, documentation, snippet } = suggestion;
  const text = { range, newText: snippet ?? label };
  return {
    label,
    kind: KINDS[kind],
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
    sortText: String(index).padStart(4, '0'),
    filterText: label,
    insertTextFormat: snippet === undefined ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
    textEdit: text,
  };
}

// Go to definition, references, highlights and rename of tasks, areas, devices, cgroups and loop variables.

import type { LangiumDocument } from 'langium';
import type { DefinitionProvider, DocumentHighlightProvider, ReferencesProvider, RenameProvider } from 'langium/lsp';
import {
  DocumentHighlightKind,
  LSPErrorCodes,
  ResponseError,
  type DefinitionParams,
  type DocumentHighlight,
  type DocumentHighlightParams,
  type Location,
  type LocationLink,
  type Range,
  type ReferenceParams,
  type RenameParams,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { isReserved } from '../reservedWords.js';
import { analysisOf, nameAt } from './analysed.js';
import { toRange } from './positions.js';

export class ScenarioDefinitionProvider implements DefinitionProvider {
  getDefinition(document: LangiumDocument, { position }: DefinitionParams): LocationLink[] | undefined {
    const found = nameAt(analysisOf(document), position);
    if (found === undefined) return undefined;
    const target = toRange(found.declaration.range);
    const link = { targetUri: document.uri.toString(), targetRange: target, targetSelectionRange: target };
    return [{ ...link, originSelectionRange: toRange(found.range) }];
  }
}

export class ScenarioReferencesProvider implements ReferencesProvider {
  findReferences(document: LangiumDocument, { position, context }: ReferenceParams): Location[] {
    const found = nameAt(analysisOf(document), position);
    if (found === undefined) return [];
    const { range, references } = found.declaration;
    const uri = document.uri.toString();
    return [...(context.includeDeclaration ? [range] : []), ...references].map((each) => ({
      uri,
      range: toRange(each),
    }));
  }
}

export class ScenarioHighlightProvider implements DocumentHighlightProvider {
  getDocumentHighlight(
    document: LangiumDocument,
    { position }: DocumentHighlightParams,
  ): DocumentHighlight[] | undefined {
    const found = nameAt(analysisOf(document), position);
    if (found === undefined) return undefined;
    const { range, references } = found.declaration;
    return [
      { range: toRange(range), kind: DocumentHighlightKind.Write },
      ...references.map((each) => ({ range: toRange(each), kind: DocumentHighlightKind.Read })),
    ];
  }
}

export class ScenarioRenameProvider implements RenameProvider {
  prepareRename(document: LangiumDocument, { position }: TextDocumentPositionParams): Range | undefined {
    const found = nameAt(analysisOf(document), position);
    return found === undefined ? undefined : toRange(found.range);
  }

  rename(document: LangiumDocument, { position, newName }: RenameParams): WorkspaceEdit | undefined {
    const analysis = analysisOf(document);
    const found = nameAt(analysis, position);
    if (found === undefined) return undefined;
    const { declaration } = found;
    if (!/^[A-Za-z_]\w*(?:-[A-Za-z_]\w*)*$/.test(newName))
      throw refused(`"${newName}" is not a name: write letters, digits, _ and - between letters.`);
    if (isReserved(newName)) throw refused(`"${newName}" is a word of the language. Choose another name.`);
    const taken = analysis.declarations.find(
      (each) =>
        each !== declaration &&
        each.kind === declaration.kind &&
        each.name === newName &&
        each.owner === declaration.owner,
    );
    if (taken !== undefined) throw refused(`There is a ${taken.kind} ${newName} already, on line ${taken.range.line}.`);
    const edits = [declaration.range, ...declaration.references].map((each) => ({
      range: toRange(each),
      newText: newName,
    }));
    return { changes: { [document.uri.toString()]: edits } };
  }
}

function refused(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

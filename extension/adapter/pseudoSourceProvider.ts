// The pseudo-source of kernel functions as read-only documents, at addresses that stay the same, so that breakpoints in them are kept.
import type * as vscode from 'vscode';
import { functionOfPath, pseudoFunction, pseudoText, type PseudoSources } from '../../core/debug/pseudoSource';

export function pseudoSourceProvider(sources: PseudoSources): vscode.TextDocumentContentProvider {
  return {
    provideTextDocumentContent: (uri) => {
      const name = functionOfPath(sources, uri.path);
      const source = name === undefined ? undefined : pseudoFunction(sources, name);
      return source === undefined ? `// This version models no function at ${uri.path}.\n` : pseudoText(source);
    },
  };
}

// Entry point of the extension in a browser's worker: the same parts, with the language client that needs no Node.
import type * as vscode from 'vscode';
import { startLanguageClient } from './language/client.web';
import { registerParts } from './registerParts';

export function activate(context: vscode.ExtensionContext): void {
  registerParts(context, startLanguageClient);
}

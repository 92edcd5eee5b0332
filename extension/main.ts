// Entry point of the extension on the desktop and on servers: registers the parts, each on its own, so that one that fails leaves the others working.
import type * as vscode from 'vscode';
import { startLanguageClient } from './language/client';
import { registerParts } from './registerParts';

export function activate(context: vscode.ExtensionContext): void {
  registerParts(context, startLanguageClient);
}

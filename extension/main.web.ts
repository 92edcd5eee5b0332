// Entry point of the extension in a browser's worker: the same parts, with a language client and a compiler that need no Node.
import * as vscode from 'vscode';
import { openCompiler } from './compiler/openCompiler.web';
import { startLanguageClient } from './language/client.web';
import { registerParts } from './registerParts';

export function activate(context: vscode.ExtensionContext): void {
  registerParts(context, {
    startLanguageClient,
    openCompiler: ({ extensionUri }) =>
      openCompiler(() => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'compiler.js'))),
  });
}

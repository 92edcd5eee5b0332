// Entry point of the extension on the desktop and on servers: registers the parts, each on its own, so that one that fails leaves the others working.
import * as vscode from 'vscode';
import { openCompiler } from './compiler/openCompiler';
import { startLanguageClient } from './language/client';
import { registerParts } from './registerParts';

export function activate(context: vscode.ExtensionContext): void {
  registerParts(context, {
    startLanguageClient,
    openCompiler: ({ extensionUri }) =>
      openCompiler(vscode.Uri.joinPath(extensionUri, 'dist', 'compiler.node.cjs').fsPath),
  });
}

// Programs where the editor has them: named by path or URI, read through the editor's file systems, so also in virtual workspaces.
import * as vscode from 'vscode';

/** More than any scenario or recording may have; what the limits of the languages say is said after reading. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** How the debugger names a document: as a path when it is a file, else as its URI, which is also how breakpoints name it. */
export function programPath(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** The text in the editor when it is open there, saved or not. Rejects with a message for people. */
export async function loadEditorProgram(path: string): Promise<string> {
  const uri = /^[a-z][a-z0-9+.-]+:/i.test(path) ? vscode.Uri.parse(path, true) : vscode.Uri.file(path);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LARGEST_FILE)
    throw new Error(`it has ${Math.ceil(size / 2 ** 20)} MiB, and ${LARGEST_FILE / 2 ** 20} are the most`);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Whether a document is something to debug. */
export function isProgram(document: vscode.TextDocument): boolean {
  return /^vswap(-recording)?$/.test(document.languageId) || /\.(vswap|rec)$/i.test(document.uri.path);
}

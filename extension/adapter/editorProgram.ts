// Programs where the editor has them: named by path or URI, read through the editor's file systems, so also in virtual workspaces.
import * as vscode from 'vscode';
import { LARGEST_PROGRAM, programText, tooLarge } from './programText';

/** How the debugger names a document: as a path when it is a file, else as its URI, which is also how breakpoints name it. */
export function programPath(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** The document that a program was read from, named as `programPath` names it. */
export function programUri(path: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? vscode.Uri.parse(path, true) : vscode.Uri.file(path);
}

/** The text in the editor when it is open there, saved or not. Rejects with a message for people. */
export async function loadEditorProgram(path: string): Promise<string> {
  const uri = programUri(path);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const { size } = await vscode.workspace.fs.stat(uri);
  const found = size > LARGEST_PROGRAM ? tooLarge(size) : programText(await vscode.workspace.fs.readFile(uri));
  if (found.kind === 'refused') throw new Error(`${found.code}: ${found.reason}`);
  return found.text;
}

/** Whether a document is something to debug. */
export function isProgram(document: vscode.TextDocument): boolean {
  return /^vswap(-recording)?$/.test(document.languageId) || /\.(vswap|rec)$/i.test(document.uri.path);
}

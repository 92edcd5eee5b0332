// The document that a program was read from: programs name it as the debugger does, by path or by URI.
import * as vscode from 'vscode';

export function programUri(file: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file, true) : vscode.Uri.file(file);
}

/** Shows a line of it, where it is already open if it is. */
export async function revealProgram(file: string, line: number): Promise<void> {
  const uri = programUri(file);
  const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const position = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(uri, {
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
    selection: new vscode.Range(position, position),
  });
}

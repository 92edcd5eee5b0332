// Shows a place in the document that a program was read from.
import * as vscode from 'vscode';
import { programUri } from '../adapter/editorProgram';

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

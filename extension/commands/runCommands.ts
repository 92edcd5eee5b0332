// Run and debug the scenario or recording in the active editor, or the one that a menu was opened on.
import * as vscode from 'vscode';
import { configurationFor } from '../adapter/configurations';
import { isProgram } from '../adapter/editorProgram';

export function registerRunCommands(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('vswap.run', (uri?: unknown) => start(uri, true)),
    vscode.commands.registerCommand('vswap.debug', (uri?: unknown) => start(uri, false)),
  );
}

async function start(uri: unknown, noDebug: boolean): Promise<void> {
  const document =
    uri instanceof vscode.Uri ? await vscode.workspace.openTextDocument(uri) : vscode.window.activeTextEditor?.document;
  if (document === undefined || !isProgram(document)) {
    void vscode.window.showErrorMessage(
      'VS0711: nothing to run: open a scenario (.vswap) or a recording (.rec) first.',
    );
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  await vscode.debug.startDebugging(folder, configurationFor(document), { noDebug });
}

// A place of its own for a webview beside the source: a locked group, so that stepping opens sources elsewhere and never over the view.
import * as vscode from 'vscode';

/**
 * Opens a view beside the active editor and gives the focus back. The group is locked when it is new, and left alone when it holds editors of the
 * person's own. `create` must open the view in the column given, focused: the commands work on the active group.
 */
export async function openBeside(create: (column: vscode.ViewColumn) => void): Promise<void> {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const isEmptyWindow = all.length === 1 && activeTabGroup.tabs.length === 0;
  const isNew = !isEmptyWindow && all.every(({ viewColumn }) => viewColumn <= activeTabGroup.viewColumn);
  create(vscode.ViewColumn.Beside);
  if (isNew) await vscode.commands.executeCommand('workbench.action.lockEditorGroup');
  if (!isEmptyWindow) await vscode.commands.executeCommand('workbench.action.focusPreviousGroup');
}

/** Opens a view in a new locked group below the one at `column`, which must be in view. */
export async function openBelow(column: vscode.ViewColumn, create: (column: vscode.ViewColumn) => void): Promise<void> {
  create(column);
  await vscode.commands.executeCommand('workbench.action.moveEditorToBelowGroup');
  await vscode.commands.executeCommand('workbench.action.lockEditorGroup');
}

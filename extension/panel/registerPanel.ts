// Registers the panel and the Code view with the editor, and the commands that they answer.
import * as vscode from 'vscode';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import { registerPanelCommands } from '../commands/panelCommands';
import { CODE_VIEW, CodeView } from './codeView';
import { revealProgram } from './programUri';
import { SessionFollower } from './sessionFollower';
import { PANEL_VIEW, SwapPanel } from './swapPanel';

/** The panel opens with the first debug session of a window; closed by hand, it stays closed until the next session. */
export function registerPanel(context: vscode.ExtensionContext): void {
  const follower = new SessionFollower();
  const code = new CodeView(context.extensionUri, follower, pseudoSource);
  const panel = new SwapPanel(context.extensionUri, follower, {
    openCode: () => code.open(),
    reveal: (file, line) => void revealProgram(file, line).then(undefined, sayWhy),
  });
  context.subscriptions.push(
    follower,
    code,
    panel,
    follower.onDidStart(() => panel.open()),
    vscode.window.registerWebviewPanelSerializer(
      PANEL_VIEW,
      restoring((view) => panel.restore(view)),
    ),
    vscode.window.registerWebviewPanelSerializer(
      CODE_VIEW,
      restoring((view) => code.restore(view)),
    ),
  );
  registerPanelCommands(context, follower, panel, code);
}

/** The state that matters comes from the session; what the page remembers for itself it finds again on its own. */
function restoring(restore: (view: vscode.WebviewPanel) => void): vscode.WebviewPanelSerializer {
  return {
    deserializeWebviewPanel: (view) => {
      restore(view);
      return Promise.resolve();
    },
  };
}

function sayWhy(error: unknown): void {
  void vscode.window.showErrorMessage(
    `The scenario cannot be shown: ${error instanceof Error ? error.message : String(error)}`,
  );
}

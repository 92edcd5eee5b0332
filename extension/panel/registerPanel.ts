// Registers the panel and the Code view with the editor, and the commands that they answer.
import * as vscode from 'vscode';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import { breakOnWord } from '../commands/breakpointCommands';
import { registerPanelCommands } from '../commands/panelCommands';
import { CODE_VIEW, CodeView } from './codeView';
import { revealProgram } from './revealProgram';
import { DEBUG_TYPE } from '../adapter/configurations';
import type { BreakpointList } from '../views/breakpointList';
import type { SessionFollower } from './sessionFollower';
import { PANEL_VIEW, SwapPanel } from './swapPanel';

/** The panel opens with each debug session; closed by hand, it stays closed until the next. */
export function registerPanel(
  context: vscode.ExtensionContext,
  follower: SessionFollower,
  breakpoints: BreakpointList,
): void {
  const code = new CodeView(context.extensionUri, follower, pseudoSource);
  const panel: SwapPanel = new SwapPanel(context.extensionUri, follower, breakpoints, {
    breakOnWord: (field) => breakOnWord(breakpoints, follower, field),
    openCode: () => void code.open(panel.visibleColumn).then(undefined, sayWhy),
    reveal: (file, line) => void revealProgram(file, line).then(undefined, sayWhy),
  });
  context.subscriptions.push(
    code,
    panel,
    vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
      createDebugAdapterTracker: (session) => openFor(session, panel),
    }),
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

/**
 * Opens the panel before the session starts, which waits for it: no stop can move the focus while the panel's group is set up. A plain run shows
 * its output in the debug console and needs no panel.
 */
async function openFor(session: vscode.DebugSession, panel: SwapPanel): Promise<undefined> {
  if (session.configuration['noDebug'] === true) return;
  try {
    await panel.open();
  } catch (error) {
    sayWhy(error);
  }
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
    `VS0710: the view cannot be shown: ${error instanceof Error ? error.message : String(error)}`,
  );
}

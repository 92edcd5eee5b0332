// `"trace": true` in a launch configuration: every message of the debug protocol, both ways, as a line in the debug console.
import * as vscode from 'vscode';

/** Longer messages are cut: a page of variables would bury the rest. */
const LONGEST_LINE = 2000;

export const protocolTrace: vscode.DebugAdapterTrackerFactory = {
  createDebugAdapterTracker(session) {
    if (session.configuration['trace'] !== true) return undefined;
    return {
      onWillReceiveMessage: (message: unknown) => show('->', message),
      onDidSendMessage: (message: unknown) => show('<-', message),
    };
  },
};

function show(direction: string, message: unknown): void {
  vscode.debug.activeDebugConsole.appendLine(`${direction} ${JSON.stringify(message).slice(0, LONGEST_LINE)}`);
}

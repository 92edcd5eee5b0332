// Registers the extension's parts, each guarded: one that fails says so and leaves the others working.
import * as vscode from 'vscode';
import { version } from '../package.json';
import { registerDebugger } from './adapter/factory';
import { registerRunCommands } from './commands/runCommands';
import type { OpenCompiler } from './compiler/workerCompiler';
import { registerPanel } from './panel/registerPanel';
import { SessionFollower } from './panel/sessionFollower';
import { bookmarkStore } from './views/bookmarkStore';
import { BreakpointList } from './views/breakpointList';
import { BreakpointSync } from './views/breakpointSync';
import { registerBranches } from './views/registerBranches';
import { registerViews } from './views/registerViews';

/** What a desktop and a browser do each in their own way. */
export interface Platform {
  readonly startLanguageClient: Part;
  readonly openCompiler: (context: vscode.ExtensionContext) => OpenCompiler;
}

type Part = (context: vscode.ExtensionContext) => void | Promise<void>;

/** Waits for none of them: debugging works while the language server still starts. */
export function registerParts(context: vscode.ExtensionContext, { startLanguageClient, openCompiler }: Platform): void {
  const breakpoints = new BreakpointList(context.workspaceState);
  const sync = new BreakpointSync(breakpoints);
  const bookmarks = bookmarkStore(context.workspaceState, version);
  const follower = new SessionFollower();
  context.subscriptions.push(sync, follower);
  const parts: readonly (readonly [name: string, register: Part])[] = [
    ['debugger', () => registerDebugger(context, openCompiler(context), sync, bookmarks)],
    ['breakpoint view', () => registerViews(context, breakpoints, follower)],
    ['branch view', registerBranches],
    ['panel', () => registerPanel(context, follower, breakpoints)],
    ['run commands', registerRunCommands],
    ['language support', startLanguageClient],
  ];
  for (const [name, register] of parts) {
    try {
      void Promise.resolve(register(context)).catch((error: unknown) => report(name, error));
    } catch (error) {
      report(name, error);
    }
  }
}

function report(part: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  void vscode.window.showErrorMessage(`VS0712: the ${part} could not be started and stays off: ${reason}`);
}

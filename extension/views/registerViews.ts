// Registers the view of swap breakpoints and the status bar's place in time.
import * as vscode from 'vscode';
import { registerBreakpointCommands } from '../commands/breakpointCommands';
import { registerTimeCommands } from '../commands/timeCommands';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import type { SessionFollower } from '../panel/sessionFollower';
import type { BreakpointList } from './breakpointList';
import { BREAKPOINT_VIEW, BreakpointTree, type Stopped } from './breakpointTree';
import { TimeStatus } from './timeStatus';

export function registerViews(context: vscode.ExtensionContext, list: BreakpointList, follower: SessionFollower): void {
  const stopped = (): Stopped => ({
    session: vscode.debug.activeDebugSession?.id,
    hit: follower.current?.session.isMoving === false ? (follower.current.session.lastStop?.breakpointIds ?? []) : [],
  });
  const tree = new BreakpointTree(list, stopped);
  const view = vscode.window.createTreeView<OwnBreakpoint>(BREAKPOINT_VIEW, {
    treeDataProvider: tree,
    canSelectMany: true,
  });
  context.subscriptions.push(
    tree,
    view,
    new TimeStatus(),
    list.onDidChange(() => tellWhetherAny(list)),
    follower.onDidChange(() => tree.refresh()),
    vscode.debug.onDidChangeActiveDebugSession(() => tree.refresh()),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [one, state] of items) list.enable(one, state === vscode.TreeItemCheckboxState.Checked);
    }),
  );
  tellWhetherAny(list);
  registerBreakpointCommands(context, list, follower, () => view.selection);
  registerTimeCommands(context, follower);
}

/** For the view's `when`: it is there without a session too, once there is something in it. */
function tellWhetherAny(list: BreakpointList): void {
  void vscode.commands.executeCommand('setContext', 'vswap.hasBreakpoints', list.all.length > 0);
}

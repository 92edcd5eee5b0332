// The status bar's word on which branch the session is on, as soon as it has any.
import * as vscode from 'vscode';
import type { BranchLists } from './branchList';

export class BranchStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('vswap.branch', vscode.StatusBarAlignment.Left, 49);
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(private readonly lists: BranchLists) {
    this.#item.name = 'Swap debugger: branch';
    this.#item.command = 'vswap.branch.switch';
    const show = (): void => this.#show();
    this.#subscriptions = [lists.onDidChange(show), vscode.debug.onDidChangeActiveDebugSession(show)];
  }

  #show(): void {
    const list = this.lists.of(vscode.debug.activeDebugSession?.id);
    if (list === undefined || list.branches.length < 2) return this.#item.hide();
    this.#item.text = `$(git-branch) ${list.current}`;
    this.#item.tooltip = `On "${list.current}", one of ${list.branches.length} branches of this run. Click to go to another one.`;
    this.#item.accessibilityInformation = { label: `Branch ${list.current}`, role: 'button' };
    this.#item.show();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }
}

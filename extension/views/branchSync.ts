// Keeps what is known of the sessions' branches fresh: the adapter tells changes, and after each stop it is asked where they stand now.
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../adapter/configurations';
import type { BranchLists } from './branchList';

export class BranchSync implements vscode.Disposable {
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(private readonly lists: BranchLists) {
    this.#subscriptions = [
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type !== DEBUG_TYPE) return;
        if (event === 'vswap/branches') lists.told(session.id, body);
        if (event === 'vswap/stopped') void this.#ask(session);
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => lists.forget(id)),
    ];
  }

  async #ask(session: vscode.DebugSession): Promise<void> {
    try {
      this.lists.told(session.id, await session.customRequest('vswap/branches', {}));
    } catch {
      // It moves on already: the next stop asks again.
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

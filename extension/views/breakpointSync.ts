// Keeps the list of swap breakpoints and the running sessions the same: changes go to all of them, and what is typed into a session's console comes back.
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../adapter/configurations';
import { listIn, type BreakpointList } from './breakpointList';

interface Live {
  readonly session: vscode.DebugSession;
  /** Requests under way: until they are answered, what the session says of its list is older than ours. */
  sending: number;
}

export class BreakpointSync implements vscode.Disposable {
  readonly #live = new Map<string, Live>();
  #sent: BreakpointList['all'];
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(private readonly list: BreakpointList) {
    this.#sent = list.all;
    this.#subscriptions = [
      list.onDidChange(() => this.#send()),
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type === DEBUG_TYPE && event === 'vswap/breakpoints') this.#told(session, body);
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.#live.delete(id);
        this.list.forget(id);
      }),
    ];
  }

  /** To be called once for each session, as soon as it is there. Its list is ours already. */
  began(session: vscode.DebugSession): void {
    this.#live.set(session.id, { session, sending: 0 });
  }

  #send(): void {
    if (this.list.all === this.#sent) return;
    this.#sent = this.list.all;
    for (const live of this.#live.values()) void this.#sendTo(live);
  }

  async #sendTo(live: Live): Promise<void> {
    live.sending++;
    try {
      const body: unknown = await live.session.customRequest('vswap/breakpoints', { breakpoints: this.list.all });
      live.sending--;
      this.#told(live.session, body);
    } catch {
      // Only a session that is ending refuses.
      live.sending--;
    }
  }

  #told(session: vscode.DebugSession, body: unknown): void {
    if ((this.#live.get(session.id)?.sending ?? 1) > 0) return;
    const told = listIn(body);
    if (told !== undefined) this.list.told(session.id, told);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

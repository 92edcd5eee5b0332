// Which debug session the panel and the Code view follow: the editor's active one, as soon as and as long as it is one of ours.
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../adapter/configurations';
import { sessionOf } from '../adapter/registry';
import type { DebugAdapterSession } from '../adapter/session';
import { SessionLook } from '../../core/report/panelStateSession';

export interface Followed {
  /** The editor's. */
  readonly id: string;
  readonly session: DebugAdapterSession;
  readonly look: SessionLook;
}

export class SessionFollower implements vscode.Disposable {
  readonly #looks = new Map<DebugAdapterSession, SessionLook>();
  readonly #changed = new vscode.EventEmitter<Followed | undefined>();
  readonly #subscriptions: vscode.Disposable[] = [];
  #current: Followed | undefined;

  /** The followed session stopped, or another one is followed, or none. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions.push(
      vscode.debug.onDidStartDebugSession((session) => {
        if (session.type === DEBUG_TYPE) this.#follow(session);
      }),
      vscode.debug.onDidChangeActiveDebugSession((session) => {
        if (session?.type === DEBUG_TYPE) this.#follow(session);
      }),
    );
    const active = vscode.debug.activeDebugSession;
    if (active?.type === DEBUG_TYPE) this.#follow(active);
  }

  get current(): Followed | undefined {
    return this.#current;
  }

  #follow(debugSession: vscode.DebugSession): void {
    const session = sessionOf(debugSession.id);
    if (session === undefined || session === this.#current?.session) return;
    const look = this.#looks.get(session) ?? this.#watch(session);
    this.#current = { id: debugSession.id, session, look };
    this.#changed.fire(this.#current);
  }

  #watch(session: DebugAdapterSession): SessionLook {
    const look = new SessionLook(session);
    this.#looks.set(session, look);
    if (session.lastStop !== undefined) look.stopped();
    const stops = session.onDidStop(() => {
      look.stopped();
      if (this.#current?.session === session) this.#changed.fire(this.#current);
    });
    session.onDidEnd(() => {
      stops.dispose();
      this.#looks.delete(session);
      if (this.#current?.session !== session) return;
      this.#current = undefined;
      this.#changed.fire(undefined);
    });
    return look;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

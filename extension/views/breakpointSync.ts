// Keeps the list of swap breakpoints and the running sessions the same: changes go to all of them, and what is typed into a session's console comes back.
import type { DebugAdapterSession } from '../adapter/session';
import type { BreakpointList } from './breakpointList';

type Session = Pick<DebugAdapterSession, 'own' | 'onDidEnd'>;

/**
 * Sessions run in the same process, so a change is theirs before the call that made it returns. As a request it would be under way for a moment, in which "continue"
 * could stop once more at what was removed.
 */
export class BreakpointSync {
  readonly #sessions = new Map<string, Session>();
  readonly #subscription: { dispose(): void };
  #sent: BreakpointList['all'];

  constructor(private readonly list: BreakpointList) {
    this.#sent = list.all;
    this.#subscription = list.onDidChange(() => this.#send());
  }

  /** What a new session is to begin with. */
  get kept(): BreakpointList['all'] {
    return this.list.all;
  }

  /** To be called once for each session, as soon as it is there with what is kept. */
  began(id: string, session: Session): void {
    this.#sessions.set(id, session);
    const told = session.own.onDidChange((all) => this.list.told(id, all));
    session.onDidEnd(() => {
      told.dispose();
      this.#sessions.delete(id);
      this.list.forget(id);
    });
  }

  #send(): void {
    if (this.list.all === this.#sent) return;
    this.#sent = this.list.all;
    for (const { own } of this.#sessions.values()) own.replace(this.list.all);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

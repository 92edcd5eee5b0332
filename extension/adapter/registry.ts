// The adapters that run in this extension host, by the editor's id of their debug session: how the panel finds the run that it shows.
import type { DebugAdapterSession } from './session';

const sessions = new Map<string, DebugAdapterSession>();

/** Kept until the session is over. */
export function registerSession(id: string, session: DebugAdapterSession): void {
  sessions.set(id, session);
  session.onDidEnd(() => sessions.delete(id));
}

/** undefined: no such session, or it is over. */
export function sessionOf(id: string): DebugAdapterSession | undefined {
  return sessions.get(id);
}

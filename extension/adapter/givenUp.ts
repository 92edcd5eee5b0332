// When loading a program is given up: the client takes its request back, or the session ends.
import { CANCELLED, RequestError } from './requestError';

interface Ending {
  readonly isOver: boolean;
  onDidEnd(listener: () => void): { dispose(): void };
}

/** Aborted with what the client is to be answered. To be disposed of when the work is done. */
export function givenUp(session: Ending, cancelled: AbortSignal): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new RequestError(CANCELLED, 'The request was cancelled.'));
  cancelled.addEventListener('abort', abort, { once: true });
  const ended = session.onDidEnd(abort);
  if (session.isOver || cancelled.aborted) abort();
  return { signal: controller.signal, dispose: () => ended.dispose() };
}

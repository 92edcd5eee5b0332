// Searches on behalf of a request, which is answered when they are over: with an error when there is no such place.
import type { Debugger } from '../../core/debug/debugger';
import type { Outcome } from '../../core/debug/move';
import { NOT_THERE, RequestError } from './requestError';
import type { Answer } from './requestServer';

/** The frames and variables of this stop stay good when nothing is found. */
export async function sought(
  launched: { readonly debug: Debugger; isUnderWay: boolean },
  find: () => Promise<Outcome>,
  cancelled: AbortSignal,
  tell: (outcome: Outcome) => Promise<void>,
): Promise<Answer> {
  cancelled.addEventListener('abort', () => launched.debug.cancel(), { once: true });
  launched.isUnderWay = true;
  try {
    const outcome = await find();
    if (outcome.kind !== 'stopped')
      throw notThere(outcome.kind === 'nowhere' ? outcome.reason : 'The program is over.');
    const after = (): Promise<void> => tell(outcome);
    return { body: { step: outcome.stop.step }, after, dropped: after };
  } catch (error) {
    launched.isUnderWay = false;
    throw error;
  }
}

/** What a search that found nothing answers. */
export function notThere(reason: string): RequestError {
  return new RequestError(NOT_THERE, reason);
}

// A request that is refused: what the client is told. Any other exception in a request is our own defect, and is told as such.
import type { DebugProtocol } from '@vscode/debugprotocol';

export class RequestError extends Error {
  /** `id` is the number of a VS code of the docs. `showUser`: worth a notification, not only a mark where the request came from. */
  constructor(
    readonly id: number,
    message: string,
    readonly showUser = false,
  ) {
    super(message);
  }
}

export const UNKNOWN_REQUEST = 601;
export const MALFORMED_REQUEST = 602;
export const NOT_LAUNCHED = 603;
export const STILL_RUNNING = 604;
export const PROGRAM_UNREADABLE = 605;
export const PROGRAM_HAS_PROBLEMS = 606;
export const STALE_REFERENCE = 607;
export const NO_SUCH_SOURCE = 608;
export const NO_VALUE = 609;
export const NO_EXCEPTION = 610;
export const NOT_THERE = 611;
export const BRANCH_REFUSED = 613;
export const CPU_WAITS = 614;
export const CANCELLED = 690;
export const UNREADABLE_MESSAGE = 691;
export const UNREADABLE_STREAM = 692;
const DEFECT = 699;

export function errorBody(error: unknown): { readonly message: string; readonly error: DebugProtocol.Message } {
  const known = error instanceof RequestError ? error : undefined;
  const text = error instanceof Error ? error.message : String(error);
  const message = known === undefined ? `This is a defect of the debugger, please report it: ${text}` : text;
  const id = known?.id ?? DEFECT;
  const format = `VS${String(id).padStart(4, '0')}: ${message}`;
  // Braces in a format stand for variables: they go in as one.
  return {
    message: format,
    error: { id, format: '{text}', variables: { text: format }, showUser: known?.showUser ?? true },
  };
}

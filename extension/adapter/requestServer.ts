// Answers requests of the Debug Adapter Protocol one by one: each is checked, answered exactly once, and never brings the adapter down.
// ProtocolServer rather than DebugSession: that one ends the process on a broken message and refuses clients that leave out the path format.
import { Event, Response } from '@vscode/debugadapter/lib/messages';
import { ProtocolServer } from '@vscode/debugadapter/lib/protocol';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { check, type Schema } from '../../core/protocol/schema';
import { requestArguments } from './requestArguments';
import * as code from './requestError';
import { errorBody, RequestError } from './requestError';

export interface Answer {
  readonly body?: object | undefined;
  /** What to do once the answer has been sent; it must not reject. */
  readonly after?: () => void | Promise<void>;
  /** What to do instead when the request was cancelled meanwhile, and this is not sent; it must not reject. */
  readonly dropped?: () => void | Promise<void>;
}

/** `cancelled` is aborted when the client has lost interest: it has been answered then, and what comes out is dropped. */
export type Handler = (args: unknown, cancelled: AbortSignal) => Answer | Promise<Answer>;

/** A handler that gets its arguments checked. Throw a RequestError to refuse. */
export function handle<T>(
  schema: Schema<T>,
  answer: (args: T, cancelled: AbortSignal) => Answer | Promise<Answer>,
): Handler {
  return (args, cancelled) => {
    const { value, problems } = check(schema, args ?? {});
    if (value !== undefined) return answer(value, cancelled);
    throw new RequestError(
      code.MALFORMED_REQUEST,
      `Malformed ${problems.join('; ').replace(/^message/, 'arguments')}.`,
    );
  };
}

export abstract class RequestServer extends ProtocolServer {
  /** By command. */
  protected abstract readonly handlers: ReadonlyMap<string, Handler>;

  /** The client wants to end what it was told the progress of; there is one such thing at a time. */
  protected abstract cancelProgress(): void;

  /** Requests without an answer yet, by their number. */
  private readonly underWay = new Map<number, AbortController>();
  private readonly cancel = handle(requestArguments.cancel, ({ requestId, progressId }) => {
    if (requestId !== undefined) this.underWay.get(requestId)?.abort();
    if (progressId !== undefined) this.cancelProgress();
    return {};
  });

  get commands(): readonly string[] {
    return [...this.handlers.keys(), 'cancel'];
  }

  /** Takes any value. What is no request cannot be answered: the client is told in an event. */
  override handleMessage(found: unknown): void {
    if (typeof found !== 'object' || found === null || !('type' in found)) {
      this.refuseMessage('it is no message of the protocol');
      return;
    }
    // The adapter asks nothing, so nothing can be an answer to it.
    if (found.type !== 'request') return;
    if (
      !('seq' in found) ||
      typeof found.seq !== 'number' ||
      !('command' in found) ||
      typeof found.command !== 'string'
    ) {
      this.refuseMessage('a request needs "seq", a number, and "command", a text');
      return;
    }
    const { seq, command } = found;
    void this.answer({ seq, type: 'request', command, arguments: 'arguments' in found ? found.arguments : undefined });
  }

  /** Tells the client of a message that could not be read. */
  refuseMessage(reason: string): void {
    this.tellClient(new RequestError(code.UNREADABLE_MESSAGE, `A message was ignored: ${reason}.`));
  }

  /** Tells the client why it is hung up on. */
  refuseStream(reason: string): void {
    this.tellClient(new RequestError(code.UNREADABLE_STREAM, `The connection is closed: ${reason}.`));
  }

  protected emitEvent(event: string, body?: object): void {
    this.sendEvent(new Event(event, body));
  }

  private tellClient(error: RequestError): void {
    this.emitEvent('output', { category: 'important', output: `${errorBody(error).message}\n` });
  }

  private async answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    let after: Answer['after'];
    try {
      const handler = request.command === 'cancel' ? this.cancel : this.handlers.get(request.command);
      if (handler === undefined)
        throw new RequestError(
          code.UNKNOWN_REQUEST,
          `The request "${request.command.slice(0, 100)}" is not supported.`,
        );
      const controller = new AbortController();
      const answered = handler(request.arguments, controller.signal);
      const answer = answered instanceof Promise ? await this.unlessCancelled(request, answered, controller) : answered;
      if (answer.body !== undefined) response.body = answer.body;
      after = answer.after;
    } catch (error) {
      const body = errorBody(error);
      response.success = false;
      // The protocol's own word, by which clients tell it from a failure.
      response.message = error instanceof RequestError && error.id === code.CANCELLED ? 'cancelled' : body.message;
      response.body = { error: body.error };
    }
    this.sendResponse(response);
    await after?.();
  }
  private async unlessCancelled(
    { seq }: DebugProtocol.Request,
    answered: Promise<Answer>,
    controller: AbortController,
  ): Promise<Answer> {
    const cancelled = new Promise<never>((_, reject) => {
      controller.signal.onabort = () => {
        reject(new RequestError(code.CANCELLED, 'The request was cancelled.'));
        void answered.then(
          ({ dropped }) => dropped?.(),
          () => undefined,
        );
      };
    });
    this.underWay.set(seq, controller);
    try {
      return await Promise.race([answered, cancelled]);
    } finally {
      if (this.underWay.get(seq) === controller) this.underWay.delete(seq);
    }
  }
}

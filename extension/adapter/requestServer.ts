// Answers requests of the Debug Adapter Protocol one by one: each is checked, answered exactly once, and never brings the adapter down.
// ProtocolServer rather than DebugSession: that one ends the process on a broken message and refuses clients that leave out the path format.
import { Event, Response } from '@vscode/debugadapter/lib/messages';
import { ProtocolServer } from '@vscode/debugadapter/lib/protocol';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { check, type Schema } from '../../core/protocol/schema';
import { errorBody, MALFORMED_REQUEST, RequestError, UNKNOWN_REQUEST } from './requestError';

export interface Answer {
  readonly body?: object | undefined;
  /** What to do once the answer has been sent; it must not reject. */
  readonly after?: () => void | Promise<void>;
}

export type Handler = (args: unknown) => Answer | Promise<Answer>;

/** A handler that gets its arguments checked. Throw a RequestError to refuse. */
export function handle<T>(schema: Schema<T>, answer: (args: T) => Answer | Promise<Answer>): Handler {
  return (args) => {
    const { value, problems } = check(schema, args ?? {});
    if (value !== undefined) return answer(value);
    throw new RequestError(MALFORMED_REQUEST, `Malformed ${problems.join('; ').replace(/^message/, 'arguments')}.`);
  };
}

export abstract class RequestServer extends ProtocolServer {
  /** By command. */
  protected abstract readonly handlers: ReadonlyMap<string, Handler>;

  constructor() {
    super();
    // Without a listener, an unreadable message would be thrown into the stream that it came from.
    this.on('error', () =>
      this.emitEvent('output', { category: 'important', output: 'A message could not be read and was ignored.\n' }),
    );
  }

  get commands(): readonly string[] {
    return [...this.handlers.keys()];
  }

  /** Takes any value; what is no request is ignored, since nothing could be answered to it. */
  override handleMessage(found: unknown): void {
    if (typeof found !== 'object' || found === null || !('type' in found) || found.type !== 'request') return;
    if (
      !('seq' in found) ||
      typeof found.seq !== 'number' ||
      !('command' in found) ||
      typeof found.command !== 'string'
    ) {
      this.emit('error', new Error('request without seq or command'));
      return;
    }
    const { seq, command } = found;
    void this.answer({ seq, type: 'request', command, arguments: 'arguments' in found ? found.arguments : undefined });
  }

  protected emitEvent(event: string, body?: object): void {
    this.sendEvent(new Event(event, body));
  }

  private async answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    let after: Answer['after'];
    try {
      const handler = this.handlers.get(request.command);
      if (handler === undefined)
        throw new RequestError(UNKNOWN_REQUEST, `The request "${request.command.slice(0, 100)}" is not supported.`);
      const answered = handler(request.arguments);
      const answer = answered instanceof Promise ? await answered : answered;
      if (answer.body !== undefined) response.body = answer.body;
      after = answer.after;
    } catch (error) {
      const body = errorBody(error);
      response.success = false;
      response.message = body.message;
      response.body = { error: body.error };
    }
    this.sendResponse(response);
    await after?.();
  }
}

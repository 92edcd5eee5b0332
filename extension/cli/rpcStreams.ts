// The language server protocol's messages between a message stream and the library's connection; what cannot be served is answered here, the library would only log it.
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  ErrorCodes,
  MessageType,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-languageserver-protocol/node';
import type { MessageStream } from '../adapter/messageStream';
import { RpcCalls } from './rpcCalls';

type Id = number | string | null;

export class RpcReader extends AbstractMessageReader {
  private readonly calls = new RpcCalls();
  private receive: DataCallback | undefined;

  listen(receive: DataCallback): Disposable {
    this.receive = receive;
    return { dispose: () => (this.receive = undefined) };
  }

  take(found: unknown, stream: MessageStream): void {
    if (!isMessage(found)) {
      refuse(stream, 'invalid', 'it is no message of JSON-RPC 2.0', idIn(found));
      return;
    }
    const refusal =
      'method' in found && typeof found.method === 'string'
        ? this.calls.refusal(found.method, 'params' in found ? found.params : undefined)
        : undefined;
    if (refusal === undefined) this.receive?.(found);
    else if ('id' in found) stream.send({ jsonrpc: '2.0', id: idIn(found), error: refusal });
    else
      stream.send({
        jsonrpc: '2.0',
        method: 'window/logMessage',
        params: { type: MessageType.Error, message: refusal.message },
      });
  }
}

export class RpcWriter extends AbstractMessageWriter {
  constructor(private readonly stream: MessageStream) {
    super();
  }

  write(message: Message): Promise<void> {
    this.stream.send(message);
    return Promise.resolve();
  }

  end(): void {
    this.stream.close();
  }
}

const REFUSALS = {
  unreadable: [ErrorCodes.ParseError, 'VS0691: A message was ignored'],
  invalid: [ErrorCodes.InvalidRequest, 'VS0691: A message was ignored'],
  lost: [ErrorCodes.ParseError, 'VS0692: The connection is closed'],
} as const;

/** As JSON-RPC has it: an answer to the message's own number where it has one that can be read, else to null. */
export function refuse(stream: MessageStream, kind: keyof typeof REFUSALS, reason: string, id: Id = null): void {
  const [code, what] = REFUSALS[kind];
  stream.send({ jsonrpc: '2.0', id, error: { code, message: `${what}: ${reason}.` } });
}

/** A request, a notification or an answer; the library checks the rest of it. */
function isMessage(found: unknown): found is Message {
  if (typeof found !== 'object' || found === null || !('jsonrpc' in found) || found.jsonrpc !== '2.0') return false;
  const hasId = 'id' in found;
  if (hasId && typeof found.id !== 'number' && typeof found.id !== 'string')
    return found.id === null && 'error' in found;
  if ('method' in found) return typeof found.method === 'string' && (!('params' in found) || isParams(found.params));
  return hasId && ('result' in found || 'error' in found);
}

const isParams = (params: unknown): boolean => params === null || typeof params === 'object';

function idIn(found: unknown): Id {
  if (typeof found !== 'object' || found === null || !('id' in found)) return null;
  return typeof found.id === 'number' || typeof found.id === 'string' ? found.id : null;
}

// `vswap lsp`: the language server for other editors, which start it as a process or connect to it.
import { createConnection, type WatchDog } from 'vscode-languageserver';
// The Node entry installs what the protocol needs of its platform.
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { serveScenarios } from '../../core/scenario/server/services';
import { messageStream } from '../adapter/messageStream';
import { refuse, RpcReader, RpcWriter } from './rpcStreams';

/**
 * Serves one client until it says `exit` or closes its end. Resolves to the exit code that the protocol asks for (3.17, "exit"): 0 after `shutdown`,
 * else 1. The library's own connection would end the process instead, and with it every other client.
 */
export async function serveLsp(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<number> {
  const reader = new RpcReader();
  const stream = messageStream(input, output, (frame) => {
    switch (frame.kind) {
      case 'message':
        return reader.take(frame.message, stream);
      case 'unreadable':
        return refuse(stream, 'unreadable', frame.reason);
      case 'lost':
        refuse(stream, 'lost', frame.reason);
        return stream.close();
    }
  });
  const watchDog: WatchDog = { shutdownReceived: false, initialize: () => undefined, exit: () => stream.close() };
  const connection = createConnection(
    (logger) => createProtocolConnection(reader, new RpcWriter(stream), logger),
    watchDog,
  );
  serveScenarios(connection);
  await stream.over;
  connection.dispose();
  return watchDog.shutdownReceived ? 0 : 1;
}

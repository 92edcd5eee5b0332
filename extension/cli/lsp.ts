// `vswap lsp`: the language server on standard input and output, for editors that start it as a process.

import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { createConnection } from 'vscode-languageserver/node';
import { serveScenarios } from '../../core/scenario/server/services';

/** Serves until the client says `exit` or closes its end. */
export function runLsp(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    input.once('end', resolve);
    input.once('close', resolve);
  });
  serveScenarios(createConnection(new StreamMessageReader(input), new StreamMessageWriter(output)));
  return closed;
}

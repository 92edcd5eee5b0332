// `vswap lsp` over a pair of streams: it answers, and it is over when its input ends.

import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
  type InitializeResult,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { serveLsp } from './lsp';

it('serves diagnostics until its input ends', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const served = serveLsp(input, output);
  const client = createMessageConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  const published = new Promise<PublishDiagnosticsParams>((resolve) =>
    client.onNotification('textDocument/publishDiagnostics', resolve),
  );
  client.onRequest('client/registerCapability', () => undefined);
  client.listen();
  const start = { processId: null, rootUri: null, workspaceFolders: null, capabilities: {} };
  const { capabilities } = await client.sendRequest<InitializeResult>('initialize', start);
  expect(capabilities.hoverProvider).toBe(true);
  await client.sendNotification('initialized', {});
  const textDocument = { uri: 'file:///a.vswap', languageId: 'vswap', version: 1, text: 'swapot disk0' };
  await client.sendNotification('textDocument/didOpen', { textDocument });
  expect((await published).diagnostics.map(({ code }) => code)).toEqual(['VS0111']);
  client.dispose();
  input.end();
  expect(await served).toBe(1);
});

// The language server in a worker thread of the desktop's extension host: a large file never holds the host, and no process is started.

import { parentPort } from 'node:worker_threads';
import { PortMessageReader, PortMessageWriter } from 'vscode-languageserver-protocol/node';
import { createConnection } from 'vscode-languageserver/node';
import { serveScenarios } from '../../core/scenario/server/services';

if (parentPort === null)
  throw new Error('The language server runs in a worker thread; for other editors there is "vswap lsp".');
serveScenarios(createConnection(new PortMessageReader(parentPort), new PortMessageWriter(parentPort)));

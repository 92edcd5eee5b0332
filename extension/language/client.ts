// Language support on the desktop: the server runs in a worker thread.

import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { PortMessageReader, PortMessageWriter } from 'vscode-languageserver-protocol/node';
import { connect } from './languageClient';

export function startLanguageClient(context: vscode.ExtensionContext): Promise<void> {
  const server = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.node.cjs').fsPath;
  return connect(context, () => {
    const worker = new Worker(server);
    context.subscriptions.push({ dispose: () => void worker.terminate() });
    return Promise.resolve({ reader: new PortMessageReader(worker), writer: new PortMessageWriter(worker) });
  });
}

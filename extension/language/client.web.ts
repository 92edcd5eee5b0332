// Language support on the web: the server runs in a worker made from the bundle's text, since a worker may not be loaded from the extension's origin.

import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter } from 'vscode-languageserver-protocol/browser';
import { connect } from './languageClient';

export function startLanguageClient(context: vscode.ExtensionContext): Promise<void> {
  return connect(context, async () => {
    const bundle = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js'));
    const url = URL.createObjectURL(new Blob([new Uint8Array(bundle)], { type: 'text/javascript' }));
    const worker = new Worker(url, { name: 'vswap language server' });
    const dispose = (): void => {
      worker.terminate();
      URL.revokeObjectURL(url);
    };
    context.subscriptions.push({ dispose });
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  });
}

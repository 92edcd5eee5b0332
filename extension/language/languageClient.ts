// The editor's side of the language server, whatever carries the messages.

import * as vscode from 'vscode';
import { BaseLanguageClient, type LanguageClientOptions, type MessageTransports } from 'vscode-languageclient';

/** Opens the way to a server; called again when the client starts a server anew. */
export type OpenTransports = () => Promise<MessageTransports>;

class ScenarioLanguageClient extends BaseLanguageClient {
  constructor(
    private readonly openTransports: OpenTransports,
    options: LanguageClientOptions,
  ) {
    super('vswap', 'Swap scenarios', options);
  }

  protected override createMessageTransports(): Promise<MessageTransports> {
    return this.openTransports();
  }
}

/** Starts the client; it stops with the extension. */
export async function connect(context: vscode.ExtensionContext, openTransports: OpenTransports): Promise<void> {
  const errorDocs = vscode.Uri.joinPath(context.extensionUri, 'docs', 'errors.md').toString();
  const client = new ScenarioLanguageClient(openTransports, {
    documentSelector: [{ language: 'vswap' }],
    initializationOptions: { errorDocs },
    diagnosticCollectionName: 'vswap',
  });
  context.subscriptions.push({ dispose: () => void client.dispose().catch(() => undefined) });
  await client.start();
}

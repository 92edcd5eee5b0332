// Registers the debugger with the editor: the adapter runs inside the extension host, desktop or web, with no process and no port.
import * as vscode from 'vscode';
import { configurationResolver, DEBUG_TYPE, dynamicConfigurations } from './configurations';
import { loadEditorProgram } from './editorProgram';
import { expressionProvider } from './expressionProvider';
import type { BookmarkKeeper } from './keptBookmarks';
import { protocolTrace } from './protocolTrace';
import { pseudoSourceProvider } from './pseudoSourceProvider';
import { registerSession } from './registry';
import { WorkerCompiler, type OpenCompiler } from '../compiler/workerCompiler';
import type { OwnBreakpoint } from './requestArguments';
import { DebugAdapterSession } from './session';
import { PSEUDO_SCHEME } from './sources';
import { debugHost } from './wiring';

/** Breakpoints beside those of the editor: `kept` are those that a new session begins with. */
export interface OwnList {
  readonly kept: readonly OwnBreakpoint[];
  began(id: string, session: DebugAdapterSession): void;
}

export function registerDebugger(
  context: vscode.ExtensionContext,
  openCompiler: OpenCompiler,
  own: OwnList,
  bookmarks: BookmarkKeeper,
): void {
  const compiler = new WorkerCompiler(openCompiler);
  context.subscriptions.push(compiler);
  const host = { ...debugHost(loadEditorProgram, 'document', compiler.compile), bookmarks };
  const documents = [{ language: 'vswap' }, { language: 'vswap-recording' }, { scheme: PSEUDO_SCHEME }];
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor(debugSession) {
        const session = new DebugAdapterSession(host, own.kept);
        registerSession(debugSession.id, session);
        own.began(debugSession.id, session);
        return new vscode.DebugAdapterInlineImplementation(new InlineAdapter(session));
      },
    }),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, configurationResolver),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      dynamicConfigurations,
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, protocolTrace),
    vscode.workspace.registerTextDocumentContentProvider(PSEUDO_SCHEME, pseudoSourceProvider(host.pseudoSources)),
    vscode.languages.registerEvaluatableExpressionProvider(documents, expressionProvider),
  );
}

/** The session as the editor takes it. */
class InlineAdapter extends vscode.Disposable implements vscode.DebugAdapter {
  constructor(private readonly session: DebugAdapterSession) {
    super(() => session.dispose());
  }

  readonly onDidSendMessage: vscode.Event<vscode.DebugProtocolMessage> = (listener, receiver, disposables) => {
    const subscription = vscode.Disposable.from(this.session.onDidSendMessage(listener, receiver));
    disposables?.push(subscription);
    return subscription;
  };

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.session.handleMessage(message);
  }
}

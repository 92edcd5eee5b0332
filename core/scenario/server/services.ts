// The language server put together: the services of the language, with everything an editor asks for.

import { DefaultConfigurationProvider, EmptyFileSystem, inject, type DeepPartial, type Module } from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  startLanguageServer,
  type LangiumServices,
  type PartialLangiumServices,
} from 'langium/lsp';
import type { Connection, InitializeParams } from 'vscode-languageserver';
import { VswapGeneratedModule, VswapGeneratedSharedModule } from '../generated/module.js';
import { VswapModule } from '../parser.js';
import { ScenarioCompletionProvider } from './completion.js';
import { ScenarioCodeActionProvider, ScenarioValidator } from './diagnostics.js';
import { ScenarioFoldingProvider } from './folding.js';
import { ScenarioFormatter } from './formatting.js';
import { ScenarioHoverProvider } from './hover.js';
import {
  ScenarioDefinitionProvider,
  ScenarioHighlightProvider,
  ScenarioReferencesProvider,
  ScenarioRenameProvider,
} from './navigation.js';
import { ScenarioOutlineProvider } from './outline.js';
import { ScenarioSemanticTokenProvider } from './semanticTokens.js';

/** What the client may send with `initialize`; anything else is ignored. */
interface InitializationOptions {
  /** URI of docs/errors.md, for the links of message codes. */
  readonly errorDocs?: string;
}

/** Serves the scenario language over a connection until that ends. Runs in a browser worker as well as in Node. */
export function serveScenarios(connection: Connection): void {
  const shared = inject(createDefaultSharedModule({ connection, ...EmptyFileSystem }), VswapGeneratedSharedModule, {
    workspace: {
      ConfigurationProvider: (services: ConfigurationServices) => new NoConfiguration(services),
    },
  });
  let docs: string | undefined;
  const services = inject(
    createDefaultModule({ shared }),
    VswapGeneratedModule,
    VswapModule,
    editorModule(() => docs),
  );
  shared.ServiceRegistry.register(services);
  shared.lsp.LanguageServer.onInitialize(({ initializationOptions }) => {
    docs = readOptions(initializationOptions).errorDocs;
  });
  startLanguageServer(shared);
}

type ConfigurationServices = ConstructorParameters<typeof DefaultConfigurationProvider>[0];

/** There is nothing to configure. Langium would register for changes all the same, which editors that have no such registration complain of (Eglot). */
class NoConfiguration extends DefaultConfigurationProvider {
  override initialize(params: InitializeParams): void {
    super.initialize({ ...params, capabilities: {} });
  }
}

function editorModule(docs: () => string | undefined): Module<LangiumServices, DeepPartial<PartialLangiumServices>> {
  return {
    validation: { DocumentValidator: () => new ScenarioValidator(docs) },
    lsp: {
      CodeActionProvider: () => new ScenarioCodeActionProvider(),
      CompletionProvider: (services) => new ScenarioCompletionProvider(services),
      DefinitionProvider: () => new ScenarioDefinitionProvider(),
      DocumentHighlightProvider: () => new ScenarioHighlightProvider(),
      DocumentSymbolProvider: () => new ScenarioOutlineProvider(),
      FoldingRangeProvider: (services) => new ScenarioFoldingProvider(services),
      Formatter: () => new ScenarioFormatter(),
      HoverProvider: () => new ScenarioHoverProvider(),
      ReferencesProvider: () => new ScenarioReferencesProvider(),
      RenameProvider: () => new ScenarioRenameProvider(),
      SemanticTokenProvider: (services) => new ScenarioSemanticTokenProvider(services),
    },
  };
}

function readOptions(value: unknown): InitializationOptions {
  if (typeof value !== 'object' || value === null || !('errorDocs' in value)) return {};
  return typeof value.errorDocs === 'string' ? { errorDocs: value.errorDocs } : {};
}

// The language server in a browser's worker: VS Code on the web starts it there.

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serveScenarios } from '../../core/scenario/server/services';

declare const self: DedicatedWorkerGlobalScope;

serveScenarios(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)));

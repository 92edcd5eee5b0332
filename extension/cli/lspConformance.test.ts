// `vswap lsp` as other editors reach it: what it says it can is what it answers, what is malformed, early or late is refused, and it ends as the protocol has it.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framed, Framing } from '../adapter/framing';
import { isRecord } from '../adapter/inlineClient.fixture';
import { startServer, type RunningServer } from '../adapter/wire.fixture';
import { bundleCli } from './cliBundle.fixture';

type Message = Readonly<Record<string, unknown>>;

/** What goes over one connection; what is waited for is looked for from the first message on. */
interface Client {
  readonly write: (bytes: string | Uint8Array) => void;
  readonly hangUp: () => void;
  readonly received: Message[];
  readonly message: (wanted: (message: Message) => boolean) => Promise<Message>;
  /** The exit code of a process; undefined of a connection. */
  readonly ended: Promise<number | undefined>;
}

let bundle: Awaited<ReturnType<typeof bundleCli>>;
let server: RunningServer;
beforeAll(async () => {
  bundle = await bundleCli();
  server = await startServer(bundle.file, ['lsp', '--port', '0']);
}, 60_000);
afterAll(async () => {
  server.child.kill('SIGINT');
  expect(await server.exit).toBe(0);
  bundle.remove();
});

function client(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Omit<Client, 'hangUp' | 'ended'> {
  const framing = new Framing();
  const received: Message[] = [];
  const watchers = new Set<() => void>();
  output.on('error', () => undefined);
  input.on('data', (chunk: Buffer) => {
    for (const frame of framing.push(chunk))
      if (frame.kind === 'message' && isRecord(frame.message)) received.push(frame.message);
      else throw new Error(`the server sent what is no message: ${JSON.stringify(frame)}`);
    for (const watcher of watchers) watcher();
    watchers.clear();
  });
  const message = async (wanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const found = received.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => watchers.add(resolve));
    }
  };
  return { received, message, write: (bytes) => void output.write(bytes) };
}

function overProcess(): Client {
  const child = spawn(process.execPath, [bundle.file, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | undefined>((resolve) => child.once('close', (code) => resolve(code ?? undefined)));
  return { ...client(child.stdout, child.stdin), ended, hangUp: () => void child.stdin.end() };
}

async function overTcp(): Promise<Client> {
  const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const ended = new Promise<undefined>((resolve) => socket.once('close', () => resolve(undefined)));
  return { ...client(socket, socket), ended, hangUp: () => void socket.destroy() };
}

const request = (id: number, method: string, params?: unknown): string =>
  framed({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
const notify = (method: string, params?: unknown): string =>
  framed({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) });
const isAnswer =
  (id: number | null) =>
  (message: Message): boolean =>
    message['id'] === id && message['method'] === undefined;

const URI = 'file:///a.vswap';
const INITIALIZE = { processId: null, rootUri: null, capabilities: {} };
const OPEN = notify('textDocument/didOpen', {
  textDocument: {
    uri: URI,
    languageId: 'vswap',
    version: 1,
    text: 'task app\napp: map heap 4 pages\napp: reed heap[0]\n',
  },
});
const START = request(1, 'initialize', INITIALIZE) + notify('initialized', {});

/** The requests that a capability promises. */
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  completionProvider: ['completion'],
  referencesProvider: ['references'],
  documentSymbolProvider: ['documentSymbol'],
  definitionProvider: ['definition'],
  documentHighlightProvider: ['documentHighlight'],
  codeActionProvider: ['codeAction'],
  documentFormattingProvider: ['formatting'],
  documentRangeFormattingProvider: ['rangeFormatting'],
  foldingRangeProvider: ['foldingRange'],
  hoverProvider: ['hover'],
  renameProvider: ['rename', 'prepareRename'],
  semanticTokensProvider: ['semanticTokens/full', 'semanticTokens/range'],
};
/** These promise no request about a document. */
const NO_REQUEST = ['textDocumentSync', 'workspace', 'workspaceSymbolProvider'];

const position = { line: 1, character: 2 };
/** For all of them at once: each takes what it needs. */
const PARAMS = {
  textDocument: { uri: URI },
  position,
  range: { start: { line: 0, character: 0 }, end: position },
  context: { diagnostics: [], includeDeclaration: true },
  options: { tabSize: 2, insertSpaces: true },
  newName: 'other',
};
const METHODS = Object.values(PROMISED)
  .flat()
  .map((name) => `textDocument/${name}`);

const WRONG: readonly (readonly [string, unknown])[] = [
  ['params', []],
  ['textDocument', undefined],
  ['textDocument', 7],
  ['textDocument.uri', { uri: 7 }],
  ['position', undefined],
  ['position.line', { line: '1', character: 0 }],
  ['position.character', { line: 0, character: -1 }],
  ['range.start', { start: 7, end: position }],
  ['range.end', { start: position }],
  ['context', 7],
  ['options', []],
  ['newName', {}],
];

const NO_CALLS: readonly { readonly bytes: string; readonly code: number; readonly says: string }[] = [
  { bytes: 'Content-Length: 4\r\n\r\nnope', code: -32700, says: 'VS0691: A message was ignored: it is no JSON' },
  { bytes: framed(7), code: -32600, says: 'VS0691: A message was ignored: it is no message of JSON-RPC' },
  { bytes: framed([{ jsonrpc: '2.0', method: 'exit' }]), code: -32600, says: 'VS0691' },
  { bytes: framed({ jsonrpc: '1.0', method: 'exit' }), code: -32600, says: 'VS0691' },
  { bytes: framed({ jsonrpc: '2.0', method: 7 }), code: -32600, says: 'VS0691' },
  { bytes: framed({ jsonrpc: '2.0', method: 'exit', params: 7 }), code: -32600, says: 'VS0691' },
];

describe.each<readonly [string, () => Client | Promise<Client>, number | undefined]>([
  ['standard streams', overProcess, 1],
  ['TCP', overTcp, undefined],
])('over %s', (_name, open, gone) => {
  it('answers all that it promises, and tells what is wrong with a scenario', async () => {
    const { write, message, hangUp, ended } = await open();
    write(START + OPEN);
    const { result } = await message(isAnswer(1));
    const capabilities = isRecord(result) && isRecord(result['capabilities']) ? result['capabilities'] : {};
    const promised = Object.keys(capabilities).filter((name) => capabilities[name] !== false);
    expect(promised.sort()).toEqual([...Object.keys(PROMISED), ...NO_REQUEST].sort());
    METHODS.forEach((method, index) => write(request(10 + index, method, PARAMS)));
    for (const index of METHODS.keys()) expect(await message(isAnswer(10 + index))).toHaveProperty('result');
    const { params } = await message(({ method }) => method === 'textDocument/publishDiagnostics');
    expect(params).toMatchObject({ uri: URI, diagnostics: [{ code: 'VS0111' }] });
    hangUp();
    expect(await ended).toBe(gone);
  });

  it('refuses wrong parameters of every request, naming the place, and goes on', async () => {
    const { write, message, hangUp, ended } = await open();
    write(START + OPEN);
    let id = 100;
    for (const method of METHODS)
      for (const [place, value] of WRONG) {
        const [name = ''] = place.split('.');
        if (!uses(name, method)) continue;
        write(request(++id, method, place === 'params' ? value : { ...PARAMS, [name]: value }));
        const { error } = await message(isAnswer(id));
        expect(error, `${method} ${place}`).toMatchObject({ code: -32602 });
        expect(JSON.stringify(error), method).toContain(
          `VS0510: Malformed ${place === 'params' ? place : `params.${place}`}`,
        );
      }
    write(notify('textDocument/didChange', { textDocument: { uri: URI }, contentChanges: [{ text: 7 }] }));
    const { params } = await message(({ method }) => method === 'window/logMessage');
    expect(JSON.stringify(params)).toContain('VS0510: Malformed params.textDocument.version');
    write(notify('$/cancelRequest', { id: {} }) + request(9, 'textDocument/hover', PARAMS));
    expect(await message(isAnswer(9))).toHaveProperty('result');
    hangUp();
    await ended;
  });

  it('refuses what is no call, and goes on', async () => {
    const { write, message, hangUp, received } = await open();
    write(START);
    for (const { bytes, code, says } of NO_CALLS) {
      const before = received.filter(isAnswer(null)).length;
      write(bytes);
      await message(() => received.filter(isAnswer(null)).length > before);
      const { error } = received.filter(isAnswer(null))[before] ?? {};
      expect(error).toMatchObject({ code });
      expect(JSON.stringify(error)).toContain(says);
    }
    write(request(2, 'no/such'));
    expect(await message(isAnswer(2))).toMatchObject({ error: { code: -32601 } });
    hangUp();
  });

  it.each<readonly [string, string | Uint8Array]>([
    ['a length that is none', 'Content-Length: x\r\n\r\n'],
    ['a header beyond all bounds', 'x'.repeat(2_000_000)],
    ['binary', Buffer.alloc(2_000_000, 0xfe)],
    ['a browser', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('says why it hangs up on %s', async (_what, bytes) => {
    const { write, message, ended } = await open();
    write(bytes);
    const { error } = await message(isAnswer(null));
    expect(error).toMatchObject({ code: -32700 });
    expect(JSON.stringify(error)).toContain('VS0692: The connection is closed: ');
    expect(await ended).toBe(gone);
  });

  it('takes nothing before initialize, nothing but exit after shutdown, and initialize once', async () => {
    const { write, message, received, ended } = await open();
    write(request(5, 'textDocument/hover', PARAMS) + OPEN + START + request(6, 'initialize', INITIALIZE));
    expect(await message(isAnswer(5))).toMatchObject({ error: { code: -32002 } });
    expect(await message(isAnswer(6))).toMatchObject({ error: { code: -32600 } });
    write(request(7, 'shutdown') + request(8, 'textDocument/hover', PARAMS));
    expect(await message(isAnswer(7))).toMatchObject({ result: null });
    expect(await message(isAnswer(8))).toMatchObject({ error: { code: -32600 } });
    write(notify('exit'));
    expect(await ended).toBe(gone === undefined ? undefined : 0);
    // The document that came too early was not taken.
    expect(received.filter(({ method }) => method === 'textDocument/publishDiagnostics')).toEqual([]);
  });

  it('ends with exit, though its input stays open; without shutdown that is a failure', async () => {
    const { write, ended } = await open();
    write(START + notify('exit'));
    expect(await ended).toBe(gone);
  });

  it('answers a cancelled request all the same, and once', async () => {
    const { write, message, received, hangUp, ended } = await open();
    write(START + OPEN);
    for (let id = 20; id < 40; id++)
      write(request(id, 'textDocument/completion', PARAMS) + notify('$/cancelRequest', { id }));
    write(notify('$/cancelRequest', { id: 999 }) + request(40, 'textDocument/documentSymbol', PARAMS));
    await message(isAnswer(40));
    for (let id = 20; id < 40; id++) {
      const { error } = await message(isAnswer(id));
      expect([undefined, -32800]).toContain(isRecord(error) ? error['code'] : undefined);
      expect(received.filter(isAnswer(id))).toHaveLength(1);
    }
    hangUp();
    await ended;
  });
});

it('the server goes on when a client has said exit, and the next one starts anew', async () => {
  const first = await overTcp();
  first.write(START + OPEN);
  await first.message(({ method }) => method === 'textDocument/publishDiagnostics');
  first.write(request(2, 'shutdown') + notify('exit'));
  await first.ended;
  const { write, message, hangUp } = await overTcp();
  write(START + request(3, 'textDocument/hover', PARAMS));
  expect(await message(isAnswer(3))).toHaveProperty('error');
  hangUp();
});

/** Whether a request has such a parameter, by the protocol. */
function uses(name: string, method: string): boolean {
  const short = method.replace('textDocument/', '');
  switch (name) {
    case 'params':
    case 'textDocument':
      return true;
    case 'position':
      return /completion|hover|definition|references|documentHighlight|rename/i.test(short);
    case 'range':
      return /^range|range$|codeAction/.test(short);
    case 'context':
      return short === 'codeAction';
    case 'options':
      return /formatting/i.test(short);
    default:
      return name === 'newName' && short === 'rename';
  }
}

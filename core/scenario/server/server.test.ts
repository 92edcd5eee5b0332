// The language server over real JSON-RPC, as an editor talks to it.

import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnection } from 'vscode-languageserver/node';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-languageserver-protocol/node';
import type {
  CodeAction,
  CompletionList,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InitializeResult,
  Location,
  LocationLink,
  PublishDiagnosticsParams,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { EXAMPLES } from '../examples.fixture.js';
import { serveScenarios } from './services.js';

const WRITEBACK = EXAMPLES['writeback'] ?? '';

let client: MessageConnection;
let capabilities: InitializeResult['capabilities'];
let opened = 0;
const waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();

beforeAll(async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  serveScenarios(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)));
  client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) =>
    waiting.get(uri)?.(diagnostics),
  );
  client.onRequest('client/registerCapability', () => undefined);
  client.onRequest('workspace/configuration', () => []);
  client.listen();
  const result: InitializeResult = await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {},
    initializationOptions: { errorDocs: 'file:///docs/errors.md' },
  });
  capabilities = result.capabilities;
  await client.sendNotification('initialized', {});
});

afterAll(async () => {
  await client.sendRequest('shutdown');
  client.dispose();
});

/** Opens a text in which `<|>` marks the cursor; answers where it is and the first diagnostics. */
async function open(marked: string) {
  const text = marked.replace('<|>', '');
  const lines = marked.slice(0, Math.max(marked.indexOf('<|>'), 0)).split('\n');
  const uri = `file:///scenario${opened++}.vswap`;
  const published = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'vswap', version: 1, text },
  });
  const diagnostics = await published;
  const at = { textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
  return { uri, text, diagnostics, at };
}

const ask = <T>(method: string, params: unknown): Promise<T> => client.sendRequest(method, params);

/** The text under a range on one line. */
function under(
  text: string,
  range: { start: { line: number; character: number }; end: { character: number } },
): string {
  return text.split('\n')[range.start.line]?.slice(range.start.character, range.end.character) ?? '';
}

function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = text
    .split('\n')
    .reduce<number[]>((offsets, line) => [...offsets, (offsets.at(-1) ?? 0) + line.length + 1], [0]);
  const offset = ({ line, character }: { line: number; character: number }): number =>
    (starts[line] ?? text.length) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (now, { range, newText }) => now.slice(0, offset(range.start)) + newText + now.slice(offset(range.end)),
      text,
    );
}

describe('diagnostics', () => {
  it('carry code, place and the page that explains the code', async () => {
    const { diagnostics } = await open('task app\nexpect app.heap[0] is zswap\n');
    expect(diagnostics).toEqual([
      {
        range: { start: { line: 1, character: 11 }, end: { line: 1, character: 15 } },
        severity: 1,
        code: 'VS0121',
        source: 'vswap',
        message: expect.stringContaining('no area named heap') as unknown,
        codeDescription: { href: 'file:///docs/errors.md#vs0121' },
      },
    ]);
  });

  it('follow a change, and refuse what is no scenario', async () => {
    const { uri } = await open('task app\n');
    const next = (version: number, text: string): Promise<readonly Diagnostic[]> => {
      const published = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
      void client.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
      return published;
    };
    expect((await next(2, 'task\n')).map(({ code }) => code)).toEqual(['VS0110']);
    expect((await next(3, '('.repeat(5000))).map(({ code }) => code)).toEqual(['VS0102']);
    expect(await next(4, 'task app\n')).toEqual([]);
  });
});

describe('hover', () => {
  const shown: readonly (readonly [marked: string, ...texts: string[]])[] = [
    ['write<|>back 1 pages', 'zswap shrinker', 'folio_realloc_swap'],
    ['task a\na: map heap 4 pages\na: page<|>out heap[0]', 'MADV_PAGEOUT', 'folio_alloc_swap'],
    ['task a\na: map heap 4 pages\na: read he<|>ap[0]', 'area a.heap, 4 pages (16K)'],
    ['expect virtual_table(vswap:1) is z<|>swap', 'compressed in zswap'],
    ['expect virtual<|>_table(vswap:1) is zswap', 'SLOT'],
    ['expect swap_table(vswap:1).co<|>unt == 1', 'extend table'],
    ['expect vswap.u<|>sed == 1', 'Virtual slots'],
    ['machine { ker<|>nel p4 }', 'kernel that the scenario runs on'],
    ['machine { kernel p<|>4 }', 'swap table phase IV'],
    ['machine { kernels p4, ste-v<|>2 }', 'RFC v2'],
    ['machine { ker<|>nels p4 }', 'leaves it out on others'],
    ['machine { br<|>eaks J1 }', 'shows broken'],
    ['machine { vswap { ty<|>pe 4 } }', 'made before any swapon'],
    ['expect pa<|>th(vswap:512) == "NULL"', 'states that a slot went through'],
    ['machine { swap d 1M { prior<|>ity 3 } }', 'SWAP_FLAG_PREFER'],
    ['set zswap.max_po<|>ol_percent 5', '/sys/module/zswap/parameters'],
    ['task a\na: map heap 4 pages\na: write heap[0] ran<|>dom', 'no compressor'],
  ];
  it.each(shown)('%s', async (marked, ...texts) => {
    const { at } = await open(marked);
    const hover = await ask<Hover | null>('textDocument/hover', at);
    for (const text of texts) expect(JSON.stringify(hover?.contents)).toContain(text);
    expect(JSON.stringify(hover?.contents)).not.toContain('undefined');
  });

  it('says nothing where there is nothing to say', async () => {
    for (const marked of ['task a // com<|>ment', 'label "te<|>xt"', 'task a\n\n<|>\n']) {
      const { at } = await open(marked);
      expect(await ask('textDocument/hover', at)).toBeNull();
    }
  });
});

describe('completion', () => {
  const setup = 'machine { swap disk0 1M  cgroup web }\ntask app\ntask other\napp: map heap 4 pages\n';
  const offered: readonly (readonly [marked: string, has: readonly string[], hasNot: readonly string[]])[] = [
    ['<|>', ['machine', 'task', 'expect'], ['map', 'kernel']],
    [`${setup}<|>`, ['app:', 'other:', 'writeback'], ['machine', 'heap']],
    [`${setup}app: <|>`, ['map', 'write', 'pageout'], ['task']],
    [`${setup}app: wr<|>ite`, ['write'], ['task']],
    [`${setup}app: read <|>`, ['heap'], ['app']],
    [`${setup}app: write heap[0..3] <|>`, ['text', 'zero', 'fill'], ['seed', 'heap']],
    [`${setup}task x in <|>`, ['web'], ['app']],
    [`${setup}exit <|>`, ['app', 'other'], ['web']],
    [`${setup}swapoff <|>`, ['disk0'], ['app']],
    [`${setup}reclaim 3 pages from <|>`, ['web'], []],
    [`${setup}set <|>`, ['zswap.max_pool_percent', 'web.swap.max'], []],
    [`${setup}expect <|>`, ['app.heap', 'count', 'vswap:', 'run.pte_walks', 'all'], ['task']],
    [`${setup}expect app.<|>`, ['app.heap'], ['web.swap.current']],
    [`${setup}expect web.sw<|>`, ['web.swap.current', 'web.swap.peak'], []],
    [`${setup}expect run.<|>`, ['run.pte_walks', 'run.locks_taken'], ['run.table_lookups']],
    [`${setup}expect app.heap[0].<|>`, ['entry', 'content'], ['app.heap']],
    [`${setup}expect app.heap[0] <|>`, ['is', '=='], []],
    [`${setup}expect app.heap[0] is <|>`, ['zswap', 'phys', 'not'], ['app.heap']],
    [`${setup}expect app.heap[0] is phys on <|>`, ['disk0'], []],
    [`${setup}expect app.heap[0].content == <|>`, ['text', 'zero'], []],
    [`${setup}expect count(<|>`, ['disk0:', 'vswap:'], ['count']],
    [`${setup}repeat 3 {\n  <|>\n}`, ['app:', 'expect'], ['cpu']],
    [`${setup}race "r" {\n  <|>\n}`, ['cpu'], ['app:']],
    ['machine { <|> }', ['kernel', 'swap', 'cgroup'], ['task']],
    ['machine { kernel <|>', ['ste-v1', '6.18'], ['kernel']],
    ['machine { kernels ste-v1, <|>', ['ste-v2', '6.18'], ['cpus']],
    ['machine { breaks <|>', ['J1', 'I22'], ['cpus']],
    ['machine { kernels ste-v1 <|>', ['breaks', 'memory'], []],
    ['machine { vswap { <|> } }', ['type', 'size'], ['kernel']],
    ['machine { swap d 1M { <|> } }', ['priority', 'bad'], ['kernel']],
    ['machine { zswap { compressor <|> } }', ['lz4'], ['kernel']],
    ['machine { cgroup web { <|> } }', ['swap.max'], ['kernel']],
    ['label "a <|>', [], ['task', 'app:']],
  ];
  it.each(offered)('%s', async (marked, has, hasNot) => {
    const { at } = await open(marked);
    const list = await ask<CompletionList | null>('textDocument/completion', at);
    const labels = (list?.items ?? []).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining([...has]));
    expect(labels.filter((label) => hasNot.includes(label))).toEqual([]);
  });

  it('replaces the word being typed, with documentation', async () => {
    const { at } = await open('task app\nwri<|>te');
    const list = await ask<CompletionList>('textDocument/completion', at);
    const item = list.items.find(({ label }) => label === 'writeback');
    expect(item).toMatchObject({
      insertTextFormat: 2,
      textEdit: {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
        newText: 'writeback ${1:1} pages',
      },
      documentation: { kind: 'markdown', value: expect.stringContaining('zswap shrinker') as unknown },
    });
  });
});

describe('names', () => {
  const marked =
    'machine { swap disk0 1M  cgroup web }\ntask app in web\napp: map heap 4 pages\nap<|>p: read heap[0]\nfork app as child\nexpect child.heap[0] is present\nexpect web.swap.current == 0\nexpect rmap(disk0:1) == vswap:512\n';
  const at = (uri: string, line: number, character: number) => ({
    textDocument: { uri },
    position: { line, character },
  });

  it('lead to their declaration', async () => {
    const { uri, text } = await open(marked);
    const places: readonly (readonly [line: number, character: number, target: number, name: string])[] = [
      [3, 1, 1, 'app'],
      [3, 11, 2, 'heap'],
      [5, 14, 2, 'heap'],
      [5, 8, 4, 'child'],
      [6, 8, 0, 'web'],
      [7, 13, 0, 'disk0'],
    ];
    for (const [line, character, target, name] of places) {
      const links = await ask<LocationLink[]>('textDocument/definition', at(uri, line, character));
      expect(links.map(({ targetRange }) => [targetRange.start.line, under(text, targetRange)])).toEqual([
        [target, name],
      ]);
    }
  });

  it('are found everywhere', async () => {
    const { uri, text } = await open(marked);
    const found = await ask<Location[]>('textDocument/references', {
      ...at(uri, 1, 6),
      context: { includeDeclaration: true },
    });
    expect(found.map(({ range }) => [range.start.line, under(text, range)])).toEqual([
      [1, 'app'],
      [2, 'app'],
      [3, 'app'],
      [4, 'app'],
    ]);
    const marks = await ask<unknown[]>('textDocument/documentHighlight', at(uri, 2, 10));
    expect(marks).toHaveLength(3);
  });

  it('are renamed everywhere at once', async () => {
    const { uri, text, at: cursor } = await open(marked);
    expect(await ask('textDocument/prepareRename', cursor)).toEqual({
      start: { line: 3, character: 0 },
      end: { line: 3, character: 3 },
    });
    const edit = await ask<WorkspaceEdit>('textDocument/rename', { ...cursor, newName: 'server' });
    const renamed = applied(text, edit.changes?.[uri] ?? []);
    expect(renamed).toBe(text.replaceAll(/\bapp\b/g, 'server'));
    expect((await open(renamed)).diagnostics).toEqual([]);
  });

  it('cannot become what the language or the scenario uses already', async () => {
    const { at: cursor } = await open(marked);
    for (const newName of ['child', 'expect', 'run', '3x', 'a b', '']) {
      await expect(ask('textDocument/rename', { ...cursor, newName })).rejects.toThrow();
    }
  });
});

describe('the outline', () => {
  it('shows machine, tasks with their areas, labels', async () => {
    const { at } = await open(WRITEBACK);
    const symbols = await ask<DocumentSymbol[]>('textDocument/documentSymbol', at);
    expect(symbols.map(({ name, children }) => [name, (children ?? []).map((child) => child.name)])).toEqual([
      ['machine', ['disk0', 'web']],
      ['app', ['heap']],
      ['in zswap', []],
    ]);
  });

  it('survives any half-typed text', async () => {
    for (let length = 1; length < WRITEBACK.length; length += 7) {
      const { at } = await open(WRITEBACK.slice(0, length));
      await ask('textDocument/documentSymbol', at);
      await ask('textDocument/semanticTokens/full', at);
      await ask('textDocument/completion', at);
      await ask('textDocument/hover', at);
    }
  });
});

describe('the rest', () => {
  it('folds blocks and comments', async () => {
    const { at } = await open(
      '/* one\ntwo */\n// three\n// four\nmachine {\n  kernel p4\n}\nrepeat 2 {\n  label "x"\n}\n',
    );
    const ranges = await ask<FoldingRange[]>('textDocument/foldingRange', at);
    expect(ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`).sort()).toEqual([
      '0-1',
      '2-3',
      '4-5',
      '7-8',
    ]);
  });

  it('formats, whole and in part', async () => {
    const { at, text } = await open('repeat 2 {\nlabel   "x"\nlabel  "y"\n\n\n}');
    const options = { tabSize: 2, insertSpaces: true };
    const all = await ask<TextEdit[]>('textDocument/formatting', { ...at, options });
    expect(applied(text, all)).toBe('repeat 2 {\n  label "x"\n  label "y"\n\n}\n');
    const part = await ask<TextEdit[]>('textDocument/rangeFormatting', {
      ...at,
      options,
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
    });
    expect(applied(text, part)).toBe('repeat 2 {\n  label "x"\nlabel  "y"\n\n\n}');
  });

  it('offers what could have been meant', async () => {
    const { uri, text, diagnostics } = await open('task app\nswapot disk0\n');
    const [diagnostic] = diagnostics;
    const actions = await ask<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic?.range,
      context: { diagnostics },
    });
    expect(actions.map(({ title }) => title)).toEqual(['Change to swapon', 'Change to swapoff']);
    expect(applied(text, actions[1]?.edit?.changes?.[uri] ?? [])).toBe('task app\nswapoff disk0\n');
  });

  it('colours names by what they are', async () => {
    const { at, text } = await open(
      'machine { cgroup web }\ntask app in web\napp: map heap 4 pages\nexpect all app.heap[0..3] is none\n',
    );
    const { data } = await ask<SemanticTokens>('textDocument/semanticTokens/full', at);
    const types = capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
    const lines = text.split('\n');
    const tokens: string[] = [];
    for (let index = 0, line = 0, character = 0; index < data.length; index += 5) {
      const [down = 0, right = 0, length = 0, type = 0] = data.slice(index, index + 4);
      character = down === 0 ? character + right : right;
      line += down;
      tokens.push(`${lines[line]?.slice(character, character + length) ?? ''} ${types[type] ?? ''}`);
    }
    expect(tokens).toEqual([
      'web namespace',
      'app class',
      'web namespace',
      'app class',
      'heap variable',
      'app class',
      'heap variable',
      'none enumMember',
    ]);
  });
});

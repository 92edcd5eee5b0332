// What may be called when, and with what: the library passes anything on, and then fails in words that are about our code and not about the call.
import { array, check, integer, maybe, struct, text, type Schema } from '../../core/protocol/schema';
import { LONGEST_MESSAGE } from '../adapter/framing';

/** Codes of the protocol (3.17, "Response Message"). */
const SERVER_NOT_INITIALIZED = -32002;
const INVALID_REQUEST = -32600;
const INVALID_PARAMS = -32602;

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

const uinteger = integer(0, 2 ** 31 - 1);
const position = struct({ line: uinteger, character: uinteger });
const range = struct({ start: position, end: position });
const uri = text(10_000);
const textDocument = struct({ uri });
const inDocument = struct({ textDocument });
const atPosition = struct({ textDocument, position });
const anyText = text(LONGEST_MESSAGE);

/** As far as the server uses them; what a client adds besides is let through. */
const PARAMS: Readonly<Record<string, Schema<unknown>>> = {
  'textDocument/didOpen': struct({
    textDocument: struct({ uri, version: integer(-(2 ** 31), 2 ** 31), text: anyText }),
  }),
  'textDocument/didChange': struct({
    textDocument: struct({ uri, version: integer(-(2 ** 31), 2 ** 31) }),
    contentChanges: array(struct({ range: maybe(range), text: anyText }), 100_000),
  }),
  'textDocument/didClose': inDocument,
  'textDocument/completion': atPosition,
  'textDocument/hover': atPosition,
  'textDocument/definition': atPosition,
  'textDocument/references': atPosition,
  'textDocument/documentHighlight': atPosition,
  'textDocument/prepareRename': atPosition,
  'textDocument/rename': struct({ textDocument, position, newName: text(10_000) }),
  'textDocument/documentSymbol': inDocument,
  'textDocument/foldingRange': inDocument,
  'textDocument/semanticTokens/full': inDocument,
  'textDocument/semanticTokens/range': struct({ textDocument, range }),
  'textDocument/codeAction': struct({
    textDocument,
    range,
    context: struct({ diagnostics: array(struct({ range }), 100_000) }),
  }),
  'textDocument/formatting': struct({ textDocument, options: struct({ tabSize: uinteger }) }),
  'textDocument/rangeFormatting': struct({ textDocument, range, options: struct({ tabSize: uinteger }) }),
  '$/cancelRequest': struct({ id: { read: (id) => (typeof id === 'number' ? id : text(1000).read(id)) } }),
};

/** The calls of one client in order. */
export class RpcCalls {
  private state: 'new' | 'running' | 'shutDown' = 'new';

  /** undefined: the call may go on to the server. */
  refusal(method: string, params: unknown): Refusal | undefined {
    return this.untimely(method) ?? malformed(method, params);
  }

  private untimely(method: string): Refusal | undefined {
    const was = this.state;
    if (method === 'exit') return undefined;
    if (method === 'initialize') {
      if (was !== 'new') return { code: INVALID_REQUEST, message: 'VS0511: "initialize" is sent once.' };
      this.state = 'running';
      return undefined;
    }
    if (was === 'new')
      return { code: SERVER_NOT_INITIALIZED, message: `VS0511: "initialize" comes first, before ${quoted(method)}.` };
    if (was === 'shutDown')
      return {
        code: INVALID_REQUEST,
        message: `VS0511: After "shutdown" only "exit" is taken, found ${quoted(method)}.`,
      };
    if (method === 'shutdown') this.state = 'shutDown';
    return undefined;
  }
}

function malformed(method: string, params: unknown): Refusal | undefined {
  const schema = Object.hasOwn(PARAMS, method) ? PARAMS[method] : undefined;
  if (schema === undefined) return undefined;
  const { value, problems } = check(schema, params);
  if (value !== undefined) return undefined;
  const what = problems.join('; ').replace(/^message/, 'params');
  return { code: INVALID_PARAMS, message: `VS0510: Malformed ${what}, in ${quoted(method)}.` };
}

const quoted = (method: string): string => JSON.stringify(method.slice(0, 100));

// The protocol's own test client, talking to an adapter in a process of its own; every message either way is checked against the protocol.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { build } from 'esbuild';
import { modelNames } from '../../scripts/model-names.mjs';
import { isRecord } from './inlineClient.fixture';
import { protocolCheck } from './protocolSchema.fixture';

const check = protocolCheck();

export class CheckedClient extends DebugClient {
  readonly faults: string[] = [];
  private readonly commands = new Map<number, string>();

  protected override connect(readable: Readable, writable: Writable): void {
    readable.on(
      'data',
      messageReader((message) => this.look(message)),
    );
    const read = messageReader((message) => this.look(message));
    const write = writable.write.bind(writable);
    writable.write = (chunk: unknown): boolean => {
      read(Buffer.from(String(chunk)));
      return write(chunk);
    };
    super.connect(readable, writable);
  }

  private look(message: unknown): void {
    if (!isRecord(message)) return;
    const { seq, command, request_seq: request } = message;
    if (message['type'] === 'request' && typeof command === 'string') this.commands.set(Number(seq), command);
    const about = typeof command === 'string' ? command : this.commands.get(Number(request));
    this.faults.push(...check(message, about));
  }
}

/** Takes a stream apart into its messages. */
function messageReader(tell: (message: unknown) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1'));
      const start = head?.[0].length ?? 0;
      const end = start + Number(head?.[1]);
      if (head === null || rest.length < end) return;
      tell(JSON.parse(rest.toString('utf8', start, end)));
      rest = rest.subarray(end);
    }
  };
}

/** Bundles a program into a temporary folder; `source` may import from the repository's folders. */
export async function bundleProgram(source: string): Promise<{ readonly file: string; remove(): void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vswap-dap-'));
  const file = path.join(folder, 'adapter.cjs');
  const root = path.resolve(import.meta.dirname, '../..');
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [modelNames],
    logLevel: 'silent',
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

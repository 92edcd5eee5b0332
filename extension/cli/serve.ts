// What `vswap dap` and `vswap lsp` have in common: one client on standard input and output, or any number on a port.
import { problemLine } from '../../core/report/problemText';
import { listenOnLoopback } from './loopbackServer';
import type { Terminal } from './terminal';

/** Serves one client; resolves to the exit code of a process that serves no other. Rejects never. */
export type ServeClient = (input: NodeJS.ReadableStream, output: NodeJS.WritableStream) => Promise<number>;

export interface Process {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** Resolves to the exit code: 2 when the port cannot be had, 0 when a signal ended the server. */
export async function serve(
  name: string,
  serveClient: ServeClient,
  port: number | undefined,
  host: Process,
  terminal: Terminal,
): Promise<number> {
  if (port === undefined) return serveClient(host.stdin, host.stdout);
  const listening = await listenOnLoopback(port, (socket) => serveClient(socket, socket));
  if (listening.kind === 'refused') {
    const { code, message } = listening;
    terminal.err(
      `${problemLine(`vswap ${name}`, { code, severity: 'error', message, range: undefined }, terminal.errColours)}\n`,
    );
    return 2;
  }
  const told = new Promise<void>((resolve) => {
    host.once('SIGINT', resolve);
    host.once('SIGTERM', resolve);
  });
  terminal.out(`vswap ${name}: listening on 127.0.0.1:${listening.port}\n`);
  await told;
  await listening.close();
  return 0;
}

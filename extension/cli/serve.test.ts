// Where a server listens, for whom, and what it says when it cannot; how it ends is in dapConformance.test.
import { createServer, connect, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { listenOnLoopback } from './loopbackServer';
import { serve } from './serve';
import { terminalOf } from './terminal';

/** What a process is to `serve`, ended by its own signals. */
class TestProcess extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
}

function terminal(): { readonly said: string[]; readonly terminal: ReturnType<typeof terminalOf> } {
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  return { said, terminal: terminalOf(stream, stream, {}) };
}

describe('serve', () => {
  it('without a port serves one client on the standard streams, and ends as that ends', async () => {
    const process = new TestProcess();
    const { terminal: out, said } = terminal();
    const served = await serve(
      'dap',
      (input, output) => Promise.resolve(input === process.stdin && output === process.stdout ? 7 : 8),
      undefined,
      process,
      out,
    );
    expect([served, said]).toEqual([7, []]);
  });

  it('with a port says where it listens, and ends with a signal', async () => {
    const process = new TestProcess();
    const { terminal: out, said } = terminal();
    const served = serve('lsp', () => Promise.resolve(0), 0, process, out);
    while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(said.join('')).toMatch(/^vswap lsp: listening on 127\.0\.0\.1:[1-9]\d*\n$/);
    process.emit('SIGTERM');
    expect(await served).toBe(0);
  });

  it('says which port is taken, and what to do', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve(portOf(other.address()))),
    );
    const { terminal: out, said } = terminal();
    expect(await serve('dap', () => Promise.resolve(0), port, new TestProcess(), out)).toBe(2);
    expect(said).toEqual([
      `vswap dap: error VS0507: port ${port} is in use by another program; take another port, or 0 for any that is free\n`,
    ]);
    other.close();
  });
});

describe('the loopback server', () => {
  it('cannot be reached from other machines', async () => {
    const server = await listenOnLoopback(0, () => Promise.resolve());
    if (server.kind === 'refused') throw new Error(server.message);
    const own = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.internal === false && address.family === 'IPv4');
    if (own !== undefined)
      await expect(
        new Promise((resolve, reject) =>
          connect(server.port, own.address).once('connect', resolve).once('error', reject),
        ),
      ).rejects.toThrow(/ECONNREFUSED/);
    await server.close();
  });

  it('hangs up on a client that does not hang up itself after it was served', async () => {
    const server = await listenOnLoopback(0, () => Promise.resolve());
    if (server.kind === 'refused') throw new Error(server.message);
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise((resolve) => socket.once('end', resolve));
    await server.close();
    socket.destroy();
  });
});

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

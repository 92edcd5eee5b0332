// Serves clients over TCP on this machine only, each with what is its own, until the process is told to end.
import { createServer, type Socket } from 'node:net';

/** Each client has a simulated machine of its own, so there are not many at once. */
const MOST_CLIENTS = 16;
/** Milliseconds for a client that was said goodbye to, to hang up itself. */
const GOODBYE = 1000;

export type Listening =
  | {
      readonly kind: 'listening';
      readonly port: number;
      /** Hangs up on all clients; resolves when nothing is left. */
      readonly close: () => Promise<void>;
    }
  | { readonly kind: 'refused'; readonly code: `VS05${string}`; readonly message: string };

/** `port` 0 takes any free one. `serve` resolves when a client is done with; it must not reject. */
export function listenOnLoopback(port: number, serve: (socket: Socket) => Promise<unknown>): Promise<Listening> {
  const served = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    // A connection that breaks off ends as one that is closed; what serves it sees to that.
    socket.on('error', () => undefined);
    const done = serve(socket).then(() => sayGoodbye(socket));
    served.set(
      socket,
      done.then(() => void served.delete(socket)),
    );
  });
  server.maxConnections = MOST_CLIENTS;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    const left = [...served.values()];
    for (const socket of served.keys()) socket.destroy();
    await Promise.all([closed, ...left]);
  };
  return new Promise((resolve) => {
    server.once('error', (error) => resolve({ kind: 'refused', ...refusal(error, port) }));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        kind: 'listening',
        port: typeof address === 'object' && address !== null ? address.port : port,
        close,
      });
    });
  });
}

/** Lets the last answer arrive: hanging up on a client that is still sending would take it from the client again. */
function sayGoodbye(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) {
      resolve();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), GOODBYE);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end();
    socket.resume();
  });
}

function refusal(error: Error, port: number): { readonly code: `VS05${string}`; readonly message: string } {
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return {
        code: 'VS0507',
        message: `port ${port} is in use by another program; take another port, or 0 for any that is free`,
      };
    case 'EACCES':
      return {
        code: 'VS0508',
        message: `port ${port} needs rights that this user does not have; take one above 1023, or 0 for any that is free`,
      };
    default:
      return { code: 'VS0509', message: `cannot listen on port ${port}: ${error.message}` };
  }
}

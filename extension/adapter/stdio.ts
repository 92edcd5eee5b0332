// The debug adapter over two streams, for clients that start it as a process.
import type { DebugHost } from './debugHost';
import { DebugAdapterSession, DISCONNECTED } from './session';

/** Serves one session; resolves when the client has disconnected or either stream has ended, with nothing left running. */
export async function serveStreams(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  host: DebugHost,
): Promise<void> {
  const session = new DebugAdapterSession(host);
  await new Promise<void>((resolve) => {
    session.once(DISCONNECTED, resolve);
    input.once('end', resolve);
    input.once('close', resolve);
    output.once('error', () => resolve());
    session.start(input, output);
  });
  session.dispose();
  input.pause();
}

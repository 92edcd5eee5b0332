// The debug adapter over two streams: those of a process that an editor starts, or a connection that it makes.
import type { DebugHost } from './debugHost';
import { messageStream } from './messageStream';
import { DebugAdapterSession, DISCONNECTED } from './session';

/** Serves one session; resolves when the client has disconnected or either stream has ended, with nothing left running. */
export async function serveStreams(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  host: DebugHost,
): Promise<void> {
  const session = new DebugAdapterSession(host);
  const stream = messageStream(input, output, (frame) => {
    switch (frame.kind) {
      case 'message':
        session.handleMessage(frame.message);
        return;
      case 'unreadable':
        session.refuseMessage(frame.reason);
        return;
      case 'lost':
        session.refuseStream(frame.reason);
        stream.close();
        return;
    }
  });
  session.onDidSendMessage((message) => stream.send(message));
  session.once(DISCONNECTED, () => stream.close());
  await stream.over;
  session.dispose();
}

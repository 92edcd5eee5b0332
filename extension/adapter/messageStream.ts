// Messages over a pair of streams, for a server of either protocol: it neither reads ahead of a client that does not read, nor outlives one that is gone.
import { framed, Framing, type Frame } from './framing';

export interface MessageStream {
  /** Does nothing once the stream is over. */
  readonly send: (message: object) => void;
  /** Resolves when the client or `close` has ended it. What was sent is still on its way then. */
  readonly over: Promise<void>;
  /** Takes nothing more from the client. */
  readonly close: () => void;
}

/** `receive` is not called before the stream has been returned. After a frame that is `lost`, none follows. */
export function messageStream(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  receive: (frame: Frame) => void,
): MessageStream {
  const framing = new Framing();
  let isOver = false;
  let close = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const read = (chunk: Uint8Array | string): void => {
      for (const frame of framing.push(Buffer.from(chunk))) if (!isOver) receive(frame);
    };
    close = () => {
      if (isOver) return;
      isOver = true;
      input.off('data', read);
      input.off('end', close);
      input.off('close', close);
      output.off('drain', resume);
      resolve();
    };
    input.on('data', read);
    input.on('end', close);
    input.on('close', close);
    // Listeners of errors stay: one that comes late must not end the process.
    input.on('error', () => close());
    output.on('error', () => close());
    output.on('drain', resume);
  });
  function resume(): void {
    if (!isOver) input.resume();
  }
  return {
    // An open standard input would keep the process alive, and does not heed a pause while it hands out data.
    over: over.then(() => void input.pause()),
    close: () => close(),
    send: (message) => {
      if (!isOver && !output.write(framed(message))) input.pause();
    },
  };
}

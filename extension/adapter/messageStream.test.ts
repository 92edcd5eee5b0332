// Messages over streams: nothing is read while the client does not read, and nothing happens after the end.
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { framed, type Frame } from './framing';
import { messageStream } from './messageStream';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a message stream', () => {
  it('waits for a client that does not read', async () => {
    const input = new PassThrough();
    const written: (() => void)[] = [];
    const output = new Writable({ highWaterMark: 64, write: (_chunk, _encoding, done) => void written.push(done) });
    const frames: Frame[] = [];
    const stream = messageStream(input, output, (frame) => {
      frames.push(frame);
      stream.send({ answer: 'x'.repeat(100) });
    });
    for (let i = 0; i < 5; i++) {
      input.write(framed({ i }));
      await turn();
    }
    expect(frames).toHaveLength(1);
    written.pop()?.();
    await turn();
    expect(frames.length).toBeGreaterThan(1);
    stream.close();
    await stream.over;
  });

  it.each<readonly [string, (input: PassThrough, output: PassThrough, close: () => void) => unknown]>([
    ['the client closes', (input) => input.end()],
    ['the connection breaks', (input) => input.destroy(new Error('reset'))],
    ['the client can no longer be written to', (_input, output) => output.destroy(new Error('broken pipe'))],
    ['it is closed here', (_input, _output, close) => close()],
  ])('is over when %s, and stays so', async (_how, end) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const frames: Frame[] = [];
    const stream = messageStream(input, output, (frame) => frames.push(frame));
    input.write(framed({}));
    await turn();
    end(input, output, stream.close);
    await stream.over;
    stream.send({});
    input.emit('data', Buffer.from(framed({})));
    expect(frames).toHaveLength(1);
    expect(output.read()).toBe(null);
  });
});

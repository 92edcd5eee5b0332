// Bytes into messages: whatever the chunks, whatever the bytes, and never more of them kept than a message may have.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, Framing, LONGEST_HEADER, LONGEST_MESSAGE, type Frame } from './framing';

const frames = (...chunks: readonly (string | Uint8Array)[]): readonly Frame[] => {
  const framing = new Framing();
  return chunks.flatMap((chunk) => framing.push(Buffer.from(chunk)));
};
const message = (value: unknown): Frame => ({ kind: 'message', message: value });

describe('a message', () => {
  it.each([
    ['with the header that editors send', 'Content-Length: 2\r\n\r\n{}', [message({})]],
    ['with more header', 'Content-Type: x; charset=utf-8\r\ncontent-length:2 \r\n\r\n{}', [message({})]],
    ['that is no object', 'Content-Length: 4\r\n\r\nnull', [message(null)]],
    ['whose length is in bytes', 'Content-Length: 4\r\n\r\n"é"', [message('é')]],
    ['without its end', 'Content-Length: 3\r\n\r\n{}', []],
    ['and another', framed({ a: 1 }) + framed({ b: 2 }), [message({ a: 1 }), message({ b: 2 })]],
  ])('%s', (_name, text, expected) => {
    expect(frames(text)).toEqual(expected);
  });

  it('arrives the same in any pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), { maxLength: 5 }),
        fc.array(fc.nat(400)),
        (values, cuts) => {
          const bytes = Buffer.from(values.map(framed).join(''));
          const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
          const expected: unknown = JSON.parse(JSON.stringify(values.map(message)));
          expect(frames(...pieces)).toEqual(expected);
        },
      ),
    );
  });
});

describe('what is no message', () => {
  it.each<readonly [string, string | Uint8Array, string]>([
    ['no JSON', 'Content-Length: 4\r\n\r\nnope', 'unreadable it is no JSON (4 bytes)'],
    ['an empty message', 'Content-Length: 0\r\n\r\n', 'unreadable it is no JSON (0 bytes)'],
    [
      'bytes that are no UTF-8',
      Buffer.from('Content-Length: 3\r\n\r\n"\xff"', 'latin1'),
      'unreadable its bytes are not UTF-8 (3 bytes)',
    ],
    ['a length that is none', 'Content-Length: many\r\n\r\n', 'lost Content-Length is no number: "many"'],
    ['a negative length', 'Content-Length: -1\r\n\r\n', 'lost Content-Length is no number: "-1"'],
    ['a length in hexadecimal', 'Content-Length: 0x10\r\n\r\n', 'lost Content-Length is no number: "0x10"'],
    ['a broken length', 'Content-Length: 1.5\r\n\r\n', 'lost Content-Length is no number: "1.5"'],
    [
      'a length beyond all bounds',
      'Content-Length: 99999999999\r\n\r\n',
      `lost Content-Length is 99999999999: at most ${LONGEST_MESSAGE} bytes are taken`,
    ],
    ['no length', 'Content-Type: x\r\n\r\n', 'lost a header has no Content-Length'],
    [
      'two lengths',
      'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      'lost a header has more than one Content-Length',
    ],
    [
      'another protocol',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      'lost a header line is not "name: value": "GET / HTTP/1.1"',
    ],
    ['an empty header', '\r\n\r\n\r\n', 'lost a header line is not "name: value": ""'],
    ['binary', Uint8Array.of(0x16, 3, 1, 0, 0xff), 'lost a header holds characters that are no plain text'],
    ['a header without end', 'x'.repeat(LONGEST_HEADER + 1), `lost a header is longer than ${LONGEST_HEADER} bytes`],
    [
      'a header that is too long',
      `A: ${'x'.repeat(LONGEST_HEADER)}\r\n\r\n`,
      `lost a header is longer than ${LONGEST_HEADER} bytes`,
    ],
  ])('%s', (_name, bytes, expected) => {
    expect(frames(bytes).map((frame) => (frame.kind === 'message' ? frame : `${frame.kind} ${frame.reason}`))).toEqual([
      expected,
    ]);
  });

  it('with a length that is too short or too long is refused, and nothing after it is misread', () => {
    expect(frames('Content-Length: 3\r\n\r\n{"a":1}' + framed({})).map(({ kind }) => kind)).toEqual([
      'unreadable',
      'lost',
    ]);
    expect(frames('Content-Length: 9\r\n\r\n{"a":1}' + framed({})).map(({ kind }) => kind)).toEqual([
      'unreadable',
      'lost',
    ]);
  });

  it('ends the reading for good', () => {
    expect(frames('rubbish\r\n\r\n', framed({}), framed({})).map(({ kind }) => kind)).toEqual(['lost']);
  });

  it('is never an exception, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array(), fc.string(), fc.constant('Content-Length: 2\r\n\r\n'))),
        (chunks) => {
          frames(...chunks);
        },
      ),
    );
  });
});

it('of a long message in many pieces each byte is copied a few times only', () => {
  const pieces = 4000;
  const piece = Buffer.alloc(4096, ' ');
  const framing = new Framing();
  const start = performance.now();
  expect(framing.push(Buffer.from(`Content-Length: ${pieces * piece.length}\r\n\r\n`))).toEqual([]);
  for (let i = 1; i < pieces; i++) framing.push(piece);
  expect(framing.push(piece).map(({ kind }) => kind)).toEqual(['unreadable']);
  // Copying all that is there with each piece would move 32 GB.
  expect(performance.now() - start).toBeLessThan(3000);
});

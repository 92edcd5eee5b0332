// What was compressed comes back, by an unpacker that knows every instruction of the format; what is damaged is refused.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LZO_BLOCK_LIMIT, lzoBound, lzoCompress, type LzoVariant } from './lzo';
import { lzoDecompress } from './lzoDecompress';

const VARIANTS: readonly LzoVariant[] = ['lzo', 'lzo-rle'];

/** Bytes with runs and repeats, zeros among them, so that copies and runs of all lengths and distances occur. */
const compressible = fc
  .array(
    fc.tuple(
      fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constant(new Uint8Array(7))),
      fc.integer({ min: 1, max: 400 }),
    ),
    { maxLength: 30 },
  )
  .map((runs) =>
    Uint8Array.from(
      runs.flatMap(([bytes, times]) =>
        Array<number[]>(times)
          .fill([...bytes])
          .flat(),
      ),
    ),
  )
  .map((bytes) => bytes.subarray(0, LZO_BLOCK_LIMIT));
/** Few different bytes: short matches everywhere, the worst case for what an instruction costs. */
const restless = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3000 }).map((bytes) => Uint8Array.from(bytes));
const any = fc.oneof(compressible, restless, fc.uint8Array({ maxLength: 5000 }));

function compress(bytes: Uint8Array, variant: LzoVariant): Uint8Array {
  const to = new Uint8Array(lzoBound(bytes.length));
  return to.subarray(0, lzoCompress(bytes, to, variant));
}

function unpack(stream: readonly number[]): readonly number[] | undefined {
  const to = new Uint8Array(40000);
  const written = lzoDecompress(Uint8Array.from(stream), to);
  return written === undefined ? undefined : [...to.subarray(0, written)];
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7 + 1) & 255);
}

describe.each(VARIANTS)('%s', (variant) => {
  test('decompress after compress is the identity', () => {
    fc.assert(
      fc.property(any, (bytes) => {
        const back = new Uint8Array(bytes.length);
        expect(lzoDecompress(compress(bytes, variant), back)).toBe(bytes.length);
        expect(Buffer.compare(back, bytes)).toBe(0);
      }),
    );
  });

  test('a damaged stream is refused or gives other bytes, never an exception or a write outside', () => {
    fc.assert(
      fc.property(any, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), (bytes, damage) => {
        const stream = compress(bytes, variant).slice();
        for (const [at, byte] of damage) stream[at % stream.length] = byte;
        const written = lzoDecompress(stream, new Uint8Array(bytes.length));
        expect(written === undefined || written <= bytes.length).toBe(true);
      }),
    );
  });

  test('every cut of a stream is refused', () => {
    const bytes = Uint8Array.from([...numbers(50), ...numbers(50), ...new Array<number>(3000).fill(0), ...numbers(9)]);
    const stream = compress(bytes, variant);
    for (let length = 0; length < stream.length; length++)
      expect(lzoDecompress(stream.subarray(0, length), new Uint8Array(bytes.length))).toBeUndefined();
  });
});

describe('instructions that our compressor does not write', () => {
  const END = [17, 0, 0];
  test.each<[string, readonly number[], readonly number[] | undefined]>([
    ['literals by the first byte', [17 + 5, 1, 2, 3, 4, 5, ...END], [1, 2, 3, 4, 5]],
    ['a copy of two after few literals', [17 + 3, 1, 2, 3, 0b0000_0100, 0, ...END], [1, 2, 3, 2, 3]],
    ['two literals after a copy', [17 + 3, 1, 2, 3, 0b0000_0010, 0, 8, 9, ...END], [1, 2, 3, 3, 3, 8, 9]],
    [
      'a copy of three from more than 2 KiB after many literals',
      [0, ...new Array<number>(8).fill(0), 2060 - 18 - 2040, ...numbers(2060), 0b0000_1000, 1, ...END],
      [...numbers(2060), ...numbers(2060).slice(2060 - 2055, 2060 - 2052)],
    ],
    ['a short copy from more than 16 KiB', farCopy([0b0001_0010, 0b100, 0]), farCopyResult(16385, 4)],
    ['a long copy from more than 16 KiB', farCopy([0b0001_0000, 3, 0b100, 0]), farCopyResult(16385, 12)],
    ['a copy from more than 32 KiB', farCopy([0b0001_1001, 0b1000, 0]), farCopyResult(32770, 3)],
    ['a run of zeros is no run in version 0', [17 + 4, 1, 2, 3, 4, 24, 0xfc, 0xff, 0, ...END], undefined],
    ['a run of zeros', [17, 1, 17 + 4, 1, 2, 3, 4, 25, 0xfd, 0xff, 1, 7, ...END], [1, 2, 3, 4, ...zeros(13), 7]],
  ])('%s', (_, stream, expected) => {
    expect(unpack(stream)).toEqual(expected);
  });

  /** A stream that holds 33000 numbers and then one instruction. */
  function farCopy(code: readonly number[]): number[] {
    const rest = 33000 - 18;
    const long = [0, ...new Array<number>(Math.floor(rest / 255)).fill(0), rest % 255];
    return [...long, ...numbers(33000), ...code, ...END];
  }

  function farCopyResult(distance: number, length: number): number[] {
    const start = 33000 - distance;
    return [...numbers(33000), ...numbers(33000).slice(start, start + length)];
  }

  function zeros(count: number): number[] {
    return new Array<number>(count).fill(0);
  }
});

test.each<[string, readonly number[]]>([
  ['nothing', []],
  ['no end', [20, 1, 2, 3]],
  ['bytes after the end', [20, 1, 2, 3, 17, 0, 0, 0]],
  ['a copy from before the start', [20, 1, 2, 3, 64, 1, 17, 0, 0]],
  ['more literals than bytes', [200, 1, 2, 3]],
  ['version 2', [17, 2, 20, 1, 2, 3, 17, 0, 0]],
])('refused: %s', (_, stream) => {
  expect(unpack(stream)).toBeUndefined();
});

test('a block longer than distances can say, or a destination that may be too small, is our own mistake', () => {
  expect(() => lzoCompress(new Uint8Array(LZO_BLOCK_LIMIT + 1), new Uint8Array(70000), 'lzo')).toThrow(RangeError);
  expect(() => lzoCompress(new Uint8Array(100), new Uint8Array(100), 'lzo')).toThrow(RangeError);
});

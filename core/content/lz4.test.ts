// What was compressed comes back; what is damaged is refused.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LZ4_BLOCK_LIMIT, lz4Bound, lz4Compress, lz4Decompress } from './lz4';

/** Bytes with runs and repeats, so that matches of all lengths occur. */
const compressible = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 120 })), { maxLength: 30 })
  .map((runs) =>
    Uint8Array.from(runs.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat())).subarray(
      0,
      LZ4_BLOCK_LIMIT,
    ),
  );

function compress(bytes: Uint8Array): Uint8Array {
  const to = new Uint8Array(lz4Bound(bytes.length));
  return to.subarray(0, lz4Compress(bytes, to));
}

test('decompress after compress is the identity', () => {
  fc.assert(
    fc.property(fc.oneof(compressible, fc.uint8Array({ maxLength: 5000 })), (bytes) => {
      const back = new Uint8Array(bytes.length);
      expect(lz4Decompress(compress(bytes), back)).toBe(bytes.length);
      expect(back).toEqual(bytes);
    }),
  );
});

test('a damaged block is refused or gives other bytes, never an exception or a write outside', () => {
  fc.assert(
    fc.property(compressible, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), (bytes, damage) => {
      const block = compress(bytes).slice();
      for (const [at, byte] of damage) block[at % block.length] = byte;
      const written = lz4Decompress(block, new Uint8Array(bytes.length));
      expect(written === undefined || written <= bytes.length).toBe(true);
    }),
  );
});

test.each([[[]], [[0x10]], [[0xf0]], [[0x00, 0x01, 0x00]], [[0x10, 1, 0, 0]], [[0x10, 1, 2, 0]], [[0x1f, 1, 1, 0]]])(
  'cut or impossible block %j',
  (block) => {
    expect(lz4Decompress(Uint8Array.from(block), new Uint8Array(100))).toBeUndefined();
  },
);

test('a block longer than positions can say, or a destination that may be too small, is our own mistake', () => {
  expect(() => lz4Compress(new Uint8Array(LZ4_BLOCK_LIMIT + 1), new Uint8Array(70000))).toThrow(RangeError);
  expect(() => lz4Compress(new Uint8Array(100), new Uint8Array(100))).toThrow(RangeError);
});

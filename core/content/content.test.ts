// Content ids: equal exactly when the same was written, taken apart without loss, and readable.

import fc from 'fast-check';
import { Zstd } from '@hpcc-js/wasm-zstd';
import { describe, expect, test, vi } from 'vitest';
import {
  CONTENT_FIELD_LIMIT,
  contentFields,
  contentHigh,
  contentLow,
  contentText,
  isZeroContent,
  touchedHigh,
  touchedLow,
  type PageContent,
} from './content';
import { contentBytes, PAGE_BYTES } from './pageBytes';
import { compressedSize, type CompressionAlgorithm } from './compressedSize';
import { compressionBasis } from './compressionBasis';
import { loadZstd } from './zstd';

const field = fc.integer({ min: 0, max: CONTENT_FIELD_LIMIT });
const anyContent: fc.Arbitrary<PageContent> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'text' as const,
      'random' as const,
      'pattern' as const,
      'pointer' as const,
      'nibble' as const,
      'json' as const,
    ),
    seed: field,
  }),
  fc.record({ kind: fc.constantFrom('zero' as const, 'word' as const, 'onebyte' as const, 'counter' as const) }),
  fc.record({ kind: fc.constant('fill' as const), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({
    kind: fc.constantFrom('first' as const, 'repeat' as const),
    length: fc.integer({ min: 1, max: PAGE_BYTES }),
  }),
);

interface Id {
  readonly low: number;
  readonly high: number;
}

function id(content: PageContent, page: number, touches = 0): Id {
  let low = contentLow(content);
  let high = contentHigh(content, page);
  for (let i = 0; i < touches; i++) {
    low = touchedLow(low);
    high = touchedHigh(high, page);
  }
  return { low, high };
}

function bytes({ low, high }: Id): Uint8Array {
  const into = new Uint8Array(PAGE_BYTES).fill(0x77);
  contentBytes(low, high, into);
  return into;
}

function text({ low, high }: Id): string {
  return contentText(low, high);
}

describe('content ids', () => {
  test('seed, page and touches come back out of an id', () => {
    fc.assert(
      fc.property(field, field, fc.integer({ min: 0, max: 255 }), (seed, page, touches) => {
        const { low, high } = id({ kind: 'text', seed }, page, touches);
        expect(contentFields(low, high)).toEqual({ kind: 'text', parameter: seed, page, touches });
      }),
    );
  });

  test('both halves are unsigned 32-bit numbers', () => {
    fc.assert(
      fc.property(anyContent, field, fc.nat(300), (content, page, touches) => {
        const { low, high } = id(content, page, touches);
        expect([low >>> 0, high >>> 0]).toEqual([low, high]);
      }),
    );
  });

  test('equal ids give equal bytes, and different ids of small seeds and pages different bytes', () => {
    const small = fc.integer({ min: 0, max: 40 });
    const content = anyContent.map((one) => ('seed' in one ? { ...one, seed: one.seed % 40 } : one));
    fc.assert(
      fc.property(
        content,
        small,
        fc.nat(2),
        content,
        small,
        fc.nat(2),
        (one, page, touches, other, otherPage, otherTouches) => {
          const a = id(one, page, touches);
          const b = id(other, otherPage, otherTouches);
          // A repeat of a whole page is the same data as its first 4096 bytes: the only two kinds that can coincide.
          fc.pre(!('length' in one && 'length' in other));
          expect(a.low === b.low && a.high === b.high).toBe(Buffer.compare(bytes(a), bytes(b)) === 0);
        },
      ),
    );
  });

  test('zero is the word 0, whatever it is called', () => {
    for (const content of [{ kind: 'zero' }, { kind: 'fill', byte: 0 }] as const) {
      expect(id(content, 5)).toEqual({ low: 0, high: 0 });
    }
    expect(isZeroContent(0, 0)).toBe(true);
  });

  test('a page is zero content exactly when all its bytes are zero', () => {
    fc.assert(
      fc.property(anyContent, fc.nat(1000), fc.nat(3), (content, page, touches) => {
        const one = id(content, page, touches);
        expect(isZeroContent(one.low, one.high)).toBe(bytes(one).every((byte) => byte === 0));
      }),
    );
  });

  test('a touch changes the first eight bytes only, and each touch changes the id', () => {
    const before = id({ kind: 'text', seed: 7 }, 3);
    const once = id({ kind: 'text', seed: 7 }, 3, 1);
    const full = id({ kind: 'text', seed: 7 }, 3, 256);
    expect(once).not.toEqual(before);
    expect(full).toEqual(once);
    expect(bytes(once).subarray(8)).toEqual(bytes(before).subarray(8));
    expect(bytes(once).subarray(0, 8)).not.toEqual(bytes(before).subarray(0, 8));
  });

  test.each([
    [id({ kind: 'text', seed: 7 }, 3), 'text seed 7, page 3'],
    [id({ kind: 'zero' }, 3), 'zero'],
    [id({ kind: 'fill', byte: 0xa5 }, 9), 'fill 0xa5'],
    [id({ kind: 'fill', byte: 0xa5 }, 9, 2), 'fill 0xa5, touched twice, page 9'],
    [id({ kind: 'zero' }, 2, 1), 'zero, touched once, page 2'],
    [id({ kind: 'first', length: 512 }, 1), 'first 512 bytes random, page 1'],
    [id({ kind: 'pattern', seed: 0 }, 0, 9), 'pattern seed 0, touched 9 times, page 0'],
    [{ low: 1, high: 0xff000000 }, 'no content id (kind 255)'],
  ])('%o reads %s', (one, expected) => {
    expect(text(one)).toBe(expected);
  });

  test('a word that is no content id has no bytes', () => {
    expect(bytes({ low: 1, high: 0xff000000 }).every((byte) => byte === 0)).toBe(true);
  });
});

describe('compressed sizes', () => {
  const text = { kind: 'text', seed: 3 } as const;
  const sizes = (algorithm: CompressionAlgorithm): unknown[] =>
    Array.from({ length: 50 }, (_, page) => compressedSize(contentLow(text), contentHigh(text, page), algorithm));

  test('an algorithm without a model says so instead of a number', () => {
    expect(compressedSize(0, 0, 'deflate')).toEqual({ kind: 'not modelled yet', algorithm: 'deflate' });
  });

  test('zstd says that it is not loaded, and is the same as its library once it is', async () => {
    vi.resetModules();
    const fresh = { ...(await import('./compressedSize')), ...(await import('./zstd')) };
    const size = (page: number): unknown => fresh.compressedSize(contentLow(text), contentHigh(text, page), 'zstd');
    expect(size(0)).toEqual({ kind: 'not loaded yet', algorithm: 'zstd' });
    await fresh.loadZstd();
    await fresh.loadZstd();
    const library = await Zstd.load();
    for (let page = 0; page < 50; page++)
      expect(size(page)).toEqual({ kind: 'size', size: library.compress(bytes(id(text, page)), 3).length });
  });

  test('asking again gives the same answer, also after thousands of others took the places in the cache', async () => {
    await loadZstd();
    const algorithms = ['lz4', 'lzo', 'lzo-rle', 'zstd'] as const;
    const before = algorithms.map(sizes);
    for (let seed = 0; seed < 20000; seed++)
      compressedSize(contentLow({ kind: 'fill', byte: seed & 255 }), contentHigh({ kind: 'word' }, seed), 'lz4');
    expect(algorithms.map(sizes)).toEqual(before);
  });

  test('each algorithm has its own sizes, in whatever order they are asked for', () => {
    const of = (page: number, algorithm: CompressionAlgorithm): unknown =>
      compressedSize(contentLow(text), contentHigh(text, page), algorithm);
    const apart = ['lz4', 'lzo', 'lzo-rle', 'zstd'] as const;
    for (let page = 0; page < 20; page++) {
      const found = apart.map((algorithm) => of(page, algorithm));
      expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(apart.length);
      expect(apart.map((algorithm) => of(page, algorithm)).reverse()).toEqual(found.reverse());
    }
  });

  test.each(['lz4', 'lzo', 'lzo-rle', 'zstd', 'deflate'] as const)(
    '%s: what its sizes rest on is said',
    (algorithm) => {
      const { kind, text: said } = compressionBasis(algorithm);
      expect(said).toContain(algorithm);
      expect(kind === 'not modelled yet').toBe(compressedSize(0, 0, algorithm).kind === 'not modelled yet');
    },
  );
});

// Generators, compressors and size classes against the figures of a real kernel.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contentHigh, contentLow, type PageContent } from './content';
import { contentBytes, PAGE_BYTES } from './pageBytes';
import { compressedSize, type CompressionAlgorithm } from './compressedSize';
import { CLASS_COUNT, classOf, poolBytes, zspageObjects, zspagePages } from './zsmalloc';
import { CLASS_FIGURES, PAGE_HASHES, POOL_FIGURES, STORED_SIZES, ZSWAP_POOLS } from './kernelFigures.fixture';

/** zram stores a page raw from this compressed size on. */
const ZRAM_RAW = 3625;

const contents: ReadonlyMap<string, PageContent> = new Map<string, PageContent>([
  ['zero', { kind: 'zero' }],
  ['same', { kind: 'fill', byte: 0xa5 }],
  ['word', { kind: 'word' }],
  ['onebyte', { kind: 'onebyte' }],
  ['rnd', { kind: 'random', seed: 0 }],
  ['first512', { kind: 'first', length: 512 }],
  ['first1024', { kind: 'first', length: 1024 }],
  ['first2048', { kind: 'first', length: 2048 }],
  ['first3072', { kind: 'first', length: 3072 }],
  ['nibble', { kind: 'nibble', seed: 0 }],
  ['counter', { kind: 'counter' }],
  ['pointer', { kind: 'pointer', seed: 0 }],
  ['rep64', { kind: 'repeat', length: 64 }],
  ['rep1000', { kind: 'repeat', length: 1000 }],
  ['text', { kind: 'text', seed: 0 }],
  ['json', { kind: 'json', seed: 0 }],
  ['mixed', { kind: 'pattern', seed: 0 }],
]);

function contentOf(name: string): PageContent {
  const content = contents.get(name);
  if (content === undefined) throw new Error(`no content for ${name}`);
  return content;
}

function lines(figures: string): string[][] {
  return figures
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

function bytesOf(name: string, page: number): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES);
  const content = contentOf(name);
  contentBytes(contentLow(content), contentHigh(content, page), bytes);
  return bytes;
}

function isSameFilled(bytes: Uint8Array): boolean {
  return bytes.every((byte, at) => byte === bytes[at % 8]);
}

function sizeOf(algorithm: CompressionAlgorithm, name: string, page: number): number {
  const content = contentOf(name);
  const answer = compressedSize(contentLow(content), contentHigh(content, page), algorithm);
  if (answer.kind !== 'size') throw new Error(`${algorithm}: ${answer.kind}`);
  return answer.size;
}

/** What zram accounts for a page: 0 for a same-filled one, 4096 for one it stores raw. */
function zramSize(algorithm: CompressionAlgorithm, name: string, page: number): number {
  if (isSameFilled(bytesOf(name, page))) return 0;
  const size = sizeOf(algorithm, name, page);
  return size >= ZRAM_RAW ? 4096 : size;
}

/** The compressors that the recorded kernel had and that are modelled. */
const ALGORITHMS = ['lz4', 'lzo', 'lzo-rle'] as const;

function algorithmOf(name: string): (typeof ALGORITHMS)[number] {
  const algorithm = ALGORITHMS.find((each) => each === name);
  if (algorithm === undefined) throw new Error(`${name} is not modelled`);
  return algorithm;
}

function expand(figures: readonly string[]): number[] {
  return figures.flatMap((figure) => {
    const [size, times = '1'] = figure.split('x');
    return Array.from({ length: Number(times) }, () => Number(size));
  });
}

function pool(sizes: readonly number[]): number {
  const counts = new Uint32Array(CLASS_COUNT);
  for (const size of sizes) if (size > 0) counts[classOf(size)] = (counts[classOf(size)] ?? 0) + 1;
  return poolBytes(counts);
}

const recordedSizes = new Map(
  lines(STORED_SIZES).map(([algorithm = '', kind = '', ...sizes]) => [`${algorithm} ${kind}`, expand(sizes)]),
);

describe('generated pages', () => {
  test.each(lines(PAGE_HASHES))('%s: pages 0..63 are those of the recording', (kind = '', hash) => {
    const all = createHash('sha256');
    for (let page = 0; page < 64; page++) all.update(bytesOf(kind, page));
    expect(all.digest('hex')).toBe(hash);
  });
});

describe.each(ALGORITHMS)('%s', (algorithm) => {
  test.each([...contents.keys()])('%s: 64 stored sizes are those of the kernel', (kind) => {
    const found = Array.from({ length: 64 }, (_, page) => zramSize(algorithm, kind, page));
    expect(found).toEqual(recordedSizes.get(`${algorithm} ${kind}`));
  });

  test.each(lines(POOL_FIGURES).filter(([each]) => each === algorithm))(
    '%s %s: zram after %s pages',
    (_, kind = '', pages, stored, used, same, huge) => {
      const sizes = Array.from({ length: Number(pages) }, (__, page) => zramSize(algorithm, kind, page));
      expect({
        stored: sizes.reduce((sum, size) => sum + size, 0),
        used: pool(sizes),
        same: sizes.filter((size) => size === 0).length,
        huge: sizes.filter((size) => size === 4096).length,
      }).toEqual({ stored: Number(stored), used: Number(used), same: Number(same), huge: Number(huge) });
    },
  );

  test('data that does not compress gets larger, and says so', () => {
    expect(sizeOf(algorithm, 'rnd', 0)).toBeGreaterThan(PAGE_BYTES);
  });
});

describe('size classes', () => {
  test('119 remain after merging', () => {
    expect(CLASS_COUNT).toBe(119);
  });

  test.each(lines(CLASS_FIGURES))(
    'stored sizes %s..%s: zspages of %s pages with %s objects',
    (first, last, pages, objects) => {
      for (let size = Number(first); size <= Number(last); size++) {
        expect([size, zspagePages(classOf(size)), zspageObjects(classOf(size))]).toEqual([
          size,
          Number(pages),
          Number(objects),
        ]);
      }
    },
  );

  test.each(lines(POOL_FIGURES).filter(([algorithm, , pages]) => algorithm !== 'lz4' && pages !== '1000'))(
    '%s %s: memory of %s pages',
    (algorithm, kind, pages, _, used) => {
      const sizes = recordedSizes.get(`${algorithm} ${kind}`) ?? [];
      expect(pool(sizes.slice(0, Number(pages)))).toBe(Number(used));
    },
  );

  // All-zero pages never reach the compressor; other same-filled pages do, which zram would store as nothing.
  test.each(lines(ZSWAP_POOLS).filter(([, kind]) => kind !== 'zero'))(
    'zswap %s %s: pool of %s pages',
    (algorithm = '', kind = '', pages, total) => {
      const sizes = Array.from({ length: Number(pages) }, (_, page) =>
        Math.min(PAGE_BYTES, sizeOf(algorithmOf(algorithm), kind, page)),
      );
      expect(pool(sizes)).toBe(Number(total));
    },
  );

  test.each([0, -1, 4097, 1.5, Number.NaN])('a size of %s is refused', (size) => {
    expect(() => classOf(size)).toThrow(RangeError);
  });
});

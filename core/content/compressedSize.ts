// How small a page content gets under a compressor, remembered for a while: sizes can always be computed again, so nothing here is
// a second truth.

import { contentBytes, PAGE_BYTES } from './pageBytes';
import { lz4Bound, lz4Compress } from './lz4';
import { lzoBound, lzoCompress } from './lzo';
import { zstdSize } from './zstd';

export type CompressionAlgorithm = 'lz4' | 'zstd' | 'lzo' | 'lzo-rle' | 'deflate';

/** `size` is the compressor's output in bytes; at 4096 or more the page does not get smaller, and the caller stores it raw or refuses it. */
export type CompressedSize =
  | { readonly kind: 'size'; readonly size: number }
  /** Await loadZstd (zstd.ts) before the run. */
  | { readonly kind: 'not loaded yet'; readonly algorithm: 'zstd' }
  | { readonly kind: 'not modelled yet'; readonly algorithm: 'deflate' };

/** 0 is the mark of an empty place. */
const CODES = { lz4: 1, zstd: 2, lzo: 3, 'lzo-rle': 4 } as const satisfies Partial<
  Record<CompressionAlgorithm, number>
>;

/** Direct-mapped: a new content takes the place of an older one with the same hash, whatever their algorithms. */
const CACHE_ENTRIES = 1 << 14;
const cachedLow = new Uint32Array(CACHE_ENTRIES);
const cachedHigh = new Uint32Array(CACHE_ENTRIES);
const cachedCode = new Uint8Array(CACHE_ENTRIES);
const cachedSize = new Uint16Array(CACHE_ENTRIES);

const page = new Uint8Array(PAGE_BYTES);
const output = new Uint8Array(Math.max(lz4Bound(PAGE_BYTES), lzoBound(PAGE_BYTES)));

/** Compressed size of the content with id (`low`, `high`). How good the figure is: compressionBasis.ts. */
export function compressedSize(low: number, high: number, algorithm: CompressionAlgorithm): CompressedSize {
  if (algorithm === 'deflate') return { kind: 'not modelled yet', algorithm };
  const code = CODES[algorithm];
  const place = (Math.imul(low ^ Math.imul(high, 2246822507) ^ (code << 28), 2654435761) >>> 18) % CACHE_ENTRIES;
  if (cachedCode[place] === code && cachedLow[place] === low && cachedHigh[place] === high)
    return { kind: 'size', size: cachedSize[place] ?? 0 };
  contentBytes(low, high, page);
  const size = pageSize(algorithm);
  if (size === undefined) return { kind: 'not loaded yet', algorithm: 'zstd' };
  cachedLow[place] = low;
  cachedHigh[place] = high;
  cachedCode[place] = code;
  cachedSize[place] = size;
  return { kind: 'size', size };
}

/** Undefined for zstd that is not loaded. */
function pageSize(algorithm: keyof typeof CODES): number | undefined {
  switch (algorithm) {
    case 'lz4':
      return lz4Compress(page, output);
    case 'lzo':
    case 'lzo-rle':
      return lzoCompress(page, output, algorithm);
    case 'zstd':
      return zstdSize(page);
  }
}

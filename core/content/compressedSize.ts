// How small a page content gets under a compressor, remembered for a while: sizes can always be computed again, so nothing here is
// a second truth.

import { contentBytes, PAGE_BYTES } from './pageBytes';
import { lz4Bound, lz4Compress } from './lz4';

export type CompressionAlgorithm = 'lz4' | 'zstd' | 'lzo' | 'lzo-rle' | 'deflate';

/** `size` is the compressor's output in bytes; at 4096 or more the page does not get smaller, and the caller stores it raw or refuses it. */
export type CompressedSize =
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'not modelled yet'; readonly algorithm: CompressionAlgorithm };

/** Direct-mapped: a new id takes the place of an older one with the same hash. */
const CACHE_ENTRIES = 1 << 14;
const cachedLow = new Uint32Array(CACHE_ENTRIES);
const cachedHigh = new Uint32Array(CACHE_ENTRIES);
/** 0: empty place; no output of a compressor has 0 bytes. */
const cachedSize = new Uint16Array(CACHE_ENTRIES);

const page = new Uint8Array(PAGE_BYTES);
const output = new Uint8Array(lz4Bound(PAGE_BYTES));

/** Compressed size of the content with id (`low`, `high`). */
export function compressedSize(low: number, high: number, algorithm: CompressionAlgorithm): CompressedSize {
  if (algorithm !== 'lz4') return { kind: 'not modelled yet', algorithm };
  return { kind: 'size', size: lz4Size(low, high) };
}

function lz4Size(low: number, high: number): number {
  const place = (Math.imul(low ^ Math.imul(high, 2246822507), 2654435761) >>> 18) % CACHE_ENTRIES;
  const known = cachedSize[place] ?? 0;
  if (known > 0 && cachedLow[place] === low && cachedHigh[place] === high) return known;
  contentBytes(low, high, page);
  const size = lz4Compress(page, output);
  cachedLow[place] = low;
  cachedHigh[place] = high;
  cachedSize[place] = size;
  return size;
}

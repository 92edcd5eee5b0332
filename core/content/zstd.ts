// zstd by its own library in WebAssembly. Compiling it is asynchronous and the model is not: whoever starts a run loads it first.

import type { Zstd } from '@hpcc-js/wasm-zstd';

/** The level of the kernel's crypto API (6.18). */
const LEVEL = 3;

let library: Zstd | undefined;

/**
 * Makes zstd sizes available in this process or worker; to be awaited before a run whose zswap compressor is zstd. Costs nothing
 * the second time. Reads no file and asks no server: the code is in the bundle. Rejects where WebAssembly is forbidden (in a page
 * whose policy lacks 'wasm-unsafe-eval').
 */
export async function loadZstd(): Promise<void> {
  if (library !== undefined) return;
  const { Zstd } = await import('@hpcc-js/wasm-zstd');
  library = await Zstd.load();
}

/** To be awaited by whoever starts a run: only zstd needs anything. Rejects as loadZstd does. */
export async function loadCompressor(compressor: string): Promise<void> {
  if (compressor === 'zstd') await loadZstd();
}

/** Compressed size of `from` in bytes, with the frame around it; undefined before loadZstd. */
export function zstdSize(from: Uint8Array): number | undefined {
  return library?.compress(from, LEVEL).length;
}

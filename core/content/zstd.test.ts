// zstd sizes against those of its C library with the parameters that the kernel takes: how far apart they may be.

import { beforeAll, expect, test } from 'vitest';
import { compressedSize } from './compressedSize';
import { contentHigh, contentLow, type PageContent } from './content';
import { loadZstd } from './zstd';

beforeAll(loadZstd);

/**
 * Bytes of pages 0..63 together: libzstd 1.5.4, ZSTD_compress_advanced, parameters of level 3 for 256 KiB (the kernel's crypto API
 * in 6.18), content size in the frame. The second figure is how far apart pages may be on average.
 */
test.each<[PageContent, bytes: number, apart: number]>([
  [{ kind: 'zero' }, 1216, 0],
  [{ kind: 'fill', byte: 0xa5 }, 1216, 0],
  [{ kind: 'word' }, 1600, 0],
  [{ kind: 'onebyte' }, 1280, 0],
  [{ kind: 'random', seed: 0 }, 262784, 0],
  [{ kind: 'first', length: 512 }, 34108, 0],
  [{ kind: 'first', length: 1024 }, 67008, 0],
  [{ kind: 'first', length: 2048 }, 132800, 0],
  [{ kind: 'first', length: 3072 }, 197888, 0],
  [{ kind: 'nibble', seed: 0 }, 136708, 3],
  [{ kind: 'counter' }, 132426, 0],
  [{ kind: 'pointer', seed: 0 }, 93437, 3],
  [{ kind: 'repeat', length: 64 }, 5376, 0],
  [{ kind: 'repeat', length: 1000 }, 65280, 0],
  [{ kind: 'text', seed: 0 }, 66344, 2],
  [{ kind: 'json', seed: 0 }, 42611, 1],
  [{ kind: 'pattern', seed: 0 }, 113369, 1],
])('%o: 64 pages have %i bytes, %i bytes a page more or less', (content, bytes, apart) => {
  let sum = 0;
  for (let page = 0; page < 64; page++) {
    const answer = compressedSize(contentLow(content), contentHigh(content, page), 'zstd');
    if (answer.kind !== 'size') throw new Error(answer.kind);
    sum += answer.size;
  }
  expect(Math.abs(sum - bytes)).toBeLessThanOrEqual(apart * 64);
});

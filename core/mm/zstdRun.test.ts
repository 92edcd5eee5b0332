// A run whose zswap compresses with zstd: the library is loaded before, and sizes then decide as with any compressor.
import { expect, test } from 'vitest';
import { loadCompressor } from '../content/zstd';
import { findingsOf, KERNELS, recorded } from '../timeline/scenario.fixture';

const TEXT = `machine {
  kernel KERNEL
  memory 1M
  zswap { compressor COMPRESSOR }
  swap disk0 1M
  cgroup web
}
task app in web
app: map heap 16 pages
app: write heap[0..15] text seed 1
app: pageout heap[0..15]
expect all app.heap[0..15] is zswap
`;

const on = (kernel: string, compressor: string, more: string): string =>
  TEXT.replace('KERNEL', kernel).replace('COMPRESSOR', compressor) + more;

test.each(KERNELS)('zstd on %s: text takes less than with lz4, and comes back', async (kernel) => {
  await loadCompressor('zstd');
  const more = `expect web.zswap.current < 17K
writeback 4 pages
expect all app.heap[0..3] is phys on disk0
app: read heap[0..15]
expect all app.heap[0..15].content == text seed 1
`;
  expect(findingsOf(recorded(on(kernel, 'zstd', more)))).toEqual([]);
  expect(findingsOf(recorded(on(kernel, 'lz4', 'expect web.zswap.current > 30K\n')))).toEqual([]);
});

test('every other compressor needs nothing', async () => {
  for (const compressor of ['lz4', 'lzo', 'lzo-rle', 'deflate'] as const) await loadCompressor(compressor);
  expect(findingsOf(recorded(on('p4', 'lzo-rle', 'expect zswap.stored_pages == 16\n')))).toEqual([]);
});

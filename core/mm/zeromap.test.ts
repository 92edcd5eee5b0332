// Marks of zero pages: kept until the slot holds data again or is freed, in words that this kernel can hold, whatever place they stand in.
import { expect, test } from 'vitest';
import { check, KERNELS, recorded, timelineOf } from '../timeline/scenario.fixture';
import type { Timeline } from '../timeline/timeline';
import { decodeWord } from '../word/decode';
import { wordOf } from '../word/halves';
import type { KernelName } from '../word/kernelName';
import { SWAPFILE_CLUSTER } from './layout';

const STORY = `machine {
  kernel KERNEL
  memory 64M
  zswap { compressor lz4 }
  swap disk0 4M
}
task app
app: map heap 80 pages
app: write heap[0..69] zero
app: write heap[70..75] text seed 1
app: pageout heap[0..75]
expect all app.heap[0..69] is zero
expect all app.heap[70..75] is zswap
app: read heap[3]
app: write heap[3] text seed 2
app: pageout heap[3]
expect app.heap[3] is zswap
expect app.heap[3].content == text seed 2
app: free heap[60..69]
app: write heap[60..69] text seed 3
app: pageout heap[60..69]
expect all app.heap[60..69] is zswap
expect all app.heap[60..69].content == text seed 3
expect all app.heap[4..59].content == zero
`;

test('a mark goes with data that is written over it, and with the slot', () => {
  check(STORY, KERNELS);
});

/** Kinds of all table words of the devices, as a person is shown them. */
function kinds(run: Timeline, kernel: KernelName): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { type } of run.view.devices())
    for (const { swapTable, clusterIndex } of run.view.clusters(type, 0, 10))
      for (let i = 0; swapTable !== undefined && i < SWAPFILE_CLUSTER && clusterIndex < 10; i++) {
        const { lo, hi } = run.view.word(run.view.indexOf(run.view.address(swapTable) + BigInt(i * 8)) ?? swapTable);
        found.add(decodeWord(wordOf(lo, hi), 'swap_table', kernel).kind);
      }
  return found;
}

test.each(KERNELS)('%s: every word of a device with zero pages is one that this kernel stores', (kernel) => {
  const run = timelineOf(STORY.replace('KERNEL', kernel));
  const seen = new Set<string>();
  while (run.recordNext()) for (const kind of kinds(run, kernel)) seen.add(kind);
  expect([...seen].filter((kind) => kind === 'Invalid')).toEqual([]);
  expect(seen).toContain('Shadow');
});

/** Bytes of bitmaps of marks at the end of a run. */
const bitmapBytes = (text: string): number | undefined =>
  recorded(text)
    .view.structures()
    .find(({ name }) => name === 'zeromap')?.bytes;

test('6.18 keeps one bit a slot for the marks, and gives the bitmap back at swapoff', () => {
  const story = STORY.replace('KERNEL', '6.18');
  // 1024 slots: 16 words of 64 bits.
  expect(bitmapBytes(story)).toBe(128);
  expect(bitmapBytes(`${story}\nswapoff disk0`)).toBe(0);
  expect(bitmapBytes(STORY.replace('KERNEL', 'p4'))).toBe(0);
});

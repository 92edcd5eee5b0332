// What full swap takes back: when the last reference of a cached, still mapped page goes, and when a device has no slot left (facts 2.11, 3.12 step 3).
import { expect, test } from 'vitest';
import { recorded } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

/** A cached page that `reader` maps: whether it still has its slot after two other tasks gave their references back, with most of the device in use. */
function keepsSlot(kernel: KernelName, zswap: string): boolean {
  const { view } = recorded(`machine { kernel ${kernel}  zswap ${zswap}  swap disk0 48K }
task filler
filler: map heap 6 pages
filler: write heap[0..5] random seed 1
filler: pageout heap[0..5]
task app
app: map heap 1 pages
app: write heap[0] text seed 1
app: pageout heap[0]
fork app as other
set zswap.enabled 0
app: read heap[0]
fork app as reader
exit app
exit other`);
  return view.page('reader', 'heap', 0)?.entry !== undefined;
}

test.each(['ste-v2', 'ste-latest'] as const)(
  '%s: a slot on a device is given up, a virtual one alone is not',
  (kernel) => {
    expect(keepsSlot(kernel, 'off')).toBe(false);
    expect(keepsSlot(kernel, '{ compressor lz4 }')).toBe(true);
  },
);

test('p4: every slot is one on a device', () => {
  expect(keepsSlot('p4', '{ compressor lz4 }')).toBe(false);
});

test('ste-v1: a put takes nothing back from virtual slots', () => {
  expect(keepsSlot('ste-v1', 'off')).toBe(true);
});

/** The first page of a full cluster whose slots are only cached, after the rest of the device was wanted too. */
function afterFullDevice(kernel: KernelName): { readonly keepsSlot: boolean; readonly backing: string | undefined } {
  const run = recorded(`machine { kernel ${kernel}  sysctl vm.page-cluster 0  swap disk0 5M }
task app
app: map heap 600 pages
app: write heap random seed 1
app: pageout heap
app: read heap
task other
other: map heap 1000 pages
other: write heap random seed 2
other: pageout heap
print virtual_table(vswap:512)`);
  const backing = run.operations.at(-1)?.output.at(-1);
  return { keepsSlot: run.view.page('app', 'heap', 0)?.entry !== undefined, backing };
}

test.each(['ste-v2', 'ste-latest'] as const)('%s: a cache-only backing goes with its virtual slot', (kernel) => {
  expect(afterFullDevice(kernel).keepsSlot).toBe(false);
});

test('ste-v1: the virtual slot stays, its backing is the folio', () => {
  const { keepsSlot, backing } = afterFullDevice('ste-v1');
  expect(keepsSlot).toBe(true);
  expect(backing).toContain('folio');
});

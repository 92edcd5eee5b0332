// A device that is full of slots which only the cache holds gives them back: directly, and through the reverse map of a virtual slot (facts 2.10, 2.11).
import { expect, test } from 'vitest';
import { check, findingsOf, KERNELS, recorded } from '../timeline/scenario.fixture';

const CROWDED = `machine { kernel KERNEL  memory 64M  zswap off  swap disk0 2M }
task app
app: map heap 511 pages
app: write heap[0..99] random seed 1
app: pageout heap[0..99]
app: read heap[0..99]
expect all app.heap[0..99] is cached
app: write heap[100..510] random seed 1
app: pageout heap[100..510]
task other
other: map heap 60 pages
other: write heap[0..59] random seed 2
other: pageout heap[0..59]
expect all other.heap[0..59] is phys on disk0
expect all other.heap[0..59].content == random seed 2
expect all app.heap[0..510].content == random seed 1`;

test('slots of pages that were read back make room when the device is full', () => {
  check(
    CROWDED,
    KERNELS.filter((kernel) => kernel !== 'ste-v1'),
  );
});

test('RFC v1 makes room too, but leaves the pages clean, with no copy anywhere: J6, and no other law, breaks', () => {
  const found = findingsOf(recorded(CROWDED.replace('KERNEL', 'ste-v1')));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((line) => !line.includes('J6 is broken'))).toEqual([]);
});

// Mappings of 2 MiB after a fork and over the huge zero page: who writes gets a copy of one page, or the folio when it is the last (facts 3.6; oracle F5).
import { test } from 'vitest';
import { check, KERNELS } from '../timeline/scenario.fixture';

const MACHINE = `machine { kernel KERNEL  memory 64M  zswap off  swap disk0 16M }
task app
app: map heap 512 pages huge
`;

test('a write after a fork copies one page; the others stay shared, and the last one to hold the folio writes in place', () => {
  check(
    `${MACHINE}app: write heap[0..511] text seed 1
fork app as child
expect app.heap[0].pfn == child.heap[0].pfn
child: write heap[3] text seed 2
expect child.heap[3].content == text seed 2
expect app.heap[3].content == text seed 1
expect app.heap[3].pfn != child.heap[3].pfn
expect app.heap[4].pfn == child.heap[4].pfn
exit child
expect app.heap[6].pfn == app.heap[5].pfn + 1
app: write heap[5] text seed 5
expect app.heap[6].pfn == app.heap[5].pfn + 1
expect app.heap[5].content == text seed 5
expect all app.heap[6..511].content == text seed 1`,
    KERNELS,
  );
});

test('a huge folio that was swapped out is shared again by a fork of its pages', () => {
  check(
    `${MACHINE}app: write heap[0..511] random seed 1
fork app as child
app: pageout heap[0..511]
expect all child.heap[0..511].content == random seed 1
child: write heap[9] random seed 2
app: read heap[0..511]
expect app.heap[9].content == random seed 1
expect child.heap[9].content == random seed 2`,
    KERNELS,
  );
});

test('a read of an untouched huge area maps the huge zero page, a write takes its place', () => {
  check(
    `${MACHINE}app: read heap[0]
expect all app.heap[0..511].content == zero
app: write heap[1] text seed 7
expect app.heap[1].content == text seed 7
expect app.heap[0].content == zero
expect all app.heap[2..511].content == zero
expect app.heap[2].pfn == app.heap[1].pfn + 1`,
    KERNELS,
  );
});

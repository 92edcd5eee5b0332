// A page with a direct slot that swapoff could not read: a poison marker stands for it, which SIGBUS, fork and free know, and nothing else of it is left.
import { expect, test } from 'vitest';
import { leftovers, structureCounts } from './leftovers.fixture';
import { DIRECT, findingsOf, recorded, VIRTUAL } from '../timeline/scenario.fixture';
import { decodeWord } from '../word/decode';
import type { KernelName } from '../word/kernelName';
import { wordOf } from '../word/halves';

const story = (kernel: KernelName): string => `machine {
  kernel ${kernel}
  memory 64M
  zswap off
  swap disk0 4M
}
task app
app: map heap 4 pages
app: write heap[0..3] text seed 6
app: pageout heap[0..3]
reclaim 4 pages
fail read disk0:2 once
swapoff disk0
expect app.heap[1] is lost
expect app.swapents == 0
expect app.anonpages == 3
`;

test.each(DIRECT)('%s: the page table holds a marker that says poisoned, and the page is shown so', (kernel) => {
  const { view } = recorded(story(kernel));
  const page = view.page('app', 'heap', 1);
  expect(page).toMatchObject({ state: 'poisoned', entry: undefined, folio: undefined });
  const decoded = decodeWord(wordOf(page?.pte?.lo ?? 0, page?.pte?.hi ?? 0), 'pte', kernel);
  expect(decoded.kind).toBe('Marker');
  expect(decoded.fields.find(({ name }) => name === 'marker')).toMatchObject({
    value: 2n,
    meaning: 'PTE_MARKER_POISONED',
  });
});

test.each(DIRECT)('%s: uses end in SIGBUS, forks inherit it, and freed pages are as new', (kernel) => {
  const run = recorded(`${story(kernel)}
app: read heap[1]
app: write heap[1] text seed 1
fork app as child
expect child.heap[1] is lost
child: read heap[1]
app: free heap[1]
expect app.heap[1] is none
app: write heap[1] text seed 8
expect app.heap[1].content == text seed 8
expect child.heap[1] is lost
child: lazyfree heap[0..3]
expect child.heap[1] is none
exit child
exit app
`);
  expect(
    findingsOf(run).filter((line) => !line.includes('ends in SIGBUS') && !/line 13: .* is lost/.test(line)),
  ).toEqual([]);
  expect(findingsOf(run).filter((line) => line.includes('ends in SIGBUS'))).toHaveLength(3);
  // Without a device a machine that never ran anything holds the same.
  const idle = recorded(`${story(kernel).split('task app')[0] ?? ''}swapoff disk0\n`);
  expect(leftovers(run, structureCounts(idle.kernel))).toEqual([]);
});

test.each(VIRTUAL)('%s: page tables are not touched: the page is lost behind its virtual slot', (kernel) => {
  const run = recorded(story(kernel).replace(/expect app.(swapents|anonpages).*\n/g, ''));
  expect(run.view.page('app', 'heap', 1)).toMatchObject({ state: 'lost' });
  expect(findingsOf(run).filter((line) => !/line 13: .* is lost/.test(line))).toEqual([]);
});

// When a fault gives up the slot of the page it brings in, and what the page table says of it: before the page is mapped, or after (facts 3.6, oracle F3, F4).
import { expect, test } from 'vitest';
import { recorded } from '../timeline/scenario.fixture';
import { hasPteFlag, PRESENT_WRITE } from '../word/pte';

/** A page that was shared, read by the last one that refers to it while the cgroup's swap is full. */
const STORY = `
task app in web
app: map heap 2 pages
app: write heap[0..1] text seed 1
app: pageout heap[0..1]
fork app as child
app: free heap[0]
child: read heap[0]
`;

test.each([
  ['6.18', 'mapped writable: nobody holds it once the slot is gone', true],
  ['p4', 'mapped read-only: the cache still holds it when it is mapped', false],
] as const)('%s: %s', (kernel, _, isWritable) => {
  const { view } = recorded(`machine { kernel ${kernel}  swap disk0 1M  cgroup web { swap.max 12K } }${STORY}`);
  const page = view.page('child', 'heap', 0);
  expect(page?.state).toBe('present');
  expect(view.slot(view.entryOf('disk0', 1)!)?.count).toBe(0);
  expect(view.slot(view.entryOf('disk0', 1)!)?.swapTable?.lo).toBe(0);
  expect(hasPteFlag(page?.pte?.lo ?? 0, PRESENT_WRITE)).toBe(isWritable);
});

// Shadows: which cgroup a page was evicted from and at what age of its list, and the count of those that come back (facts 1.7, 5.3).
import { describe, expect, test } from 'vitest';
import { check, findingsOf, KERNELS, recorded } from '../timeline/scenario.fixture';

const MACHINE = `machine {
  kernel KERNEL
  memory 8M
  swap disk0 4M { synchronous }
  cgroup web
  cgroup db
}
task app in web
task base in db
task other
app: map heap 32 pages mthp 64K
base: map heap 4 pages
other: map heap 4 pages
`;

describe('a shadow', () => {
  test('holds the cgroup and the age of its own list; the root ages with all', () => {
    check(
      `${MACHINE}base: write heap[0..3] random seed 1
other: write heap[0..1] random seed 2
base: pageout heap[0..1]
other: pageout heap[0]
base: pageout heap[2..3]
expect swap_table(base.heap[0].entry).memcg_id == 2
expect swap_table(base.heap[0].entry).eviction == 1
expect swap_table(base.heap[1].entry).eviction == 2
expect swap_table(base.heap[3].entry).eviction == 4
expect swap_table(other.heap[0].entry).memcg_id == 0
expect swap_table(other.heap[0].entry).eviction == 3
expect swap_table(base.heap[0].entry).workingset == 0`,
      ['p4', 'ste-v1', 'ste-v2', 'ste-latest'],
    );
  });

  test('a large folio counts all its pages, and all its slots hold the age before it', () => {
    check(
      `${MACHINE}app: write heap[0..31] random seed 1
app: pageout heap[0..31]
expect swap_table(app.heap[0].entry) is shadow
expect swap_table(app.heap[16].entry) is shadow
expect swap_table(app.heap[0].entry).eviction == 1
expect swap_table(app.heap[15].entry).eviction == 1
expect swap_table(app.heap[16].entry).eviction == 17`,
      ['p4', 'ste-v1', 'ste-v2', 'ste-latest'],
    );
  });
});

describe('a refault', () => {
  test.each(KERNELS)('%s: every page read back that was evicted counts, one that was cached does not', (kernel) => {
    const run = recorded(
      `${MACHINE.replace('KERNEL', kernel)}base: write heap[0..3] random seed 1
base: pageout heap[0..1]
base: read heap[0]
expect vmstat.workingset_refault_anon == 1
base: read heap[0]
expect vmstat.workingset_refault_anon == 1
base: willneed heap[1]
base: read heap[1]
expect vmstat.workingset_refault_anon == 2`,
    );
    expect(findingsOf(run)).toEqual([]);
  });

  test('a large folio read at once counts all its pages', () => {
    check(
      `${MACHINE}app: write heap[0..15] random seed 1
app: pageout heap[0..15]
app: read heap[3]
expect vmstat.workingset_refault_anon == 16`,
      ['6.18', 'p4', 'ste-v1', 'ste-v2'],
    );
  });
});

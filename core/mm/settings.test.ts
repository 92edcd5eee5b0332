// Settings of /proc/sys/vm that the model heeds from the moment they are written, and the locks that it counts (facts 1.15, 3.8, 5.1, 6.1).
import { describe, expect, test } from 'vitest';
import { compileScenario } from '../scenario/compile';
import { check, findingsOf, KERNELS, recorded } from '../timeline/scenario.fixture';

const head = 'machine { kernel KERNEL  memory 16M  swap disk0 8M }\ntask app\napp: map heap 64 pages\n';
const out = 'app: write heap[0..31] random seed 1\napp: pageout heap[0..31]\nreclaim 32 pages\n';

describe('vm.page-cluster', () => {
  test.each(KERNELS)('%s: a window that is set counts from the next fault on', (kernel) => {
    check(
      `${head}${out}expect vm.page-cluster == 3
set vm.page-cluster 0
app: read heap[8]
expect vmstat.swap_ra == 0
set vm.page-cluster 3
app: read heap[16]
expect vmstat.swap_ra > 0
`,
      [kernel],
    );
  });
});

describe('vm.vswap_enabled', () => {
  const story = `app: write heap[0..31] text seed 1
app: pageout heap[0..7]
expect app.heap[0].entry == vswap:512
set vm.vswap_enabled 0
expect vm.vswap_enabled == 0
app: pageout heap[8..15]
expect app.heap[0].entry == vswap:512
expect app.heap[8].entry.type == disk0:1.type
expect vswap.used == 8
expect vswap.alloc_reject == 0
set vm.vswap_enabled 1
app: pageout heap[16..23]
expect app.heap[16].entry == vswap:520
app: read heap[0..31]
expect all app.heap[0..31].content != zero
swapoff disk0
`;

  test('off: new slots are of a device, those that exist stay virtual; both stand side by side', () => {
    check(head + story, ['ste-latest']);
    check(head.replace('swap disk0', 'zswap on  swap disk0') + story, ['ste-latest']);
  });

  test('readahead by slot puts a folio over the reverse map of a slot that only the cache needs (R12)', () => {
    const found = findingsOf(
      recorded(`machine { kernel ste-latest  memory 16M  swap disk0 4M { rotational } }
task app
app: map heap 16 pages
app: write heap[0..9] random seed 1
app: pageout heap[0..4]
reclaim 5 pages
app: read heap[4]
expect swap_table(disk0:5).cache_only == 1
set vm.vswap_enabled 0
app: pageout heap[5..9]
reclaim 5 pages
app: read heap[5]
`),
    );
    expect(found).toEqual([expect.stringMatching(/J1 is broken/)]);
  });

  test('at boot', () => {
    check(`${head.replace('swap', 'sysctl vm.vswap_enabled 0  swap')}${out}expect vswap.used == 0\n`, ['ste-latest']);
  });

  test.each(KERNELS.filter((kernel) => kernel !== 'ste-latest'))('%s has no such file', (kernel) => {
    const [finding] = findingsOf(recorded(`${head.replace('KERNEL', kernel)}set vm.vswap_enabled 0\n`));
    expect(finding).toContain(`${kernel} has no vm.vswap_enabled`);
  });
});

describe('bad slots in a window of readahead by slot', () => {
  const text = `machine { kernel KERNEL  memory 16M  swap disk0 4M { rotational  bad 5 } }
task app
app: map heap 16 pages
app: write heap[0..9] random seed 1
app: pageout heap[0..9]
reclaim 10 pages
app: read heap[2]
`;

  test('6.18 passes them over', () =>
    check(`${text}expect swap_table(disk0:4) is pfn\nexpect swap_table(disk0:5) is null\n`, ['6.18']));

  test('p4 reads a count from the word and puts a folio over it (R12)', () => {
    const found = findingsOf(recorded(text.replace('KERNEL', 'p4')));
    expect(found).toEqual([expect.stringMatching(/I18 is broken/), expect.stringMatching(/I21 is broken/)]);
  });
});

test.each(['set vm.swappiness 10', 'set vm.overcommit_memory 2', 'expect vm.swappiness == 60'])(
  '%s is refused, for nothing here depends on it',
  (text) => {
    const { problems } = compileScenario(`${head.replace('KERNEL', 'p4')}${text}\n`, 'test.vswap');
    expect(problems.map(({ code }) => code)).toEqual(['VS0190']);
  },
);

test('a page that goes out and comes back takes more locks of clusters with virtual slots than without', () => {
  const taken = (kernel: string): number => {
    const found = findingsOf(
      recorded(`${head.replace('KERNEL', kernel)}app: write heap[0] random seed 1
expect run.locks_taken == 0
app: pageout heap[0]
reclaim 1 pages
app: read heap[0]
expect run.locks_taken == 0
`),
    );
    expect(found).toHaveLength(1);
    return Number(/(?:found|is|was) (\d+)/.exec(found[0] ?? '')?.[1]);
  };
  expect(taken('p4')).toBeGreaterThan(4);
  expect(taken('ste-v2')).toBeGreaterThan(taken('p4'));
});

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

  test('at boot', () => {
    check(`${head.replace('swap', 'sysctl vm.vswap_enabled 0  swap')}${out}expect vswap.used == 0\n`, ['ste-latest']);
  });

  test.each(KERNELS.filter((kernel) => kernel !== 'ste-latest'))('%s has no such file', (kernel) => {
    const [finding] = findingsOf(recorded(`${head.replace('KERNEL', kernel)}set vm.vswap_enabled 0\n`));
    expect(finding).toContain(`${kernel} has no vm.vswap_enabled`);
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

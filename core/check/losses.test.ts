// A page whose data is gone is told once, with the page, the step and whether this kernel is known for it; and nothing else is told.
import { describe, expect, test } from 'vitest';
import { deviceContent } from '../mm/page_io';
import { set_pte } from '../mm/pgtable';
import { folio_pfn, ZERO_FOLIO } from '../mm/folio';
import { DIRECT, KERNELS, recorded, timelineOf, VIRTUAL } from '../timeline/scenario.fixture';
import type { Timeline } from '../timeline/timeline';
import { onDisk, pteOf } from './places.fixture';
import type { KernelName } from '../word/kernelName';
import { checkContents } from './watch';

const READ_ERROR = `machine {
  kernel KERNEL
  memory 64M
  zswap off
  swap disk0 16M
}
task app
app: map heap 4 pages
app: write heap[0..3] text seed 6
app: pageout heap[0..3]
reclaim 4 pages
fail read disk0:2 once
swapoff disk0
print "the loss is old now"
app: write heap[0] text seed 7
`;

const losses = (run: Timeline): readonly string[] =>
  run.operations.flatMap(({ statement, findings }) =>
    findings.filter(({ kind }) => kind === 'loss').map(({ message }) => `${statement.text}: ${message}`),
  );

test.each(KERNELS)('%s: a swapoff that cannot read loses the page, says who took it, and says it once', (kernel) => {
  const run = recorded(READ_ERROR.replace('KERNEL', kernel));
  const within = VIRTUAL.includes(kernel) ? 'unuse_vswap_slot' : 'unuse_pte';
  expect(losses(run)).toEqual([
    expect.stringMatching(
      new RegExp(
        `^swapoff disk0: app\\.heap\\[1\\] is lost: last written with text seed 6, page 1, and now nothing holds it\\. The last copy went in step \\d+ .*${within} < .*swapoff\\. Known of this kernel \\(facts 3\\.16`,
      ),
    ),
  ]);
  const swapoff = run.operations.find(({ statement }) => statement.kind === 'swapoff');
  expect(swapoff?.findings.filter(({ kind }) => kind === 'loss')).toMatchObject([
    { code: 'VS0422', pages: ['app.heap[1]'], isKnown: true },
  ]);
});

test.each(KERNELS)('%s: a read that fails alone loses nothing', (kernel) => {
  const run = recorded(`machine {
  kernel ${kernel}
  memory 64M
  zswap off
  swap disk0 16M
}
task app
app: map heap 4 pages
app: write heap[0..3] text seed 6
app: pageout heap[0..3]
reclaim 4 pages
fail read disk0:2 once
app: read heap[1]
reclaim 4 pages
app: read heap[1]
expect app.heap[1].content == text seed 6
`);
  expect(losses(run)).toEqual([]);
  expect(run.operations.at(-1)?.findings).toEqual([]);
});

test.each(KERNELS)('%s: only RFC v1 loses a clean page whose slot full-cluster reclaim took', (kernel) => {
  const run = recorded(`machine {
  kernel ${kernel}
  memory 64M
  zswap off
  swap disk0 64K
}
task app
app: map heap 15 pages
app: write heap[0..14] text seed 5
app: pageout heap[0..1]
app: read heap[0]
app: pageout heap[2..14]
expect swap_table(disk0:1) is null
app: pageout heap[0]
`);
  const told =
    /^app: pageout heap\[0\]: app\.heap\[0\] is lost: .*__remove_mapping < .* Known of this kernel \(facts 2\.11/;
  expect(losses(run)).toEqual(
    kernel === 'ste-v1' ? [expect.stringContaining('J5 is broken'), expect.stringMatching(told)] : [],
  );
});

/** One page in memory, one swapped out and not cached. */
const TWO_PAGES = `machine {
  kernel KERNEL
  memory 64M
  zswap off
  swap disk0 4M { synchronous }
}
task app
app: map heap 2 pages
app: write heap[0..1] text seed 1
app: pageout heap[1]
print "now"
`;

const damaged = (kernel: KernelName, damage: (run: Timeline) => void): Timeline => {
  let hit = false;
  const run = timelineOf(TWO_PAGES.replace('KERNEL', kernel), {
    check: (k, at) => {
      if (at.operations.at(-1)?.statement.kind === 'print' && !hit) {
        hit = true;
        damage(run);
      }
      return checkContents(k, at);
    },
  });
  while (run.recordNext());
  return run;
};

describe.each(KERNELS)('%s', (kernel) => {
  test('words that were changed by no kernel function are found, and are a loss that nobody knows of', () => {
    const run = damaged(kernel, ({ kernel: k }) => {
      k.mem.write(deviceContent(k, onDisk(k, 1)), 0, 0);
    });
    expect(losses(run)).toEqual([
      expect.stringMatching(
        /^print "now": app\.heap\[1\] is lost: .*now a load gives zero\..* No such loss is known of this kernel\.$/,
      ),
    ]);
  });

  test('a mapping that shows another page is a loss too', () => {
    const run = damaged(kernel, (at) => set_pte(at.kernel, pteOf(at, 0), folio_pfn(ZERO_FOLIO), 0));
    expect(losses(run)).toEqual([expect.stringContaining('app.heap[0] is lost')]);
  });
});

test('a device that went away takes what it held', () => {
  for (const kernel of DIRECT) {
    const run = damaged(kernel, ({ kernel: k }) => k.setNum(k.g.swap_info, 0));
    expect(losses(run)).toEqual([expect.stringContaining('now nothing holds it')]);
  }
});

test('many pages are told in a few findings that name them all', () => {
  const text = READ_ERROR.replace('KERNEL', 'p4').replaceAll('0..3', '0..9').replace('map heap 4', 'map heap 10');
  const run = recorded(text.replace('reclaim 4', 'reclaim 10').replace('fail read disk0:2 once', 'fail read always'));
  const told = run.operations.flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'loss'));
  expect(told.map(({ message }) => message.slice(0, 50))).toEqual([
    expect.stringContaining('app.heap[0] is lost: '),
    expect.stringContaining('app.heap[1] is lost: '),
    expect.stringContaining('app.heap[2] is lost: '),
    expect.stringContaining('app.heap[3] is lost, and so are 6 more pages: '),
  ]);
  expect(told.flatMap(({ pages = [] }) => pages)).toEqual(Array.from({ length: 10 }, (_, i) => `app.heap[${i}]`));
});

// Folios that move to other frames or come apart while they stand in the swap cache: slots, counts, backing and contents stay (facts 3.14, 3.25 last row).
import { describe, expect, test } from 'vitest';
import { findingsOf, KERNELS, recorded, VIRTUAL } from '../timeline/scenario.fixture';
import type { Timeline } from '../timeline/timeline';
import type { KernelName } from '../word/kernelName';
import { VirtualTableKind } from '../word/virtualTable';
import { swpEntry } from '../word/swpEntry';
import { swp_tb_to_folio } from './swap_table';
import { mthpStat, vmEvent } from './vmEvents';
import { entry_word, vtable_kind, vtable_pointer, vtable_word } from './vswap_backing';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly text: string;
  /** Parts of what is found all the same. */
  readonly findings?: readonly string[];
  /** The two page frame numbers that the text prints are the same; absent: they differ. */
  readonly stays?: true;
}

const CASES: readonly Case[] = [
  {
    name: 'a page that is mapped and not cached',
    kernels: KERNELS,
    text: `app: write heap[0..3] text seed 5
print app.heap[1].pfn
app: migrate heap[0..3]
print app.heap[1].pfn
expect all app.heap[0..3] is present
expect all app.heap[0..3].content == text seed 5
app: pageout heap[0..3]
app: read heap[0..3]
expect all app.heap[0..3].content == text seed 5`,
  },
  {
    name: 'a clean cached page stays clean: it is not written again',
    kernels: KERNELS,
    text: `app: write heap[0] random seed 5
app: pageout heap[0]
app: willneed heap[0]
expect swap_table(app.heap[0].entry) is pfn
print swap_table(app.heap[0].entry).pfn
app: migrate heap[0]
print swap_table(app.heap[0].entry).pfn
expect swap_table(app.heap[0].entry) is pfn
expect count(app.heap[0].entry) == 1
expect app.heap[0] is phys on disk0
app: read heap[0]
expect app.heap[0].content == random seed 5
app: pageout heap[0]
expect app.heap[0] is phys on disk0
expect vmstat.pswpout == 1
expect app.heap[0].content == random seed 5`,
  },
  {
    name: 'a dirty cached page stays dirty: it is the only copy',
    kernels: VIRTUAL,
    text: `set zswap.enabled 1
app: write heap[0] text seed 5
fork app as child
app: pageout heap[0]
reclaim 1 pages
expect app.heap[0] is zswap
app: read heap[0]
expect child.heap[0] is folio
print swap_table(child.heap[0].entry).pfn
app: migrate heap[0]
print swap_table(child.heap[0].entry).pfn
expect child.heap[0] is folio
expect child.heap[0].content == text seed 5
reclaim 4 pages
expect app.heap[0] is zswap
app: read heap[0]
child: read heap[0]
expect app.heap[0].content == text seed 5
expect child.heap[0].content == text seed 5`,
  },
  {
    name: 'a large folio, shared, moves for all that map it',
    kernels: KERNELS,
    text: `app: write large[0..15] random seed 5
fork app as child
print child.large[3].pfn
app: migrate large[2]
print child.large[3].pfn
expect app.large[3].pfn == child.large[3].pfn
expect all child.large[0..15] is present
child: write large[3] text seed 6
expect app.large[3].content == random seed 5
expect child.large[3].content == text seed 6
expect all app.large[4..15].content == random seed 5`,
  },
  {
    name: 'a 2 MiB mapping maps the new folio',
    kernels: KERNELS,
    text: `app: map big 1024 pages huge
app: write big[0..1023] fill 7
print app.big[600].pfn
app: migrate big[0..1023]
print app.big[600].pfn
expect all app.big[0..1023].content == fill 7
app: pageout big[0..1023]
app: read big[600]
expect app.big[600].content == fill 7`,
  },
  {
    name: 'a folio under writeback is waited for',
    kernels: KERNELS,
    text: `app: write heap[0..7] random seed 5
app: pageout heap[0..3]
app: migrate heap[0..7]
print app.heap[6].pfn
app: migrate heap[0..7]
print app.heap[6].pfn
app: read heap[0..7]
expect all app.heap[0..7].content == random seed 5`,
  },
  {
    name: 'a locked page moves too',
    kernels: KERNELS,
    text: `app: write heap[0] text seed 5
app: mlock heap[0]
print app.heap[0].pfn
app: migrate heap[0]
print app.heap[0].pfn
reclaim 4 pages
expect app.heap[0] is present
app: munlock heap[0]
app: pageout heap[0]
expect not app.heap[0] is present
expect app.heap[0].content == text seed 5`,
  },
  {
    name: 'no frame to go to: it stays',
    kernels: KERNELS,
    text: `app: write heap[0] text seed 5
print app.heap[0].pfn
fail folio alloc once
app: migrate heap[0]
print app.heap[0].pfn
expect app.heap[0].content == text seed 5
app: pageout heap[0]
expect app.heap[0].content == text seed 5`,
    findings: ['no page frames to move 1 folio'],
    stays: true,
  },
  {
    name: 'a large cached folio comes apart: each page keeps its slot, and goes by itself',
    kernels: KERNELS,
    text: `app: write large[0..15] random seed 5
fork app as child
reclaim 1 pages
expect all app.large[0..15] is phys on disk0
app: read large[0]
print swap_table(child.large[4].entry).pfn
app: split large[0..15]
app: migrate large[0..15]
print swap_table(child.large[4].entry).pfn
expect all app.large[0..15].content == random seed 5
app: write large[4] text seed 6
child: free large[5]
app: pageout large[0..15]
reclaim 32 pages
app: read large[0..15]
child: read large[0..15]
expect all app.large[6..15].content == random seed 5
expect app.large[4].content == text seed 6
expect child.large[4].content == random seed 5
expect child.large[5].content == zero`,
  },
];

function run(kernel: KernelName, text: string): Timeline {
  return recorded(`machine {
  kernel ${kernel}
  memory 16M
  swap disk0 16M
}
task app
app: map heap 8 pages
app: map large 16 pages mthp 64K
${text}`);
}

const printed = ({ operations }: Timeline): readonly string[] => operations.flatMap(({ output }) => output);

describe.each(CASES)('$name', ({ kernels, text, findings = [], stays }) => {
  test.each(kernels)('%s', (kernel) => {
    const timeline = run(kernel, text);
    const found = findingsOf(timeline);
    expect(found.filter((line, i) => findings[i] === undefined || !line.includes(findings[i]))).toEqual([]);
    expect(found.length).toBe(findings.length);
    const [before, after] = printed(timeline);
    expect(before === after).toBe(stays === true);
    expect(before).toBeDefined();
  });
});

describe('split', () => {
  const SPLIT = `app: write large[0..15] random seed 5
app: split large[3]`;

  test.each(KERNELS)('%s counts the split, and later writes are of single pages', (kernel) => {
    const { kernel: k } = run(kernel, `${SPLIT}\napp: pageout large[0..15]`);
    expect(mthpStat(k, '64kB/split')).toBe(1);
    expect(mthpStat(k, '64kB/swpout')).toBe(0);
    expect(vmEvent(k, 'pswpout')).toBe(16);
  });
});

test('RFC v1: the FOLIO tag still names the old folio after a migration, and stays so until the next writeout (facts 1.10, 3.14)', () => {
  const { kernel: k } = run(
    'ste-v1',
    `set zswap.enabled 1
app: write heap[0] text seed 5
fork app as child
reclaim 1 pages
app: read heap[0]
app: migrate heap[0]`,
  );
  const entry = swpEntry(0, 512);
  expect(vtable_kind(k, vtable_word(k, entry))).toBe(VirtualTableKind.Folio);
  expect(vtable_pointer(k, vtable_word(k, entry))).not.toBe(swp_tb_to_folio(k, entry_word(k, entry)));
});

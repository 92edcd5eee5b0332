// What expressions and conditions say of a kernel: values as people read them, and what is found where a condition fails.
import { describe, expect, test } from 'vitest';
import { findingsOf, recorded } from '../timeline/scenario.fixture';

/** Page 0 in zswap, 1 on disk0:1 and cached, 2 zero, 3 present, 4 never written. */
const STATE = `machine { kernel KERNEL
  cpus 2
  memory 1M
  zswap { compressor lz4 }
  swap disk0 4M { priority 3 }
  cgroup web
}
task app in web on cpu 1
app: map heap 16 pages
app: write heap[0] text seed 1
app: write heap[1] random seed 2
app: write heap[2] zero
app: write heap[3] fill 0xa5
app: pageout heap[0..2]
`;

const VALUES: readonly (readonly [string, string])[] = [
  ['app.heap[0]', 'zswap (vswap:512)'],
  ['app.heap[0..2]', 'zswap (vswap:512), phys on disk0 (vswap:513), zero (vswap:514)'],
  ['app.heap[4]', 'none'],
  ['app.heap[1].entry', 'vswap:513'],
  ['app.heap[4].entry', 'nothing: the page has no swap entry'],
  ['app.heap[0].content', 'text seed 1, page 0'],
  ['app.heap[1].content', 'random seed 2, page 1'],
  ['app.heap[2].content', 'zero'],
  ['app.heap[3].content', 'fill 0xa5'],
  ['app.heap[4].content', 'nothing: the page was never written'],
  ['app.heap[0].pfn', 'nothing: the page is not in memory'],
  // Cached and not mapped: the frame is the folio's.
  ['app.heap[3].pfn - app.heap[1].pfn', '2'],
  ['app.heap[1].address - app.heap[0].address', '4096'],
  ['app.heap[4].word', '0'],
  ['app.heap[1].entry.offset', '513'],
  ['app.heap[1].entry.type', '0'],
  ['disk0:1.type', '1'],
  ['swap_table(vswap:512).count', '1'],
  ['swap_table(vswap:514).zero', '1'],
  ['swap_table(vswap:512).zero', '0'],
  ['swap_table(vswap:99999).count', 'nothing: the cluster has no table, so the word is 0'],
  ['swap_table(vswap:99999)', 'null (the cluster has no table)'],
  ['swap_table(vswap:99999).word', '0'],
  ['virtual_table(vswap:513).slot', 'disk0:1'],
  ['virtual_table(vswap:512).slot', 'nothing: the word is ZSWAP, so it names no slot'],
  ['swap_table(disk0:1)', 'pointer 0x000000000000100c'],
  ['swap_table(disk0:1).offset', '513'],
  ['swap_table(disk0:1).count', 'nothing: a Pointer word has no field count'],
  ['rmap(disk0:1)', 'vswap:513'],
  ['rmap(disk0:2)', 'nothing: disk0:2 backs no virtual slot'],
  ['rmap(virtual_table(vswap:513).slot)', 'vswap:513'],
  ['count(app.heap[0].entry)', '1'],
  ['memcg(vswap:512)', '1'],
  ['memcg(disk0:1)', '0'],
  ['1 + 2 * 3', '7'],
  ['(1 + 2) * 3', '9'],
  ['7 / 2', '3'],
  ['7 % 4', '3'],
  ['0xff & 0x0f', '15'],
  ['1 | 6', '7'],
  ['1 << 63', '9223372036854775808'],
  ['1 << 64', '0'],
  ['1 << 63 >> 62', '2'],
  ['5 - 7', '-2'],
  ['4K', '4096'],
  ['2 pages', '8192'],
  ['web.swap.current', '4096'],
  ['zswap.stored_pages', '1'],
  ['vmstat.pswpout', '1'],
  ['"a text"', 'a text'],
];

test.each(VALUES)('print %s: %s', (expression, text) => {
  const run = recorded(`${STATE.replace('KERNEL', 'ste-v2')}print ${expression}\n`);
  expect(run.operations.at(-1)?.output).toEqual([text]);
});

/** Conditions on the same state, with what is found where they do not hold. */
const CONDITIONS: readonly (readonly [condition: string, found: string | undefined])[] = [
  ['app.heap[0] is zswap', undefined],
  ['app.heap[0] is phys', 'zswap (vswap:512)'],
  ['app.heap[0] is not phys', undefined],
  ['not app.heap[0] is phys', undefined],
  ['app.heap[1] is phys on disk0', undefined],
  ['all app.heap[0..1] is zswap', 'app.heap[1] phys on disk0 (vswap:513)'],
  ['all app.heap[0..2] is not present', undefined],
  ['app.heap[1] is cached', undefined],
  ['app.heap[0] is cached', 'zswap (vswap:512)'],
  ['app.heap[4] is none', undefined],
  ['app.heap[0].entry == vswap:512', undefined],
  ['app.heap[0].entry == disk0:1', 'vswap:512'],
  ['app.heap[0].entry != disk0:1', undefined],
  ['app.heap[4].entry == vswap:512', 'nothing: the page has no swap entry'],
  ['app.heap[4].entry != vswap:512', 'nothing: the page has no swap entry'],
  ['all app.heap[0..2].content == text seed 1', 'random seed 2, page 1'],
  ['app.heap[0].content == text seed 2', 'text seed 1, page 0'],
  ['app.heap[0].content != text seed 2', undefined],
  ['app.heap[3].content == fill 0xa5', undefined],
  ['app.heap[2].content == zero', undefined],
  ['app.heap[2].content == fill 0', undefined],
  ['app.heap[4].content == zero', 'nothing: the page was never written'],
  ['web.swap.current == 4K and zswap.stored_pages == 1', undefined],
  ['web.swap.current == 4K and zswap.stored_pages == 2', '1'],
  ['web.swap.current == 8K or zswap.stored_pages == 1', undefined],
  ['web.swap.current == 8K or zswap.stored_pages == 2', '4096, 1'],
  ['zswap.stored_pages < 1', '1'],
  ['zswap.stored_pages <= 1', undefined],
  ['zswap.stored_pages > 1', '1'],
  ['zswap.stored_pages >= 1', undefined],
  ['swap_table(vswap:512) is shadow', undefined],
  ['swap_table(vswap:515) is null', undefined],
  ['swap_table(vswap:99999) is null', undefined],
  ['swap_table(disk0:1) is pointer', undefined],
  ['swap_table(disk0:0) is bad', undefined],
  ['swap_table(disk0:1) is shadow', 'pointer 0x000000000000100c'],
  ['virtual_table(vswap:512) is zswap', undefined],
  ['virtual_table(vswap:513) is phys on disk0', undefined],
  ['virtual_table(vswap:514) is zero', undefined],
  ['virtual_table(vswap:515) is none', undefined],
  ['virtual_table(vswap:99999) is none', undefined],
  ['rmap(disk0:1) == app.heap[1].entry', undefined],
  ['virtual_table(vswap:513).slot == disk0:1', undefined],
  ['swap_table(vswap:515).word == 0', undefined],
];

test.each(CONDITIONS)('expect %s: %s', (condition, found) => {
  const run = recorded(`${STATE.replace('KERNEL', 'ste-v2')}expect ${condition}\n`);
  const result = run.operations.at(-1)?.expectation;
  expect(result?.ok === true ? undefined : result?.found).toBe(found);
  expect(findingsOf(run).length).toBe(found === undefined ? 0 : 1);
});

describe('states mean the same on every kernel, whatever word says them', () => {
  /** Slot 514 holds zeros, and 515 a page that nothing took. */
  const TAKEN_BY_NOBODY = `${STATE}set web.swap.max 0
app: write heap[5] random seed 5
app: pageout heap[5]
`;

  test.each(['ste-v1', 'ste-v2', 'ste-latest'])('%s', (kernel) => {
    const run = recorded(
      `${TAKEN_BY_NOBODY.replace('KERNEL', kernel)}expect virtual_table(vswap:514) is zero
expect not virtual_table(vswap:514) is none
expect virtual_table(vswap:515) is folio
expect not virtual_table(vswap:515) is none
expect app.heap[5] is folio
expect app.heap[5] is cached
expect app.heap[5].content == random seed 5
`,
    );
    expect(findingsOf(run)).toEqual([]);
  });
});

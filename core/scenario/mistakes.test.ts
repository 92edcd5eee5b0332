// One mistake gives one message, in plain words, at the right place: the messages themselves are the golden file.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileScenario } from './compile.js';

const GOLDEN = new URL('./mistakes.golden.txt', import.meta.url);
const TWENTY = readFileSync(new URL('./mistakes.fixture.vswap', import.meta.url), 'utf8');

/** Each with the place and the code of its only message; what stands before it is there to make it a scenario. */
const SINGLE: readonly (readonly [text: string, line: number, column: number, code: string])[] = [
  ['machine { kernl ste-v1  memory 64M }\ntask a', 1, 10, 'VS0111'],
  ['machine {\n  kernel ste-v1\n  memory\n  cpus 2\n}\ntask a on cpu 1', 3, 8, 'VS0110'],
  ['machine {\n  kernel p4\n  cpus 2\ntask a\na: map heap 4 pages', 1, 8, 'VS0112'],
  ['machine { kernel p4 }\nmachine { kernel p4 }', 2, 0, 'VS0154'],
  ['task a\nmachine { kernel p4 }', 2, 0, 'VS0154'],
  ['machine { kernel p4  kernel p4 }', 1, 21, 'VS0153'],
  ['machine { kernel p4  kernels ste-v1, ste-v2 }', 1, 10, 'VS0158'],
  ['machine { kernels ste-v1, ste-v3 }', 1, 26, 'VS0150'],
  ['machine { kernels ste-v1, ste-v1 }', 1, 26, 'VS0153'],
  ['machine { breaks J1, J22 }', 1, 21, 'VS0159'],
  ['machine { vswap { type 24 } }', 1, 23, 'VS0131'],
  ['machine { vswap { size 5M } }', 1, 23, 'VS0132'],
  ['machine { vswap { size 2M } }', 1, 23, 'VS0131'],
  ['expect path(vswap:512) == 3', 1, 7, 'VS0146'],
  ['expect count(vswap:512) == "NULL"', 1, 27, 'VS0140'],
  ['machine { zswap { max_pool_percent 101 } }', 1, 35, 'VS0131'],
  ['machine { swap d 10M { bad 0 } }', 1, 27, 'VS0131'],
  ['machine { swap d 10M { priorty 5 } }\nswapon e 10M', 1, 23, 'VS0111'],
  ['machine { swap d 4095 }', 1, 17, 'VS0132'],
  ['machine { cgroup run }', 1, 17, 'VS0128'],
  ['machine { sysctl vm.page_cluster 3 }', 1, 17, 'VS0152'],
  ['task', 1, 4, 'VS0110'],
  ['task set\ntask a', 1, 5, 'VS0116'],
  ['task a inn web', 1, 7, 'VS0117'],
  ['task a on cpu 3', 1, 14, 'VS0136'],
  ['task a\ntask a\nexit a', 2, 5, 'VS0125'],
  ['task a\nexit a\nexit a', 3, 5, 'VS0127'],
  ['a: map heap 4 pages\ntask a\na: read heap[0]', 1, 0, 'VS0126'],
  ['task a\na map heap 4 pages\na: read heap[0]', 2, 0, 'VS0110'],
  ['task app\nap: map heap 4 pages\napp: read heap[0]', 2, 0, 'VS0120'],
  ['task a\na: map heap 4 pags\na: read heap[0]\na: write heap[1] zero', 2, 14, 'VS0117'],
  ['task a\na: map heap 4 pages\na: unmap heap\na: read heap[0]', 4, 8, 'VS0127'],
  ['task a\na: map heap 4 pages\na: write heap[0]', 3, 16, 'VS0110'],
  ['task a\na: map heap 4 pages\na: write heap[0] fill 256', 3, 17, 'VS0131'],
  ['task a\na: map heap 4 pages\na: read heap[0] a: read heap[1]', 3, 16, 'VS0117'],
  ['task a\na: map heap 4 pages\nfor i in 0..4 {\n  a: read heap[i]\n}', 4, 15, 'VS0134'],
  ['task a\na: map heap 4 pages\nfor i in 0..4 {\n  a: read heap[i - 1]\n}', 4, 15, 'VS0134'],
  ['for i in 0 7 {\n  print i\n}\ntask a', 1, 11, 'VS0110'],
  ['for i in 7..0 { print i }', 1, 9, 'VS0133'],
  ['repeat {\n  label "x"\n}\ntask a', 1, 7, 'VS0110'],
  ['repeat 3 {\n  label "x"\ntask a', 1, 9, 'VS0112'],
  ['label "x"\n}\ntask a', 2, 0, 'VS0113'],
  ['repeat 2 { task a }', 1, 16, 'VS0125'],
  ['label "never closed\ntask a', 1, 6, 'VS0114'],
  ['task a\n/* never closed\ntask a', 2, 0, 'VS0114'],
  ['@@ task a\ntask b', 1, 0, 'VS0115'],
  ['task a\na: map heap 4 pages\na: write /*\n\n*/ (heap)\na: read heap[0]', 5, 3, 'VS0110'],
  ['repeat 3 {\n  task inn web\n}', 2, 11, 'VS0117'],
  ['mchine {\n  kernel p4\n  swap disk0 1M\n}\nexpect count(disk0:1) == 0', 1, 0, 'VS0111'],
  ['machine\n  kernel p4\n  swap disk0 1M\n}\nexpect count(disk0:1) == 0', 1, 0, 'VS0113'],
  ['machine {\n  zwap { compressor lz4 }\n  swap disk0 1M\n}\nexpect count(disk0:1) == 0', 2, 2, 'VS0111'],
  ['machine {\n  swap d isk0 1M { priority 3 }\n  cgroup web\n}\ntask a in web', 2, 14, 'VS0111'],
  ['machine {}\n  kernel p4\n  cgroup web\n}\ntask a in web', 1, 9, 'VS0113'],
  ['reapet 3 {\n  task a\n}\nexit a', 1, 0, 'VS0111'],
  ['task a {\n  label "x"\n}', 1, 7, 'VS0113'],
  ['machine { cpus 2 }\nrace "r" {\n  cpu 0 label "x" }\n  cpu 1 { label "y" }\n}', 3, 8, 'VS0110'],
  ['machine { cpus 2 }\nrace "r" {\n  cpu 0 { label "x"\n  cpu 1 { label "y" }\n}', 3, 8, 'VS0112'],
  ['] ]\ntask a', 1, 0, 'VS0110'],
  ['42\ntask a', 1, 0, 'VS0110'],
  ['reclaim 0 pages', 1, 8, 'VS0131'],
  ['reclaim 1 pages from web', 1, 21, 'VS0123'],
  ['swapoff disk0', 1, 8, 'VS0122'],
  ['swapon disk0 { priority 5 }', 1, 13, 'VS0110'],
  ['fork a child', 1, 7, 'VS0110'],
  ['set zswap.max_pool_percent', 1, 26, 'VS0110'],
  ['set zswap.max_poll_percent 5', 1, 4, 'VS0152'],
  ['set web.swap.max 2M', 1, 4, 'VS0123'],
  ['fail vtabel alloc once', 1, 5, 'VS0157'],
  ['fail swap charge vswap:512', 1, 17, 'VS0157'],
  ['expect', 1, 6, 'VS0110'],
  ['expect 3', 1, 7, 'VS0141'],
  ['expect 1 == ', 1, 11, 'VS0110'],
  ['expect 3 < vswap:1', 1, 7, 'VS0146'],
  ['expect vswap:1 < vswap:2', 1, 7, 'VS0146'],
  ['expect vswap:512 is zswap', 1, 20, 'VS0145'],
  ['expect swap_table(vswap:512) is zswap', 1, 32, 'VS0145'],
  ['expect swap_table(3) is null', 1, 18, 'VS0140'],
  ['expect swap_table(vswap:512) == 3', 1, 7, 'VS0146'],
  ['expect swap_table(vswap:512).wrod == 3', 1, 29, 'VS0143'],
  ['expect virtual_table(vswap:1) is zero on vswap', 1, 41, 'VS0122'],
  ['expect all vswap:512 == vswap:512', 1, 11, 'VS0147'],
  ['expect run.pte_walk == 0', 1, 11, 'VS0144'],
  ['expect rnu.pte_walks == 0', 1, 7, 'VS0144'],
  ['expect i == 0', 1, 7, 'VS0124'],
  ['expect 1 / 0 == 0', 1, 11, 'VS0131'],
  ['expect (1 == 1', 1, 14, 'VS0110'],
  ['print "x" == 3', 1, 6, 'VS0140'],
  ['race "r" {\n  cpu 0 { label "x" }\n}', 1, 0, 'VS0156'],
  ['race "r" {\n  foo\n  cpu 0 { label "x" }\n}', 2, 2, 'VS0111'],
  ['machine { cpus 2 }\nrace "r" {\n  cpu 0 { label "x" }\n  cpu 0 { label "y" }\n}', 4, 6, 'VS0156'],
  ['machine { cpus 2 }\nrace "r" {\n  cpu 0 { task a }\n  cpu 1 { label "y" }\n}', 3, 10, 'VS0155'],
  ['machine { cpus 2 }\nrace "r" {\n  cpu x {\n    label "x"\n  }\n  cpu 1 { label "y" }\n}', 3, 6, 'VS0130'],
];

describe('twenty mistakes in one scenario', () => {
  const { value, problems } = compileScenario(TWENTY, 'mistakes.vswap');

  it('give twenty messages, each on a line of its own', () => {
    const lines = problems.map(({ range }) => range.line);
    expect(new Set(lines).size).toBe(20);
    expect(lines).toHaveLength(20);
    expect(value).toBeUndefined();
  });

  it('read as in the golden file', () => {
    const found = problems
      .map(({ range, code, message }) => `${range.line}:${range.column + 1} ${code} ${message}\n`)
      .join('');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, found);
    expect(existsSync(GOLDEN), 'golden file is missing: write it with UPDATE_GOLDEN=1').toBe(true);
    expect(found).toBe(readFileSync(GOLDEN, 'utf8'));
  });
});

describe('one mistake gives one message', () => {
  it.each(SINGLE)('%j', (text, line, column, code) => {
    const { problems } = compileScenario(text, 'one.vswap');
    expect(problems.map(({ range, code: found, message }) => [range.line, range.column, found, message])).toEqual([
      [line, column, code, expect.any(String)],
    ]);
  });
});

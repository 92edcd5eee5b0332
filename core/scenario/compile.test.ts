// What a text says: the program that comes out of it.

import { describe, expect, it } from 'vitest';
import { compileScenario } from './compile.js';
import { EXAMPLES } from './examples.fixture.js';
import { CGROUP_COUNTERS, COUNTER_GROUPS, countersOf, isCounterGroup } from './counters.js';
import { NOT_COUNTED_YET, NOT_MODELLED_YET } from './modelled.js';
import { counterNames } from '../mm/counters.js';
import type { Statement } from './program.js';

const file = 'test.vswap';

/** Places and texts are looked at in tests of their own. */
function bare(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      key === 'range' || key === 'text' ? undefined : typeof each === 'bigint' ? `${each}n` : each,
    ),
  );
}

function statementsOf(text: string): readonly Statement[] {
  const { value, problems } = compileScenario(text, file);
  expect(problems).toEqual([]);
  return value?.statements ?? [];
}

describe('the examples of the introduction', () => {
  it.each(Object.entries(EXAMPLES))('%s has no problem but what is not modelled yet', (_name, text) => {
    const { problems } = compileScenario(text, file);
    expect(problems.filter(({ code }) => code !== 'VS0190')).toEqual([]);
    expect(problems.length > 0).toBe(NOT_MODELLED_YET.has('swapoff') && text.includes('swapoff'));
  });
});

describe('the machine', () => {
  it('has every entry on one line or on many', () => {
    const entries = [
      'kernel 6.18',
      'cpus 4',
      'memory 1G',
      'zswap { compressor lz4  max_pool_percent 30  accept_threshold_percent 80 }',
      'swap disk0 16 pages { priority 3  synchronous  file  bad 3,7 }',
      'swap fast 1M',
      'cgroup web { memory.swap.max 2M  zswap.max max  zswap.writeback off  swap.high 3 pages }',
      'cgroup db',
      'sysctl vm.page-cluster 0',
    ];
    const zswap = { enabled: true, compressor: 'lz4', maxPoolPercent: 30, acceptThresholdPercent: 80 };
    const machine = {
      kernel: '6.18',
      cpus: 4,
      memory: 2 ** 30,
      zswap,
      devices: [
        {
          name: 'disk0',
          pages: 16,
          priority: 3,
          rotational: false,
          synchronous: true,
          block: false,
          discard: 'none',
          badSlots: [3, 7],
        },
        { name: 'fast', pages: 256, rotational: false, synchronous: false, block: true, discard: 'none', badSlots: [] },
      ],
      cgroups: [
        {
          name: 'web',
          limits: [
            { key: 'swap.max', value: 2 * 2 ** 20 },
            { key: 'zswap.max', value: Number.MAX_SAFE_INTEGER },
            { key: 'zswap.writeback', value: 0 },
            { key: 'swap.high', value: 3 * 4096 },
          ],
        },
        { name: 'db', limits: [] },
      ],
      sysctls: [{ name: 'vm.page-cluster', value: 0 }],
    };
    for (const text of [`machine { ${entries.join('  ')} }`, `machine\n{\n${entries.join('\n\n')}\n}\n`]) {
      const { value, problems } = compileScenario(text, file);
      expect(problems).toEqual([]);
      expect(bare(value?.machine)).toEqual(machine);
    }
  });

  it('may say which kernels it is about, which laws break there, and what the virtual device is like', () => {
    const { value, problems } = compileScenario(
      'machine { kernels ste-v1, ste-v2  breaks J1, I1  vswap { type 4  size 4M } }',
      file,
    );
    expect(problems).toEqual([]);
    expect(value?.machine).toMatchObject({
      kernel: 'ste-v1',
      kernels: ['ste-v1', 'ste-v2'],
      breaks: ['I1', 'J1'].reverse(),
      virtualDevice: { type: 4, slots: 1024 },
    });
    const chosen = compileScenario('machine { kernel ste-v2  kernels ste-v1, ste-v2 }\ntask kernels', file);
    expect(chosen.value?.machine.kernel).toBe('ste-v2');
    expect(compileScenario('machine { vswap { size 16T } }', file).value?.machine.virtualDevice).toEqual({
      type: 0,
      slots: 2 ** 32,
    });
  });

  it('has defaults for what is not said', () => {
    expect(bare(compileScenario('task app', file).value?.machine)).toEqual({
      kernel: 'ste-v1',
      cpus: 1,
      memory: 64 * 2 ** 20,
      zswap: { enabled: false, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
      devices: [],
      cgroups: [],
      sysctls: [],
    });
    expect(compileScenario('machine { zswap on }', file).value?.machine.zswap.enabled).toBe(true);
    expect(compileScenario('machine { zswap off }', file).value?.machine.zswap.enabled).toBe(false);
  });
});

const SETUP = 'machine { cpus 2  swap disk0 16M  cgroup web }\ntask app in web on cpu 1\napp: map heap 64 pages\n';
const number = (value: number) => ({ kind: 'number', value: `${value}n`, unit: 'plain' });
const pages = (first: number, last = first) => ({
  task: 'app',
  area: 'heap',
  first: number(first),
  last: number(last),
});

const STATEMENTS: readonly (readonly [text: string, meaning: unknown])[] = [
  ['app: map big 1M', { kind: 'map', task: 'app', area: 'big', pages: 256, huge: false }],
  ['app: write heap[0..15] text seed 7', { kind: 'write', pages: pages(0, 15), content: { kind: 'text', seed: 7 } }],
  ['app: write heap[3] fill 0xff', { kind: 'write', pages: pages(3), content: { kind: 'fill', byte: 255 } }],
  ['app: write heap pattern', { kind: 'write', pages: pages(0, 63), content: { kind: 'pattern', seed: 0 } }],
  ['app: read heap[0..1]', { kind: 'read', pages: pages(0, 1) }],
  ['app: pageout heap[0..1]', { kind: 'pageout', pages: pages(0, 1) }],
  ['app: free heap[0x10]', { kind: 'free', pages: pages(16) }],
  ['app: unmap heap', { kind: 'unmap', task: 'app', area: 'heap' }],
  ['fork app as child on cpu 0', { kind: 'fork', parent: 'app', child: 'child', cpu: 0 }],
  ['exit app', { kind: 'exit', task: 'app' }],
  ['reclaim 32 pages from web', { kind: 'reclaim', pages: { ...number(32), unit: 'pages' }, cgroup: 'web' }],
  ['writeback 1 page', { kind: 'writeback', pages: { ...number(1), unit: 'pages' } }],
  ['set zswap.enabled off', { kind: 'set', target: 'zswap.enabled', value: 0 }],
  ['set web.memory.swap.max max', { kind: 'set', target: 'web.swap.max', value: Number.MAX_SAFE_INTEGER }],
  ['label "in zswap"', { kind: 'label', label: 'in zswap' }],
  ['print "hello"', { kind: 'print', value: 'hello' }],
  [
    'print 2 + 3 * 4',
    {
      kind: 'print',
      value: {
        kind: 'binary',
        operator: '+',
        left: number(2),
        right: { kind: 'binary', operator: '*', left: number(3), right: number(4) },
      },
    },
  ],
  [
    'expect all app.heap[0..3] is not phys on disk0',
    {
      kind: 'expect',
      condition: {
        kind: 'is',
        all: true,
        subject: { kind: 'page', pages: pages(0, 3) },
        negated: true,
        state: 'phys',
        device: 'disk0',
      },
    },
  ],
  [
    'expect app.heap[0].entry == vswap:512',
    {
      kind: 'expect',
      condition: {
        kind: 'compare',
        all: false,
        operator: '==',
        left: { kind: 'member', of: { kind: 'page', pages: pages(0) }, name: 'entry' },
        right: { kind: 'slot', device: 'vswap', offset: number(512) },
      },
    },
  ],
  [
    'expect web.swap.current == 4K or not count(disk0:1) > 2',
    {
      kind: 'expect',
      condition: {
        kind: 'or',
        left: {
          kind: 'compare',
          all: false,
          operator: '==',
          left: { kind: 'counter', path: 'web.swap.current' },
          right: { ...number(4096), unit: 'bytes' },
        },
        right: {
          kind: 'not',
          of: {
            kind: 'compare',
            all: false,
            operator: '>',
            left: { kind: 'call', name: 'count', args: [{ kind: 'slot', device: 'disk0', offset: number(1) }] },
            right: number(2),
          },
        },
      },
    },
  ],
  [
    'for i in 0..7 { app: read heap[i] }',
    {
      kind: 'for',
      variable: 'i',
      first: 0,
      last: 7,
      body: [
        {
          kind: 'read',
          pages: {
            task: 'app',
            area: 'heap',
            first: { kind: 'variable', name: 'i' },
            last: { kind: 'variable', name: 'i' },
          },
        },
      ],
    },
  ],
  [
    'repeat 3 { label "x"; label "y" }',
    {
      kind: 'repeat',
      times: 3,
      body: [
        { kind: 'label', label: 'x' },
        { kind: 'label', label: 'y' },
      ],
    },
  ],
  [
    'race "r" { cpu 0 { exit app } cpu 1 { writeback 1 pages } }',
    {
      kind: 'race',
      name: 'r',
      blocks: [
        { cpu: 0, body: [{ kind: 'exit', task: 'app' }] },
        { cpu: 1, body: [{ kind: 'writeback', pages: { ...number(1), unit: 'pages' } }] },
      ],
    },
  ],
];

describe('statements', () => {
  it.each(STATEMENTS)('%s', (text, meaning) => {
    expect(bare(statementsOf(SETUP + text).at(-1))).toEqual(meaning);
  });

  it('know their place and their text on one line', () => {
    const [, , statement] = statementsOf(`${SETUP}for i in 0..1 { // twice\n  app: /* now */   read heap[i]\n}`);
    expect(statement).toMatchObject({
      range: { line: 4, column: 0, endLine: 6, endColumn: 1 },
      text: 'for i in 0..1 { … }',
    });
    expect(statement).toMatchObject({
      body: [{ range: { line: 5, column: 2, endLine: 5, endColumn: 31 }, text: 'app: read heap[i]' }],
    });
  });

  it('may name tasks, areas and devices with words that are keywords elsewhere', () => {
    const text =
      'machine { swap page 1M  cgroup on }\ntask text in on\ntext: map read 4 pages\ntext: read read[0]\nexpect text.read[0].content == text seed 3';
    expect(statementsOf(text)).toHaveLength(4);
  });

  it('are refused, each with a message of its own, while the model cannot run them', () => {
    const features = {
      fail: 'fail decompress app.heap[3]',
      willneed: 'app: willneed heap[0]',
      lazyfree: 'app: lazyfree heap[0]',
      mlock: 'app: mlock heap[0]',
      munlock: 'app: munlock heap[0]',
      swapoff: 'swapoff disk0',
      huge: 'app: map big 2M huge',
      mthp: 'app: map big 2M mthp 64K',
      rotational: 'swapon disk1 1M { rotational }',
      discard: 'swapon disk1 1M { discard once }',
    };
    const codes = Object.entries(features).map(([feature, text]) => [
      feature,
      compileScenario(SETUP + text, file).problems.map(({ code }) => code),
    ]);
    const expected = Object.keys(features).map((feature) => [
      feature,
      [...NOT_MODELLED_YET].some((each) => each === feature) ? ['VS0190'] : [],
    ]);
    expect(codes).toEqual(expected);
    for (const compressor of ['zstd', 'lzo', 'lzo-rle', 'deflate'] as const) {
      const { problems } = compileScenario(`machine { zswap { compressor ${compressor} } }`, file);
      expect(problems.map(({ code }) => code)).toEqual(NOT_MODELLED_YET.has(compressor) ? ['VS0190'] : []);
    }
  });

  it('that only warn can be run', () => {
    const { value, problems } = compileScenario(
      'machine { memory 1M }\ntask app\napp: map heap 1000 pages\napp: write heap[0..999] zero',
      file,
    );
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['VS0135', 'warning']]);
    expect(value?.statements).toHaveLength(3);
  });
});

describe('counters', () => {
  it('are those that the model keeps, or are listed as not kept yet', () => {
    const ours = [
      ...Object.keys(COUNTER_GROUPS).flatMap((group) =>
        isCounterGroup(group) ? countersOf(group).map(({ name }) => `${group}.${name}`) : [],
      ),
      ...CGROUP_COUNTERS.map(({ name }) => `cgroup.${name}`),
    ];
    const kept = new Set(counterNames({ tasks: [], areas: [], devices: [], cgroups: ['cgroup'] }));
    expect(ours.filter((name) => !kept.has(name) && !NOT_COUNTED_YET.has(name))).toEqual([]);
    expect(ours.filter((name) => kept.has(name) && NOT_COUNTED_YET.has(name))).toEqual([]);
  });
});

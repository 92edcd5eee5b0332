// A run of three steps on a tiny machine, for tests of the panel: zswap writeback of vswap:512 to disk0:1, words made from the layout tables.
import type { Hop, ModelView, PageView, SlotView, WordView } from '../mm/view';
import type { Operation } from '../timeline/moment';
import type { ShownRun } from './panelStateChanges';
import { stepIndex, wordIndex, type StepIndex, type SwpEntry, type WordIndex } from '../word/brand';
import { encodeWord } from '../word/encode';
import { halvesOf } from '../word/halves';
import type { FormatId } from '../word/layout';
import { swpEntry, swpOffset, swpType } from '../word/swpEntry';

/** First words of the fake's structures. */
export const PLACE = {
  vswapTable: 10_000,
  virtualTable: 11_000,
  diskTable: 12_000,
  pte: 13_000,
  ci: 100,
  zswapEntry: 14_000,
} as const;

const VSWAP = 0;
const DISK = 1;
const FIRST_SLOT = 512;
const ZSWAP_SLOTS = 16;
const ZERO_SLOTS = 4;

const word = (format: FormatId, kind: string, fields: Readonly<Record<string, bigint>>): bigint => {
  const { value } = encodeWord(format, 'ste-v1', kind, new Map(Object.entries(fields)));
  if (value === undefined) throw new Error(`fixture: ${format} ${kind}`);
  return value;
};

export interface Write {
  readonly index: number;
  readonly value: bigint;
}

const shadow = word('swap_table', 'Shadow', { count: 1n, memcg_id: 1n });

/** What stands in memory before the first step. */
function firstWords(): Map<number, bigint> {
  const words = new Map<number, bigint>();
  for (let i = 0; i < ZSWAP_SLOTS + ZERO_SLOTS; i++) {
    words.set(PLACE.vswapTable + i, shadow);
    words.set(PLACE.virtualTable + i, i < ZSWAP_SLOTS ? zswapWord(i) : word('virtual_table', 'ZERO', {}));
    words.set(PLACE.pte + i, word('pte', 'Swap', { type: BigInt(VSWAP), offset: BigInt(FIRST_SLOT + i) }));
  }
  words.set(PLACE.diskTable, 0xffff_ffff_ffff_fff8n);
  return words;
}

const zswapWord = (slot: number): bigint =>
  word('virtual_table', 'ZSWAP', { zswap_entry: addressOf(PLACE.zswapEntry + 8 * slot) });

const addressOf = (index: number): bigint => 0xffff_8880_0000_0000n + BigInt(index) * 8n;

/** Writes of step 0 (allocate disk0:1 as a reverse map) and of step 1 (point the virtual table at it). */
export const WRITES: readonly (readonly Write[])[] = [
  [{ index: PLACE.diskTable + 1, value: word('swap_table', 'Pointer', { offset: BigInt(FIRST_SLOT) }) }],
  [{ index: PLACE.virtualTable, value: word('virtual_table', 'SWAPFILE', { type: BigInt(DISK), offset: 1n }) }],
];

const range = { line: 17, column: 0, endLine: 17, endColumn: 17 };
const OPERATION: Operation = {
  index: 0,
  statement: {
    kind: 'writeback',
    pages: { kind: 'number', value: 1n, unit: 'pages', range },
    cgroup: undefined,
    range,
    text: 'writeback 1 pages',
  },
  variables: {},
  cpu: 0,
  firstStep: stepIndex(0),
  stepCount: WRITES.length,
  firstWrite: 0,
  writeCount: WRITES.length,
  findings: [],
  output: [],
  expectation: undefined,
};

/** A run at its first step. */
export function fakeRun(): ShownRun {
  const first = firstWords();
  let words = new Map(first);
  let cursor = stepIndex(0);
  let at = 0;
  const written = WRITES.flatMap((writes, step) => writes.map((write) => ({ ...write, step })));
  const run: ShownRun = {
    program: {
      file: 'thread.vswap',
      machine: {
        kernel: 'ste-v1',
        cpus: 1,
        memory: 2 ** 26,
        zswap: { enabled: true, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
        devices: [],
        cgroups: [],
        sysctls: [],
        range: undefined,
      },
      statements: [OPERATION.statement],
    },
    view: fakeView(() => words),
    operations: [OPERATION],
    recordedSteps: WRITES.length,
    complete: true,
    get cursor() {
      return cursor;
    },
    get write() {
      return at;
    },
    seek: (step: StepIndex) => {
      run.seekWrite(WRITES.slice(0, step).flat().length);
      cursor = step;
    },
    seekWrite: (write: number) => {
      words = new Map(first);
      for (const { index, value } of written.slice(0, write)) words.set(index, value);
      cursor = stepIndex(written[write]?.step ?? WRITES.length);
      at = write;
    },
    moment: (step) => ({
      step,
      operation: OPERATION,
      cpu: 0,
      frame:
        step === 1
          ? {
              name: 'zswap_writeback_entry',
              line: 4,
              text: 'vtable_set_phys(ci_dyn, voff, p)',
              locals: {},
              parent: undefined,
            }
          : undefined,
      write: WRITES.slice(0, step).flat().length,
    }),
    writtenBetween: (from, to) => [...new Set(written.slice(from, to).map(({ index }) => index))],
  };
  return run;
}

function fakeView(words: () => ReadonlyMap<number, bigint>): ModelView {
  const at = (index: number): WordView => ({ index: wordIndex(index), ...halvesOf(words().get(index) ?? 0n) });
  const isPhysical = (slot: number): boolean => ((words().get(PLACE.virtualTable + slot) ?? 0n) & 7n) === 1n;
  const inUse = (first: number): number =>
    [...words().entries()].filter(([index, value]) => index >= first && index < first + 512 && value !== 0n).length;
  const slot = (entry: SwpEntry): SlotView | undefined => {
    const type = swpType(entry);
    const offset = swpOffset(entry);
    const i = offset % 512;
    if (type === VSWAP)
      return {
        entry: swpEntry(type, offset),
        device: 'vswap',
        type,
        offset,
        swapTable: at(PLACE.vswapTable + i),
        virtualTable: at(PLACE.virtualTable + i),
        count: i < ZSWAP_SLOTS + ZERO_SLOTS ? 1 : 0,
        memcgId: i < ZSWAP_SLOTS ? 1 : 0,
      };
    if (type !== DISK || offset >= 512) return undefined;
    return {
      entry: swpEntry(type, offset),
      device: 'disk0',
      type,
      offset,
      swapTable: at(PLACE.diskTable + i),
      virtualTable: undefined,
      count: undefined,
      memcgId: 0,
    };
  };
  const page = (task: string, area: string, number: number): PageView | undefined => {
    if (task !== 'app' || area !== 'heap' || number >= 64) return undefined;
    const isOut = number < ZSWAP_SLOTS + ZERO_SLOTS;
    const state = !isOut ? 'none' : number >= ZSWAP_SLOTS ? 'zero' : isPhysical(number) ? 'phys' : 'zswap';
    return {
      task,
      area,
      page: number,
      address: 0x7f00_0000_0000 + number * 4096,
      pte: at(PLACE.pte + number),
      state,
      device: state === 'phys' ? 'disk0' : undefined,
      entry: isOut ? swpEntry(VSWAP, FIRST_SLOT + number) : undefined,
      folio: undefined,
    };
  };
  const resolve = (task: string, area: string, number: number): readonly Hop[] => {
    const seen = page(task, area, number);
    if (seen?.entry === undefined || seen.pte === undefined) return [];
    const virtual = slot(seen.entry);
    if (virtual?.swapTable === undefined || virtual.virtualTable === undefined) return [];
    const hops: Hop[] = [
      { kind: 'pte', page: seen, word: seen.pte },
      { kind: 'swapTable', slot: virtual, word: virtual.swapTable, backing: false },
      { kind: 'virtualTable', slot: virtual, word: virtual.virtualTable },
    ];
    const physical = slot(swpEntry(DISK, 1));
    if (seen.state === 'phys' && physical?.swapTable !== undefined)
      hops.push(
        { kind: 'swapTable', slot: physical, word: physical.swapTable, backing: true },
        { kind: 'reverseMap', from: physical, to: seen.entry, agrees: true },
      );
    if (seen.state === 'zswap')
      hops.push({
        kind: 'zswapEntry',
        entry: wordIndex(PLACE.zswapEntry + 8 * number),
        owner: seen.entry,
        length: 1661,
      });
    return hops;
  };
  return {
    kernel: 'ste-v1',
    devices: () => [
      {
        name: 'vswap',
        type: VSWAP,
        kind: 'vswap',
        index: wordIndex(1),
        max: 4_294_966_784,
        pages: 4_294_966_783,
        inUse: 20,
        priority: 32767,
        flags: ['SWP_USED', 'SWP_VSWAP'],
        clusterCount: 8_388_607,
      },
      {
        name: 'disk0',
        type: DISK,
        kind: 'physical',
        index: wordIndex(60),
        max: 1024,
        pages: 1023,
        inUse: inUse(PLACE.diskTable) - 1,
        priority: 10,
        flags: ['SWP_USED', 'SWP_WRITEOK'],
        clusterCount: 2,
      },
    ],
    clusters: (type, from, count) =>
      [
        type === VSWAP
          ? {
              clusterIndex: 1,
              index: wordIndex(PLACE.ci),
              list: 'nonfull' as const,
              order: 0,
              count: 20,
              swapTable: wordIndex(PLACE.vswapTable),
              virtualTable: wordIndex(PLACE.virtualTable),
              memcgTable: undefined,
              extendTable: undefined,
            }
          : {
              clusterIndex: 0,
              index: wordIndex(PLACE.ci + 20),
              list: 'nonfull' as const,
              order: 0,
              count: inUse(PLACE.diskTable),
              swapTable: wordIndex(PLACE.diskTable),
              virtualTable: undefined,
              memcgTable: undefined,
              extendTable: undefined,
            },
        ...(type === DISK
          ? [
              {
                clusterIndex: 1,
                index: wordIndex(PLACE.ci + 40),
                list: 'free' as const,
                order: 0,
                count: 0,
                swapTable: undefined,
                virtualTable: undefined,
                memcgTable: undefined,
                extendTable: undefined,
              },
            ]
          : []),
      ].filter(({ clusterIndex }) => clusterIndex >= from && clusterIndex < from + count),
    slot,
    tasks: () => [
      { name: 'app', pid: 100, cpu: 0, cgroup: 'web', areas: [{ name: 'heap', start: 0x7f00_0000_0000, pages: 64 }] },
    ],
    page,
    pages: (task, area, first, last) => {
      const wanted = Array.from({ length: last - first + 1 }, (_, i) => page(task, area, first + i));
      return wanted.filter((one) => one !== undefined);
    },
    resolve,
    isLost: () => false,
    pagesOf: (entry) => {
      const found = swpType(entry) === VSWAP ? page('app', 'heap', swpOffset(entry) - FIRST_SLOT) : undefined;
      return found?.entry === undefined ? [] : [found];
    },
    structures: () => [
      { name: 'swap_table', objects: 2, bytes: 8192 },
      { name: 'zswap_entry', objects: isPhysical(0) ? 15 : 16, bytes: isPhysical(0) ? 840 : 896 },
    ],
    counter: (path) => (path === 'web.swap.current' ? (isPhysical(0) ? 4096 : 0) : undefined),
    counterNames: () => ['web.swap.current'],
    counterPlace: () => undefined,
    word: at,
    address: (index: WordIndex) => addressOf(index),
    indexOf: (address) => {
      const offset = address - 0xffff_8880_0000_0000n;
      return offset < 0n || offset > 1_000_000n ? undefined : wordIndex(Number(offset / 8n));
    },
  };
}

// A debug host for tests: programs are scripts of core/debug/scriptedRun.fixture, the simulated state is a small made-up one.
import { scriptedRun } from '../../core/debug/scriptedRun.fixture';
import type { ClusterView, DeviceView, ModelView, SlotView } from '../../core/mm/view';
import type { Parsed, Problem, Program } from '../../core/scenario/program';
import type { RecordedRun } from '../../core/timeline/recordedRun';
import { wordIndex } from '../../core/word/brand';
import { swpEntry, swpOffset, swpType } from '../../core/word/swpEntry';
import type { DebugHost } from './debugHost';

export const SCRIPT = `
2 first
  alpha:1 x folio=268435464 nr=3
  alpha:2 beta()
    beta:1 y entry=513
    beta:2 z
  alpha:3 w
3 second >hello
5 check !a is zswap
7 third ?count does not match
  alpha:1 x
9 fourth @1
`;

const DISK: DeviceView = {
  name: 'disk0',
  type: 0,
  kind: 'physical',
  index: wordIndex(64),
  max: 4096,
  pages: 4095,
  inUse: 2,
  priority: 10,
  flags: ['SWP_USED', 'SWP_WRITEOK'],
  clusterCount: 8,
};

const clusterOf = (clusterIndex: number): ClusterView => ({
  clusterIndex,
  index: wordIndex(128 + 8 * clusterIndex),
  list: clusterIndex === 0 ? 'nonfull' : 'free',
  order: 0,
  count: clusterIndex === 0 ? 2 : 0,
  swapTable: clusterIndex === 0 ? wordIndex(512) : undefined,
  virtualTable: undefined,
  memcgTable: undefined,
  extendTable: undefined,
});

const slotOf = (offset: number): SlotView => ({
  entry: swpEntry(0, offset),
  device: 'disk0',
  type: 0,
  offset,
  swapTable:
    offset < 512
      ? { index: wordIndex(512 + offset), lo: offset === 1 ? 0x4000_0002 : 0, hi: offset === 1 ? 0x1000_0000 : 0 }
      : undefined,
  virtualTable: undefined,
  count: offset === 1 ? 1 : 0,
  memcgId: 0,
});

const view: Partial<ModelView> = {
  devices: () => [DISK],
  clusters: (_type, from, count) =>
    Array.from({ length: Math.min(count, DISK.clusterCount - from) }, (_, i) => clusterOf(from + i)),
  slot: (entry) => (swpType(entry) === 0 && swpOffset(entry) < DISK.max ? slotOf(swpOffset(entry)) : undefined),
  tasks: () => [
    { name: 'app', pid: 1, cpu: 0, cgroup: undefined, areas: [{ name: 'heap', start: 0x7f00_0000_0000, pages: 300 }] },
  ],
  page: (task, area, page) =>
    task === 'app' && area === 'heap' && page < 300
      ? {
          task,
          area,
          page,
          address: 0x7f00_0000_0000 + 4096 * page,
          pte: undefined,
          state: 'none',
          device: undefined,
          entry: undefined,
          folio: undefined,
        }
      : undefined,
  word: (index) => ({ index, lo: 0x0403_0201, hi: 0x0807_0605 }),
  indexOf: (address) =>
    address >= 0xffff88a000000000n && address < 0xffff88a000001000n
      ? wordIndex(Number(address - 0xffff88a000000000n) / 8)
      : undefined,
};

/** Scripts by path; a line `error LINE MESSAGE` in one is a problem found in it. */
export function scriptedHost(files: Readonly<Record<string, string>>, more: Partial<DebugHost> = {}): DebugHost {
  const runs = new Map<Program, RecordedRun>();
  return {
    wholePath: (path) => path,
    loadProgram: (path) => {
      const text = files[path];
      return text === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve(text);
    },
    compileProgram: (text, file): Promise<Parsed<Program>> => {
      const problems = [...text.matchAll(/^error (\d+) (.*)$/gm)].map(([, line, message]) =>
        problem(Number(line), message ?? ''),
      );
      const run = scriptedRun(text.replace(/^error .*$/gm, ''), view, file);
      runs.set(run.program, run);
      return Promise.resolve({ value: problems.length > 0 ? undefined : run.program, problems });
    },
    createRun: (program) => {
      const run = runs.get(program);
      if (run === undefined) throw new Error('unknown program');
      return run;
    },
    pseudoSources: {
      alpha: { file: 'mm/swapfile.c', lines: ['x', 'beta()', 'w'], steps: { x: 1, 'beta()': 2, w: 3 } },
      beta: { file: 'mm/vswap.c', lines: ['y', 'z', '}'], steps: { y: 1, z: 2 } },
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    pseudoSourceAs: 'document',
    ...more,
  };
}

function problem(line: number, message: string): Problem {
  return { code: 'VS0100', severity: 'error', message, range: { line, column: 0, endLine: line, endColumn: 1 } };
}

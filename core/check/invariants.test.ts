// Each invariant notices the corruption it is there for and no other; in random runs they hold after every step at which no lock is held.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NULL_INDEX } from '../memory/regions';
import { ZERO_FOLIO, set_folio_swap } from '../mm/folio';
import { swap_cgroup_set } from '../mm/memcontrol';
import { ci_count, ci_lock_holder, set_ci_count, swap_offset_to_cluster, type Cluster } from '../mm/swap_cluster';
import {
  set_swp_tb_folio,
  set_swp_tb_null,
  set_swp_tb_pointer,
  set_swp_tb_zero,
  swp_swap_info,
} from '../mm/swap_table';
import { ZENTRY } from '../mm/zswap';
import type { Kernel } from '../mm/kernel';
import { DIRECT, KERNELS, recorded, timelineOf, VIRTUAL } from '../timeline/scenario.fixture';
import { draws, smallSettings, story } from '../timeline/story.fixture';
import type { Timeline } from '../timeline/timeline';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand';
import { withCount } from '../word/swapTable';
import { swpEntry, swpOffset } from '../word/swpEntry';
import { checkInvariants } from './invariants';
import { see } from './snapshot';

/** Page 0 is on disk0:1 and cached (asynchronous device), 1 in zswap, 2 zero; the slots after them are free. */
const PAGES = `machine {
  kernel KERNEL
  memory 64M
  zswap { compressor lz4 }
  swap disk0 4M
}
task app
app: map heap 8 pages
app: write heap[0] random seed 1
app: write heap[1] text seed 1
app: write heap[2] zero
app: pageout heap[0..2]
`;

const V = 512;
const virtual = (slot: number): SwpEntry => swpEntry(0, V + slot);
const PHYS = swpEntry(1, 1);

/** Places of the words of a slot, and of the compressed copy of page 1. */
const tableWord = (run: Timeline, entry: SwpEntry): WordIndex => run.view.slot(entry)?.swapTable?.index ?? NULL_INDEX;
const virtualWord = (run: Timeline, entry: SwpEntry): WordIndex =>
  run.view.slot(entry)?.virtualTable?.index ?? NULL_INDEX;
const copyOf = (run: Timeline): WordIndex =>
  run.view.resolve('app', 'heap', 1).find((hop) => hop.kind === 'zswapEntry')?.entry ?? NULL_INDEX;

function clusterOf(k: Kernel, entry: SwpEntry): Cluster {
  return swap_offset_to_cluster(k, swp_swap_info(k, entry), swpOffset(entry));
}

interface Corruption {
  readonly what: string;
  readonly corrupt: (k: Kernel, run: Timeline) => void;
  /** Names of the invariants that must report it, and no others. */
  readonly broken: readonly string[];
}

const CORRUPTIONS: readonly Corruption[] = [
  {
    what: 'a cluster counts one slot too many',
    corrupt: (k) => set_ci_count(k, clusterOf(k, PHYS), ci_count(k, clusterOf(k, PHYS)) + 1),
    broken: ['I1'],
  },
  {
    what: 'a cluster says that it is full',
    corrupt: (k) => set_ci_count(k, clusterOf(k, PHYS), 512),
    broken: ['I1', 'I2'],
  },
  {
    what: 'a slot counts one reference too many',
    corrupt: (k, run) => {
      const at = tableWord(run, virtual(1));
      k.mem.write(at, k.mem.lo(at), withCount(k.mem.hi(at), 2));
    },
    broken: ['I9'],
  },
  {
    what: 'a swap PTE disappears',
    corrupt: (k, run) => k.mem.write(pteOf(run, 1), 0, 0),
    broken: ['I9'],
  },
  {
    what: 'a cached folio names another slot',
    corrupt: (k, run) => set_folio_swap(k, folioOf(run, 0), virtual(5)),
    broken: ['I14'],
  },
  {
    what: 'a PFN word names a folio that is not in the swap cache',
    corrupt: (k, run) => set_swp_tb_folio(k, tableWord(run, virtual(1)), ZERO_FOLIO),
    broken: ['I14'],
  },
  {
    what: 'the reverse map names another virtual slot',
    corrupt: (k, run) => set_swp_tb_pointer(k, tableWord(run, PHYS), virtual(1)),
    broken: ['J1'],
  },
  {
    what: 'a slot is backed by a physical one that knows nothing of it',
    corrupt: (k, run) => {
      set_swp_tb_null(k, tableWord(run, PHYS));
      set_ci_count(k, clusterOf(k, PHYS), ci_count(k, clusterOf(k, PHYS)) - 1);
    },
    broken: ['J1'],
  },
  {
    what: 'a compressed copy belongs to another slot',
    corrupt: (k, run) => {
      const at = wordIndex(copyOf(run) + ZENTRY.swpentry);
      k.mem.write(at, k.mem.lo(at) + 1, k.mem.hi(at));
    },
    broken: ['J2'],
  },
  {
    what: 'a compressed copy is on no LRU',
    corrupt: (k, run) => k.mem.write(wordIndex(copyOf(run) + ZENTRY.lru), 0, 0),
    broken: ['J2'],
  },
  {
    what: 'two slots name one compressed copy',
    corrupt: (k, run) => {
      const from = virtualWord(run, virtual(1));
      k.mem.write(virtualWord(run, virtual(2)), k.mem.lo(from), k.mem.hi(from));
    },
    broken: ['J2'],
  },
  {
    what: 'the only compressed copy is forgotten',
    corrupt: (k, run) => k.mem.write(virtualWord(run, virtual(1)), 0, 0),
    broken: ['J5'],
  },
  {
    what: 'a free slot has something in its virtual table word',
    corrupt: (k, run) => k.mem.write(virtualWord(run, virtual(9)), 8, 0),
    broken: ['J3', 'J7'],
  },
  {
    what: 'a free slot has backing',
    corrupt: (k, run) => {
      const from = virtualWord(run, virtual(1));
      k.mem.write(virtualWord(run, virtual(9)), k.mem.lo(from), k.mem.hi(from));
      k.mem.write(from, 0, 0);
    },
    broken: ['J2', 'J3', 'J5', 'J7'],
  },
  {
    what: 'a free slot has an owner',
    corrupt: (k) => swap_cgroup_set(k, clusterOf(k, virtual(9)), 9, 1),
    broken: ['J7'],
  },
];

/** The page table entry of a page of the scenario, and the folio it has. */
const pteOf = (run: Timeline, page: number): WordIndex => run.view.page('app', 'heap', page)?.pte?.index ?? NULL_INDEX;
const folioOf = (run: Timeline, page: number): WordIndex => run.view.page('app', 'heap', page)?.folio ?? NULL_INDEX;

const namesOf = (k: Kernel): readonly string[] => [
  ...new Set(checkInvariants(k).map(({ message }) => /^\w+/.exec(message)?.[0] ?? message)),
];

describe('a corrupted word', () => {
  test.each(CORRUPTIONS)('$what: $broken', ({ corrupt, broken }) => {
    for (const kernel of VIRTUAL) {
      const run = recorded(PAGES.replace('KERNEL', kernel));
      expect(namesOf(run.kernel), `on ${kernel}, before`).toEqual([]);
      corrupt(run.kernel, run);
      expect(namesOf(run.kernel), `on ${kernel}`).toEqual(broken);
    }
  });

  test('is found in kernels without virtual slots too', () => {
    for (const kernel of DIRECT) {
      const run = recorded(PAGES.replace('KERNEL', kernel));
      set_ci_count(run.kernel, clusterOf(run.kernel, swpEntry(0, 1)), 7);
      expect(namesOf(run.kernel), `on ${kernel}`).toEqual(['I1']);
    }
  });

  test('that loses data says so apart from the others', () => {
    const run = recorded(PAGES.replace('KERNEL', 'ste-v2'));
    const k = run.kernel;
    set_swp_tb_zero(k, tableWord(run, virtual(2)), false);
    expect(checkInvariants(k)).toMatchObject([{ kind: 'loss', code: 'VS0421' }]);
  });
});

/** Functions of the kernel inside which a law does not hold for a moment, also while no cluster is locked (facts 4.1, 4.2). */
const TRANSIENT: Readonly<Record<string, readonly string[]>> = {
  // The count and the page table change one after the other.
  I9: ['try_to_unmap_one', 'do_swap_page', 'zap_swap_run', 'copy_page_range', 'unuse_pte'],
  // The Pointer word stands before the virtual table names it.
  J1: ['folio_realloc_swap'],
  // The entry is published before it is on its LRU.
  J2: ['zswap_store_page'],
};

const isLocked = (k: Kernel): boolean => see(k).clusters.some(({ ci }) => ci_lock_holder(k, ci) !== 0);

function stackOf(k: Kernel): readonly string[] {
  const names: string[] = [];
  for (let frame = k.frame; frame !== undefined; frame = frame.parent) names.push(frame.name);
  return names;
}

/** Laws broken at the moment although the stack does not excuse them, with the stack. */
function inexcusable(k: Kernel): readonly string[] {
  if (isLocked(k)) return [];
  const stack = stackOf(k);
  return namesOf(k)
    .filter((name) => TRANSIENT[name]?.some((excuse) => stack.includes(excuse)) !== true)
    .map((name) => `${name} in ${stack.join(' < ')}`);
}

describe.each(KERNELS)('%s', (kernel) => {
  test('random scenarios keep the invariants between steps', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallSettings, draws(20), (setting, drawn) => {
        const told = story(kernel, setting, drawn);
        const run = timelineOf(told.text);
        let step = 0;
        for (let state = run.advance(1); state !== 'over'; state = run.advance(1), step++)
          if (state === 'running') expect(inexcusable(run.kernel), `at step ${step} of\n${told.text}`).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });
});

// What a replay shows at an observation: the kernel's words read as the recording's tokens.
import { mthpStat } from '../mm/vmEvents.js';
import { huge_pmd } from '../mm/pgtable.js';
import { entry_word } from '../mm/vswap_backing.js';
import { folio_test, PG, ZERO_FOLIO, page_folio, folio_order, HUGE_ZERO_FOLIO, type Folio } from '../mm/folio.js';
import { SI } from '../mm/layout.js';

import { SWAP_USAGE_OFFLIST_BIT } from '../mm/swapfile.js';
import { swp_tb_is_folio } from '../mm/swap_table.js';
import { devices } from '../mm/swapon.js';
import { pteOf } from '../mm/memory.js';
import { pfn_folio } from '../mm/folio.js';
import { taskAt, taskMm, vmas, vmaBase } from '../mm/task.js';
import type { RunContext } from '../scenario/runContext.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { isPtePresent, presentPtePfn, swapPteEntry } from '../word/pte.js';
import { swpOffset, swpType } from '../word/swpEntry.js';
import type { PageState, PageStateReader } from './compare.js';

const PAGE_SIZE = 4096;
/** Counters of a recording that stand for one of ours under the same name are found by it; these have no counter yet. */
const VMSTAT = 'vmstat.';

/** `errno` is that of the operation before the observation. Reads the kernel at its present moment. */
export function recordingReader(run: RunContext, errno: number): PageStateReader {
  const { k, names } = run;
  const starts = new Map<string, { readonly task: WordIndex; readonly start: number }>();
  const arena = (name: string): { readonly task: WordIndex; readonly start: number } | undefined => {
    const known = starts.get(name);
    if (known !== undefined) return known;
    const task = taskAt(k, names.tasks.indexOf(name));
    const vma = task === 0 ? undefined : vmas(k, taskMm(k, task))[0];
    if (vma === undefined) return undefined;
    const found = { task, start: vmaBase(k, vma) };
    starts.set(name, found);
    return found;
  };
  const find = (device: string): WordIndex | undefined =>
    devices(k).find((si) => names.devices[k.num(wordIndex(si + SI.device)) - 1] === device);
  const inUse = (si: WordIndex): number => k.num(wordIndex(si + SI.inuse_pages)) % SWAP_USAGE_OFFLIST_BIT;
  return {
    state: (task, page) => {
      const found = arena(task);
      if (found === undefined) return NOTHING;
      const address = found.start + page * PAGE_SIZE;
      const pmd = huge_pmd(k, taskMm(k, found.task), address);
      if (pmd !== undefined) return stateOfHuge(run, pmd);
      const pte = pteOf(k, found.task, address);
      return pte === undefined ? NOTHING : stateOf(run, pte);
    },
    used: (device) => {
      const si = find(device);
      return si === undefined ? undefined : inUse(si);
    },
    swaps: () =>
      devices(k).map((si) => ({
        device: names.devices[k.num(wordIndex(si + SI.device)) - 1] ?? '',
        usable: k.num(wordIndex(si + SI.pages)),
        used: inUse(si),
        priority: k.num(wordIndex(si + SI.prio)),
      })),
    errno: () => errno,
    counter: (name) => mthpStat(k, name) ?? run.view.counter(VMSTAT + name),
  };
}

const NOTHING: PageState = { kind: '-' };

function stateOfHuge(run: RunContext, pmd: WordIndex): PageState {
  const folio = pfn_folio(presentPtePfn(run.k.mem.lo(pmd), run.k.mem.hi(pmd)));
  return folio === HUGE_ZERO_FOLIO ? { kind: 'Z' } : residentState(run, folio);
}

function residentState({ k }: RunContext, folio: Folio): PageState {
  const isCached = folio_test(k, folio, PG.swapcache);
  if (folio_order(k, folio) > 0) return { kind: isCached ? 'PHC' : 'PH' };
  return { kind: isCached ? 'PC' : 'P' };
}

function stateOf(run: RunContext, pte: WordIndex): PageState {
  const { k } = run;
  const lo = k.mem.lo(pte);
  const hi = k.mem.hi(pte);
  if ((lo | hi) === 0) return NOTHING;
  if (isPtePresent(lo, hi)) {
    const page = pfn_folio(presentPtePfn(lo, hi));
    if (page === ZERO_FOLIO) return { kind: 'Z' };
    return residentState(run, page_folio(k, page));
  }
  const entry = swapPteEntry(lo, hi);
  return { kind: swp_tb_is_folio(k, entry_word(k, entry)) ? 'K' : 'S', type: swpType(entry), slot: swpOffset(entry) };
}

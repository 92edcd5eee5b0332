// What a replay shows at an observation: the kernel's words read as the recording's tokens.
import { entry_word } from '../mm/vswap_backing.js';
import { folio_test, PG, ZERO_FOLIO } from '../mm/folio.js';
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
      const pte = found === undefined ? undefined : pteOf(k, found.task, found.start + page * PAGE_SIZE);
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
    counter: (name) => run.view.counter(VMSTAT + name),
  };
}

const NOTHING: PageState = { kind: '-' };

function stateOf({ k }: RunContext, pte: WordIndex): PageState {
  const lo = k.mem.lo(pte);
  const hi = k.mem.hi(pte);
  if ((lo | hi) === 0) return NOTHING;
  if (isPtePresent(lo, hi)) {
    const folio = pfn_folio(presentPtePfn(lo, hi));
    if (folio === ZERO_FOLIO) return { kind: 'Z' };
    return { kind: folio_test(k, folio, PG.swapcache) ? 'PC' : 'P' };
  }
  const entry = swapPteEntry(lo, hi);
  return { kind: swp_tb_is_folio(k, entry_word(k, entry)) ? 'K' : 'S', type: swpType(entry), slot: swpOffset(entry) };
}

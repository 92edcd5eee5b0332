// Counters by the dotted name that a scenario reads them under; what the model does not count has no answer.
import { devices } from './swapon.js';
import { SWAP_USAGE_OFFLIST_BIT } from './swapfile.js';
import { NULL_INDEX } from '../memory/regions.js';
import { taskAt, taskMm } from './task.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { SWAP_METADATA, type Kernel } from './kernel.js';
import { MEMCG, SI, MM } from './layout.js';
import { mem_cgroup_from_private_id } from './memcontrol.js';
import type { ProgramNames } from './view.js';
import { VM_EVENTS, vmEvent } from './vmEvents.js';
import { ZSWAP, zswapPoolBytes, zswapWord } from './zswap.js';

const PAGE_SIZE = 4096;

type Reader = (k: Kernel) => number;

/** Words of zswap that its debugfs does not show. */
const INTERNAL: ReadonlySet<string> = new Set(['reached_full', 'ever_enabled', 'next_shrink', 'shrink_queued']);

const FIXED = new Map<string, Reader>([
  ['run.pte_walks', (k) => vmEvent(k, 'pte_walks')],
  ['run.locks_taken', (k) => vmEvent(k, 'locks_taken')],
  ['run.io_reads', (k) => vmEvent(k, 'pswpin')],
  ['run.io_writes', (k) => vmEvent(k, 'pswpout')],
  ['run.metadata_bytes', metadataBytes],
  ['zswap.pool_total_size', zswapPoolBytes],
  ['vswap.used', (k) => k.num(k.g.vswap_used)],
  ['vswap.pages', (k) => (k.variant.hasVirtualSwap ? k.num(wordIndex(k.ptr(k.g.vswap_si) + SI.pages)) : 0)],
  ['vswap.alloc_reject', (k) => k.num(k.g.vswap_alloc_reject)],
  ['vm.page-cluster', (k) => k.num(k.g.page_cluster)],
  ['vm.vswap_enabled', (k) => k.num(k.g.vswap_enabled)],
  ['vm.nr_swap_pages', (k) => k.num(k.g.nr_swap_pages)],
  ['vm.total_swap_pages', (k) => k.num(k.g.total_swap_pages)],
  ...VM_EVENTS.map((name): [string, Reader] => [`vmstat.${name}`, (k) => vmEvent(k, name)]),
  ...zswapNames().map((name): [string, Reader] => [`zswap.${name}`, (k) => k.num(zswapWord(k, name))]),
]);

const OF_CGROUP: Readonly<Record<string, { readonly member: number; readonly unit: number }>> = {
  'swap.current': { member: MEMCG.swap, unit: PAGE_SIZE },
  'swap.max': { member: MEMCG.swap_max, unit: PAGE_SIZE },
  'swap.high': { member: MEMCG.swap_high, unit: PAGE_SIZE },
  'swap.peak': { member: MEMCG.swap_peak, unit: PAGE_SIZE },
  'swap.events.max': { member: MEMCG.events_max, unit: 1 },
  'swap.events.fail': { member: MEMCG.events_fail, unit: 1 },
  'zswap.current': { member: MEMCG.zswap, unit: 1 },
  'zswap.max': { member: MEMCG.zswap_max, unit: PAGE_SIZE },
  'zswap.writeback': { member: MEMCG.zswap_writeback, unit: 1 },
  'stat.swapcached': { member: MEMCG.swapcached, unit: PAGE_SIZE },
  'stat.zswap': { member: MEMCG.zswap, unit: 1 },
  'stat.zswapped': { member: MEMCG.zswapped, unit: PAGE_SIZE },
  'stat.pswpin': { member: MEMCG.pswpin, unit: 1 },
  'stat.pswpout': { member: MEMCG.pswpout, unit: 1 },
  'stat.zswpin': { member: MEMCG.zswpin, unit: 1 },
  'stat.zswpout': { member: MEMCG.zswpout, unit: 1 },
  'stat.zswpwb': { member: MEMCG.zswpwb, unit: 1 },
};

/** Bytes of the structures that swap's bookkeeping consists of (facts 1.18). */
function metadataBytes(k: Kernel): number {
  return SWAP_METADATA.reduce((sum, name) => sum + k.slab.inUse(k.caches[name]) * k.caches[name].bytes, 0);
}

type OwnedReader = (k: Kernel, owner: WordIndex) => number;

const OF_DEVICE: Readonly<Record<string, OwnedReader>> = {
  used: slotsInUse,
  pages: (k, si) => k.num(wordIndex(si + SI.pages)),
  free: (k, si) => k.num(wordIndex(si + SI.pages)) - slotsInUse(k, si),
  priority: (k, si) => k.num(wordIndex(si + SI.prio)),
};

function slotsInUse(k: Kernel, si: WordIndex): number {
  return k.num(wordIndex(si + SI.inuse_pages)) % SWAP_USAGE_OFFLIST_BIT;
}

const OF_TASK: Readonly<Record<string, OwnedReader>> = {
  swapents: (k, task) => k.num(wordIndex(taskMm(k, task) + MM.swapents)),
  anonpages: (k, task) => k.num(wordIndex(taskMm(k, task) + MM.anonpages)),
};

/** undefined: no such counter now. Sizes are in bytes, slots and pages in pages. */
export function readCounter(k: Kernel, names: ProgramNames, path: string): number | undefined {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return fixed(k);
  const dot = path.indexOf('.');
  const owner = path.slice(0, dot);
  const name = path.slice(dot + 1);
  const cgroup = names.cgroups.indexOf(owner);
  const counter = OF_CGROUP[name];
  if (cgroup >= 0 && counter !== undefined)
    return k.num(wordIndex(mem_cgroup_from_private_id(k, cgroup + 1) + counter.member)) * counter.unit;
  const place = names.devices.indexOf(owner);
  const si = place < 0 ? undefined : devices(k).find((device) => k.num(wordIndex(device + SI.device)) === place + 1);
  if (si !== undefined) return OF_DEVICE[name]?.(k, si);
  const id = names.tasks.indexOf(owner);
  const task = id < 0 ? NULL_INDEX : taskAt(k, id);
  return task === NULL_INDEX ? undefined : OF_TASK[name]?.(k, task);
}

export function counterNames(names: ProgramNames): readonly string[] {
  return [
    ...FIXED.keys(),
    ...owned(names.cgroups, OF_CGROUP),
    ...owned(names.devices, OF_DEVICE),
    ...owned(names.tasks, OF_TASK),
  ];
}

function owned(owners: readonly string[], counters: Readonly<Record<string, unknown>>): readonly string[] {
  return owners.flatMap((owner) => Object.keys(counters).map((counter) => `${owner}.${counter}`));
}

function zswapNames(): readonly (keyof typeof ZSWAP)[] {
  const found: (keyof typeof ZSWAP)[] = [];
  for (const name in ZSWAP) if (isZswapName(name)) found.push(name);
  return found.filter((name) => !INTERNAL.has(name));
}

function isZswapName(name: string): name is keyof typeof ZSWAP {
  return name in ZSWAP;
}

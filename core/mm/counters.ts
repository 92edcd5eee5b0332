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
import { eventWord, VM_EVENTS, type VmEvent } from './vmEvents.js';
import { ZSWAP, zswapPoolBytes, zswapWord } from './zswap.js';

const PAGE_SIZE = 4096;

type Reader = (k: Kernel) => number;

/** Words of zswap that its debugfs does not show. */
const INTERNAL: ReadonlySet<string> = new Set(['reached_full', 'ever_enabled', 'next_shrink', 'shrink_queued']);

type Place = (k: Kernel) => WordIndex;
/** A counter is a word of its own, or made of several. */
type Fixed = { readonly at: Place } | { readonly read: Reader };

const event = (name: VmEvent): Fixed => ({ at: (k) => eventWord(k, name) });

const FIXED = new Map<string, Fixed>([
  ['run.pte_walks', event('pte_walks')],
  ['run.locks_taken', event('locks_taken')],
  ['run.io_reads', event('pswpin')],
  ['run.io_writes', event('pswpout')],
  ['run.metadata_bytes', { read: metadataBytes }],
  ['zswap.pool_total_size', { read: zswapPoolBytes }],
  ['vswap.used', { at: (k) => k.g.vswap_used }],
  ['vswap.pages', { read: (k) => (k.variant.hasVirtualSwap ? k.num(wordIndex(k.ptr(k.g.vswap_si) + SI.pages)) : 0) }],
  ['vswap.alloc_reject', { at: (k) => k.g.vswap_alloc_reject }],
  ['vm.page-cluster', { at: (k) => k.g.page_cluster }],
  ['vm.vswap_enabled', { at: (k) => k.g.vswap_enabled }],
  ['vm.nr_swap_pages', { at: (k) => k.g.nr_swap_pages }],
  ['vm.total_swap_pages', { at: (k) => k.g.total_swap_pages }],
  ...VM_EVENTS.map((name): [string, Fixed] => [`vmstat.${name}`, event(name)]),
  ...zswapNames().map((name): [string, Fixed] => [`zswap.${name}`, { at: (k) => zswapWord(k, name) }]),
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

type Owned = { readonly member: number } | { readonly of: (k: Kernel, owner: WordIndex) => number };

const OF_DEVICE: Readonly<Record<string, Owned>> = {
  used: { of: slotsInUse },
  pages: { member: SI.pages },
  free: { of: (k, si) => k.num(wordIndex(si + SI.pages)) - slotsInUse(k, si) },
  priority: { member: SI.prio },
};

function slotsInUse(k: Kernel, si: WordIndex): number {
  return k.num(wordIndex(si + SI.inuse_pages)) % SWAP_USAGE_OFFLIST_BIT;
}

const OF_TASK: Readonly<Record<string, Owned>> = {
  swapents: { member: MM.swapents },
  anonpages: { member: MM.anonpages },
};

/** Where a counter stands that is a word of its own. */
export interface CounterPlace {
  readonly word: WordIndex;
  /** What one in the word counts for: 4096 where it counts pages and is read in bytes. */
  readonly unit: number;
}

type Found = CounterPlace | { readonly value: number };

/** undefined: no such counter now. Sizes are in bytes, slots and pages in pages. */
export function readCounter(k: Kernel, names: ProgramNames, path: string): number | undefined {
  const found = findCounter(k, names, path);
  if (found === undefined) return undefined;
  return 'word' in found ? k.num(found.word) * found.unit : found.value;
}

/** undefined: no such counter now, or it is made of several words. */
export function counterPlace(k: Kernel, names: ProgramNames, path: string): CounterPlace | undefined {
  const found = findCounter(k, names, path);
  return found !== undefined && 'word' in found ? found : undefined;
}

function findCounter(k: Kernel, names: ProgramNames, path: string): Found | undefined {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return 'at' in fixed ? { word: fixed.at(k), unit: 1 } : { value: fixed.read(k) };
  const dot = path.indexOf('.');
  const owner = path.slice(0, dot);
  const name = path.slice(dot + 1);
  const cgroup = names.cgroups.indexOf(owner);
  const counter = OF_CGROUP[name];
  if (cgroup >= 0 && counter !== undefined)
    return { word: wordIndex(mem_cgroup_from_private_id(k, cgroup + 1) + counter.member), unit: counter.unit };
  const place = names.devices.indexOf(owner);
  const si = place < 0 ? undefined : devices(k).find((device) => k.num(wordIndex(device + SI.device)) === place + 1);
  if (si !== undefined) return ownedCounter(k, si, OF_DEVICE[name]);
  const id = names.tasks.indexOf(owner);
  const task = id < 0 ? NULL_INDEX : taskAt(k, id);
  return task === NULL_INDEX ? undefined : ownedCounter(k, taskMm(k, task), OF_TASK[name]);
}

function ownedCounter(k: Kernel, owner: WordIndex, counter: Owned | undefined): Found | undefined {
  if (counter === undefined) return undefined;
  return 'of' in counter ? { value: counter.of(k, owner) } : { word: wordIndex(owner + counter.member), unit: 1 };
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

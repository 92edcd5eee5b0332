// Counters by the dotted name that a scenario reads them under; what the model does not count has no answer.
import { wordIndex } from '../word/brand.js';
import { SWAP_METADATA, type Kernel } from './kernel.js';
import { MEMCG } from './layout.js';
import { mem_cgroup_from_private_id } from './memcontrol.js';
import type { ProgramNames } from './view.js';
import { VM_EVENTS, vmEvent } from './vmEvents.js';
import { ZSWAP, zswapPoolBytes, zswapWord } from './zswap.js';

const PAGE_SIZE = 4096;

type Reader = (k: Kernel) => number;

const FIXED = new Map<string, Reader>([
  ['run.pte_walks', (k) => vmEvent(k, 'pte_walks')],
  ['run.io_reads', (k) => vmEvent(k, 'pswpin')],
  ['run.io_writes', (k) => vmEvent(k, 'pswpout')],
  ['run.metadata_bytes', metadataBytes],
  ['zswap.pool_total_size', zswapPoolBytes],
  ['vswap.used', (k) => k.num(k.g.vswap_used)],
  ['vswap.alloc_reject', (k) => k.num(k.g.vswap_alloc_reject)],
  ['vm.nr_swap_pages', (k) => k.num(k.g.nr_swap_pages)],
  ['vm.total_swap_pages', (k) => k.num(k.g.total_swap_pages)],
  ...VM_EVENTS.map((name): [string, Reader] => [`vmstat.${name}`, (k) => vmEvent(k, name)]),
  ...zswapNames().map((name): [string, Reader] => [`zswap.${name}`, (k) => k.num(zswapWord(k, name))]),
]);

const OF_CGROUP: Readonly<Record<string, { readonly member: number; readonly unit: number }>> = {
  'swap.current': { member: MEMCG.swap, unit: PAGE_SIZE },
  'swap.max': { member: MEMCG.swap_max, unit: PAGE_SIZE },
  'swap.events.max': { member: MEMCG.events_max, unit: 1 },
  'swap.events.fail': { member: MEMCG.events_fail, unit: 1 },
  'zswap.current': { member: MEMCG.zswap, unit: 1 },
  'zswap.max': { member: MEMCG.zswap_max, unit: PAGE_SIZE },
  'zswap.writeback': { member: MEMCG.zswap_writeback, unit: 1 },
};

/** Bytes of the structures that swap's bookkeeping consists of (facts 1.18). */
function metadataBytes(k: Kernel): number {
  return SWAP_METADATA.reduce((sum, name) => sum + k.slab.inUse(k.caches[name]) * k.caches[name].bytes, 0);
}

/** undefined: no such counter. Sizes are in bytes. */
export function readCounter(k: Kernel, names: ProgramNames, path: string): number | undefined {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return fixed(k);
  const dot = path.indexOf('.');
  const cgroup = names.cgroups.indexOf(path.slice(0, dot));
  const counter = OF_CGROUP[path.slice(dot + 1)];
  if (cgroup < 0 || counter === undefined) return undefined;
  return k.num(wordIndex(mem_cgroup_from_private_id(k, cgroup + 1) + counter.member)) * counter.unit;
}

export function counterNames(names: ProgramNames): readonly string[] {
  return [
    ...FIXED.keys(),
    ...names.cgroups.flatMap((cgroup) => Object.keys(OF_CGROUP).map((counter) => `${cgroup}.${counter}`)),
  ];
}

function zswapNames(): readonly (keyof typeof ZSWAP)[] {
  const found: (keyof typeof ZSWAP)[] = [];
  for (const name in ZSWAP) if (isZswapName(name)) found.push(name);
  return found.filter((name) => name !== 'reached_full');
}

function isZswapName(name: string): name is keyof typeof ZSWAP {
  return name in ZSWAP;
}

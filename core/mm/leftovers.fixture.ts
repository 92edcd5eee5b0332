// What a machine still holds when no task is left: every count that should be back to where it was.
import type { Timeline } from '../timeline/timeline';
import { wordIndex } from '../word/brand';
import { framesInUse } from './folio';
import type { Kernel } from './kernel';
import { MEMCG } from './layout';
import { memcgs } from './memcontrol';

/** Objects in use by slab cache. */
export type Counts = ReadonlyMap<string, number>;

export function structureCounts(k: Kernel): Counts {
  return new Map(k.slab.caches.map((cache) => [cache.name, k.slab.inUse(cache)]));
}

/** Devices that have slots in use, as lines. */
export function slotsInUse({ view }: Timeline): readonly string[] {
  return view.devices().flatMap(({ name, inUse }) => (inUse === 0 ? [] : [`${name} has ${inUse} slots in use`]));
}

/** Lines such as `swap_table 3, not 2`; none: everything was given back. */
export function leftovers({ kernel: k, view }: Timeline, expected: Counts): readonly string[] {
  const found: [string, number, number][] = [];
  for (const [name, count] of structureCounts(k)) found.push([name, count, expected.get(name) ?? 0]);
  memcgs(k).forEach((memcg, id) => {
    for (const member of ['swap', 'zswap', 'zswapped', 'swapcached', 'id_refs'] as const)
      found.push([`cgroup ${id} ${member}`, k.num(wordIndex(memcg + MEMCG[member])), 0]);
  });
  for (const counter of ['vswap.used', 'zswap.stored_pages', 'zswap.pool_total_size', 'vmstat.nr_swapcached'])
    found.push([counter, view.counter(counter) ?? 0, 0]);
  found.push(['frames', framesInUse(k), 0]);
  found.push(['nr_swap_pages', view.counter('vm.nr_swap_pages') ?? 0, view.counter('vm.total_swap_pages') ?? 0]);
  return found
    .filter(([, count, wanted]) => count !== wanted)
    .map(([name, count, wanted]) => `${name} ${count}, not ${wanted}`);
}

// The counters a scenario can read, by the dotted name it reads them under: what the kernel itself shows, and what the run counts.

export interface Counter {
  readonly name: string;
  readonly doc: string;
}

/** Owners that are always there. Reserved: no task, device or cgroup may take one of these names. */
export const COUNTER_GROUPS = {
  run: [
    [
      'pte_walks',
      'Page table entries that swapoff looked at since the scenario began. With virtual swap it needs none.',
    ],
    ['locks_taken', 'Locks of clusters (ci->lock) taken since the scenario began.'],
    ['io_reads', 'Pages read from a device since the scenario began.'],
    ['io_writes', 'Pages written to a device since the scenario began.'],
    ['metadata_bytes', 'Bytes the kernel holds now for swap bookkeeping: tables, clusters, zswap entries.'],
  ],
  zswap: [
    ['stored_pages', 'Pages in zswap now.'],
    [
      'stored_incompressible_pages',
      'Pages in zswap now that did not shrink. UNCERTAIN which of them a kernel later than 6.18 keeps: here those of cgroups with zswap.writeback 0.',
    ],
    ['pool_total_size', 'Bytes the compressed pool takes now.'],
    ['written_back_pages', 'Entries moved from zswap to a device.'],
    ['pool_limit_hit', 'Stores refused because the pool was full.'],
    ['reject_reclaim_fail', 'Writebacks that failed.'],
    ['reject_alloc_fail', 'Stores refused because the pool got no memory.'],
    ['reject_kmemcache_fail', 'Stores refused because no zswap_entry could be allocated.'],
    ['reject_compress_fail', 'Stores refused because the compressor failed.'],
    ['reject_compress_poor', 'Stores refused because the page did not shrink.'],
    ['decompress_fail', 'Loads that could not be decompressed.'],
    ['enabled', 'The setting.'],
    ['max_pool_percent', 'The setting.'],
    ['accept_threshold_percent', 'The setting.'],
    ['shrinker_enabled', 'The setting.'],
  ],
  vswap: [
    ['used', 'Virtual slots allocated now. UNCERTAIN whether the newest version has this file.'],
    ['pages', 'Slots of the virtual device, whatever is behind them, without the first.'],
    ['alloc_reject', 'Pages for which no virtual slot could be allocated.'],
  ],
  vm: [
    ['page-cluster', 'The setting.'],
    ['swappiness', 'The setting.'],
    ['vswap_enabled', 'The setting.'],
    ['overcommit_memory', 'The setting.'],
    ['nr_swap_pages', 'Free slots on all devices.'],
    ['total_swap_pages', 'Usable slots on all devices.'],
  ],
  vmstat: [
    ['pgfault', 'Page faults of any kind.'],
    ['pswpin', 'Pages read from swap devices.'],
    ['pswpout', 'Pages written to swap devices.'],
    ['swpin_zero', 'Faults answered with a page of zeros.'],
    ['swpout_zero', 'Pages not written because they held only zeros.'],
    ['swap_ra', 'Pages read ahead.'],
    ['swap_ra_hit', 'Pages read ahead that were then used.'],
    ['zswpin', 'Pages loaded from zswap.'],
    ['zswpout', 'Pages stored into zswap.'],
    ['zswpwb', 'Pages written back from zswap to a device.'],
    ['thp_swpout', 'PMD-sized folios swapped out whole.'],
    ['thp_swpout_fallback', 'PMD-sized folios split because they got no slots.'],
    ['nr_swapcached', 'Pages in the swap cache now.'],
    ['workingset_refault_anon', 'Faults of anonymous pages evicted before.'],
    ['workingset_activate_anon', 'Refaults put on the active list at once.'],
    ['workingset_restore_anon', 'Refaults of pages that were active when evicted.'],
    ['pgmajfault', 'Faults that had to wait for a read.'],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [name: string, doc: string])[]>>;

/** After the name of a cgroup. */
export const CGROUP_COUNTERS: readonly Counter[] = counters([
  ['swap.current', 'Bytes of swap charged now. With virtual swap only physical slots are charged.'],
  ['swap.max', 'The setting.'],
  ['swap.high', 'The setting.'],
  ['swap.peak', 'The most swap.current has been.'],
  ['swap.events.max', 'Allocations refused because of swap.max.'],
  ['swap.events.fail', 'Allocations that failed for want of slots or because of swap.max.'],
  ['zswap.current', 'Compressed bytes charged now.'],
  ['zswap.max', 'The setting.'],
  ['zswap.writeback', 'The setting.'],
  ['stat.swapcached', 'Bytes in the swap cache now.'],
  ['stat.zswap', 'Compressed bytes in zswap now.'],
  ['stat.zswapped', 'Bytes of the pages that zswap holds now, uncompressed.'],
  ['stat.pswpin', 'Pages read from swap devices.'],
  ['stat.pswpout', 'Pages written to swap devices.'],
  ['stat.zswpin', 'Pages loaded from zswap.'],
  ['stat.zswpout', 'Pages stored into zswap.'],
  ['stat.zswpwb', 'Pages written back from zswap.'],
]);

/** After the name of a swap device. */
export const DEVICE_COUNTERS: readonly Counter[] = counters([
  ['used', 'Slots in use now (swap_info_struct inuse_pages).'],
  ['pages', 'Usable slots: the size without the header page and bad slots.'],
  ['free', 'Usable slots not in use now.'],
  ['priority', 'As given, or as the kernel chose it.'],
]);

/** After the name of a task. */
export const TASK_COUNTERS: readonly Counter[] = counters([
  ['swapents', 'Page table entries that hold a swap entry (MM_SWAPENTS, VmSwap).'],
  ['anonpages', 'Anonymous pages mapped (MM_ANONPAGES, RssAnon).'],
]);

export type CounterGroup = keyof typeof COUNTER_GROUPS;

export function isCounterGroup(name: string): name is CounterGroup {
  return Object.hasOwn(COUNTER_GROUPS, name);
}

export function countersOf(group: CounterGroup): readonly Counter[] {
  return counters(COUNTER_GROUPS[group]);
}

function counters(table: readonly (readonly [string, string])[]): readonly Counter[] {
  return table.map(([name, doc]) => ({ name, doc }));
}

// What `set`, `sysctl` and a cgroup's block can change: the kernel's own files, their bounds and what they do.

/** `switch` takes on, off, 0 or 1; `bytes` a size or max. */
export interface Setting {
  readonly name: string;
  readonly file: string;
  readonly takes: 'number' | 'switch' | 'bytes';
  readonly min: number;
  readonly max: number;
  readonly doc: string;
}

/** "max" of a cgroup file: no limit. Stays exact in JSON. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const ZSWAP = '/sys/module/zswap/parameters/';
const VM = '/proc/sys/vm/';

/** `zswap.*` and `vm.*`; facts 1.16, 1.17, 5.2, 5.6 of the kernel fact sheet. */
export const GLOBAL_SETTINGS: readonly Setting[] = [
  {
    name: 'zswap.enabled',
    file: `${ZSWAP}enabled`,
    takes: 'switch',
    min: 0,
    max: 1,
    doc: 'Off: new pages go past zswap; what it already holds stays until it is faulted in or freed.',
  },
  {
    name: 'zswap.max_pool_percent',
    file: `${ZSWAP}max_pool_percent`,
    takes: 'number',
    min: 0,
    max: 100,
    doc: 'How much of memory the compressed pool may take; over it, stores are refused and the oldest entries are written back.',
  },
  {
    name: 'zswap.accept_threshold_percent',
    file: `${ZSWAP}accept_threshold_percent`,
    takes: 'number',
    min: 0,
    max: 100,
    doc: 'After the pool was full, stores are accepted again once it shrank to this share of its limit.',
  },
  {
    name: 'zswap.shrinker_enabled',
    file: `${ZSWAP}shrinker_enabled`,
    takes: 'switch',
    min: 0,
    max: 1,
    doc: 'Whether memory pressure (reclaim) also writes zswap entries back, before the pool is full.',
  },
  {
    name: 'vm.page-cluster',
    file: `${VM}page-cluster`,
    takes: 'number',
    min: 0,
    max: 5,
    doc: 'Readahead reads at most 2^n pages around a swap fault.',
  },
  {
    name: 'vm.swappiness',
    file: `${VM}swappiness`,
    takes: 'number',
    min: 0,
    max: 200,
    doc: 'How reclaim divides its work between anonymous and file pages. Not modelled: there are no file pages.',
  },
  {
    name: 'vm.vswap_enabled',
    file: `${VM}vswap_enabled`,
    takes: 'switch',
    min: 0,
    max: 1,
    doc: 'Whether new swap entries are virtual; entries that exist keep their kind. ste-latest only (the file of the version before it; UNCERTAIN).',
  },
  {
    name: 'vm.overcommit_memory',
    file: `${VM}overcommit_memory`,
    takes: 'number',
    min: 0,
    max: 2,
    doc: '0 guess, 1 always, 2 never promise more than memory and swap together. Not modelled.',
  },
];

/** After the name of a cgroup; facts 3.17 and 5.5. */
export const CGROUP_SETTINGS: readonly Setting[] = [
  {
    name: 'swap.max',
    file: 'memory.swap.max',
    takes: 'bytes',
    min: 0,
    max: NO_LIMIT,
    doc: 'Most swap the group may use. Without virtual swap every swapped page counts; with it only physical slots do.',
  },
  {
    name: 'swap.high',
    file: 'memory.swap.high',
    takes: 'bytes',
    min: 0,
    max: NO_LIMIT,
    doc: 'Above this the group is throttled, and swap counts as full for it at half.',
  },
  {
    name: 'zswap.max',
    file: 'memory.zswap.max',
    takes: 'bytes',
    min: 0,
    max: NO_LIMIT,
    doc: 'Most compressed bytes the group may hold in zswap; 0 keeps it out of zswap. At the limit its oldest entries are written back to make room.',
  },
  {
    name: 'zswap.writeback',
    file: 'memory.zswap.writeback',
    takes: 'switch',
    min: 0,
    max: 1,
    doc: 'Off: pages of the group never move from zswap to a device, and one that zswap refuses stays in memory.',
  },
];

/** The bounds of `set` and of the machine block are the same kernel files. */
export function findGlobalSetting(name: string): Setting | undefined {
  return GLOBAL_SETTINGS.find((setting) => setting.name === name);
}

/** `memory.` in front is what the file is called, and may be left out. */
export function findCgroupSetting(name: string): Setting | undefined {
  const short = name.replace(/^memory\./, '');
  return CGROUP_SETTINGS.find((setting) => setting.name === short);
}

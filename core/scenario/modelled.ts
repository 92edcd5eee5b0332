// What the language can say and the model cannot run yet, in one place: empty this table as the model grows.

/** Named after the word that a person writes. */
export type Feature =
  | 'fail'
  | 'willneed'
  | 'lazyfree'
  | 'mlock'
  | 'munlock'
  | 'swapoff'
  | 'huge'
  | 'mthp'
  | 'schedule'
  | 'rotational'
  | 'discard'
  | 'zstd'
  | 'lzo'
  | 'lzo-rle'
  | 'deflate';

export const NOT_MODELLED_YET: ReadonlySet<Feature> = new Set<Feature>(['schedule', 'deflate']);

/** Counters of counters.ts that the model does not keep yet; `cgroup.`, `device.` and `task.` stand for any of that kind. */
export const NOT_COUNTED_YET: ReadonlySet<string> = new Set([
  'run.table_lookups',
  'run.locks_taken',
  'vm.page-cluster',
  'vm.swappiness',
  'vm.vswap_enabled',
  'vm.overcommit_memory',
  'vmstat.workingset_activate_anon',
  'vmstat.workingset_restore_anon',
]);

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
  | 'rotational'
  | 'discard'
  | 'zstd'
  | 'lzo'
  | 'lzo-rle'
  | 'deflate';

export const NOT_MODELLED_YET: ReadonlySet<Feature> = new Set<Feature>(['deflate']);

/** Settings that change nothing here, so neither are they taken nor do they count: there are no file pages, and no overcommit. */
export const NOT_SET_YET: ReadonlySet<string> = new Set(['vm.swappiness', 'vm.overcommit_memory']);

/** Counters of counters.ts that the model does not keep (docs/model.md says why); `cgroup.`, `device.` and `task.` stand for any of that kind. */
export const NOT_COUNTED_YET: ReadonlySet<string> = new Set([
  ...NOT_SET_YET,
  'vmstat.workingset_activate_anon',
  'vmstat.workingset_restore_anon',
]);

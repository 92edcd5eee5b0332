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
  | 'discard';

export const NOT_MODELLED_YET: ReadonlySet<Feature> = new Set<Feature>([
  'fail',
  'willneed',
  'lazyfree',
  'mlock',
  'munlock',
  'swapoff',
  'huge',
  'mthp',
  'schedule',
  'rotational',
  'discard',
]);

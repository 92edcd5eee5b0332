// What differs between kernels in the reference model, read from facts section 7 and oracle.md by itself: the product's variants are not looked at.
import type { KernelName } from '../word/kernelName';

export interface Rules {
  readonly isVirtual: boolean;
  /** 6.18 keeps counts in a byte map: no extend table, none in the word. */
  readonly countsInTable: boolean;
  /** Oracle F1, F2: one reference on a synchronous device is read without the swap cache. */
  readonly readsAroundCache: boolean;
  /** Facts 1.6, 1.9: ZERO and FOLIO stand in the virtual table. */
  readonly hasTags: boolean;
  /** Facts 1.8: a reference on a cache-only slot clears C. */
  readonly clearsCacheOnly: boolean;
  /** Facts 3.12 step 3: giving back the last reference of a cached virtual slot tries to drop its folio. */
  readonly putReclaimsVirtual: boolean;
  /** Facts 1.11: no memcg_table in a physical cluster before its first direct slot. */
  readonly defersMemcgTable: boolean;
  /** Oracle section 7: a page that does not shrink is kept as it is. */
  readonly storesRaw: boolean;
  /** Oracle U1: what is freed together ends where slots with and without a cached copy meet. */
  readonly runsEndAtCache: boolean;
  /** Oracle A8: a scan that emptied its cluster takes the place at its start. */
  readonly reusesEmptied: boolean;
  /** Facts 2.14: all devices without a priority have the same; oracle A10: each a lower one. */
  readonly lowersPriority: boolean;
}

const DIRECT: Rules = {
  isVirtual: false,
  countsInTable: true,
  readsAroundCache: false,
  hasTags: false,
  clearsCacheOnly: false,
  putReclaimsVirtual: false,
  defersMemcgTable: false,
  storesRaw: false,
  runsEndAtCache: false,
  reusesEmptied: false,
  lowersPriority: false,
};
const SECOND: Rules = {
  ...DIRECT,
  isVirtual: true,
  clearsCacheOnly: true,
  putReclaimsVirtual: true,
  defersMemcgTable: true,
};

export const RULES: Readonly<Record<KernelName, Rules>> = {
  '6.18': {
    ...DIRECT,
    countsInTable: false,
    readsAroundCache: true,
    storesRaw: true,
    runsEndAtCache: true,
    reusesEmptied: true,
    lowersPriority: true,
  },
  p4: DIRECT,
  'ste-v1': { ...DIRECT, isVirtual: true, hasTags: true },
  'ste-v2': SECOND,
  'ste-latest': SECOND,
};

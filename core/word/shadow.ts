// Workingset shadows in the model, on halves: packed at eviction, read at refault (facts 1.7), with NODES_SHIFT 10.

import { fieldOf, fixedBitsOf, scratch } from './halves';

const EVICTION = fieldOf('swap_table', 'p4', 'Shadow', 'eviction');
const MEMCG_ID = fieldOf('shadow', 'p4', 'Shadow', 'memcg_id');
const NODE = fieldOf('shadow', 'p4', 'Shadow', 'node');
const WORKINGSET = fieldOf('shadow', 'p4', 'Shadow', 'workingset');
const BITS = fixedBitsOf('shadow', 'p4', 'Shadow');

const EVICTION_RANGE = EVICTION.get(0xffff_ffff, 0xffff_ffff) + 1;

/** Leaves a bare anonymous shadow in `scratch`, flag bits clear; the eviction counter is cut to the bits it has, as the kernel does. */
export function packShadow(memcgId: number, node: number, eviction: number, isWorkingset: boolean): void {
  const cut = eviction < EVICTION_RANGE ? eviction : eviction % EVICTION_RANGE;
  const lo = EVICTION.withLo(MEMCG_ID.withLo(BITS.lo, memcgId), cut);
  scratch.lo = WORKINGSET.withLo(NODE.withLo(lo, node), isWorkingset ? 1 : 0);
  scratch.hi = EVICTION.withHi(BITS.hi, cut);
}

/** Pages evicted between two ages, the earlier one cut to the bits that a shadow has. */
export const shadowDistance = (eviction: number, now: number): number =>
  (((now - eviction) % EVICTION_RANGE) + EVICTION_RANGE) % EVICTION_RANGE;

export const shadowEviction = (lo: number, hi: number): number => EVICTION.get(lo, hi);
export const shadowMemcgId = (lo: number): number => MEMCG_ID.get(lo, 0);
export const shadowNode = (lo: number): number => NODE.get(lo, 0);
export const isShadowWorkingset = (lo: number): boolean => WORKINGSET.get(lo, 0) === 1;

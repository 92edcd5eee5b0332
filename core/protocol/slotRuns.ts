// What the 512 slots of a cluster hold, run-length encoded: a map of many clusters is mostly runs, and crosses to the webview at every stop.

/**
 * What a slot is good for, one word for all kernels. `slot`: a physical slot that a page table refers to directly; `folio`: a virtual slot whose only
 * copy is in memory; `phys`: a virtual slot backed by a physical one; `pointer`: a physical slot that backs a virtual one; `cacheOnly`: such a
 * slot whose owner is hinted to have count 0; `lost`: swapped out without backing (facts 1.10); `invalid`: no word of the format.
 */
export const SLOT_KINDS = [
  'free',
  'slot',
  'folio',
  'zero',
  'zswap',
  'phys',
  'pointer',
  'cacheOnly',
  'bad',
  'lost',
  'invalid',
] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

/** One slot in a number: the kind's position in SLOT_KINDS, plus marks. */
export type SlotCode = number;
/** Also in the swap cache. */
export const CACHED = 16;
/** Its words differ from what they were at the last stop. */
export const CHANGED = 32;
export const GREATEST_CODE = 63;

export const kindOfCode = (code: SlotCode): SlotKind => SLOT_KINDS[code & 15] ?? 'invalid';
export const codeOfKind = (kind: SlotKind): SlotCode => SLOT_KINDS.indexOf(kind);

/** Pairs (code, length), in slot order. */
export function encodeRuns(codes: ArrayLike<SlotCode>): readonly number[] {
  const runs: number[] = [];
  let start = 0;
  for (let i = 1; i <= codes.length; i++) {
    const code = codes[start];
    if (code === undefined || codes[i] === code) continue;
    runs.push(code, i - start);
    start = i;
  }
  return runs;
}

/** Exactly `slotCount` codes: what the runs do not reach is free, what goes beyond is left out. */
export function decodeRuns(runs: readonly number[], slotCount: number): Uint8Array {
  const codes = new Uint8Array(slotCount);
  let at = 0;
  for (let i = 0; i + 1 < runs.length && at < slotCount; i += 2) {
    const end = Math.min(slotCount, at + (runs[i + 1] ?? 0));
    codes.fill(runs[i] ?? 0, at, end);
    at = end;
  }
  return codes;
}

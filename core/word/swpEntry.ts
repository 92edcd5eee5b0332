// Swap entries in the model: one exact number each, and their conversions to the kernel's 64-bit value (facts 1.1).

import type { SlotOffset, SwpEntry } from './brand';
import { fieldOf, scratch } from './halves';

/** Device slots stay below 2^45 in the simulator, so that type and slot fit the 53 exact bits of a number; the kernel allows 2^58. */
const TYPE_UNIT = 2 ** 45;

const TYPE = fieldOf('swp_entry', 'p4', 'Swap', 'type');
const OFFSET = fieldOf('swp_entry', 'p4', 'Swap', 'offset');

/** "No entry": type 0, slot 0, which is never handed out. */
export const NO_ENTRY = 0 as SwpEntry;

/** `type` is 0 to 31, `offset` below 2^45. */
export const swpEntry = (type: number, offset: number): SwpEntry => (type * TYPE_UNIT + offset) as SwpEntry;
export const swpType = (entry: SwpEntry): number => (entry < TYPE_UNIT ? 0 : Math.floor(entry / TYPE_UNIT));
// Not with %, which is a library call on numbers above 2^31 (bench: pairs).
export const swpOffset = (entry: SwpEntry): SlotOffset =>
  (entry < TYPE_UNIT ? entry : entry - Math.floor(entry / TYPE_UNIT) * TYPE_UNIT) as SlotOffset;

/** The i-th slot of a folio; never crosses a cluster, so never carries into the type. */
export const swpEntryPlus = (entry: SwpEntry, slots: number): SwpEntry => (entry + slots) as SwpEntry;

/** Leaves `val` in `scratch`. */
export function swpEntryToVal(entry: SwpEntry): void {
  const type = swpType(entry);
  const offset = swpOffset(entry);
  scratch.lo = OFFSET.withLo(0, offset);
  scratch.hi = TYPE.withHi(OFFSET.withHi(0, offset), type);
}

export const swpEntryFromVal = (lo: number, hi: number): SwpEntry => swpEntry(TYPE.get(lo, hi), OFFSET.get(lo, hi));

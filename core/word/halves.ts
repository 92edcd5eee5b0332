// Layout tables compiled for the model: fields of a word that is held as two unsigned 32-bit halves, read and set without allocating.

import { fieldNamed, formatFor, kindNamed } from './formats';
import type { KernelName } from './kernelName';
import { bitMask, type FormatId, type WordKind } from './layout';

/**
 * Where functions that make a whole word leave it, `lo` and `hi` unsigned: read both before the next such call. One shared pair instead of an
 * object per word; it starts with numbers above 2^31 so that engines give it unboxed double slots at once.
 */
export const scratch = { lo: 0xffff_ffff, hi: 0xffff_ffff };

/** One field on halves. Values are exact below 2^53; a `pointer` field is not offered, see `virtualTable.ts`. */
export interface HalfField {
  readonly get: (lo: number, hi: number) => number;
  /** The half with the field set to `value`, which must be in range; the other half is left to the other function. */
  readonly withLo: (lo: number, value: number) => number;
  readonly withHi: (hi: number, value: number) => number;
  readonly maskLo: number;
  readonly maskHi: number;
}

/** Throws when the tables have no such field: names are constants in our own code. */
export function fieldOf(format: FormatId, kernel: KernelName, kindName: string, fieldName: string): HalfField {
  const field = fieldNamed(kindOf(format, kernel, kindName), fieldName);
  if (field === undefined || field.stored === 'pointer')
    throw new Error(`no numeric field ${fieldName} in ${format} ${kindName} of ${kernel}`);
  const mask = halvesOf(bitMask(field.high, field.low));
  // A value wider than its field reaches the bits above, as the kernel's shift does (RFC v1 and v2 lose type bits so, facts 1.8 and 1.9).
  const place = halvesOf(bitMask(Math.min(63, field.low + field.logicalWidth - 1), field.low));
  const flip = field.stored === 'complement' ? -1 : 0;
  return compile(field.high, field.low, mask, place, flip);
}

/** A field of bits `high` to `low`, both included, outside the layout tables: members of structures. */
export function bitsOf(high: number, low: number): HalfField {
  const mask = halvesOf(bitMask(high, low));
  return compile(high, low, mask, mask, 0);
}

/** The test that recognises a kind: `((lo & maskLo) >>> 0) === matchLo` and the same for the upper half. */
export interface HalfTest {
  readonly maskLo: number;
  readonly maskHi: number;
  readonly matchLo: number;
  readonly matchHi: number;
}

export function testOf(format: FormatId, kernel: KernelName, kindName: string): HalfTest {
  const kind = kindOf(format, kernel, kindName);
  const mask = halvesOf(kind.mask);
  const match = halvesOf(kind.match);
  return { maskLo: mask.lo, maskHi: mask.hi, matchLo: match.lo, matchHi: match.hi };
}

export const isMatch = (test: HalfTest, lo: number, hi: number): boolean =>
  (lo & test.maskLo) >>> 0 === test.matchLo && (hi & test.maskHi) >>> 0 === test.matchHi;

/** The bits that every word of the kind has: its marks and other fixed fields. */
export function fixedBitsOf(format: FormatId, kernel: KernelName, kindName: string): Halves {
  let bits = 0n;
  for (const field of kindOf(format, kernel, kindName).fields) bits |= (field.fixed ?? 0n) << BigInt(field.low);
  return halvesOf(bits);
}

export const halvesOf = (word: bigint): Halves => ({
  lo: Number(word & 0xffff_ffffn),
  hi: Number((word >> 32n) & 0xffff_ffffn),
});

export const wordOf = (lo: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);

function kindOf(format: FormatId, kernel: KernelName, kindName: string): WordKind {
  const kind = kindNamed(formatFor(format, kernel), kindName);
  if (kind === undefined) throw new Error(`no kind ${kindName} in ${format} of ${kernel}`);
  return kind;
}

/** A word as the model holds it; both unsigned. */
export interface Halves {
  readonly lo: number;
  readonly hi: number;
}

/** `flip` is -1 to invert all bits, else 0: an exclusive or with it, no branch. */
function compile(high: number, low: number, mask: Halves, place: Halves, flip: number): HalfField {
  const maskLo = mask.lo;
  const maskHi = mask.hi;
  const placeLo = place.lo;
  const placeHi = place.hi;
  const keepLo = ~maskLo;
  const keepHi = ~maskHi;
  if (high < 32) {
    return {
      get: (lo) => ((lo ^ flip) & maskLo) >>> low,
      withLo: (lo, value) => ((lo & keepLo) | (((value << low) ^ flip) & placeLo)) >>> 0,
      withHi: (hi) => hi >>> 0,
      maskLo,
      maskHi,
    };
  }
  if (low >= 32) {
    const shift = low - 32;
    return {
      get: (_lo, hi) => ((hi ^ flip) & maskHi) >>> shift,
      withLo: (lo) => lo >>> 0,
      withHi: (hi, value) => ((hi & keepHi) | (((value << shift) ^ flip) & placeHi)) >>> 0,
      maskLo,
      maskHi,
    };
  }
  const upper = 2 ** (32 - low);
  return {
    get: (lo, hi) => {
      const above = ((hi ^ flip) & maskHi) >>> 0;
      const below = ((lo ^ flip) & maskLo) >>> low;
      return above === 0 ? below : below + above * upper;
    },
    withLo: (lo, value) => ((lo & keepLo) | (((value << low) ^ flip) & placeLo)) >>> 0,
    withHi: (hi, value) => ((hi & keepHi) | ((Math.floor(value / upper) ^ flip) & placeHi)) >>> 0,
    maskLo,
    maskHi,
  };
}

// Where a structure's member lives in words and halves, compiled from the struct tables: how the model reads a u16 out of a word.

import { bitsOf, type HalfField } from './halves';
import { STRUCTS, type Member, type MemberName, type StructName } from './structs';

const WORD_BYTES = 8;

/** A member within one word; numbers of 8-byte members are exact below 2^53. */
export interface MemberPlace extends HalfField {
  /** Words from the start of the structure. */
  readonly word: number;
  /** 0 the lower half, 1 the upper; 8-byte members start in 0 and take both. */
  readonly half: 0 | 1;
  /** Bits from the bottom of that half. */
  readonly shift: number;
  /** The member's bits in that half, in place. */
  readonly mask: number;
}

/** Elements of an array member; the functions take the element's index and allocate nothing. */
export interface ArrayPlace {
  readonly length: number;
  /** Words from the start of the structure. */
  readonly wordAt: (index: number) => number;
  readonly get: (index: number, lo: number, hi: number) => number;
  readonly withLo: (index: number, lo: number, value: number) => number;
  readonly withHi: (index: number, hi: number, value: number) => number;
}

function memberNamed<S extends StructName>(struct: S, name: MemberName<S>): Member {
  const members: Readonly<Record<string, Member>> = STRUCTS[struct].members;
  const member = members[name];
  if (member === undefined) throw new Error(`struct ${struct} has no member ${name}`);
  return member;
}

/** Throws for arrays and for members that span words (embedded structures): ask `memberWord` for those. */
export function memberPlace<S extends StructName>(struct: S, name: MemberName<S>): MemberPlace {
  const { offset, size, count } = memberNamed(struct, name);
  if (count !== 1 || size > WORD_BYTES) throw new Error(`member ${name} of struct ${struct} is not in one word`);
  const low = (offset % WORD_BYTES) * 8;
  const field = bitsOf(low + size * 8 - 1, low);
  const half = low < 32 ? 0 : 1;
  const mask = half === 0 ? field.maskLo : field.maskHi;
  return { ...field, word: Math.floor(offset / WORD_BYTES), half, shift: low % 32, mask };
}

/** Words from the start of the structure to the member's first. */
export const memberWord = <S extends StructName>(struct: S, name: MemberName<S>): number =>
  Math.floor(memberNamed(struct, name).offset / WORD_BYTES);

/** For arrays of 2-, 4- and 8-byte elements. */
export function arrayPlace<S extends StructName>(struct: S, name: MemberName<S>): ArrayPlace {
  const { offset, size, count } = memberNamed(struct, name);
  const bytes = size / count;
  const first = offset / WORD_BYTES;
  const wordAt = (index: number): number => first + Math.floor((index * bytes) / WORD_BYTES);
  if (bytes === WORD_BYTES) {
    const whole = bitsOf(63, 0);
    return {
      length: count,
      wordAt,
      get: (_index, lo, hi) => whole.get(lo, hi),
      withLo: (_index, lo, value) => whole.withLo(lo, value),
      withHi: (_index, hi, value) => whole.withHi(hi, value),
    };
  }
  const perWord = WORD_BYTES / bytes;
  const perHalf = perWord / 2;
  const width = bytes * 8;
  const mask = 2 ** width - 1;
  const isHigh = (index: number): boolean => index % perWord >= perHalf;
  const put = (half: number, index: number, value: number): number => {
    const shift = (index % perHalf) * width;
    return ((half & ~(mask << shift)) | ((value & mask) << shift)) >>> 0;
  };
  return {
    length: count,
    wordAt,
    get: (index, lo, hi) => (((isHigh(index) ? hi : lo) >>> ((index % perHalf) * width)) & mask) >>> 0,
    withLo: (index, lo, value) => (isHigh(index) ? lo : put(lo, index, value)),
    withHi: (index, hi, value) => (isHigh(index) ? put(hi, index, value) : hi),
  };
}

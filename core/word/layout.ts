// What a word format is, as data: the only shape in which bit positions are written down. Everything that reads a word reads these tables.

import type { KernelName } from './kernelName';

export type FormatId = 'swap_table' | 'virtual_table' | 'swp_entry' | 'pte' | 'shadow';

export const FORMAT_IDS: readonly FormatId[] = ['swap_table', 'virtual_table', 'swp_entry', 'pte', 'shadow'];

/**
 * How bits relate to the value that people mean: `plain` the same; `complement` every bit inverted (x86-64 swap offset); `pointer` an 8-byte
 * aligned address whose low three bits gave way to a tag.
 */
export type Stored = 'plain' | 'complement' | 'pointer';

export interface WordField {
  readonly name: string;
  /** Bit positions, both included, 63 the highest. */
  readonly high: number;
  readonly low: number;
  /** The kernel's name for these bits, empty where it has none. */
  readonly macro: string;
  readonly meaning: string;
  readonly stored: Stored;
  /** The raw bits that the kernel always stores here; anything else makes the word invalid. */
  readonly fixed: bigint | undefined;
  /** Width of the value that the kernel shifts into `low`; more than the field holds means that upper bits fall on a neighbour or off the word. */
  readonly logicalWidth: number;
  /** What this value says; absent where `meaning` says it all. */
  readonly explain: ((value: bigint) => string) | undefined;
}

export interface WordKind {
  readonly name: string;
  /** A word is of the first kind, in order, with `(word & mask) === match`. */
  readonly mask: bigint;
  readonly match: bigint;
  /** What makes or names such a word in the kernel. */
  readonly macro: string;
  readonly meaning: string;
  /** Fields from bit 63 down to bit 0; each bit in exactly one. */
  readonly fields: readonly WordField[];
  /** Why the kernel never stores such a word: set for patterns that have a name but make the word invalid. */
  readonly neverStored: string | undefined;
  /** Something to know about this very word, if there is. */
  readonly remark: ((values: ReadonlyMap<string, bigint>) => string | undefined) | undefined;
}

export interface WordFormat {
  readonly id: FormatId;
  readonly kernel: KernelName;
  readonly title: string;
  /** The kernel version that the layout was read in. */
  readonly source: string;
  /** What is not known for sure about this layout. */
  readonly uncertain: string | undefined;
  /** Why this kernel has no such word; the only kind is then `Invalid`. */
  readonly absent: string | undefined;
  /** In the order of recognition; the last one, `Invalid`, takes every word. */
  readonly kinds: readonly WordKind[];
}

type FieldRest = Partial<Pick<WordField, 'stored' | 'fixed' | 'logicalWidth' | 'explain'>>;

export function field(
  name: string,
  high: number,
  low: number,
  macro: string,
  meaning: string,
  rest: FieldRest = {},
): WordField {
  const width = high - low + 1;
  return {
    name,
    high,
    low,
    macro,
    meaning,
    stored: 'plain',
    fixed: undefined,
    logicalWidth: width,
    explain: undefined,
    ...rest,
  };
}

type KindRest = Partial<Pick<WordKind, 'neverStored' | 'remark'>>;

/** Builds a kind; bits that no field names become reserved fields, which must be zero. */
export function kind(
  name: string,
  [mask, match]: readonly [bigint, bigint],
  macro: string,
  meaning: string,
  fields: readonly WordField[],
  rest: KindRest = {},
): WordKind {
  return {
    name,
    mask,
    match,
    macro,
    meaning,
    fields: withReservedFields(fields),
    neverStored: undefined,
    remark: undefined,
    ...rest,
  };
}

const reserved = (high: number, low: number): WordField =>
  field(`reserved_${high}_${low}`, high, low, '', 'reserved, always zero', { fixed: 0n });

function withReservedFields(fields: readonly WordField[]): readonly WordField[] {
  const filled: WordField[] = [];
  let top = 63;
  for (const next of [...fields].sort((a, b) => b.high - a.high)) {
    if (next.high > top || next.low > next.high) throw new Error(`layout table: field ${next.name} overlaps another`);
    if (next.high < top) filled.push(reserved(top, next.high + 1));
    filled.push(next);
    top = next.low - 1;
  }
  if (top >= 0) filled.push(reserved(top, 0));
  return filled;
}

export const WORD_MASK = 0xffff_ffff_ffff_ffffn;

export const bitMask = (high: number, low: number): bigint => ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);

export const widthOf = (f: WordField): number => f.high - f.low + 1;

/** The bits of the field as they stand in the word. */
export const rawBits = (word: bigint, f: WordField): bigint => (word >> BigInt(f.low)) & bitMask(widthOf(f) - 1, 0);

/** The value that the bits stand for. */
export function logicalValue(word: bigint, f: WordField): bigint {
  const raw = rawBits(word, f);
  switch (f.stored) {
    case 'plain':
      return raw;
    case 'complement':
      return raw ^ bitMask(widthOf(f) - 1, 0);
    case 'pointer':
      return raw << BigInt(f.low);
  }
}

/** The greatest value that can be given for a field. */
export const greatestValue = (f: WordField): bigint =>
  f.stored === 'pointer' ? bitMask(f.high, f.low) : (1n << BigInt(f.logicalWidth)) - 1n;

/** The value's contribution to the word: shifted and cut at bit 63 just as the kernel's shift does. */
export function placed(value: bigint, f: WordField): bigint {
  switch (f.stored) {
    case 'plain':
      return (value << BigInt(f.low)) & WORD_MASK;
    case 'complement':
      return (value ^ bitMask(widthOf(f) - 1, 0)) << BigInt(f.low);
    case 'pointer':
      return value;
  }
}

export function invalidKind(fields: readonly WordField[]): WordKind {
  return kind('Invalid', [0n, 0n], '', 'no word of this format', fields);
}

export const everyBit = (match: bigint): readonly [bigint, bigint] => [WORD_MASK, match];

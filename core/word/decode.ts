// From a 64-bit word to what it says: total, every word decodes to something and every bit of it belongs to one field.

import { formatFor, type LayoutOptions } from './formats';
import { hex } from './hex';
import type { KernelName } from './kernelName';
import { logicalValue, rawBits, type FormatId, type WordField, type WordFormat, type WordKind } from './layout';

export interface DecodedField {
  readonly name: string;
  /** Highest and lowest bit, both included. */
  readonly bits: readonly [high: number, low: number];
  /** What the bits stand for: inverted back, or an address with its tag taken off. */
  readonly value: bigint;
  readonly meaning: string;
  /** The kernel's name for these bits, or empty. */
  readonly macro: string;
}

export interface DecodedWord {
  readonly word: bigint;
  readonly format: FormatId;
  readonly kernel: KernelName;
  /** `Invalid` when the kernel never stores this word; `note` then says why. */
  readonly kind: string;
  /** The kind whose fields are shown: `kind`, or what an invalid word comes closest to. */
  readonly layout: string;
  /** From bit 63 down. */
  readonly fields: readonly DecodedField[];
  readonly meaning: string;
  readonly note: string | undefined;
}

/** `word` is taken modulo 2^64. Layouts: facts 1.1 to 1.9. */
export function decodeWord(word: bigint, id: FormatId, kernel: KernelName, options: LayoutOptions = {}): DecodedWord {
  const bits = BigInt.asUintN(64, word);
  const format = formatFor(id, kernel, options);
  const kind = recognise(bits, format);
  const fields = kind.fields.map((field) => decodeField(bits, field));
  const defect = whyInvalid(bits, format, kind);
  const remark =
    defect === undefined ? kind.remark?.(new Map(fields.map((field) => [field.name, field.value]))) : undefined;
  const notes = [defect, remark, format.uncertain].filter((text) => text !== undefined);
  return {
    word: bits,
    format: id,
    kernel,
    kind: defect === undefined ? kind.name : 'Invalid',
    layout: kind.name,
    fields,
    meaning: defect === undefined ? kind.meaning : 'not a word that this kernel stores',
    note: notes.length === 0 ? undefined : notes.join('; '),
  };
}

/** The first kind whose test the word passes; the last one, `Invalid`, takes everything. */
function recognise(word: bigint, format: WordFormat): WordKind {
  const kind = format.kinds.find(({ mask, match }) => (word & mask) === match);
  if (kind === undefined) throw new Error(`layout table: ${format.id} of ${format.kernel} does not end in Invalid`);
  return kind;
}

function whyInvalid(word: bigint, format: WordFormat, kind: WordKind): string | undefined {
  if (format.absent !== undefined) return format.absent;
  if (kind.neverStored !== undefined) return kind.neverStored;
  if (kind.name === 'Invalid') return `the marks fit no kind of ${format.title}`;
  const stray = kind.fields.filter((field) => field.fixed !== undefined && rawBits(word, field) !== field.fixed);
  if (stray.length === 0) return undefined;
  return `marked as ${kind.name}, but ${stray.map((field) => describeStray(word, field)).join(', ')}`;
}

function describeStray(word: bigint, field: WordField): string {
  const place = field.high === field.low ? `bit ${field.high}` : `bits ${field.high}..${field.low}`;
  return `${place} (${field.name}) hold ${hex(rawBits(word, field))} where ${hex(field.fixed ?? 0n)} belongs`;
}

function decodeField(word: bigint, field: WordField): DecodedField {
  const value = logicalValue(word, field);
  const isStray = field.fixed !== undefined && rawBits(word, field) !== field.fixed;
  const meaning = isStray ? `stray bits: ${hex(field.fixed)} belongs here` : (field.explain?.(value) ?? field.meaning);
  return { name: field.name, bits: [field.high, field.low], value, meaning, macro: field.macro };
}

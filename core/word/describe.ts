// A word format as plain data for docs, hovers and the panel's bit diagram: the layout table without its functions.

import { formatFor, type LayoutOptions } from './formats';
import type { KernelName } from './kernelName';
import type { FormatId } from './layout';

export interface FieldDescription {
  readonly name: string;
  readonly bits: readonly [high: number, low: number];
  readonly macro: string;
  readonly meaning: string;
  /** The only raw value that is ever stored here, for marks and reserved bits. */
  readonly fixed: bigint | undefined;
}

export interface KindDescription {
  readonly name: string;
  readonly macro: string;
  readonly meaning: string;
  readonly neverStored: string | undefined;
  readonly fields: readonly FieldDescription[];
}

export interface FormatDescription {
  readonly format: FormatId;
  readonly kernel: KernelName;
  readonly title: string;
  readonly source: string;
  readonly uncertain: string | undefined;
  readonly absent: string | undefined;
  /** In the order of recognition, without `Invalid`. */
  readonly kinds: readonly KindDescription[];
}

export function describeFormat(id: FormatId, kernel: KernelName, options: LayoutOptions = {}): FormatDescription {
  const { title, source, uncertain, absent, kinds } = formatFor(id, kernel, options);
  const named = kinds.filter((kind) => kind.name !== 'Invalid');
  return {
    format: id,
    kernel,
    title,
    source,
    uncertain,
    absent,
    kinds: named.map(({ name, macro, meaning, neverStored, fields }) => ({
      name,
      macro,
      meaning,
      neverStored,
      fields: fields.map((f) => ({
        name: f.name,
        bits: [f.high, f.low],
        macro: f.macro,
        meaning: f.meaning,
        fixed: f.fixed,
      })),
    })),
  };
}

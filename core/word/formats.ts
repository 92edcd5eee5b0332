// The one door to the layout tables: a format, for a kernel.

import type { KernelName } from './kernelName';
import type { FormatId, WordField, WordFormat, WordKind } from './layout';
import { pteLayout } from './pteLayout';
import { DEFAULT_NODES_SHIFT, shadowLayout } from './shadowLayout';
import { swapTableLayout } from './swapTableLayout';
import { swpEntryLayout } from './swpEntryLayout';
import { virtualTableLayout } from './virtualTableLayout';

export interface LayoutOptions {
  /** Bits of a NUMA node number in a shadow: 10 on distribution kernels, 6 on x86-64 defconfig (facts 1.7). */
  readonly nodesShift?: number;
}

const built = new Map<string, WordFormat>();

export function formatFor(id: FormatId, kernel: KernelName, options: LayoutOptions = {}): WordFormat {
  const nodesShift = options.nodesShift ?? DEFAULT_NODES_SHIFT;
  const key = `${id} ${kernel} ${nodesShift}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const format = build(id, kernel, nodesShift);
  built.set(key, format);
  return format;
}

function build(id: FormatId, kernel: KernelName, nodesShift: number): WordFormat {
  switch (id) {
    case 'swap_table':
      return swapTableLayout(kernel, nodesShift);
    case 'virtual_table':
      return virtualTableLayout(kernel);
    case 'swp_entry':
      return swpEntryLayout(kernel);
    case 'pte':
      return pteLayout(kernel);
    case 'shadow':
      return shadowLayout(kernel, nodesShift);
  }
}

/** Kinds are matched without regard to case, as people type them. */
export const kindNamed = (format: WordFormat, name: string): WordKind | undefined =>
  format.kinds.find((kind) => kind.name.toLowerCase() === name.toLowerCase());

export const fieldNamed = (kind: WordKind, name: string): WordField | undefined =>
  kind.fields.find((field) => field.name === name);

// Virtual table words in the model, on halves: what backs a virtual slot, by tag, whatever number the kernel gives the tag (facts 1.9).

import type { SwpEntry } from './brand';
import { fieldNamed, formatFor, kindNamed } from './formats';
import { fieldOf, fixedBitsOf, scratch } from './halves';
import type { KernelName } from './kernelName';
import { swpEntry, swpOffset, swpType } from './swpEntry';

export const VirtualTableKind = { None: 0, Swapfile: 1, Zero: 2, Zswap: 3, Folio: 4, Invalid: 5 } as const;
export type VirtualTableKind = (typeof VirtualTableKind)[keyof typeof VirtualTableKind];

/** How a kernel writes a virtual table word. The make functions leave the word in `scratch`. */
export interface VirtualTableEncoding {
  readonly kindOf: (lo: number, hi: number) => VirtualTableKind;
  /** A physical slot; RFC v1 and v2 lose the upper two bits of its type. */
  readonly makeSwapfile: (physical: SwpEntry) => void;
  readonly swapfileEntry: (lo: number, hi: number) => SwpEntry;
  /** Takes the halves of the struct zswap_entry's address. */
  readonly makeZswap: (addressLo: number, addressHi: number) => void;
  /** Lower half of the address that a ZSWAP or FOLIO word holds; the upper half is the word's own. */
  readonly pointerLo: (lo: number) => number;
  /** Tags that only RFC v1 stores; undefined elsewhere. */
  readonly makeZero: (() => void) | undefined;
  readonly makeFolio: ((addressLo: number, addressHi: number) => void) | undefined;
}

const KINDS: readonly (readonly [string, VirtualTableKind])[] = [
  ['SWAPFILE', VirtualTableKind.Swapfile],
  ['ZERO', VirtualTableKind.Zero],
  ['ZSWAP', VirtualTableKind.Zswap],
  ['FOLIO', VirtualTableKind.Folio],
];

/** undefined for kernels without a virtual table. Ask once per machine and keep the answer. */
export function virtualTableEncoding(kernel: KernelName): VirtualTableEncoding | undefined {
  const format = formatFor('virtual_table', kernel);
  if (format.absent !== undefined) return undefined;

  const tagMask = fieldOf('virtual_table', kernel, 'ZSWAP', 'tag').maskLo;
  const byTag = new Uint8Array(tagMask + 1).fill(VirtualTableKind.Invalid);
  const stored = KINDS.filter(([name]) => isStored(kernel, name));
  for (const [name, kind] of stored) byTag[fixedBitsOf('virtual_table', kernel, name).lo & tagMask] = kind;

  const type = fieldOf('virtual_table', kernel, 'SWAPFILE', 'type');
  const offset = fieldOf('virtual_table', kernel, 'SWAPFILE', 'offset');
  const swapfile = fixedBitsOf('virtual_table', kernel, 'SWAPFILE');
  const makePointer = (name: string): ((addressLo: number, addressHi: number) => void) => {
    const tag = fixedBitsOf('virtual_table', kernel, name).lo;
    return (addressLo, addressHi) => {
      scratch.lo = (addressLo | tag) >>> 0;
      scratch.hi = addressHi;
    };
  };
  const zeroTag = isStored(kernel, 'ZERO') ? fixedBitsOf('virtual_table', kernel, 'ZERO') : undefined;

  return {
    kindOf: (lo, hi) => {
      const kind = byTag[lo & tagMask] as VirtualTableKind;
      return lo === 0 && hi === 0 ? VirtualTableKind.None : kind;
    },
    makeSwapfile: (physical) => {
      const slot = swpOffset(physical);
      scratch.lo = offset.withLo(swapfile.lo, slot);
      scratch.hi = type.withHi(offset.withHi(swapfile.hi, slot), swpType(physical));
    },
    swapfileEntry: (lo, hi) => swpEntry(type.get(lo, hi), offset.get(lo, hi)),
    makeZswap: makePointer('ZSWAP'),
    pointerLo: (lo) => (lo & ~tagMask) >>> 0,
    makeZero:
      zeroTag === undefined
        ? undefined
        : () => {
            scratch.lo = zeroTag.lo;
            scratch.hi = zeroTag.hi;
          },
    makeFolio: isStored(kernel, 'FOLIO') ? makePointer('FOLIO') : undefined,
  };
}

function isStored(kernel: KernelName, name: string): boolean {
  const kind = kindNamed(formatFor('virtual_table', kernel), name);
  return kind !== undefined && kind.neverStored === undefined && fieldNamed(kind, 'tag') !== undefined;
}

// swp_entry_t: device type and slot in one architecture-independent word (facts 1.1).

import { KERNEL_SOURCES, type KernelName } from './kernelName';
import { everyBit, field, invalidKind, kind, type WordField, type WordFormat } from './layout';

/** Types from 24 on, in a kernel with every special type configured; a smaller configuration has more device types. */
const SPECIAL_TYPES: readonly string[] = [
  'SWP_HWPOISON',
  'SWP_MIGRATION_READ',
  'SWP_MIGRATION_READ_EXCLUSIVE',
  'SWP_MIGRATION_WRITE',
  'SWP_DEVICE_WRITE',
  'SWP_DEVICE_READ',
  'SWP_DEVICE_EXCLUSIVE',
  'SWP_PTE_MARKER',
];
const FIRST_SPECIAL_TYPE = 24;

export const explainType = (value: bigint): string => {
  const special = SPECIAL_TYPES[Number(value) - FIRST_SPECIAL_TYPE];
  return special === undefined ? `swap device of type ${value}` : `${special}: not on a swap device`;
};

const TYPE = field('type', 62, 58, 'SWP_TYPE_SHIFT', 'swap device, or a special type from 24 on', {
  explain: explainType,
});
const OFFSET = field('offset', 57, 0, 'SWP_OFFSET_MASK', 'slot on the device', { explain: (value) => `slot ${value}` });
const TOP: WordField = field('top', 63, 63, 'BITS_PER_XA_VALUE', 'always 0, so that the value fits an xarray value', {
  fixed: 0n,
});

export function swpEntryLayout(kernel: KernelName): WordFormat {
  return {
    id: 'swp_entry',
    kernel,
    title: 'swp_entry_t',
    source: KERNEL_SOURCES[kernel],
    uncertain: undefined,
    absent: undefined,
    kinds: [
      kind('None', everyBit(0n), 'SWAP_ENTRY_INVALID', 'no entry', [
        TOP,
        { ...TYPE, fixed: 0n },
        { ...OFFSET, fixed: 0n },
      ]),
      kind(
        'Special',
        [3n << 61n, 3n << 61n],
        'swp_entry',
        'special entry of a page table: migration, poison, device page or marker',
        [TOP, TYPE, OFFSET],
        {
          remark: () =>
            'special types start at 24 only with DEVICE_PRIVATE, MIGRATION and MEMORY_FAILURE all configured',
        },
      ),
      kind('Swap', [0n, 0n], 'swp_entry', 'a slot of a swap device', [TOP, TYPE, OFFSET], {
        remark: (values) =>
          values.get('offset') === 0n ? 'slot 0 of every device is Bad: it is never handed out' : undefined,
      }),
      invalidKind([field('bits', 63, 0, '', 'the word')]),
    ],
  };
}

// The virtual table word, one per virtual slot: what backs it now (facts 1.9). The tags moved twice between versions.

import { KERNEL_SOURCES, type KernelName } from './kernelName';
import { everyBit, field, invalidKind, kind, type WordField, type WordFormat, type WordKind } from './layout';

const tagField = (tag: bigint, name: string): WordField =>
  field('tag', 2, 0, 'VTABLE_TAG_BITS', `tag ${name} (${tag})`, { fixed: tag });

const tagged = (tag: bigint, name: string, meaning: string, fields: readonly WordField[]): WordKind =>
  kind(name, [7n, tag], `VSWAP_${name}`, meaning, [...fields, tagField(tag, `VSWAP_${name}`)]);

const pointer = (name: string, type: string): WordField =>
  field(name, 63, 3, type, `address of the ${type}, 8-byte aligned`, {
    stored: 'pointer',
    explain: (value) => {
      const text = `0x${value.toString(16)}`;
      return value >> 47n === 0x1ffffn ? `${type} at ${text}` : `${text} is not an address in kernel space`;
    },
  });

const NONE = kind('NONE', everyBit(0n), 'VSWAP_NONE', 'no backing; what the swap table word says is all there is', [
  tagField(0n, 'VSWAP_NONE'),
]);
const zswap = (tag: bigint): WordKind =>
  tagged(tag, 'ZSWAP', 'compressed copy in zswap', [pointer('zswap_entry', 'struct zswap_entry')]);

const offset = (high: number, macro: string): WordField =>
  field('offset', high, 3, macro, 'slot on the physical device', { explain: (value) => `physical slot ${value}` });

/** RFC v1 and v2 shift the whole entry by three, so type bits 3 and 4 fall off the word. */
const SWAPFILE_TRUNCATED = tagged(1n, 'SWAPFILE', 'physical slot on a swap device', [
  field('type', 63, 61, 'SWP_TYPE_SHIFT', 'type of the physical device, of which only three bits survive', {
    logicalWidth: 5,
    explain: (value) => `device type ${value}, ${value + 8n} or ${value + 16n}: the upper two bits fell off the word`,
  }),
  offset(60, 'SWP_OFFSET_MASK'),
]);

const SWAPFILE_PACKED = tagged(2n, 'SWAPFILE', 'physical slot on a swap device', [
  field('type', 63, 59, 'MAX_SWAPFILES_SHIFT', 'type of the physical device', {
    explain: (value) => `device type ${value}`,
  }),
  offset(58, 'VTABLE_PHYS_OFF_BITS'),
]);

const ZERO_V1 = tagged(2n, 'ZERO', 'all zeros: no backing is needed', []);
const FOLIO_V1 = tagged(4n, 'FOLIO', 'cached folio without other backing; goes stale on split or migration', [
  pointer('folio', 'struct folio'),
]);

/** ZERO and FOLIO are answers of a check, and not tags in memory, from RFC v2 on. */
const answer = (tag: bigint, name: string): WordKind =>
  kind(
    name,
    [7n, tag],
    `VSWAP_${name}`,
    'answer of __vswap_check_backing',
    [field('payload', 63, 3, '', 'upper bits'), tagField(tag, `VSWAP_${name}`)],
    {
      neverStored: `tag ${tag} is VSWAP_${name}, which this kernel returns but never stores`,
    },
  );

const spare = (tag: bigint): WordKind =>
  kind(
    `spare_${tag}`,
    [7n, tag],
    '',
    'no such tag',
    [field('payload', 63, 3, '', 'upper bits'), tagField(tag, 'spare')],
    {
      neverStored: `tag ${tag} is spare: no backing has it`,
    },
  );

/** A word with tag 0 and other bits set is no NONE, which is all zeros. */
const INVALID = invalidKind([
  field('payload', 63, 3, '', 'must be 0 when the tag is 0'),
  field('tag', 2, 0, 'VTABLE_TAG_BITS', 'the tag'),
]);

function kindsOf(kernel: KernelName): readonly WordKind[] {
  switch (kernel) {
    case '6.18':
    case 'p4':
      return [];
    case 'ste-v1':
      return [NONE, SWAPFILE_TRUNCATED, ZERO_V1, zswap(3n), FOLIO_V1, spare(5n), spare(6n), spare(7n)];
    case 'ste-v2':
      return [
        NONE,
        SWAPFILE_TRUNCATED,
        zswap(2n),
        answer(3n, 'ZERO'),
        answer(4n, 'FOLIO'),
        spare(5n),
        spare(6n),
        spare(7n),
      ];
    case 'ste-latest':
      return [
        NONE,
        zswap(1n),
        SWAPFILE_PACKED,
        answer(3n, 'ZERO'),
        answer(4n, 'FOLIO'),
        spare(5n),
        spare(6n),
        spare(7n),
      ];
  }
}

export function virtualTableLayout(kernel: KernelName): WordFormat {
  const kinds = kindsOf(kernel);
  return {
    id: 'virtual_table',
    kernel,
    title: 'virtual table word of a virtual slot',
    source: KERNEL_SOURCES[kernel],
    uncertain: undefined,
    absent: kinds.length === 0 ? `kernel ${kernel} has no virtual swap device, so no virtual table` : undefined,
    kinds: [...kinds, INVALID],
  };
}

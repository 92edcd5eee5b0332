// The x86-64 page table entry, present or swapped out (facts 1.2; hardware bits as in the processor manuals).

import { KERNEL_SOURCES, type KernelName } from './kernelName';
import { everyBit, field, invalidKind, kind, type WordField, type WordFormat } from './layout';
import { explainType } from './swpEntryLayout';

const flag = (name: string, bit: number, macro: string, set: string, clear: string): WordField =>
  field(name, bit, bit, macro, set, { explain: (value) => (value === 1n ? set : clear) });

const NOT_PRESENT = field('present', 0, 0, '_PAGE_PRESENT', '0: the processor faults', { fixed: 0n });

const SWAP_FIELDS: readonly WordField[] = [
  field('type', 63, 59, 'SWP_TYPE_BITS', 'swap device, or a special type from 24 on', { explain: explainType }),
  field('offset', 58, 9, 'SWP_OFFSET_FIRST_BIT', 'slot on the device, stored inverted against L1TF', {
    stored: 'complement',
    explain: (value) => `slot ${value} (stored inverted)`,
  }),
  field('protnone', 8, 8, '_PAGE_PROTNONE', '0, or the entry would look like PROT_NONE', { fixed: 0n }),
  field('pse', 7, 7, '_PAGE_PSE', '0: no huge page', { fixed: 0n }),
  field('dirty', 6, 6, '_PAGE_DIRTY', 'not used: an erratum lets some processors set it'),
  field('accessed', 5, 5, '_PAGE_ACCESSED', 'not used: an erratum lets some processors set it'),
  field('reserved_4_4', 4, 4, '', 'reserved, always zero', { fixed: 0n }),
  flag('exclusive', 3, '_PAGE_SWP_EXCLUSIVE', 'the page belonged to this process alone', 'the page may be shared'),
  flag('uffd_wp', 2, '_PAGE_SWP_UFFD_WP', 'userfaultfd write protection', 'no userfaultfd write protection'),
  flag('soft_dirty', 1, '_PAGE_SWP_SOFT_DIRTY', 'soft-dirty', 'not soft-dirty'),
  NOT_PRESENT,
];

const PRESENT_FIELDS: readonly WordField[] = [
  flag('nx', 63, '_PAGE_NX', 'no execution', 'execution allowed'),
  field('pkey', 62, 59, '_PAGE_PKEY_BIT0', 'protection key'),
  field('software_high', 58, 52, '', 'free for software'),
  field('pfn', 51, 12, 'PTE_PFN_MASK', 'page frame', { explain: (value) => `page frame 0x${value.toString(16)}` }),
  flag('soft_dirty', 11, '_PAGE_SOFT_DIRTY', 'soft-dirty', 'not soft-dirty'),
  flag('uffd_wp', 10, '_PAGE_UFFD_WP', 'userfaultfd write protection', 'no userfaultfd write protection'),
  flag('special', 9, '_PAGE_SPECIAL', 'no struct page behind it', 'an ordinary page'),
  flag('global', 8, '_PAGE_GLOBAL', 'kept over address space switches', 'dropped on an address space switch'),
  flag('pat', 7, '_PAGE_PAT', 'page attribute table bit', 'page attribute table bit clear'),
  flag('dirty', 6, '_PAGE_DIRTY', 'written since cleared', 'not written since cleared'),
  flag('accessed', 5, '_PAGE_ACCESSED', 'used since cleared', 'not used since cleared'),
  flag('pcd', 4, '_PAGE_PCD', 'cache disabled', 'cached'),
  flag('pwt', 3, '_PAGE_PWT', 'write through', 'write back'),
  flag('user', 2, '_PAGE_USER', 'for user mode', 'for the kernel only'),
  flag('write', 1, '_PAGE_RW', 'writable', 'read only'),
  field('present', 0, 0, '_PAGE_PRESENT', '1: mapped', { fixed: 1n }),
];

/** Bits of a marker, in the offset of its entry. */
const MARKERS: readonly (readonly [bit: bigint, name: string])[] = [
  [1n, 'PTE_MARKER_UFFD_WP'],
  [2n, 'PTE_MARKER_POISONED'],
  [4n, 'PTE_MARKER_GUARD'],
];

const MARKER_FIELDS: readonly WordField[] = [
  field('type', 63, 59, 'SWP_PTE_MARKER', 'the last special type: no slot, a note about the page', { fixed: 31n }),
  field('marker', 58, 9, 'PTE_MARKER_MASK', 'what the note says, stored inverted like an offset', {
    stored: 'complement',
    explain: (value) =>
      MARKERS.flatMap(([bit, name]) => ((value & bit) === 0n ? [] : [name])).join(' | ') || 'no marker that is known',
  }),
  ...SWAP_FIELDS.filter(({ high }) => high < 9),
];

const PROTNONE_FIELDS: readonly WordField[] = [
  field('payload', 63, 9, '', 'frame and flags (the frame is inverted: UNCERTAIN)'),
  field('protnone', 8, 8, '_PAGE_PROTNONE', '1: a mapped page without access', { fixed: 1n }),
  field('flags', 7, 1, '', 'flags as in a present entry'),
  NOT_PRESENT,
];

export function pteLayout(kernel: KernelName): WordFormat {
  return {
    id: 'pte',
    kernel,
    title: 'x86-64 page table entry',
    source: KERNEL_SOURCES[kernel],
    uncertain: undefined,
    absent: undefined,
    kinds: [
      kind('None', everyBit(0n), 'pte_none', 'nothing mapped', [NOT_PRESENT]),
      kind('Present', [1n, 1n], '_PAGE_PRESENT', 'a page in memory', PRESENT_FIELDS, {
        remark: () => "UNCERTAIN: Linux's use of the software bits 9 to 11 was not read in this kernel's source",
      }),
      kind(
        'ProtNone',
        [0x101n, 0x100n],
        '_PAGE_PROTNONE',
        'a page in memory that may not be accessed',
        PROTNONE_FIELDS,
      ),
      kind(
        'Marker',
        [(31n << 59n) | 1n, 31n << 59n],
        'make_pte_marker',
        'no page, only a note: poisoned means that its data was lost and an access ends in SIGBUS',
        MARKER_FIELDS,
        { remark: () => 'type 31 is that of markers with every special type configured' },
      ),
      kind(
        'Special',
        [(3n << 62n) | 1n, 3n << 62n],
        '__swp_entry',
        'special entry: migration, poison or device page',
        SWAP_FIELDS,
        {
          remark: () =>
            'special types start at 24 only with DEVICE_PRIVATE, MIGRATION and MEMORY_FAILURE all configured',
        },
      ),
      kind('Swap', [1n, 0n], '__swp_entry', 'a page that is swapped out', SWAP_FIELDS),
      invalidKind([field('bits', 63, 0, '', 'the word')]),
    ],
  };
}

// The swap table word, one per slot: free, in the swap cache, swapped out, owned by a virtual slot, or bad (facts 1.4 to 1.8).

import { KERNEL_SOURCES, type KernelName } from './kernelName';
import { everyBit, field, invalidKind, kind, type WordField, type WordFormat, type WordKind } from './layout';
import { shadowFields } from './shadowLayout';

const COUNT = field(
  'count',
  63,
  60,
  'SWP_TB_COUNT_MASK',
  'swap count; 15 means that the count is in the extend table',
  {
    explain: (value) => {
      if (value === 15n) return 'overflow: the count, 15 or more, is in extend_table';
      return value === 0n ? 'no page table refers to the slot' : `${value} reference${value === 1n ? '' : 's'}`;
    },
  },
);

const ZERO = field('zero', 59, 59, 'SWP_TB_ZERO_FLAG', 'the page was all zeros at writeout', {
  explain: (value) => (value === 1n ? 'zero-filled: no backing is needed' : 'not known to be zero-filled'),
});

const PFN = field(
  'pfn',
  41,
  2,
  'SWAP_CACHE_PFN_BITS',
  'page frame of the folio head, the same in every slot of a large folio',
  {
    explain: (value) => `folio at page frame 0x${value.toString(16)}`,
  },
);

const PFN_MARK = field('mark', 1, 0, 'SWAP_CACHE_PFN_MARK_BITS', 'mark of a PFN word', { fixed: 2n });
const POINTER_MARK = field('mark', 2, 0, 'SWP_TB_PTR_MARK', 'mark of a Pointer word', { fixed: 4n });

const CACHE_ONLY_TEXT = 'hint: the owning virtual slot has count 0 and lives only because its folio is cached';
const cacheOnly = (clear: string, set: string): WordField =>
  field('cache_only', 63, 63, 'SWP_RMAP_CACHE_ONLY', CACHE_ONLY_TEXT, {
    explain: (value) => (value === 1n ? set : clear),
  });

const CACHE_ONLY = cacheOnly(
  'the owner has users',
  'the owner has count 0: reclaimable, to be checked under the folio lock',
);

const virtualOffset = (high: number): WordField =>
  field('offset', high, 3, 'SWP_RMAP_ENTRY_MASK', 'slot of the virtual device that owns this physical slot', {
    explain: (value) => `virtual slot ${value}`,
  });

/** RFC v1 shifts the whole entry by three: type bit 2 falls on the cache-only bit, bits 3 and 4 off the word (facts 1.8). */
const POINTER_FIELDS_V1: readonly WordField[] = [
  cacheOnly(
    'the owner has users',
    'the owner has count 0, or bit 2 of its type fell here: the two cannot be told apart',
  ),
  field('type', 62, 61, 'SWP_TYPE_SHIFT', 'type of the virtual device, of which only two bits survive', {
    logicalWidth: 5,
    explain: (value) => `type of the virtual device modulo 4: ${value}`,
  }),
  virtualOffset(60),
];

function pointerKind(kernel: KernelName): WordKind {
  const test = [7n, 4n] as const;
  if (kernel === 'p4') {
    const payload = field('payload', 63, 3, '', 'not used by this kernel');
    return kind('Pointer', test, 'SWP_TB_PTR_MARK', 'mark without a use yet: this kernel has no virtual slots', [
      payload,
      POINTER_MARK,
    ]);
  }
  const fields = kernel === 'ste-v1' ? POINTER_FIELDS_V1 : [CACHE_ONLY, virtualOffset(62)];
  return kind('Pointer', test, 'SWP_TB_PTR_MARK', 'physical slot owned by a virtual slot (reverse map)', [
    ...fields,
    POINTER_MARK,
  ]);
}

function shadowRemark(values: ReadonlyMap<string, bigint>): string | undefined {
  if (values.get('count') === 0n)
    return 'a Shadow with count 0 does not exist at rest: the slot is freed in the same critical section';
  const isEmpty = ['eviction', 'memcg_id', 'node', 'workingset'].every((name) => values.get(name) === 0n);
  return isEmpty ? 'empty shadow: swapped out without a workingset record' : undefined;
}

export function swapTableLayout(kernel: KernelName, nodesShift: number): WordFormat {
  const hasFlags = kernel !== '6.18';
  const flags = hasFlags ? [COUNT, ZERO] : [];
  const shared = [
    kind('NULL', everyBit(0n), 'SWP_TB_NULL', 'free slot', []),
    kind(
      'Shadow',
      [1n, 1n],
      'xa_mk_value',
      'swapped out, not in the swap cache',
      [...flags, ...shadowFields(nodesShift, hasFlags ? 58 : 63)],
      {
        remark: hasFlags ? shadowRemark : undefined,
      },
    ),
    kind('PFN', [3n, 2n], 'SWP_TB_PFN_BITS', 'the folio is in the swap cache', [...flags, PFN, PFN_MARK], {
      remark: (values) => (values.get('count') === 0n ? 'cache only: no page table refers to the slot' : undefined),
    }),
  ];
  const bad = kind('Bad', everyBit(0xffff_ffff_ffff_fff8n), 'SWP_TB_BAD', 'unusable slot', [
    field('ones', 63, 3, 'SWP_TB_BAD', 'all ones', { fixed: (1n << 61n) - 1n }),
    field('mark', 2, 0, 'SWP_TB_BAD', 'zero', { fixed: 0n }),
  ]);
  const invalid = invalidKind([
    field('payload', 63, 3, '', 'upper bits'),
    field('mark', 2, 0, '', 'the bits that tell the kinds apart', {
      explain: (value) =>
        `${value.toString(2).padStart(3, '0')} is the mark of NULL and Bad only, or of nothing in this kernel`,
    }),
  ]);
  return {
    id: 'swap_table',
    kernel,
    title: 'swap table word of a slot',
    source: KERNEL_SOURCES[kernel],
    uncertain: hasFlags
      ? undefined
      : 'UNCERTAIN: the exact phase I layout was not read; taken to be NULL, Shadow and PFN with the marks of p4, without count and zero flag, as swap_map holds the counts',
    absent: undefined,
    kinds: hasFlags ? [...shared, pointerKind(kernel), bad, invalid] : [...shared, invalid],
  };
}

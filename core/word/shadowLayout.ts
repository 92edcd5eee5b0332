// The workingset shadow: what is left in a swap table slot of a page that was reclaimed, for refault distances (facts 1.7).

import type { KernelName } from './kernelName';
import { KERNEL_SOURCES } from './kernelName';
import { field, invalidKind, kind, type WordField, type WordFormat } from './layout';

/** CONFIG_NODES_SHIFT of distribution kernels; x86-64 defconfig has 6. */
export const DEFAULT_NODES_SHIFT = 10;
const MEM_CGROUP_ID_SHIFT = 16;

/** The fields below bit `top`; the eviction counter takes what is left above the fixed ones. */
export function shadowFields(nodesShift: number, top: number): readonly WordField[] {
  const memcgLow = 2 + nodesShift;
  const evictionLow = memcgLow + MEM_CGROUP_ID_SHIFT;
  return [
    field(
      'eviction',
      top,
      evictionLow,
      'EVICTION_SHIFT',
      'nonresident age of the lruvec at eviction, or the MGLRU token',
      {
        explain: (value) => `evicted at age ${value} of its lruvec (shifted right by the bucket order)`,
      },
    ),
    field(
      'memcg_id',
      evictionLow - 1,
      memcgLow,
      'MEM_CGROUP_ID_SHIFT',
      'private id of the cgroup that the page was evicted from, for refaults; not the one charged',
      {
        explain: (value) =>
          value === 0n
            ? 'no cgroup id'
            : `evicted from the cgroup with private id ${value} (not the one that pays for swap)`,
      },
    ),
    field('node', memcgLow - 1, 2, 'NODES_SHIFT', 'NUMA node of the evicted page', {
      explain: (value) => `NUMA node ${value}`,
    }),
    field('workingset', 1, 1, 'WORKINGSET_SHIFT', 'the page was part of the working set', {
      explain: (value) => (value === 1n ? 'was in the working set' : 'was not in the working set'),
    }),
    field('mark', 0, 0, 'xa_mk_value', 'mark of an xarray value', { fixed: 1n }),
  ];
}

export function shadowLayout(kernel: KernelName, nodesShift: number): WordFormat {
  const hasFlags = kernel !== '6.18';
  const flags = field(
    'flags',
    63,
    59,
    'SWP_TB_FLAGS_MASK',
    'swap count and zero flag when read from a swap table, 0 in a bare shadow',
    {
      explain: (value) =>
        value === 0n
          ? 'no flags: a bare shadow'
          : `flags of the swap table word: count ${value >> 1n}, zero flag ${value & 1n}`,
    },
  );
  return {
    id: 'shadow',
    kernel,
    title: `workingset shadow (NODES_SHIFT ${nodesShift})`,
    source: KERNEL_SOURCES[kernel],
    uncertain: hasFlags
      ? undefined
      : 'UNCERTAIN: 6.18 is taken to give the eviction counter all upper bits, as it keeps counts in swap_map',
    absent: undefined,
    kinds: [
      kind(
        'Shadow',
        [1n, 1n],
        'pack_shadow',
        'trace of an evicted page: when, by which cgroup, on which node',
        hasFlags ? [flags, ...shadowFields(nodesShift, 58)] : shadowFields(nodesShift, 63),
        {
          remark: () =>
            `fields for NODES_SHIFT ${nodesShift}; with ${nodesShift === 6 ? '10 (distribution kernels)' : '6 (x86-64 defconfig)'} the cgroup id starts at bit ${nodesShift === 6 ? 12 : 8} and the eviction counter at bit ${nodesShift === 6 ? 28 : 24}`,
        },
      ),
      invalidKind([
        field('payload', 63, 1, '', 'upper bits'),
        field('mark', 0, 0, 'xa_mk_value', 'clear: not an xarray value, so no shadow'),
      ]),
    ],
  };
}

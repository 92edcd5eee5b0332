// The kernels that can be simulated, by name: every layout table and every strategy is keyed by one of these.

/**
 * `6.18` what the recordings come from; `p4` swap table phase IV, no virtual swap; `ste-v1`, `ste-v2` the two RFCs of "Virtual Swap Space
 * (Swap Table Edition)"; `ste-latest` the newest headers found, with the flows of the version before them (facts 0).
 */
export type KernelName = '6.18' | 'p4' | 'ste-v1' | 'ste-v2' | 'ste-latest';

export const KERNEL_NAMES: readonly KernelName[] = ['6.18', 'p4', 'ste-v1', 'ste-v2', 'ste-latest'];

/** Where a kernel's layouts were read: a release, a Message-ID or a commit (facts 0). */
export const KERNEL_SOURCES: Readonly<Record<KernelName, string>> = {
  '6.18': 'Linux 6.18',
  p4: 'swap table phase IV v5, 20260517-swap-table-p4-v5-0-88ae43e064c7@tencent.com',
  'ste-v1': 'RFC v1, 20260528212955.1912856-1-nphamcs@gmail.com',
  'ste-v2': 'RFC v2, 20260612193738.2183968-1-nphamcs@gmail.com',
  'ste-latest': 'linux-mm commit 0822e81d0463 (mm/swap_table.h, mm/vswap.h)',
};

/** What is not known for sure about a kernel; said wherever its name is explained, and by every run on it. */
export const KERNEL_UNCERTAIN: Readonly<Partial<Record<KernelName, string>>> = {
  '6.18':
    'UNCERTAIN: how 6.18 lays out its swap table words was not read; kinds and slots are what the recordings show.',
  'ste-latest': 'UNCERTAIN: only two headers of this version were read; its flows are those of the version before it.',
};

export function isKernelName(text: string): text is KernelName {
  return (KERNEL_NAMES as readonly string[]).includes(text);
}

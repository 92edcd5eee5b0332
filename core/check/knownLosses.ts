// Data that a kernel is known to lose: how it shows, on which kernels, and where it was read. Any other loss is a defect that nobody knows of.
import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { pte_offset } from '../mm/pgtable.js';
import { swp_tb_kind, swp_tb_ptr_to_swp_entry } from '../mm/swap_table.js';
import { entry_is_vswap } from '../mm/swapfile.js';
import { vtable_kind, vtable_to_phys, vtable_word } from '../mm/vswap_backing.js';
import type { SwpEntry, WordIndex } from '../word/brand.js';
import { KERNEL_NAMES, type KernelName } from '../word/kernelName.js';
import { isPteSwap, swapPteEntry } from '../word/pte.js';
import { SwapTableKind } from '../word/swapTable.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { wordOfEntry } from './snapshot.js';

/** A page whose last copy went while these functions of the kernel ran, from the innermost out. */
export interface LostPage {
  readonly mm: WordIndex;
  readonly address: number;
  readonly stack: readonly string[];
}

export interface KnownLoss {
  readonly kernels: readonly KernelName[];
  /** Section of the fact sheet that says so. */
  readonly facts: string;
  /** One clause: why the data goes. */
  readonly why: string;
  readonly isThis: (k: Kernel, page: LostPage) => boolean;
}

const within =
  (name: string): KnownLoss['isThis'] =>
  (_k, { stack }) =>
    stack.includes(name);

export const KNOWN_LOSSES: readonly KnownLoss[] = [
  {
    kernels: ['ste-v1', 'ste-v2', 'ste-latest'],
    facts: '3.16',
    why: 'swapoff does not look whether the read of a virtual slot worked, and gives up the physical slot all the same (UNCERTAIN for ste-latest)',
    isThis: within('unuse_vswap_slot'),
  },
  {
    kernels: KERNEL_NAMES,
    facts: '3.16 C',
    why: 'swapoff could not read the page: it leaves a poison marker in the page table and gives up the slot',
    isThis: within('unuse_pte'),
  },
  {
    kernels: ['ste-v1', 'ste-v2'],
    facts: '1.9',
    why: 'the virtual table keeps three of the five type bits of a device slot, so the page is looked for on another device than it was written to',
    isThis: namesAnotherDevice,
  },
  {
    kernels: ['ste-v1'],
    facts: '2.11',
    why: 'reclaim of a full cluster takes the physical slot of a cached page and does not make the page dirty, so reclaim of the page drops it unwritten',
    isThis: droppedWithFolioTag,
  },
  {
    kernels: ['6.18'],
    facts: 'oracle U5',
    why: 'MADV_FREE marks a folio that others map too when it is neither cached nor dirty; reclaim then drops it for all of them (UNCERTAIN: the recordings show the marking, not this reclaim)',
    isThis: within('unmap_lazyfree'),
  },
];

/** Evicted while the virtual table said that the folio is the only copy. */
function droppedWithFolioTag(k: Kernel, { mm, address, stack }: LostPage): boolean {
  const entry = virtualEntry(k, mm, address);
  if (entry === undefined || !stack.includes('__remove_mapping')) return false;
  return vtable_kind(k, vtable_word(k, entry)) === VirtualTableKind.Folio;
}

/** The slot that the virtual table names is not the one whose reverse map leads back. */
function namesAnotherDevice(k: Kernel, { mm, address }: LostPage): boolean {
  const entry = virtualEntry(k, mm, address);
  if (entry === undefined) return false;
  const vt = vtable_word(k, entry);
  if (vtable_kind(k, vt) !== VirtualTableKind.Swapfile) return false;
  const tb = wordOfEntry(k, vtable_to_phys(k, vt)) ?? NULL_INDEX;
  return swp_tb_kind(k, tb) !== SwapTableKind.Pointer || swp_tb_ptr_to_swp_entry(k, tb) !== entry;
}

/** The virtual slot that the page table names. */
function virtualEntry(k: Kernel, mm: WordIndex, address: number): SwpEntry | undefined {
  const ptep = pte_offset(k, mm, address);
  if (ptep === undefined || !isPteSwap(k.mem.lo(ptep), k.mem.hi(ptep))) return undefined;
  const entry = swapPteEntry(k.mem.lo(ptep), k.mem.hi(ptep));
  return entry_is_vswap(k, entry) ? entry : undefined;
}

/** What is known of a loss, on a kernel at rest after the statement; undefined: nothing. */
export function knownLoss(k: Kernel, page: LostPage): KnownLoss | undefined {
  return KNOWN_LOSSES.find(({ kernels, isThis }) => kernels.includes(k.variant.name) && isThis(k, page));
}

// What an invariant is: a law of facts section 4 with its name, the kernels it holds for, and the part of one shared pass that looks whether it holds.
import type { Kernel } from '../mm/kernel.js';
import { addressOf } from '../memory/regions.js';
import type { Seen, SeenCluster } from './snapshot.js';
import type { SwpEntry, WordIndex } from '../word/brand.js';
import { wordOf } from '../word/halves.js';
import { hexWord } from '../word/hex.js';
import { KERNEL_NAMES, type KernelName } from '../word/kernelName.js';
import { swpOffset, swpType } from '../word/swpEntry.js';
import type { SwapTableKind } from '../word/swapTable.js';
import type { VirtualTableKind } from '../word/virtualTable.js';

/** Name in facts 4. */
export type LawName = `I${number}` | `J${number}`;

export interface Law {
  readonly name: LawName;
  /** One clause, as a person would say it. */
  readonly meaning: string;
  /** It is checked on these only: elsewhere it is meaningless, or known not to hold. */
  readonly kernels: readonly KernelName[];
}

export const ALL_KERNELS: readonly KernelName[] = KERNEL_NAMES;
/** Counts live in the swap table and overflow into the extend table (facts 1.5). */
export const COUNTS_IN_TABLE: readonly KernelName[] = ['p4', 'ste-v1', 'ste-v2', 'ste-latest'];
export const VIRTUAL_KERNELS: readonly KernelName[] = ['ste-v1', 'ste-v2', 'ste-latest'];
/** From RFC v2 on: no FOLIO and ZERO tags, the cache-only mark is cleared again, memcg tables wait (facts 1.8, 1.9, 1.11). */
export const FROM_V2: readonly KernelName[] = ['ste-v2', 'ste-latest'];

/** A law does not hold: `word` is the one that says so, `what` says what is found there; `others` finds the other words that are not as that one wants them. */
export type Broken = (law: LawName, word: WordIndex, what: string, others?: () => readonly WordIndex[]) => void;

/** What one theme looks at while the pass goes by; all of it only reads. */
export interface Look {
  /** Each slot that has a word, a count, an owner or backing; the object is reused: nothing may keep it. */
  readonly slot?: (slot: Slot) => void;
  /** Each cluster, after its slots. */
  readonly cluster?: (cluster: SeenCluster, tally: Tally) => void;
  /** Each page frame whose flags are not all clear. */
  readonly page?: (page: WordIndex, flags: number) => void;
  readonly end?: () => void;
}

/** What the words say of one slot. */
export interface Slot {
  readonly cluster: SeenCluster;
  /** Place in the cluster. */
  readonly off: number;
  readonly entry: SwpEntry;
  /** Place of the swap table word, and its kind. */
  readonly tb: WordIndex;
  readonly kind: SwapTableKind;
  /** PFN or Shadow: the slot counts references. */
  readonly isCountable: boolean;
  /** References, 0 unless countable. */
  readonly count: number;
  /** Marked as zeros: bit 59 of a countable word, or the slot's bit of the zeromap. */
  readonly isZero: boolean;
  /** Id of the owner on record, 0 for none. */
  readonly owner: number;
  /** Place of the virtual table word, NULL_INDEX where there is none; and its kind, None there. */
  readonly vt: WordIndex;
  readonly backing: VirtualTableKind;
}

/** Slots of one cluster by kind; `used` counts what the cluster's own count should count. */
export interface Tally {
  readonly used: number;
  readonly pfn: number;
  readonly shadow: number;
  readonly pointer: number;
  readonly bad: number;
}

/** Laws that are checked together because they look at the same words. */
export interface Theme {
  readonly laws: readonly Law[];
  readonly look: (seen: Seen, broken: Broken) => Look;
}

export const slotText = (entry: SwpEntry): string => `type ${swpType(entry)} slot ${swpOffset(entry)}`;
export const clusterText = ({ index, first }: SeenCluster): string => `cluster ${index} of type ${swpType(first)}`;
export const addressText = (index: WordIndex): string => `0x${addressOf(index).toString(16)}`;

/** `word 0x... at 0x..., last written by write 17` (writes count from 0, as in the debugger's journal). */
export function wordText(k: Kernel, index: WordIndex): string {
  const { journal, cursor, recording } = k.mem;
  const by = recording ? journal.previousWrite(index, cursor) : undefined;
  const written = by === undefined ? '' : `, last written by write ${by}`;
  return `word ${hexWord(wordOf(k.mem.lo(index), k.mem.hi(index)))} at ${addressText(index)}${written}`;
}

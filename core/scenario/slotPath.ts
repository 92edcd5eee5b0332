// The states that a slot went through in the statement before, one arrow after the other: what facts 3.24 writes as traces, so that a scenario can expect them.
import type { WordView } from '../mm/view.js';
import type { SwpEntry } from '../word/brand.js';
import { swpEntry } from '../word/swpEntry.js';
import { fieldOf, kindOf, slotText, type KernelLook } from './wordsOfSlots.js';

/** Writes of one statement that are looked at; more than a statement about single slots makes. */
const MOST_WRITES = 200_000;

/** SWP_TB_COUNT_MAX: the count is in the extend table. */
const OVERFLOWN = 15n;

/**
 * `NULL/NONE -> PFN c0/NONE -> PFN c1/NONE -> PFN c1/ZSWAP`, from journal position `start` up to now, looked at after each write.
 * A state is the swap table word (kind, count, `Z`; a Pointer with its owner and `C`) and, of a virtual slot, what backs it: NONE, ZERO, ZSWAP, FOLIO or the
 * physical slot. undefined: no start, or too far back.
 */
export function slotPath(run: KernelLook, entry: SwpEntry, start: number | undefined): string | undefined {
  const { mem } = run.k;
  const end = mem.cursor;
  if (start === undefined || end - start > MOST_WRITES) return undefined;
  const states: string[] = [];
  try {
    for (let write = start; write <= end; write++) {
      mem.seek(write);
      const state = stateOf(run, entry);
      if (state !== undefined && states.at(-1) !== state) states.push(state);
    }
  } finally {
    mem.seek(end);
  }
  return states.join(' -> ');
}

/** undefined: between two writes that are one to the kernel. */
function stateOf(run: KernelLook, entry: SwpEntry): string | undefined {
  const slot = run.view.slot(entry);
  if (slot === undefined) return 'off';
  const { swapTable, count } = slot;
  // A count of 15 has its extend table entry taken away before the word says 14 (facts 1.5), all under the cluster's lock.
  if (swapTable !== undefined && count === 0 && fieldOf(run, 'swap_table', swapTable, 'count') === OVERFLOWN)
    return undefined;
  const word = swapTable === undefined ? 'NULL' : tableText(run, swapTable, count);
  if (slot.device !== 'vswap') return word;
  return `${word}/${slot.virtualTable === undefined ? 'NONE' : backingText(run, slot.virtualTable)}`;
}

function tableText(run: KernelLook, word: WordView, count: number | undefined): string {
  const kind = kindOf(run, 'swap_table', word);
  const field = (name: string): bigint | undefined => fieldOf(run, 'swap_table', word, name);
  switch (kind) {
    case 'PFN':
    case 'Shadow':
      return `${kind} c${count ?? '?'}${field('zero') === 1n ? ' Z' : ''}`;
    case 'Pointer':
      return `Pointer vswap:${field('offset') ?? '?'}${field('cache_only') === 1n ? ' C' : ''}`;
    default:
      return kind;
  }
}

function backingText(run: KernelLook, word: WordView): string {
  const kind = kindOf(run, 'virtual_table', word);
  if (kind !== 'SWAPFILE') return kind;
  const field = (name: string): number => Number(fieldOf(run, 'virtual_table', word, name) ?? 0n);
  return slotText(run, swpEntry(field('type'), field('offset')));
}

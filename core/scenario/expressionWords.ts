// The words of expressions: states, functions and fields, with what they mean and what they can be asked of.

import type { StateWord } from './program.js';
import { formatFor } from '../word/formats.js';
import { KERNEL_NAMES } from '../word/kernelName.js';
import type { FormatId } from '../word/layout.js';

/** What a value is, as far as it is known before the run; `unknown` after a mistake that has its message already. */
export type ValueType = 'number' | 'slot' | 'content' | 'page' | 'swapWord' | 'virtualWord' | 'text' | 'unknown';

export const VALUE_NAMES: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  slot: 'a slot',
  content: 'a page content',
  page: 'a page',
  swapWord: 'a swap table word',
  virtualWord: 'a virtual table word',
  text: 'a text',
  unknown: 'a value',
};

export interface StateInfo {
  /** Of which values it can be asked. */
  readonly of: readonly ValueType[];
  readonly doc: string;
}

/** In every kernel the effective state, whatever word encodes it (facts 1.4, 1.9, 1.10). */
export const STATES: Readonly<Record<StateWord, StateInfo>> = {
  present: { of: ['page'], doc: 'A page table entry maps a page in memory.' },
  cached: { of: ['page'], doc: 'In the swap cache: a folio in memory still owns its swap slot.' },
  zswap: { of: ['page', 'virtualWord'], doc: 'The only copy outside memory is compressed in zswap.' },
  zero: { of: ['page', 'virtualWord'], doc: 'Known to hold only zeros: nothing is stored, a flag or tag is enough.' },
  phys: { of: ['page', 'virtualWord'], doc: 'Backed by a slot of a swap device; `on DEVICE` says which.' },
  folio: { of: ['page', 'virtualWord'], doc: 'In the swap cache with no backing at all: the folio is the only copy.' },
  lost: {
    of: ['page'],
    doc: 'Its data is gone: a load ends in SIGBUS, or gives something else than was last written. A loss that the kernel is known for does not fail a run that expects it.',
  },
  none: {
    of: ['page', 'virtualWord'],
    doc: 'Of a page: never touched or freed, so no entry at all. Of a virtual table word: no backing.',
  },
  null: { of: ['swapWord'], doc: 'The swap table word of a free slot: zero.' },
  pfn: { of: ['swapWord'], doc: 'The slot has a folio in the swap cache; the word holds its page frame number.' },
  shadow: {
    of: ['swapWord'],
    doc: 'Swapped out and not cached; the word holds what workingset remembers of the eviction.',
  },
  pointer: { of: ['swapWord'], doc: 'A physical slot that backs a virtual one: the word is the reverse map.' },
  bad: { of: ['swapWord'], doc: 'The slot cannot be used (the header, or a bad block).' },
};

export interface FunctionInfo {
  readonly returns: ValueType;
  readonly doc: string;
}

/** Each takes one slot, `disk0:1`, `vswap:512` or a page's `.entry`. */
export const FUNCTIONS: Readonly<Record<string, FunctionInfo>> = {
  virtual_table: {
    returns: 'virtualWord',
    doc: 'The virtual table word of a virtual slot: where its contents are (kernel: __vtable_get).',
  },
  swap_table: {
    returns: 'swapWord',
    doc: 'The swap table word of a slot: cached, swapped out, free, and how often it is referenced (kernel: __swap_table_get).',
  },
  rmap: {
    returns: 'slot',
    doc: 'The virtual slot that a physical slot backs, from the Pointer word in its swap table.',
  },
  count: { returns: 'number', doc: 'How many page tables refer to a slot (kernel: swp_swapcount).' },
  path: {
    returns: 'text',
    doc: 'The states that a slot went through in the statement before, as in "PFN c1/NONE -> PFN c1/ZSWAP": swap table word, count, Z, and what backs it.',
  },
  memcg: { returns: 'number', doc: 'The cgroup id recorded for a slot (kernel: __swap_cgroup_get), 0 for none.' },
};

export interface FieldInfo {
  readonly name: string;
  readonly of: readonly ValueType[];
  readonly returns: ValueType;
  readonly doc: string;
}

const OWN_FIELDS: readonly FieldInfo[] = [
  {
    name: 'entry',
    of: ['page'],
    returns: 'slot',
    doc: 'The swap entry in the page table, or the one the cached folio owns.',
  },
  { name: 'content', of: ['page'], returns: 'content', doc: 'What a load from the page would give now.' },
  { name: 'pte', of: ['page'], returns: 'number', doc: 'The raw word in the page table.' },
  { name: 'pfn', of: ['page'], returns: 'number', doc: 'The page frame number, when the page is in memory.' },
  { name: 'address', of: ['page'], returns: 'number', doc: 'The virtual address.' },
  { name: 'word', of: ['page', 'swapWord', 'virtualWord'], returns: 'number', doc: 'The raw 64-bit word.' },
  { name: 'slot', of: ['virtualWord'], returns: 'slot', doc: 'The physical slot behind a virtual one.' },
  { name: 'type', of: ['slot'], returns: 'number', doc: 'The swap type: the number of the device.' },
  { name: 'offset', of: ['slot'], returns: 'number', doc: 'The slot offset within its device.' },
];

/** After a dot. What a table word is made of comes from the layout tables of all kernels. */
export const FIELDS: readonly FieldInfo[] = [
  ...OWN_FIELDS,
  ...layoutFields('swap_table', 'swapWord'),
  ...layoutFields('virtual_table', 'virtualWord'),
];

function layoutFields(format: FormatId, of: ValueType): readonly FieldInfo[] {
  const fields = new Map<string, FieldInfo>();
  for (const kernel of KERNEL_NAMES) {
    for (const kind of formatFor(format, kernel).kinds) {
      for (const { name, meaning } of kind.fields) {
        if (!/^(reserved_|payload$|ones$|mark$)/.test(name))
          fields.set(name, { name, of: [of], returns: 'number', doc: `${meaning}.` });
      }
    }
  }
  return [...fields.values()];
}

export function isStateWord(word: string): word is StateWord {
  return Object.hasOwn(STATES, word);
}

// A page frame as a variable: its flags by name, its counts, and where it belongs.
import { PAGE, PG } from '../mm/folio';
import { PAGES_FIRST } from '../memory/regions';
import type { ModelView } from '../mm/view';
import { wordIndex, type WordIndex } from '../word/brand';
import { swpEntryFromVal } from '../word/swpEntry';
import { addressTarget } from './dataTarget';
import { slotName } from './slotName';
import { namedChildren, numberText, variable, type Children, type Variable } from './variable';

const PAGE_WORDS = 8;
const ORDER_MASK = 0xff;

export function isFolio(index: number): boolean {
  return index >= PAGES_FIRST;
}

/** `index`: the place of its struct page. */
export function folioVariable(name: string, view: ModelView, index: WordIndex): Variable {
  const pfn = (index - PAGES_FIRST) / PAGE_WORDS;
  const flags = flagNames(view.word(index).lo);
  return variable(name, `pfn 0x${pfn.toString(16)}${flags === '' ? '' : `, ${flags}`}`, {
    type: 'struct folio *',
    address: view.address(index),
    children: folioMembers(view, index),
  });
}

export function folioMembers(view: ModelView, index: WordIndex): Children {
  const member = (offset: number): { readonly lo: number; readonly hi: number } => view.word(wordIndex(index + offset));
  return namedChildren(8, (hex) => {
    const flags = member(PAGE.flags);
    const counts = member(PAGE.counts);
    const swap = member(PAGE.private);
    const entry = swpEntryFromVal(swap.lo, swap.hi);
    const isCached = (flags.lo & PG.swapcache) !== 0;
    const slot = isCached ? slotName(view, entry) : undefined;
    return [
      variable('pfn', numberText((index - PAGES_FIRST) / PAGE_WORDS, true), { type: 'unsigned long' }),
      variable('flags', flagNames(flags.lo) || '0', { type: 'unsigned long', address: view.address(index) }),
      variable('order', numberText(flags.hi & ORDER_MASK, hex), { type: 'unsigned int' }),
      variable('refcount', numberText(counts.hi, hex), { type: 'atomic_t' }),
      variable('mapcount', numberText(counts.lo, hex), { type: 'atomic_t' }),
      variable('swap', slot ?? 'none: not in the swap cache', {
        type: 'swp_entry_t',
        expression: slot,
        address: view.address(wordIndex(index + PAGE.private)),
        place: addressTarget(view.address(wordIndex(index + PAGE.private)), 8),
      }),
      pointer(view, 'memcg', 'struct mem_cgroup *', wordIndex(index + PAGE.memcg)),
      pointer(view, 'lru.next', 'struct list_head *', wordIndex(index + PAGE.lru)),
    ];
  });
}

function pointer(view: ModelView, name: string, type: string, at: WordIndex): Variable {
  const { lo, hi } = view.word(at);
  const address = (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
  const place = addressTarget(view.address(at), 8);
  if (address === 0n) return variable(name, 'NULL', { type, place });
  return variable(name, `0x${address.toString(16)}`, { type, address, place });
}

const flagNames = (bits: number): string =>
  Object.entries(PG)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([flag]) => `PG_${flag}`)
    .join(' | ');

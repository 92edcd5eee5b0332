// A page's way through the tables as cards: page table, virtual slot, backing, reverse map, and the slot at which the way closes.
import type { PanelHop, PanelTarget } from '../protocol/panelParts';
import type { PanelResolution } from '../protocol/panelStateShape';
import type { Hop, ModelView, PageView, SlotView, WordView } from '../mm/view';
import type { WordIndex } from '../word/brand';
import { wordOf } from '../word/halves';
import { hexWord } from '../word/hex';
import { decodeWord } from '../word/decode';
import { isKernelName } from '../word/kernelName';
import type { FormatId } from '../word/layout';
import { swpOffset, swpType } from '../word/swpEntry';
import type { Changes } from './panelStateChanges';
import { selectedIndex, type Selection } from './panelStateSelection';
import { slotReader, wordText, type SlotReader } from './panelStateSlots';

/** Hops shown at most; the longest way has seven. */
const MOST_HOPS = 32;

/** undefined when no page is selected or the page is not mapped any more. */
export function resolutionOf(view: ModelView, selection: Selection, changes: Changes): PanelResolution | undefined {
  if (selection.page === undefined) return undefined;
  const { task, area, page } = selection.page;
  const seen = view.page(task, area, page);
  if (seen === undefined) return undefined;
  const selected = selectedIndex(selection, view)?.index;
  const hops = view.resolve(task, area, page).slice(0, MOST_HOPS);
  const reader = slotReader(view);
  return {
    page: selection.page,
    state: seen.state,
    address: hexWord(BigInt(seen.address)),
    device: seen.device,
    hops: hops.map((hop) => hopOf(view, reader, hop, changes, selected)),
  };
}

type Drawn = Pick<PanelHop, 'title' | 'place' | 'wordKind' | 'detail' | 'target'> & {
  readonly word: WordView | undefined;
  readonly agrees: boolean | undefined;
};

function hopOf(
  view: ModelView,
  reader: SlotReader | undefined,
  hop: Hop,
  changes: Changes,
  selected: WordIndex | undefined,
): PanelHop {
  const { word, ...drawn } = draw(view, reader, hop);
  return {
    kind: hop.kind,
    ...drawn,
    word: word === undefined ? undefined : wordText(word),
    changed: word !== undefined && changes.before.has(word.index),
    selected: word !== undefined && word.index === selected && hop.kind !== 'reverseMap',
  };
}

function draw(view: ModelView, reader: SlotReader | undefined, hop: Hop): Drawn {
  const slotText = (slot: SlotView): string => `${slot.device}:${slot.offset}`;
  switch (hop.kind) {
    case 'pte':
      return {
        title: 'page table entry',
        place: pageText(hop.page),
        word: hop.word,
        wordKind: kindOf(view, hop.word, 'pte'),
        detail: hop.page.entry === undefined ? '' : `entry ${reader?.entryText(hop.page.entry) ?? ''}`,
        agrees: undefined,
        target: { kind: 'word', format: 'pte', index: hop.word.index },
      };
    case 'folio':
      return {
        title: 'folio',
        place: `pfn 0x${hop.pfn.toString(16)}`,
        word: undefined,
        wordKind: '',
        detail: `struct page ${hexWord(view.address(hop.folio))}`,
        agrees: undefined,
        target: undefined,
      };
    case 'swapTable': {
      const cell = reader?.swapCell(hop.word);
      return {
        title: hop.backing ? 'backing' : 'swap_table',
        place: slotText(hop.slot),
        word: hop.word,
        wordKind: cell?.kind ?? '',
        detail: [hop.slot.count === undefined ? '' : `count ${hop.slot.count}`, cell?.flags ?? '', cell?.payload ?? '']
          .filter((text) => text !== '')
          .join(' '),
        agrees: undefined,
        target: slotTarget(hop.slot, 'swap_table'),
      };
    }
    case 'virtualTable': {
      const cell = reader?.virtualCell(hop.word);
      return {
        title: 'virtual_table',
        place: slotText(hop.slot),
        word: hop.word,
        wordKind: cell?.kind ?? '',
        detail: cell?.payload ?? '',
        agrees: undefined,
        target: slotTarget(hop.slot, 'virtual_table'),
      };
    }
    case 'zswapEntry':
      return {
        title: 'zswap_entry',
        place: hexWord(view.address(hop.entry)),
        word: undefined,
        wordKind: '',
        detail: `${hop.length} bytes compressed, swpentry ${reader?.entryText(hop.owner) ?? ''}`,
        agrees: undefined,
        target: { kind: 'slot', type: swpType(hop.owner), offset: swpOffset(hop.owner), table: 'swap_table' },
      };
    case 'reverseMap':
      return {
        title: 'reverse map',
        place: `${slotText(hop.from)} back to ${reader?.entryText(hop.to) ?? ''}`,
        word: hop.from.swapTable,
        wordKind: hop.agrees ? 'agrees' : 'DISAGREES',
        detail: hop.agrees ? 'the slot we came from' : 'another slot than we came from',
        agrees: hop.agrees,
        target: { kind: 'slot', type: swpType(hop.to), offset: swpOffset(hop.to), table: 'virtual_table' },
      };
  }
}

const slotTarget = (slot: SlotView, table: 'swap_table' | 'virtual_table'): PanelTarget => ({
  kind: 'slot',
  type: slot.type,
  offset: slot.offset,
  table,
});

export const pageText = (page: PageView): string => `${page.task}.${page.area}[${page.page}]`;

function kindOf(view: ModelView, word: WordView, format: FormatId): string {
  return isKernelName(view.kernel) ? decodeWord(wordOf(word.lo, word.hi), format, view.kernel).kind : '';
}

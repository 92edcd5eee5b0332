// The selected word, decoded bit by bit from the layout tables.
import type { PanelWord } from '../protocol/panelParts';
import type { ModelView } from '../mm/view';
import { decodeWord, type DecodedField } from '../word/decode';
import { wordOf } from '../word/halves';
import { hex, hexWord } from '../word/hex';
import { isKernelName } from '../word/kernelName';
import type { Changes } from './panelStateChanges';
import { pageText } from './panelStateHops';
import { selectedIndex, type Selection } from './panelStateSelection';
import { wordText } from './panelStateSlots';

/** undefined while no word is selected, or its table does not exist at this moment. */
export function wordPanelOf(view: ModelView, selection: Selection, changes: Changes): PanelWord | undefined {
  const selected = selectedIndex(selection, view);
  if (selected === undefined || !isKernelName(view.kernel)) return undefined;
  const { format, index } = selected;
  const { lo, hi } = view.word(index);
  const decoded = decodeWord(wordOf(lo, hi), format, view.kernel);
  const before = changes.before.get(index);
  return {
    format,
    place: placeOf(view, selection, index),
    at: hexWord(view.address(index)),
    word: hexWord(decoded.word),
    before: before === undefined ? undefined : wordText(before),
    kind: decoded.kind,
    meaning: decoded.meaning,
    remark: decoded.note,
    valid: decoded.kind !== 'Invalid',
    fields: decoded.fields.map((field) => ({
      name: field.name,
      high: field.bits[0],
      low: field.bits[1],
      value: valueText(field),
      meaning: field.meaning,
      macro: field.macro,
    })),
  };
}

function placeOf(view: ModelView, selection: Selection, index: number): string {
  if (selection.word?.kind === 'slot')
    return `${view.devices().find(({ type }) => type === selection.device)?.name ?? ''}:${selection.slot ?? 0}`;
  if (selection.page === undefined) return '';
  const page = view.page(selection.page.task, selection.page.area, selection.page.page);
  return page?.pte?.index === index ? pageText(page) : '';
}

/** Names of fields that count things, which people read in decimal. */
const COUNTED = new Set(['count', 'type', 'offset', 'memcg_id', 'node']);

function valueText({ name, value, bits: [high, low] }: DecodedField): string {
  return high === low || COUNTED.has(name) ? value.toString() : hex(value);
}

/** The word on a few lines of plain text, as a person would put it into a mail. */
export function wordSummary(word: PanelWord): string {
  const fields = word.fields.map(({ name, high, low, value, meaning }) => {
    const bits = high === low ? String(high) : `${high}..${low}`;
    return `  ${bits.padEnd(7)} ${name.padEnd(12)} ${value}  ${meaning}`;
  });
  return [`${word.word}  ${word.format} ${word.place}: ${word.kind}, ${word.meaning}`, ...fields, ''].join('\n');
}

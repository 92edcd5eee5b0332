// The word that is selected in the panel, as something to break on or to look for.
import type { PanelWord } from '../../core/protocol/panelParts';
import { isAskable } from '../../core/debug/wordVariable';

/** The word by its address: each write of it counts. */
export function wordAddress({ at, format }: PanelWord): string {
  return `${at} as ${format}`;
}

/** The word, or one field, by what it is the word of where the language has a name for that: it is found again when its table moves. */
export function wordTarget(word: PanelWord, field?: string): string {
  const { format, place } = word;
  const isNamed = place !== '' && (field === undefined || isAskable(field));
  if (isNamed && (format === 'swap_table' || format === 'virtual_table'))
    return `${format}(${place}).${field ?? 'word'}`;
  if (isNamed && format === 'pte' && field === undefined) return `${place}.pte`;
  return field === undefined ? wordAddress(word) : `${wordAddress(word)}.${field}`;
}

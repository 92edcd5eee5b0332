// The 4096 bytes of a content id, made on demand.

import { contentFields, type ContentKind } from './content';
import {
  jsonRecords,
  mixedBlocks,
  nibbles,
  pointers,
  putWord,
  randomBytes,
  randomWords,
  repeatedBytes,
  WordSource,
  words,
} from './generators';

export const PAGE_BYTES = 4096;

const source = new WordSource();

/**
 * Writes the bytes of content id (`low`, `high`) to the first 4096 bytes of `into`, allocating nothing but the taken-apart id.
 * A word that is no content id gives a zero page.
 */
export function contentBytes(low: number, high: number, into: Uint8Array): void {
  const { kind, parameter, page, touches } = contentFields(low, high);
  into.fill(0, 0, PAGE_BYTES);
  source.start(page, hasSeed(kind) ? parameter : 0);
  writeKind(kind, parameter, page, into);
  // The word of a touch is never zero and differs by page and by count.
  if (touches > 0) {
    putWord(into, 0, page);
    putWord(into, 4, 0x70000000 | touches);
  }
}

function hasSeed(kind: ContentKind | undefined): boolean {
  return kind !== 'first' && kind !== 'repeat';
}

function writeKind(kind: ContentKind | undefined, parameter: number, page: number, into: Uint8Array): void {
  switch (kind) {
    case undefined:
    case 'zero':
      return;
    case 'fill':
      into.fill(parameter, 0, PAGE_BYTES);
      return;
    case 'word':
      for (let at = 0; at < PAGE_BYTES; at += 8) {
        putWord(into, at, 0x12345678 + page);
        putWord(into, at + 4, 0x9abcdef0);
      }
      return;
    case 'onebyte':
      into[PAGE_BYTES - 1] = 1;
      return;
    case 'counter':
      for (let i = 0; i < 1024; i++) putWord(into, i * 4, page * 1024 + i);
      return;
    case 'random':
      randomWords(into, source);
      return;
    case 'first':
      randomBytes(into, source, parameter);
      return;
    case 'repeat':
      repeatedBytes(into, source, parameter);
      return;
    case 'nibble':
      nibbles(into, source);
      return;
    case 'pointer':
      pointers(into, source);
      return;
    case 'pattern':
      mixedBlocks(into, source);
      return;
    case 'text':
      words(into, source);
      return;
    case 'json':
      jsonRecords(into, source);
      return;
  }
}

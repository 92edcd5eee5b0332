// Words and values as text, and text as words: the one way this project writes and reads them.

import { WORD_MASK } from './layout';
import { wordError, type WordProblem } from './wordProblem';

export const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** All 64 bits: 0x and 16 digits. */
export const hexWord = (word: bigint): string => `0x${word.toString(16).padStart(16, '0')}`;

export interface ParsedWord {
  readonly value: bigint | undefined;
  readonly problems: readonly WordProblem[];
}

/** 2^64 has 20 decimal digits; the rest is room for underscores and leading zeros. */
const MAX_LENGTH = 100;
const FORM = /^(0x[0-9a-f]+(_[0-9a-f]+)*|[0-9]+(_[0-9]+)*)$/i;

/** `0x` hex or decimal, digits grouped by single underscores as you like; at most 64 bits. */
export function parseWord(text: string): ParsedWord {
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  if (text.length > MAX_LENGTH || !FORM.test(text)) {
    const message = `"${shown}" is not a number: expected 0x and hex digits, or decimal digits, as in 0x1000_0000_0004_8d16`;
    return { value: undefined, problems: [wordError('VS0201', message)] };
  }
  const value = BigInt(text.replaceAll('_', ''));
  if (value > WORD_MASK) {
    const message = `${shown} does not fit a word: expected at most 64 bits, up to 0xffffffffffffffff`;
    return { value: undefined, problems: [wordError('VS0201', message)] };
  }
  return { value, problems: [] };
}

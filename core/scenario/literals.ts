// How numbers and texts are written: decimal or 0x, blocks parted by _, with K M G T for bytes or the word pages; "text".

import type { Expression } from './program.js';

export const PAGE_SIZE = 4096;

export type NumberUnit = Extract<Expression, { kind: 'number' }>['unit'];

export type ParsedNumber = { readonly value: bigint; readonly unit: NumberUnit } | { readonly wrong: string };

const SCALE: Readonly<Record<string, bigint>> = { K: 1n << 10n, M: 1n << 20n, G: 1n << 30n, T: 1n << 40n };

/** `wrong` says in words why a token that begins with a digit is no number. */
export function parseNumber(token: string, unit: string | undefined): ParsedNumber {
  const match = /^(?:(0[xX][0-9a-fA-F_]+)|([0-9][0-9_]*)([KMGT])?)$/.exec(token);
  if (match === null) return { wrong: whyNot(token) };
  const [, hex, decimal = '0', scale] = match;
  const digits = (hex ?? decimal).replaceAll('_', '');
  if (digits.length > 18) return { wrong: `${token} does not fit into 64 bits` };
  if (digits === '0x' || digits === '0X') return { wrong: `${token} has no digits after 0x` };
  const value = BigInt(digits) * (scale === undefined ? 1n : (SCALE[scale] ?? 1n));
  if (value >= 1n << 64n) return { wrong: `${token} does not fit into 64 bits` };
  if (unit === undefined) return { value, unit: scale === undefined ? 'plain' : 'bytes' };
  return scale === undefined
    ? { value, unit: 'pages' }
    : { wrong: `${token} is already a size in bytes, so "${unit}" has no meaning after it` };
}

function whyNot(token: string): string {
  const size = /^([0-9_]+)(k|m|g|t|[kKmMgGtT]i?[bB])$/.exec(token);
  if (size !== null)
    return `${token} is not a size; write ${size[1] ?? ''}${(size[2] ?? '').slice(0, 1).toUpperCase()}`;
  if (token.includes('.')) return `${token} is not a whole number`;
  return `${token} is not a number`;
}

/** The shortest exact spelling of a number of bytes, such as 64M. */
export function spellBytes(bytes: number): string {
  for (const [suffix, scale] of Object.entries(SCALE).reverse()) {
    const unit = Number(scale);
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${suffix}`;
  }
  return `${bytes}`;
}

/** The text between the quotes. */
export function unquote(literal: string): string {
  return literal.replace(/^"|"$/g, '');
}

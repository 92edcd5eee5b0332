// A decoded word as text of at most 80 columns where it can be: a ruler of its bits, each marked with its field's letter, and the table of fields.

import type { DecodedField, DecodedWord } from '../word/decode';
import { formatFor } from '../word/formats';
import { hex, hexWord } from '../word/hex';

const GROUP = 16;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** No trailing line end; plain text, so that a terminal's colours are the caller's. */
export function wordDiagram(decoded: DecodedWord): string {
  const { word, format, kernel, kind, meaning, note } = decoded;
  const notes = note === undefined ? [] : [`note: ${note}`];
  const source = formatFor(format, kernel).source;
  return [
    `${hexWord(word)}  ${format} of ${kernel}: ${kind}`,
    meaning,
    ...notes,
    '',
    ...ruler(decoded),
    '',
    ...table(decoded.fields),
    '',
    `layout: ${source}`,
  ].join('\n');
}

const letterOf = (index: number): string => LETTERS[index] ?? '?';

function ruler({ word, fields }: DecodedWord): readonly string[] {
  const bits = word.toString(2).padStart(64, '0');
  const letters = fields.map(({ bits: [high, low] }, index) => letterOf(index).repeat(high - low + 1)).join('');
  const edges = [63, 47, 31, 15].map((top) => String(top).padEnd(GROUP - 2) + String(top - GROUP + 1).padStart(2));
  return [edges.join(' '), grouped(bits), grouped(letters)];
}

const grouped = (text: string): string => [0, 1, 2, 3].map((n) => text.slice(n * GROUP, (n + 1) * GROUP)).join(' ');

function table(fields: readonly DecodedField[]): readonly string[] {
  const rows = fields.map((field, index) => [
    letterOf(index),
    bitRange(field.bits),
    field.name,
    shownValue(field.value),
    field.macro,
    field.meaning,
  ]);
  return aligned([['', 'bits', 'field', 'value', 'macro', 'meaning'], ...rows]);
}

export const bitRange = ([high, low]: readonly [number, number]): string =>
  high === low ? `${high}` : `${high}..${low}`;

/** Small numbers as people count, others in hex as well, since that is how they show in the word. */
function shownValue(value: bigint): string {
  if (value < 10n) return `${value}`;
  return value < 1n << 32n ? `${value} (${hex(value)})` : hex(value);
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

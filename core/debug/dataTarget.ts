// What a data breakpoint watches, and its one-line spelling, which is also its `dataId` in the debug protocol: words by address, or any expression of the language.
import type { ModelView } from '../mm/view';
import { wordIndex } from '../word/brand';
import { FORMAT_IDS, type FormatId } from '../word/layout';

export type DataTarget =
  | {
      readonly kind: 'words';
      /** Word indexes, both included. */
      readonly first: number;
      readonly last: number;
      /** How to read the word, and the field that matters; undefined: all of it. */
      readonly format: FormatId | undefined;
      readonly field: string | undefined;
      readonly spelling: string;
    }
  | { readonly kind: 'expression'; readonly spelling: string };

export type ParsedTarget =
  { readonly kind: 'target'; readonly target: DataTarget } | { readonly kind: 'problem'; readonly message: string };

const LONGEST = 1000;
/** Words of one data breakpoint: a megabyte of simulated memory. */
const MOST_WORDS = 2 ** 17;
const ADDRESS =
  /^(0x[0-9a-f]{9,16})(?:\s*\+\s*(0x[0-9a-f]{1,8}|\d{1,10})|\s*\.\.\s*(0x[0-9a-f]{9,16}))?(?:\s+as\s+(\w+)(?:\.(\w+))?)?$/i;

/**
 * `0xffff88a000001000`, `0xffff88a000001000+64` (bytes), `0xffff88a000001000..0xffff88a000001038` (both included), each also ` as pte` or
 * ` as swap_table.count`; else an expression such as `virtual_table(vswap:512).tag`. Whether an expression makes sense is found when it is asked.
 */
export function parseTarget(text: string, view: ModelView): ParsedTarget {
  const spelling = text.trim();
  if (spelling === '') return problem('Name an expression, such as web.swap.current, or an address.');
  if (spelling.length > LONGEST) return problem(`The expression is longer than ${LONGEST} characters.`);
  const [, start, bytes, end, format, field] = ADDRESS.exec(spelling) ?? [];
  if (start === undefined) return { kind: 'target', target: { kind: 'expression', spelling } };
  const from = BigInt(start);
  const to = end !== undefined ? BigInt(end) : from + BigInt(Math.max(Number(bytes ?? 8), 1)) - 1n;
  const lowest = from & ~7n;
  const highest = to & ~7n;
  const first = view.indexOf(lowest);
  const last = view.indexOf(highest);
  if (first === undefined || last === undefined || last < first || highest - lowest !== 8n * BigInt(last - first))
    return problem(
      `${spelling} is not in the simulated memory: addresses begin with 0xffff88 (kernel objects), 0xffffea (struct page) or 0x000051.`,
    );
  if (last - first >= MOST_WORDS) return problem(`${spelling} is more than ${MOST_WORDS} words: watch fewer.`);
  const known = format === undefined ? undefined : FORMAT_IDS.find((id) => id === format);
  if (format !== undefined && known === undefined)
    return problem(`There is no word format ${format}: use ${FORMAT_IDS.join(', ')}.`);
  return { kind: 'target', target: { kind: 'words', first, last, format: known, field, spelling } };
}

/** The spelling of the words from an address on. */
export function addressTarget(address: bigint, bytes: number, format?: FormatId, field?: string): string {
  const size = bytes > 8 ? `+${bytes}` : '';
  const reading = format === undefined ? '' : ` as ${format}${field === undefined ? '' : `.${field}`}`;
  return `0x${address.toString(16)}${size}${reading}`;
}

export const addressText = (view: ModelView, index: number): string =>
  `0x${view.address(wordIndex(index)).toString(16)}`;

function problem(message: string): ParsedTarget {
  return { kind: 'problem', message };
}

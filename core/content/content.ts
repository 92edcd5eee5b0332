// Page contents as 64-bit ids: what was written to a page, without its bytes. The simulator keeps ids in its word memory and
// makes bytes (pageBytes.ts) only when a compressor or a person asks for them.
//
// Layout of an id, as two unsigned 32-bit halves:
//   low   bits  0-23  parameter: the seed; for `fill` the byte, for `first` and `repeat` a length in bytes
//         bits 24-31  touches: how often one word was written over the content, 0 = never
//   high  bits  0-23  page index within its area
//         bits 24-31  kind (KIND_CODES)
// Ids are canonical: a field that has no influence on the bytes is 0, and `fill 0` is `zero`. So equal ids mean that the same
// thing was written, and the id of a page that was never written is the word 0.

/**
 * What a scenario or a recording writes to a page. `random`, `text` and `pattern` are the kinds `rnd`, `text` and `mixed` of
 * facts/oracle.md section 7, byte for byte when the seed is 0; the others are the remaining kinds of that section.
 */
export type PageContent =
  | { readonly kind: 'text' | 'random' | 'pattern' | 'pointer' | 'nibble' | 'json'; readonly seed: number }
  | { readonly kind: 'zero' | 'word' | 'onebyte' | 'counter' }
  | { readonly kind: 'fill'; readonly byte: number }
  /** The first `length` bytes random, the rest zero. */
  | { readonly kind: 'first'; readonly length: number }
  /** `length` random bytes, over and over. */
  | { readonly kind: 'repeat'; readonly length: number };

export type ContentKind = PageContent['kind'];

/** A page index or a seed above this cannot be told apart by an id; parsers refuse it. */
export const CONTENT_FIELD_LIMIT = 0xffffff;

/** Stable: ids are stored in saved timelines. */
export const KIND_CODES = {
  zero: 0,
  fill: 1,
  text: 2,
  random: 3,
  pattern: 4,
  pointer: 5,
  nibble: 6,
  json: 7,
  word: 8,
  onebyte: 9,
  counter: 10,
  first: 11,
  repeat: 12,
} as const satisfies Record<ContentKind, number>;

const KIND_BY_CODE = new Map<number, ContentKind>([
  [0, 'zero'],
  [1, 'fill'],
  [2, 'text'],
  [3, 'random'],
  [4, 'pattern'],
  [5, 'pointer'],
  [6, 'nibble'],
  [7, 'json'],
  [8, 'word'],
  [9, 'onebyte'],
  [10, 'counter'],
  [11, 'first'],
  [12, 'repeat'],
]);

/** Low half of the id of `content` (no touches), unsigned. */
export function contentLow(content: PageContent): number {
  return parameterOf(content) & CONTENT_FIELD_LIMIT;
}

/** High half of the id of `content` at page `page` of its area, unsigned. */
export function contentHigh(content: PageContent, page: number): number {
  if (isZeroFill(content)) return 0;
  const place = dependsOnPage(content.kind) ? page & CONTENT_FIELD_LIMIT : 0;
  return ((KIND_CODES[content.kind] << 24) | place) >>> 0;
}

/**
 * Low half after one more word was written over the page (`touch` of a recording). The count runs 1..255 and then goes back to
 * 1: a lost write shows unless exactly 255 are lost.
 */
export function touchedLow(low: number): number {
  const touches = low >>> 24;
  return (((touches === 0xff ? 1 : touches + 1) << 24) | (low & CONTENT_FIELD_LIMIT)) >>> 0;
}

/** High half after a touch of page `page`: the written word depends on the page, so a touched `zero` or `fill` page names it too. */
export function touchedHigh(high: number, page: number): number {
  return ((high & 0xff000000) | (page & CONTENT_FIELD_LIMIT)) >>> 0;
}

/** Whether all 4096 bytes are zero (what the kernel's zero-filled check would find). */
export function isZeroContent(low: number, high: number): boolean {
  return low === 0 && high === 0;
}

/** The id taken apart. `kind` is undefined for a word that is no content id. */
export interface ContentFields {
  readonly kind: ContentKind | undefined;
  readonly parameter: number;
  readonly page: number;
  readonly touches: number;
}

export function contentFields(low: number, high: number): ContentFields {
  return {
    kind: KIND_BY_CODE.get(high >>> 24),
    parameter: low & CONTENT_FIELD_LIMIT,
    page: high & CONTENT_FIELD_LIMIT,
    touches: low >>> 24,
  };
}

/** For people: `text seed 7, page 3`, `zero`, `fill 0xa5, touched twice, page 9`. */
export function contentText(low: number, high: number): string {
  const { kind, parameter, page, touches } = contentFields(low, high);
  if (kind === undefined) return `no content id (kind ${high >>> 24})`;
  const parts = [nameText(kind, parameter)];
  if (touches > 0)
    parts.push(touches === 1 ? 'touched once' : touches === 2 ? 'touched twice' : `touched ${touches} times`);
  if (touches > 0 || dependsOnPage(kind)) parts.push(`page ${page}`);
  return parts.join(', ');
}

function nameText(kind: ContentKind, parameter: number): string {
  switch (kind) {
    case 'fill':
      return `fill 0x${parameter.toString(16).padStart(2, '0')}`;
    case 'first':
      return `first ${parameter} bytes random`;
    case 'repeat':
      return `repeat of ${parameter} bytes`;
    case 'zero':
    case 'word':
    case 'onebyte':
    case 'counter':
      return kind;
    case 'text':
    case 'random':
    case 'pattern':
    case 'pointer':
    case 'nibble':
    case 'json':
      return `${kind} seed ${parameter}`;
  }
}

function parameterOf(content: PageContent): number {
  switch (content.kind) {
    case 'fill':
      return content.byte & 0xff;
    case 'first':
    case 'repeat':
      return content.length;
    case 'zero':
    case 'word':
    case 'onebyte':
    case 'counter':
      return 0;
    case 'text':
    case 'random':
    case 'pattern':
    case 'pointer':
    case 'nibble':
    case 'json':
      return content.seed;
  }
}

function dependsOnPage(kind: ContentKind): boolean {
  return kind !== 'zero' && kind !== 'fill' && kind !== 'onebyte';
}

function isZeroFill(content: PageContent): boolean {
  return content.kind === 'zero' || (content.kind === 'fill' && (content.byte & 0xff) === 0);
}

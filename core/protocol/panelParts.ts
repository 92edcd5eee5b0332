// The small shapes that the panel's states and clicks are made of.
import { array, flag, hex64, integer, literal, maybe, struct, text, variants, type Infer } from './schema';
import { SLOT_KINDS } from './slotRuns';

export const index = integer(0, Number.MAX_SAFE_INTEGER);
export const deviceType = integer(0, 31);
/** A name from a scenario, whose lines have at most 1000 characters. */
export const name = text(1000);
/** A few names and numbers on one line. */
const lineOfText = text(4000);

export const wordFormat = literal('swap_table', 'virtual_table', 'swp_entry', 'pte', 'shadow');
export type PanelWordFormat = Infer<typeof wordFormat>;

export const page = struct({ task: name, area: name, page: index });
export type PanelPage = Infer<typeof page>;

/** Where a click leads. */
export const target = variants({
  slot: { type: deviceType, offset: index, table: wordFormat },
  word: { format: wordFormat, index },
  page: { page },
});
export type PanelTarget = Infer<typeof target>;

/** One decoded word on one line. `before`: what it was at the last stop, when it was something else. */
export const cell = struct({
  word: hex64,
  kind: text(32),
  flags: text(120),
  payload: lineOfText,
  before: maybe(hex64),
});
export type PanelCell = Infer<typeof cell>;

export const row = struct({
  offset: index,
  kind: literal(...SLOT_KINDS),
  cached: flag,
  /** References, with those in the extend table; absent where the word has no count. */
  count: maybe(index),
  memcg: integer(0, 0xffff),
  swap: cell,
  /** Virtual devices only, and once the table exists. */
  virtual: maybe(cell),
});
export type PanelRow = Infer<typeof row>;

export const bitField = struct({
  name,
  high: integer(0, 63),
  low: integer(0, 63),
  /** The value that the bits stand for, hexadecimal or decimal as fits. */
  value: text(40),
  meaning: text(400),
  macro: text(100),
});
export type PanelBitField = Infer<typeof bitField>;

/** `at`: address of the word; `place`: what it is the word of. */
export const word = struct({
  format: wordFormat,
  place: lineOfText,
  at: hex64,
  word: hex64,
  before: maybe(hex64),
  kind: text(32),
  meaning: text(400),
  remark: maybe(text(400)),
  valid: flag,
  fields: array(bitField, 64),
});
export type PanelWord = Infer<typeof word>;

/** One station of a page's way through the tables; `agrees` is set on the way back only. */
export const hop = struct({
  kind: literal('pte', 'folio', 'swapTable', 'virtualTable', 'zswapEntry', 'reverseMap'),
  title: text(100),
  /** `disk0:1`, `app.heap[0]`: whose word this is. */
  place: lineOfText,
  word: maybe(hex64),
  wordKind: text(32),
  detail: lineOfText,
  agrees: maybe(flag),
  changed: flag,
  target: maybe(target),
  /** The hop's word or slot is the one selected. */
  selected: flag,
});
export type PanelHop = Infer<typeof hop>;

// The conversation of the host and the panel: what a stop looks like, and what was clicked. The one definition of both directions and their check.
import { page, wordFormat } from './panelParts';
import { panelState } from './panelStateShape';
import {
  array,
  flag,
  hex64,
  integer,
  literal,
  maybe,
  struct,
  text,
  variants,
  type Conversation,
  type Infer,
} from './schema';

/** Largest exact integers: swap offsets (45 bits) and word positions stay well below. */
const anyIndex = integer(0, Number.MAX_SAFE_INTEGER);
const deviceType = integer(0, 31);

/** Clusters that one state may describe: what a tall window shows at once, twice. */
export const MOST_TILES = 512;

const breakpoint = struct({
  place: text(1000),
  terms: text(7000),
  enabled: flag,
  /** Why it cannot stop the run. */
  problem: maybe(text(1000)),
  /** The run stands at it. */
  hit: flag,
});
export type PanelBreakpoint = Infer<typeof breakpoint>;

/** Addresses of words, both included. */
const wordRange = struct({ first: hex64, last: hex64 });
export type PanelWordRange = Infer<typeof wordRange>;

const toView = variants({
  state: { state: panelState },
  /** The swap breakpoints, and the words that those which are switched on watch at this moment. */
  breakpoints: { all: array(breakpoint, 1000), watched: array(wordRange, 1000) },
  /** No session, or a session that has not stopped yet. */
  idle: { reason: text(300) },
  /** What was asked for cannot be shown; the state stays as it was. */
  refused: { reason: text(500) },
});

const toHost = variants({
  ready: {},
  selectDevice: { type: deviceType },
  selectCluster: { type: deviceType, cluster: anyIndex },
  /** Selects the slot and its word of the table named. */
  selectSlot: { type: deviceType, offset: anyIndex, table: wordFormat },
  selectWord: { format: wordFormat, index: anyIndex },
  selectPage: { page },
  /** The part of the cluster map in view, in map order. */
  look: { first: anyIndex, count: integer(1, MOST_TILES) },
  /** `vswap:512`, `disk0:1`, `app.heap[3]`, `0xffff...`: typed by a person, read by the host. */
  goTo: { target: text(200) },
  /** Go where words change at each stop, or stay. */
  follow: { on: flag },
  /** Selects the next (1) or previous (-1) slot that changed since the last stop. */
  nextChanged: { direction: literal(1, -1) },
  copyWord: {},
  /** Break when the selected word changes, or this field of it. */
  breakOnWord: { field: maybe(text(40)) },
  /** By place in the list that was sent last. */
  enableBreakpoint: { position: integer(0, 999), enabled: flag },
  removeBreakpoint: { position: integer(0, 999) },
  goNewest: {},
  revealStatement: {},
  openCode: {},
});

export type PanelToView = Infer<typeof toView>;
export type PanelToHost = Infer<typeof toHost>;

export const panelConversation: Conversation<PanelToView, PanelToHost> = { toView, toHost };

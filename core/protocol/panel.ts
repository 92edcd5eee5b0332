// The conversation of the host and the panel: what a stop looks like, and what was clicked. The one definition of both directions and their check.
import { page, wordFormat } from './panelParts';
import { panelState } from './panelStateShape';
import { flag, integer, literal, text, variants, type Conversation, type Infer } from './schema';

/** Largest exact integers: swap offsets (45 bits) and word positions stay well below. */
const anyIndex = integer(0, Number.MAX_SAFE_INTEGER);
const deviceType = integer(0, 31);

/** Clusters that one state may describe: what a tall window shows at once, twice. */
export const MOST_TILES = 512;

const toView = variants({
  state: { state: panelState },
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
  revealStatement: {},
  openCode: {},
});

export type PanelToView = Infer<typeof toView>;
export type PanelToHost = Infer<typeof toHost>;

export const panelConversation: Conversation<PanelToView, PanelToHost> = { toView, toHost };

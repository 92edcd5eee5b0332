// The conversation of the host and the Code webview: which pseudo-source to show, where it stands, which lines have breakpoints.
import { array, integer, literal, maybe, text, variants, type Conversation, type Infer } from './schema';

/** Lines are 1-based. The longest model function has a few hundred steps. */
const MOST_LINES = 20_000;
const line = integer(1, MOST_LINES);

const toView = variants({
  /** A document, or none while nothing is stopped inside the model. */
  show: {
    /** What stands above the text: kernel function, kernel, CPU. */
    title: text(300),
    /** Identifies the document; another id replaces the text. */
    id: text(1000),
    text: text(2_000_000),
    language: literal('c', 'vswap'),
    line: maybe(line),
    breakpoints: array(line, MOST_LINES),
  },
  breakpoints: { lines: array(line, MOST_LINES) },
  /** Nothing to show, and why. */
  nothing: { reason: text(300) },
});

const toHost = variants({
  ready: {},
  toggleBreakpoint: { id: text(1000), line },
  /** The editor could not be set up: shown to the person by the host, which has a place for it. */
  broken: { reason: text(2000) },
});

export type CodeToView = Infer<typeof toView>;
export type CodeToHost = Infer<typeof toHost>;

export const codeConversation: Conversation<CodeToView, CodeToHost> = { toView, toHost };

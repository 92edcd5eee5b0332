// Where the command line writes to: two streams, the colours that each of them takes, and one line of progress.

import pico from 'picocolors';
import type { Colours } from '../../core/report/colours';

export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Problems with the input. */
  readonly err: (text: string) => void;
  readonly outColours: Colours;
  readonly errColours: Colours;
  /** Whether a person watches the problems: then the line at fault is shown, and progress. */
  readonly errIsTerminal: boolean;
  /** Milliseconds from some moment on. */
  readonly now: () => number;
}

interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Colours on a terminal only, and not where NO_COLOR (no-color.org) or a dumb terminal forbids them. */
export function terminalOf(
  out: Stream,
  err: Stream,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number = () => performance.now(),
): Terminal {
  const allowed = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return {
    out: (text) => void out.write(text),
    err: (text) => void err.write(text),
    outColours: coloursOf(allowed && out.isTTY === true),
    errColours: coloursOf(allowed && err.isTTY === true),
    errIsTerminal: err.isTTY === true,
    now,
  };
}

function coloursOf(enabled: boolean): Colours {
  const { green, red, yellow, dim, bold } = pico.createColors(enabled);
  return { good: green, bad: red, warn: yellow, dim, bold };
}

const SILENT_MILLISECONDS = 500;
const REFRESH_MILLISECONDS = 100;

/** Runs sliced work to its end; what takes longer than half a second shows how far it is, on a terminal. */
export function finish<P, T>(work: Generator<P, T, void>, terminal: Terminal, describe: (progress: P) => string): T {
  let next = work.next();
  if (!terminal.errIsTerminal) {
    while (next.done !== true) next = work.next();
    return next.value;
  }
  let shownAt = terminal.now() + SILENT_MILLISECONDS - REFRESH_MILLISECONDS;
  let isShown = false;
  for (; next.done !== true; next = work.next()) {
    if (terminal.now() - shownAt < REFRESH_MILLISECONDS) continue;
    terminal.err(`\r\u001b[2K${describe(next.value)}`);
    isShown = true;
    shownAt = terminal.now();
  }
  if (isShown) terminal.err('\r\u001b[2K');
  return next.value;
}

// The walk of docs/debugging.md as data: what is pressed, what is typed, what is then seen. Tests follow it in a session, the pictures in a real VS Code.
import fs from 'node:fs';

export const WALK_FILE = 'docs/debugging.md';
const FENCE = '```console';

/** `[F11] Debug: Step Into`: a key, or where one clicks, and what it is called; what one then types follows ` < `. */
export interface Press {
  readonly kind: 'press';
  readonly key: string;
  readonly title: string;
  readonly typed: string | undefined;
}

/** `> resolve(app.heap[0])`, in the debug console. */
export interface Typing {
  readonly kind: 'typing';
  readonly text: string;
}

/** An image of the document: how things look there. */
export interface Picture {
  readonly kind: 'picture';
  readonly name: string;
}

export type Action = Press | Typing | Picture;

export interface Move {
  readonly action: Action;
  /** The line of the document as it stands. */
  readonly line: string;
  /** Lines under it, up to the next. */
  readonly seen: readonly string[];
  /** Where those lines begin in the document, from 0. */
  readonly at: number;
}

export function readDocument(): string {
  return fs.readFileSync(WALK_FILE, 'utf8');
}

/** Everything in `console` fences, and the images between them, in order; other text is for people. */
export function walkOf(document: string): readonly Move[] {
  const moves: { action: Action; line: string; seen: string[]; at: number }[] = [];
  let isFenced = false;
  for (const [index, line] of document.split('\n').entries()) {
    if (line === FENCE || line === '```') isFenced = line === FENCE;
    else {
      const action = isFenced ? actionOf(line) : pictureOf(line);
      if (action !== undefined) moves.push({ action, line, seen: [], at: index + 1 });
      else if (isFenced) moves.at(-1)?.seen.push(line);
    }
  }
  return moves;
}

/** The document with what was really seen. */
export function withSeen(document: string, moves: readonly Move[], seen: readonly (readonly string[])[]): string {
  const lines = document.split('\n');
  for (const [index, move] of [...moves.entries()].reverse())
    lines.splice(move.at, move.seen.length, ...(seen[index] ?? []));
  return lines.join('\n');
}

function actionOf(line: string): Action | undefined {
  if (line.startsWith('> ')) return { kind: 'typing', text: line.slice(2) };
  const [, key, title, typed] = /^\[([^ ]+?)\] (.+?)(?: < (.+))?$/.exec(line) ?? [];
  return key === undefined || title === undefined ? undefined : { kind: 'press', key, title, typed };
}

function pictureOf(line: string): Picture | undefined {
  const [, name] = /^!\[[^\]]*\]\(images\/(walk-[\w-]+)\.png\)$/.exec(line) ?? [];
  return name === undefined ? undefined : { kind: 'picture', name };
}

// Where the cursor stands: the block around it and the words before it in its statement.

import { is, isNewline, type Token } from '../token.js';

export interface CursorContext {
  /** `statements`: the file, a loop, a cpu block. */
  readonly block: 'statements' | 'machine' | 'zswap' | 'vswap' | 'device' | 'cgroup' | 'race';
  /** Words of the statement before the cursor, without the one being typed. */
  readonly before: readonly string[];
  /** The dotted word being typed, up to the cursor; may be empty. */
  readonly word: string;
}

/** `tokens` of the text before the word being typed; undefined inside a text, where nothing is suggested. */
export function cursorContext(tokens: readonly Token[], word: string): CursorContext | undefined {
  const last = tokens[tokens.length - 1];
  if (last !== undefined && is(last, 'STRING') && (last.image.length < 2 || !last.image.endsWith('"')))
    return undefined;
  const blocks: CursorContext['block'][] = ['statements'];
  let before: string[] = [];
  for (const token of tokens) {
    if (isNewline(token)) before = [];
    else if (is(token, '{')) {
      blocks.push(blockAfter(before, blocks[blocks.length - 1]));
      before = [];
    } else if (is(token, '}')) {
      if (blocks.length > 1) blocks.pop();
      before = [];
    } else before.push(token.image);
  }
  // `app.heap[0].` has its area and page before the word that is typed.
  return { block: blocks[blocks.length - 1] ?? 'statements', before, word };
}

/** Entries of the machine block that may have a block of their own. */
const OPENERS = new Set(['zswap', 'vswap', 'swap', 'cgroup']);

function blockAfter(before: readonly string[], around: CursorContext['block'] | undefined): CursorContext['block'] {
  const [first] = before;
  if (around === 'machine') {
    const opener = [...before].reverse().find((word) => OPENERS.has(word));
    return opener === 'zswap' || opener === 'vswap' || opener === 'cgroup' ? opener : 'device';
  }
  if (first === 'machine') return 'machine';
  if (first === 'race') return 'race';
  return first === 'swapon' ? 'device' : 'statements';
}

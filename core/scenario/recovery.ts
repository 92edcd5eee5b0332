// How the parser picks itself up after a mistake: blocks are skipped whole, so that a broken line never ends the block around it.

import { is, type Token } from './token.js';

/** What these functions use of the parser that they are put into (chevrotain's error recovery). */
interface RecoveringParser {
  LA(distance: number): Token;
  consumeToken(): void;
  flattenFollowSet(): readonly Token['tokenType'][];
}

/** Takes the place of three of chevrotain's own recovery functions, under their names. */
export const CAUTION = {
  /** A missing token may be thought of, but not the opening of a block: that would take the lines after it in. */
  canTokenTypeBeInsertedInRecovery({ name }: Token['tokenType']): boolean {
    return name !== '{';
  },

  /** Skips a token, or the block that it opens, and gives the one after it. */
  SKIP_TOKEN(this: RecoveringParser): Token {
    let depth = 0;
    do {
      const next = this.LA(1);
      if (is(next, 'EOF')) return next;
      if (is(next, '{')) depth++;
      else if (is(next, '}')) depth--;
      this.consumeToken();
    } while (depth > 0);
    return this.LA(1);
  },

  /** The first token ahead, outside blocks that begin ahead, with which any of the rules under way could go on. */
  findReSyncTokenType(this: RecoveringParser): Token['tokenType'] {
    const possible = this.flattenFollowSet();
    let depth = 0;
    for (let distance = 1; ; distance++) {
      const next = this.LA(distance);
      if ((depth === 0 && possible.includes(next.tokenType)) || is(next, 'EOF')) return next.tokenType;
      if (is(next, '{')) depth++;
      else if (is(next, '}')) depth--;
    }
  },
};

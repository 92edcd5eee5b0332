// Makes braces match by the indentation of lines, so that one forgotten brace is one problem and the rest of the text is read as it was meant.

import { is, isNewline, type Token } from './token.js';

/** `unclosed` and `unopened` braces get a stand-in; what a `stray` closing brace and an orphaned block before it held is left out. */
export interface BraceProblem {
  readonly kind: 'unclosed' | 'unopened' | 'stray';
  /** The brace; of an unopened block the last token of its first line. */
  readonly at: Token;
  /** The token before which an unclosed block should have ended. */
  readonly before: Token | undefined;
  readonly dropped: readonly Token[];
}

interface Line {
  /** Where it begins in the tokens kept. */
  readonly index: number;
  readonly indent: number;
  readonly first: Token;
}

interface Level {
  readonly brace: Token | undefined;
  /** Of the line that opened it; -1 for the file. */
  readonly indent: number;
  readonly lines: Line[];
  /** A word before it on its line takes a block. */
  readonly expected: boolean;
}

/** Words whose line opens a block, and words that may have one of their own. */
const HEADERS = new Set(['machine', 'repeat', 'for', 'race', 'cpu']);
const OPENERS = new Set([...HEADERS, 'zswap', 'vswap', 'swap', 'swapon', 'cgroup']);
/** Of these the brace is not the next word. */
const NAMED = new Set(['swap', 'swapon', 'cgroup']);

/** `types` are the token types of the braces; a stand-in has no place in the text (its offsets are NaN). */
export function balanceBraces(
  tokens: readonly Token[],
  types: { readonly open: Token['tokenType']; readonly close: Token['tokenType'] },
): { readonly kept: readonly Token[]; readonly problems: readonly BraceProblem[] } {
  let { unclosed, strays } = unmatched(tokens);
  const problems: BraceProblem[] = [];
  const kept: Token[] = [];
  const levels: Level[] = [{ brace: undefined, indent: -1, lines: [], expected: true }];
  const top = (): Level => levels[levels.length - 1] ?? { brace: undefined, indent: -1, lines: [], expected: true };
  let indent = 0;
  let openedOnLine = 0;
  let lineBegins = true;
  let mayOpen = false;
  let last: Token | undefined;

  const drop = (brace: Token): void => {
    kept.splice(kept.lastIndexOf(brace), 1);
    problems.push({ kind: 'stray', at: brace, before: undefined, dropped: [] });
  };

  const close = (before: Token | undefined): void => {
    const level = levels.pop();
    if (level?.brace === undefined) return;
    if (!level.expected) return drop(level.brace);
    problems.push({ kind: 'unclosed', at: level.brace, before, dropped: [] });
    const newline = before === undefined ? undefined : kept.pop();
    kept.push(standIn(types.close));
    if (newline !== undefined) kept.push(newline);
  };

  /** The block that a closing brace without a partner seems to end; false when no line before it stands deeper. */
  const orphan = (brace: Token): boolean => {
    const { lines } = top();
    const from = lines.findLastIndex((line) => line.indent <= indent) + 1;
    const start = lines[from];
    if (start === undefined) return false;
    const header = lines[from - 1];
    if (header !== undefined && header.indent === indent && HEADERS.has(header.first.image)) {
      const closer = kept.slice(header.index, start.index).find((each) => is(each, '}') && each.image !== '');
      if (closer !== undefined) {
        drop(closer);
        kept.push(brace);
        lines.splice(from);
        return true;
      }
      const last = kept.slice(0, start.index).findLast((each) => !isNewline(each)) ?? header.first;
      problems.push({ kind: 'unopened', at: last, before: brace, dropped: [] });
      kept.splice(start.index - 1, 0, standIn(types.open));
      kept.push(brace);
    } else problems.push({ kind: 'stray', at: brace, before: undefined, dropped: kept.splice(start.index) });
    lines.splice(from);
    return true;
  };

  for (const token of tokens) {
    if (isNewline(token)) {
      lineBegins ||= token.image === '\n';
      last = undefined;
      kept.push(token);
      continue;
    }
    const first = lineBegins;
    if (first) {
      lineBegins = false;
      openedOnLine = 0;
      // A brace on a line of its own belongs to the line before.
      if (!is(token, '{')) mayOpen = false;
      indent = (token.startColumn ?? 1) - 1;
      // Code that stands no deeper than the line of an open brace says where the block was meant to end.
      while (unclosed > 0 && !is(token, '}') && levels.length > 1 && indent <= top().indent) {
        close(token);
        unclosed--;
      }
      if (!is(token, '}')) top().lines.push({ index: kept.length, indent, first: token });
    }
    if (!is(last, '.')) mayOpen ||= OPENERS.has(token.image);
    if (is(token, '{')) {
      openedOnLine++;
      levels.push({ brace: token, indent, lines: [], expected: mayOpen && !NAMED.has(last?.image ?? '') });
      mayOpen = false;
    } else if (is(token, '}')) {
      // With too many closing braces, one that fits neither its line nor the indentation of the block around is the one too many.
      const misfit = first ? indent > top().indent : openedOnLine === 0;
      if (strays > 0 && misfit && first && orphan(token)) {
        strays--;
        continue;
      }
      if (levels.length === 1 || (strays > 0 && misfit && !first)) {
        strays--;
        problems.push({ kind: 'stray', at: token, before: undefined, dropped: [] });
        continue;
      }
      openedOnLine--;
      const level = levels.pop();
      if (level?.brace !== undefined && !level.expected) {
        // What kind of block was meant is not known, so nothing in it can be judged.
        const dropped = kept.splice(kept.lastIndexOf(level.brace));
        problems.push({ kind: 'stray', at: level.brace, before: undefined, dropped });
        continue;
      }
    }
    last = token;
    kept.push(token);
  }
  while (levels.length > 1) close(undefined);
  return { kept, problems };
}

function unmatched(tokens: readonly Token[]): { unclosed: number; strays: number } {
  let unclosed = 0;
  let strays = 0;
  for (const token of tokens) {
    if (is(token, '{')) unclosed++;
    else if (is(token, '}')) {
      if (unclosed > 0) unclosed--;
      else strays++;
    }
  }
  return { unclosed, strays };
}

function standIn(type: Token['tokenType']): Token {
  return {
    image: '',
    startOffset: Number.NaN,
    endOffset: Number.NaN,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? -1,
    isInsertedInRecovery: true,
  };
}

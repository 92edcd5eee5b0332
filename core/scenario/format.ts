// Formatting: two blanks a level, one blank between words. Lines are never joined or split, so a text with mistakes is safe too.

/** What becomes of one line of the text (from 0): its new text, or undefined when it goes (a second empty line in a row). */
export interface FormattedLine {
  readonly line: number;
  readonly text: string | undefined;
}

/** The whole text formatted; formatting it again changes nothing. Line ends stay as they are, the last line gets one. */
export function formatScenario(text: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = formatLines(text).flatMap((line) => (line.text === undefined ? [] : [line.text]));
  return lines.length === 0 ? '' : lines.join(newline) + newline;
}

/** Each line in order. A line that would read differently after formatting is left alone. */
export function formatLines(text: string): readonly FormattedLine[] {
  const formatted: FormattedLine[] = [];
  const lines = text.split(/\r?\n/);
  let depth = 0;
  let empty = true;
  let inComment = false;
  lines.forEach((source, line) => {
    const ended = inComment ? source.indexOf('*/') : 0;
    if (ended < 0) {
      formatted.push({ line, text: source });
      empty = false;
      return;
    }
    const comment = inComment ? source.slice(0, ended + 2) : '';
    const pieces = split(source.slice(comment.length));
    const last = pieces[pieces.length - 1]?.text ?? '';
    inComment = last.startsWith('/*') && (last.length < 4 || !last.endsWith('*/'));
    const leading = pieces.findIndex((piece) => piece.text !== '}');
    const closing = leading < 0 ? pieces.length : leading;
    const indent = '  '.repeat(Math.max(depth - closing, 0));
    depth = Math.max(depth + count(pieces, '{') - count(pieces, '}'), 0);
    if (pieces.length === 0 && comment === '') {
      formatted.push({ line, text: empty ? undefined : '' });
      empty = true;
      return;
    }
    empty = false;
    const joined = join(pieces);
    const same = sameTokens(split(joined), pieces);
    const own = same ? joined : source.slice(comment.length).trim();
    formatted.push({ line, text: comment === '' ? indent + own : comment + (own === '' ? '' : ` ${own}`) });
  });
  return withoutLastEmptyLines(formatted);
}

interface Piece {
  readonly text: string;
  /** Blanks that stood before it. */
  readonly blanks: number;
}

const PIECES =
  /"[^"]*"?|\/\/.*|\/\*[^]*?(?:\*\/|$)|[A-Za-z_]\w*(?:-[A-Za-z_]\w*)*|[0-9]\w*(?:\.[0-9]\w*)*|\.\.|<<|>>|[=!<>]=|[^\s]/g;

function split(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(PIECES)) {
    pieces.push({ text: match[0].trimEnd(), blanks: match.index - end });
    end = match.index + match[0].length;
  }
  return pieces;
}

function join(pieces: readonly Piece[]): string {
  let text = '';
  let depth = 0;
  let begins = 0;
  pieces.forEach((piece, index) => {
    const before = pieces[index - 1];
    if (before !== undefined) {
      if (before.text === '{' || before.text === '}' || before.text === ';') begins = index;
      const blanks = blanksBetween(before.text, piece, pieces[index - 2]?.text, index - begins);
      // In a block on one line two blanks part its entries, where the author put them.
      const wide = depth > 0 && blanks === 1 && piece.blanks > 1 && before.text !== '{' && piece.text !== '}';
      text += ' '.repeat(wide ? 2 : blanks);
    }
    if (piece.text === '{') depth++;
    if (piece.text === '}') depth--;
    text += piece.text;
  });
  return text;
}

const OPERATORS = new Set([
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '<<',
  '>>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '=',
  '(',
  '[',
  ',',
  '..',
  ':',
]);
/** Words before which a bracket opens a group, not the arguments of a function. */
const GROUPING = new Set(['and', 'or', 'not', 'all', 'expect', 'print', 'is']);
const WORD = /^[\w"]/;

/** `place` counts the pieces since the statement began: the colon of `app: read` is the second. */
function blanksBetween(before: string, piece: Piece, beforeBefore: string | undefined, place: number): number {
  const { text, blanks } = piece;
  if (text.startsWith('//')) return Math.max(blanks, 1);
  if (text.startsWith('/*') || before.startsWith('/*')) return 1;
  if (text === ',' || text === ';' || text === ']' || text === ')' || text === '.' || text === '..' || text === ':')
    return 0;
  if (before === '.' || before === '..' || before === '[' || before === '(') return 0;
  if (before === ':') return place === 2 ? 1 : 0;
  if (text === '[') return WORD.test(before) ? 0 : 1;
  if (text === '(') return WORD.test(before) && !GROUPING.has(before) ? 0 : 1;
  if (before === '-' && (beforeBefore === undefined || OPERATORS.has(beforeBefore))) return 0;
  return 1;
}

function sameTokens(left: readonly Piece[], right: readonly Piece[]): boolean {
  return left.length === right.length && left.every(({ text }, index) => text === right[index]?.text);
}

function count(pieces: readonly Piece[], text: string): number {
  return pieces.filter((piece) => piece.text === text).length;
}

function withoutLastEmptyLines(lines: readonly FormattedLine[]): readonly FormattedLine[] {
  const end = lines.findLastIndex(({ text }) => text !== undefined && text !== '');
  return lines.map((each, index) => (index > end ? { ...each, text: undefined } : each));
}

// What is refused before it is parsed: texts that are no text, or so large or deep that parsing them would hold or break the process.

import type { Finding } from './problemList.js';
import type { SourceRange } from './program.js';

/** Characters of a file. */
export const MAX_TEXT = 8 * 1024 * 1024;
/** Characters outside comments: the parser needs about 1 KB of memory for each. */
export const MAX_CODE = 512 * 1024;
/** Lines that hold code, so also statements. */
export const MAX_LINES = 20_000;
/** Lines and comments of any kind, empty ones too: each is an object to the parser. */
export const MAX_PIECES = 100_000;
/** Characters of code on one line; an expression is one line, so this bounds its depth too. */
export const MAX_LINE = 1000;
export const MAX_DEPTH = 24;

/** The one problem for which a text is refused, or undefined. Linear in the text, allocates nothing per character. */
export function refusal(text: string): Finding | undefined {
  if (text.length > MAX_TEXT) {
    const size = (text.length / 1024 / 1024).toFixed(0);
    return refuse(
      'VS0100',
      1,
      0,
      `The file is too large: ${size} MiB of text, and a scenario may have ${MAX_TEXT / 1024 / 1024} MiB. Is this a scenario?`,
    );
  }
  let line = 1;
  let lineStart = 0;
  let pieces = 0;
  let code = 0;
  let codeOfLine = 0;
  let codeLines = 0;
  let depth = 0;
  const place = (at: number): string => `line ${line}, column ${at - lineStart + 1}`;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (pieces > MAX_PIECES) return refuse('VS0100', line, 0, tooLong(`${MAX_PIECES} lines and comments`));
    if (char === NEWLINE || char === SEMICOLON) {
      if (char === NEWLINE) {
        line++;
        pieces++;
        lineStart = at + 1;
      }
      if (codeOfLine > 0 && ++codeLines > MAX_LINES)
        return refuse('VS0100', line, 0, tooLong(`${MAX_LINES} statements`));
      codeOfLine = 0;
    } else if (char < 9 || (char > 13 && char < 32) || char === REPLACEMENT) {
      const message = `This is not a text file: character ${describe(char)} at ${place(at)}. A scenario is plain UTF-8 text.`;
      return refuse('VS0101', line, at - lineStart, message);
    } else if (char === SLASH && text.charCodeAt(at + 1) === SLASH) {
      const end = text.indexOf('\n', at);
      pieces++;
      at = (end < 0 ? text.length : end) - 1;
    } else if (char === SLASH && text.charCodeAt(at + 1) === STAR) {
      const end = text.indexOf('*/', at + 2);
      const stop = end < 0 ? text.length : end + 2;
      pieces++;
      for (
        let newline = text.indexOf('\n', at);
        newline >= 0 && newline < stop;
        newline = text.indexOf('\n', lineStart)
      ) {
        line++;
        pieces++;
        lineStart = newline + 1;
      }
      at = stop - 1;
    } else if (char > 32) {
      // A text counts as a whole, whatever brackets and comment signs are in it.
      const length = char === QUOTE ? textLength(text, at) : 1;
      code += length;
      codeOfLine += length;
      at += length - 1;
      if (code > MAX_CODE) return refuse('VS0100', line, 0, tooLong(`${MAX_CODE / 1024} KiB outside comments`));
      if (codeOfLine > MAX_LINE) {
        const message = `Line ${line} is too long: a statement may have ${MAX_LINE} characters. Split it into several statements.`;
        return refuse('VS0103', line, 0, message);
      }
      if (char === BRACE || char === PAREN || char === BRACKET) depth++;
      else if (depth > 0 && (char === BRACE + 2 || char === PAREN + 1 || char === BRACKET + 2)) depth--;
      if (depth > MAX_DEPTH) {
        const message = `Too deep: more than ${MAX_DEPTH} brackets are open at ${place(at)}. Write the statements one after another.`;
        return refuse('VS0102', line, at - lineStart, message);
      }
    }
  }
  return undefined;
}

/** From the opening quote to the closing one, the end of the line, or far enough to be too long. */
function textLength(text: string, at: number): number {
  const rest = text.slice(at + 1, at + 2 + MAX_LINE);
  const end = rest.search(/["\n]/);
  return end < 0 ? rest.length + 1 : rest[end] === '"' ? end + 2 : end + 1;
}

function tooLong(limit: string): string {
  return `The scenario is too long: it has more than ${limit}. Split it, or use repeat and for.`;
}

const REPLACEMENT = 0xfffd;
const NEWLINE = 10;
const QUOTE = 34;
const PAREN = 40;
const STAR = 42;
const SLASH = 47;
const SEMICOLON = 59;
const BRACKET = 91;
const BRACE = 123;

function describe(char: number): string {
  return char === 0 ? 'NUL' : `U+${char.toString(16).toUpperCase().padStart(4, '0')}`;
}

function refuse(code: `VS01${string}`, line: number, column: number, message: string): Finding {
  const range: SourceRange = { line, column, endLine: line, endColumn: column + 1 };
  return { code, severity: 'error', message, range, fixes: [] };
}

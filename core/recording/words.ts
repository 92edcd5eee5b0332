// The small vocabulary that header, operations and observations of a recording share: numbers, `key=value`, lists of pages.

import { LIMITS, type ListedRange } from './recording';
import { quote, rangeOnLine, type ProblemList, type SourceLine, type Word } from './sourceLine';

/** A decimal number from 0 to `max`, written without sign; undefined for anything else. */
export function wholeNumber(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

/** The words from `start` on as `key=value`, each key once and one of `keys`. */
export function keyValues(
  line: SourceLine,
  start: number,
  keys: readonly string[],
  problems: ProblemList,
): ReadonlyMap<string, Word> | undefined {
  const found = new Map<string, Word>();
  for (const word of line.words.slice(start)) {
    const equals = word.text.indexOf('=');
    const key = word.text.slice(0, equals);
    if (equals < 1 || !keys.includes(key)) {
      return problems.at(
        line,
        word,
        'VS0306',
        `found ${quote(word.text)}, expected ${keys.map((k) => `${k}=`).join(' ')}`,
      );
    }
    if (found.has(key)) return problems.at(line, word, 'VS0306', `${key}= stands here twice; keep one`);
    found.set(key, { text: word.text.slice(equals + 1), column: word.column + equals + 1 });
  }
  return found;
}

/** A value that is one of `choices`. */
export function choice<T extends string>(
  line: SourceLine,
  word: Word | undefined,
  what: string,
  choices: readonly T[],
  problems: ProblemList,
): T | undefined {
  const found = choices.find((one) => one === word?.text);
  if (found !== undefined) return found;
  const read = word === undefined ? 'found nothing' : `found ${quote(word.text)}`;
  return problems.at(line, word, 'VS0306', `${what}: ${read}, expected ${choices.join(', ')}`);
}

/** A whole number from `min` to `max`. */
export function number(
  line: SourceLine,
  word: Word | undefined,
  what: string,
  min: number,
  max: number,
  problems: ProblemList,
): number | undefined {
  const value = wholeNumber(word?.text, max);
  if (value !== undefined && value >= min) return value;
  const read = word === undefined ? 'found nothing' : `found ${quote(word.text)}`;
  return problems.at(line, word, 'VS0306', `${what}: ${read}, expected a number from ${min} to ${max}`);
}

/** `a`, `a-b` or several joined by commas, each below `end`. `what` names what the numbers count, such as "page". */
export function pageList(
  line: SourceLine,
  word: Word | undefined,
  what: string,
  end: number,
  problems: ProblemList,
): readonly ListedRange[] | undefined {
  if (word === undefined) {
    return problems.at(line, word, 'VS0307', `${what} list missing; expected a, a-b, or several joined by commas`);
  }
  const parts = word.text.split(',', LIMITS.rangesInList + 1);
  if (parts.length > LIMITS.rangesInList) {
    return problems.at(
      line,
      word,
      'VS0315',
      `more than ${LIMITS.rangesInList} ranges in one list; split the operation`,
    );
  }
  const ranges: ListedRange[] = [];
  let column = word.column;
  for (const part of parts) {
    const place: Word = { text: part, column };
    const [firstText, lastText, ...rest] = part.split('-');
    const first = wholeNumber(firstText, 9_999_999_999);
    const last = lastText === undefined ? first : wholeNumber(lastText, 9_999_999_999);
    if (first === undefined || last === undefined || rest.length > 0) {
      return problems.at(line, place, 'VS0307', `found ${quote(part)} in a ${what} list, expected a or a-b`);
    }
    if (last < first) {
      return problems.at(line, place, 'VS0307', `${what} range ${part} runs backwards; write ${last}-${first}`);
    }
    if (last >= end) {
      return problems.at(line, place, 'VS0308', `${what} ${last} does not exist; there are ${end}, 0-${end - 1}`);
    }
    ranges.push({ first, last, range: rangeOnLine(line.number, column, column + part.length) });
    column += part.length + 1;
  }
  return ranges;
}

// Reads a recording of a real kernel. Never throws, however the text looks; every malformed line gives one message with its place.

import type { Parsed } from '../scenario/program';
import { BodyReader } from './body';
import { HeaderReader } from './header';
import { startsOperation } from './operations';
import { LIMITS, type Recording } from './recording';
import { MORE_PROBLEMS, ProblemList, quote, rangeOfLine, rangeOnLine, sourceLine, type SourceLine } from './sourceLine';

/**
 * The recording in `text`. `value` is undefined when any line is malformed: half a recording cannot be replayed. At most 20 problems
 * are listed, then how many more there are. `file` is only passed on.
 */
export function parseRecording(text: string, file: string): Parsed<Recording> {
  const problems = new ProblemList();
  if (text.length > LIMITS.characters) {
    const found = `${Math.ceil(text.length / 1024 / 1024)} MiB`;
    const limit = `${LIMITS.characters / 1024 / 1024} MiB`;
    problems.add('VS0302', rangeOnLine(1, 0, 0), `the file is too large for a recording: ${found}, at most ${limit}`);
    return { value: undefined, problems: problems.all() };
  }
  const value = read(text, file, problems);
  return { value: problems.hasErrors ? undefined : value, problems: problems.all() };
}

/** One line that says why a recording was refused, for a terminal; undefined when there is nothing to refuse. */
export function refusal(parsed: Parsed<Recording>, file: string): string | undefined {
  const errors = parsed.problems.filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first === undefined) return undefined;
  const more = errors.length - 1;
  const cut = parsed.problems.some((problem) => problem.code === MORE_PROBLEMS);
  const rest = more > 0 ? ` (and ${cut ? 'at least ' : ''}${more} more)` : '';
  return `${file}:${first.range.line}:${first.range.column + 1}: ${first.code} ${first.message}${rest}`;
}

function read(text: string, file: string, problems: ProblemList): Recording | undefined {
  const lines = significantLines(text, problems);
  const [format] = lines;
  if (format === undefined || format.text !== 'oracle 1') {
    const found = format === undefined ? 'nothing' : quote(format.text);
    const range = format === undefined ? rangeOnLine(1, 0, 0) : rangeOfLine(format);
    // Whatever else is wrong follows from this.
    if (!problems.hasErrors) {
      problems.add('VS0301', range, `not a recording: it begins with ${found}, expected 'oracle 1'`);
    }
    return undefined;
  }
  const headerReader = new HeaderReader(problems);
  let at = 1;
  for (; at < lines.length; at++) {
    const line = lines[at];
    const word = line?.words[0]?.text ?? '';
    if (line === undefined || word === 'ops' || startsOperation(word)) break;
    headerReader.read(line);
  }
  const opsLine = lines[at];
  if (opsLine === undefined) {
    const last = lines.at(-1) ?? format;
    problems.add('VS0314', rangeOfLine(last), `the file ends in the header; expected 'ops', operations and 'end'`);
    return undefined;
  }
  const header = headerReader.finish(opsLine);
  if (opsLine.text !== 'ops') {
    problems.at(opsLine, undefined, 'VS0303', `the header ends without a line 'ops'; add it above this operation`);
  } else {
    at++;
  }
  const body = new BodyReader(header, problems);
  const parts = body.read(lines, at);
  if (parts === undefined) return undefined;
  const headerRange = { line: format.number, column: 0, endLine: opsLine.number, endColumn: opsLine.text.length };
  return { file, ...header, header: headerRange, ...parts };
}

/** All lines but empty ones and comments. A line that no recording can hold ends the reading. */
function significantLines(text: string, problems: ProblemList): readonly SourceLine[] {
  const lines: SourceLine[] = [];
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    number++;
    const raw = text.slice(start, end);
    start = end + 1;
    if (raw.length > LIMITS.lineCharacters) {
      const limit = LIMITS.lineCharacters / 1024;
      problems.add(
        'VS0302',
        rangeOnLine(number, 0, 0),
        `line of ${raw.length} characters, at most ${limit} Ki are possible`,
      );
      return lines.slice(0, 0);
    }
    const strange = /[^\t\r\x20-\x7e]/.exec(raw);
    if (strange !== null && !raw.startsWith('#') && !raw.startsWith('about ') && !raw.startsWith('name ')) {
      const code = raw.charCodeAt(strange.index).toString(16).padStart(4, '0');
      const range = rangeOnLine(number, strange.index, strange.index + 1);
      problems.add(
        'VS0301',
        range,
        `character U+${code} in a recording, which is plain ASCII: a binary or damaged file`,
      );
      return lines.slice(0, 0);
    }
    if (raw.startsWith('#') || raw.trim() === '') continue;
    lines.push(sourceLine(number, raw));
  }
  return lines;
}

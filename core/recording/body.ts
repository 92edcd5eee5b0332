// The part of a recording after `ops`: operations, each followed by what the kernel showed, up to `end` and the closing lines.

import type { Observation, ObservedRange } from '../scenario/program';
import type { Header } from './header';
import { deviceSlots, misfit, observedRange, statsLine, swapsLine, type DeviceSlots } from './observations';
import { OperationReader } from './operations';
import { LIMITS, taskOf, type RecordedOperation, type Recording } from './recording';
import { quote, rangeOfLine, rangeOnLine, type ProblemList, type SourceLine } from './sourceLine';
import { number } from './words';

export class BodyReader {
  private readonly operations: RecordedOperation[] = [];
  private readonly reader: OperationReader;
  private readonly devices: ReadonlySet<string>;
  private states = 0;

  constructor(
    header: Header,
    private readonly problems: ProblemList,
  ) {
    this.reader = new OperationReader(header.devices, header.cpus, problems);
    this.devices = new Set(header.devices.map((device) => device.name));
  }

  /** Reads from `lines[start]` to the end of the file; undefined when there is no `end`. */
  read(lines: readonly SourceLine[], start: number): Pick<Recording, 'operations' | 'end' | 'closing'> | undefined {
    for (let at = start; at < lines.length; at++) {
      const line = lines[at];
      if (line === undefined) break;
      if (line.text === 'end') {
        const closing = this.closing(lines.slice(at + 1));
        if (closing === undefined) break;
        return { operations: this.operations, end: rangeOfLine(line), closing };
      }
      if (this.operations.length >= LIMITS.operations) {
        this.problems.at(line, undefined, 'VS0315', `more than ${LIMITS.operations} operations; a recording has fewer`);
        return undefined;
      }
      if (line.words[1]?.text === 'dump') at = this.dump(lines, at);
      else at = this.line(lines, at, line);
    }
    const last = lines.at(-1);
    this.problems.add(
      'VS0314',
      last === undefined ? rangeOnLine(1, 0, 0) : rangeOnLine(last.number + 1, 0, 0),
      `the file ends without its two lines 'end', one before and one after stats and left: it was cut`,
    );
    return undefined;
  }

  /** A line outside a dump; returns the index of the last line that it accounts for. */
  private line(lines: readonly SourceLine[], at: number, line: SourceLine): number {
    const before = this.problems.count;
    this.single(line);
    if (this.problems.count === before) return at;
    // States below a damaged line are those of a damaged dump: they are not complained of as well.
    while (isDumpLine(lines[at + 1])) at++;
    return at;
  }

  private single(line: SourceLine): void {
    const first = line.words[0];
    switch (first?.text) {
      case '=':
      case 'used':
        this.problems.at(line, first, 'VS0313', `'${first.text}' outside a dump; it belongs after ID dump LIST`);
        return;
      case 'swaps':
        return this.observe(line, swapsLine(line, this.devices, this.problems));
      case '!':
        return this.observe(line, this.errno(line));
      case 'stats':
      case 'left':
      case 'ops':
        this.problems.at(
          line,
          first,
          'VS0313',
          `'${first.text}' between operations; it belongs ${first.text === 'ops' ? 'above them' : `after 'end'`}`,
        );
        return;
      default: {
        const operation = this.reader.read(line);
        if (operation !== undefined) this.operations.push(operation);
      }
    }
  }

  private errno(line: SourceLine): Observation | undefined {
    if (line.words[1]?.text !== 'errno' || line.words.length !== 3) {
      return this.problems.at(line, undefined, 'VS0311', `found ${quote(line.text)}, expected ! errno N`);
    }
    const before = this.operations.at(-1);
    if (before === undefined || before.kind === 'observe') {
      return this.problems.at(line, undefined, 'VS0313', 'an error without an operation before it');
    }
    const errno = number(line, line.words[2], 'errno', 1, 4095, this.problems);
    return errno === undefined ? undefined : { kind: 'errno', errno };
  }

  private observe(line: SourceLine, observation: Observation | undefined): void {
    if (observation === undefined) return;
    this.operations.push({ range: rangeOfLine(line), text: line.text, kind: 'observe', observation });
  }

  /** `ID dump LIST`, the `=` lines and the `used` line; returns the index of the last of them. */
  private dump(lines: readonly SourceLine[], start: number): number {
    const line = lines[start];
    if (line === undefined) return start;
    const dump = this.reader.readDump(line);
    const states: ObservedRange[] = [];
    let complete = dump?.list !== undefined;
    let at = start + 1;
    let next = lines[at];
    for (; next?.words[0]?.text === '='; next = lines[++at]) {
      for (const word of next.words.slice(1)) {
        const state = observedRange(next, word, this.problems);
        if (state === undefined) {
          complete = false;
          break;
        }
        states.push(state);
      }
    }
    if (next?.words[0]?.text !== 'used') {
      this.problems.at(line, undefined, 'VS0312', `dump without a 'used' line after its states`);
      return at - 1;
    }
    const used = deviceSlots(next, this.devices, this.problems);
    if (!complete || dump?.list === undefined || used === undefined) return at;
    const wrong = misfit(dump.list, states);
    if (wrong !== undefined) {
      const place = lines.find((one) => one.number === wrong.line) ?? line;
      this.problems.at(
        place,
        undefined,
        'VS0312',
        `states do not match the list of the dump on line ${line.number}: expected ${wrong.expected}`,
      );
      return at;
    }
    this.addDump(line, next, dump.agent, states, used);
    return at;
  }

  private addDump(
    line: SourceLine,
    last: SourceLine,
    agent: string,
    states: readonly ObservedRange[],
    used: DeviceSlots,
  ): void {
    for (const { first, last: end } of states) this.states += end - first + 1;
    if (this.states > LIMITS.states) {
      this.problems.at(
        line,
        undefined,
        'VS0315',
        `more than ${LIMITS.states} page states in all dumps; a recording has fewer`,
      );
      return;
    }
    const range = { ...rangeOfLine(line), endLine: last.number, endColumn: last.text.length };
    const observation: Observation = { kind: 'dump', task: taskOf(agent), states, used };
    this.operations.push({ range, text: line.text, kind: 'observe', observation });
  }

  /** `stats` and `left`, each at most once, then the second `end`; undefined when the file is cut before that. */
  private closing(lines: readonly SourceLine[]): readonly RecordedOperation[] | undefined {
    const closing: RecordedOperation[] = [];
    for (const [at, line] of lines.entries()) {
      const first = line.words[0];
      if (line.text === 'end') {
        const surplus = lines[at + 1];
        if (surplus !== undefined)
          this.problems.at(surplus, undefined, 'VS0313', `found ${quote(surplus.text)} after the last 'end'`);
        return closing;
      }
      const observation = this.closingObservation(line);
      if (observation === undefined) continue;
      if (closing.some((one) => one.kind === 'observe' && one.observation.kind === observation.kind)) {
        this.problems.at(line, first, 'VS0313', `'${observation.kind}' stands here twice; keep one`);
        continue;
      }
      closing.push({ range: rangeOfLine(line), text: line.text, kind: 'observe', observation });
    }
    return undefined;
  }

  private closingObservation(line: SourceLine): Observation | undefined {
    const first = line.words[0];
    if (first?.text === 'stats') return statsLine(line, this.problems);
    if (first?.text === 'left') {
      const used = deviceSlots(line, this.devices, this.problems);
      return used && { kind: 'left', used };
    }
    return this.problems.at(
      line,
      first,
      'VS0313',
      `found ${quote(line.text)} after 'end', expected stats, left or the last 'end'`,
    );
  }
}

function isDumpLine(line: SourceLine | undefined): boolean {
  const word = line?.words[0]?.text;
  return word === '=' || word === 'used';
}

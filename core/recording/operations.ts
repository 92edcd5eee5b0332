// The operations of a recording, one line each, checked against what exists at that point: devices, agents, pages.

import {
  LIMITS,
  PAGE_OPERATIONS,
  type PageOperation,
  type RecordedDevice,
  type RecordedOperation,
  type WrittenKind,
} from './recording';
import { quote, rangeOfLine, type ProblemList, type SourceLine, type Word } from './sourceLine';
import { choice, keyValues, number, pageList } from './words';

interface Agent {
  readonly pages: number;
  alive: boolean;
}

const MACHINE_OPERATIONS = [
  'mkswap',
  'swapon',
  'swapoff',
  'show',
  'agent',
  'autosettle',
  'sleep',
  'statreset',
] as const;
const AGENT_OPERATIONS = ['write', 'refill', ...PAGE_OPERATIONS, 'fork', 'exit', 'dump'];
const WRITTEN = ['rnd', 'txt', 'same', 'zero'] as const;
const AGENT_NUMBER = /^\d{1,6}$/;

/** Whether a line that begins so belongs after `ops`: a header entry with this name is a forgotten `ops`. */
export function startsOperation(word: string): boolean {
  return AGENT_NUMBER.test(word) || MACHINE_OPERATIONS.some((name) => name === word);
}

/** Knows the devices and agents so far. One reader reads all operations of one recording, in order. */
export class OperationReader {
  private readonly agents = new Map<string, Agent>();
  private readonly devices: ReadonlyMap<string, RecordedDevice>;

  constructor(
    devices: readonly RecordedDevice[],
    private readonly cpus: number,
    private readonly problems: ProblemList,
  ) {
    this.devices = new Map(devices.map((device) => [device.name, device]));
  }

  /** The operation of a line that is no observation; undefined when the line is damaged (and has been complained of). */
  read(line: SourceLine): RecordedOperation | undefined {
    const [first, second] = line.words;
    if (first === undefined) return undefined;
    const at = { range: rangeOfLine(line), text: line.text };
    if (AGENT_NUMBER.test(first.text)) return this.agentOperation(line, first, second, at);
    switch (MACHINE_OPERATIONS.find((name) => name === first.text)) {
      case 'mkswap':
        return this.mkswap(line, second, at);
      case 'swapon':
        return this.swapon(line, second, at);
      case 'swapoff': {
        const device = this.device(line, second);
        return device && this.only(line, 2) ? { ...at, kind: 'swapoff', device: device.name } : undefined;
      }
      case 'agent':
        return this.newAgent(line, at);
      case 'autosettle':
        if (choice(line, second, 'autosettle', ['0', '1'], this.problems) === undefined) return undefined;
        return this.only(line, 2) ? { ...at, kind: 'wait' } : undefined;
      case 'sleep':
        if (number(line, second, 'sleep', 0, 3_600_000, this.problems) === undefined) return undefined;
        return this.only(line, 2) ? { ...at, kind: 'wait' } : undefined;
      case 'show':
        return this.only(line, 1) ? { ...at, kind: 'wait' } : undefined;
      case 'statreset':
        return this.only(line, 1) ? { ...at, kind: 'statreset' } : undefined;
      case undefined: {
        const known = [...MACHINE_OPERATIONS, 'an agent number'].join(', ');
        return this.problems.at(line, first, 'VS0305', `unknown operation ${quote(first.text)}; expected ${known}`);
      }
    }
  }

  /** The list of `ID dump LIST`, with the agent; `undefined` as in `read`. */
  readDump(line: SourceLine): { readonly agent: string; readonly list: ReturnType<typeof pageList> } | undefined {
    const [id, , list] = line.words;
    const agent = this.agent(line, id);
    if (agent === undefined || id === undefined) return undefined;
    return { agent: id.text, list: this.only(line, 3) ? this.pages(line, agent, list) : undefined };
  }

  /** Agents that have not exited, by number. */
  alive(): readonly string[] {
    return [...this.agents]
      .filter(([, agent]) => agent.alive)
      .map(([id]) => id)
      .sort((a, b) => Number(a) - Number(b));
  }

  private agentOperation(
    line: SourceLine,
    id: Word,
    name: Word | undefined,
    at: Pick<RecordedOperation, 'range' | 'text'>,
  ): RecordedOperation | undefined {
    const agent = this.agent(line, id);
    if (agent === undefined) return undefined;
    switch (name?.text) {
      case 'fork':
        return this.fork(line, id.text, agent, at);
      case 'exit':
        if (!this.only(line, 2)) return undefined;
        agent.alive = false;
        return { ...at, kind: 'exit', agent: id.text };
      case 'write':
      case 'refill': {
        const pages = this.pages(line, agent, line.words[2]);
        const content = this.content(line);
        if (pages === undefined || content === undefined || !this.only(line, 4)) return undefined;
        return { ...at, kind: name.text === 'write' ? 'write' : 'refill', agent: id.text, pages, content };
      }
      default: {
        const kind: PageOperation | undefined = PAGE_OPERATIONS.find((one) => one === name?.text);
        if (kind === undefined) {
          const read = name === undefined ? 'no operation' : `unknown operation ${quote(name.text)}`;
          return this.problems.at(
            line,
            name,
            'VS0305',
            `${read} of agent ${id.text}; expected ${AGENT_OPERATIONS.join(', ')}`,
          );
        }
        const pages = this.pages(line, agent, line.words[2]);
        return pages && this.only(line, 3) ? { ...at, kind, agent: id.text, pages } : undefined;
      }
    }
  }

  private mkswap(
    line: SourceLine,
    name: Word | undefined,
    at: Pick<RecordedOperation, 'range' | 'text'>,
  ): RecordedOperation | undefined {
    const device = this.device(line, name);
    const values = device && keyValues(line, 2, ['pages', 'bad'], this.problems);
    if (device === undefined || values === undefined) return undefined;
    const given = values.get('pages');
    const pages = given ? number(line, given, 'mkswap pages=', 2, device.pages, this.problems) : device.pages;
    if (pages === undefined) return undefined;
    const bad = values.get('bad');
    const badRanges = bad ? pageList(line, bad, 'slot', pages, this.problems) : [];
    if (badRanges === undefined) return undefined;
    const badSlots = new Set<number>();
    for (const { first, last } of badRanges) for (let slot = first; slot <= last; slot++) badSlots.add(slot);
    return { ...at, kind: 'mkswap', device: device.name, pages, badSlots: [...badSlots].sort((a, b) => a - b) };
  }

  private swapon(
    line: SourceLine,
    name: Word | undefined,
    at: Pick<RecordedOperation, 'range' | 'text'>,
  ): RecordedOperation | undefined {
    const device = this.device(line, name);
    const values = device && keyValues(line, 2, ['prio', 'discard'], this.problems);
    if (device === undefined || values === undefined) return undefined;
    const priorityWord = values.get('prio');
    const priority = priorityWord && number(line, priorityWord, 'swapon prio=', 0, 32767, this.problems);
    if (priorityWord !== undefined && priority === undefined) return undefined;
    const discardWord = values.get('discard');
    const discard = discardWord
      ? choice(line, discardWord, 'swapon discard=', ['pages', 'once'], this.problems)
      : 'none';
    return discard && { ...at, kind: 'swapon', device: device.name, priority, discard };
  }

  private newAgent(line: SourceLine, at: Pick<RecordedOperation, 'range' | 'text'>): RecordedOperation | undefined {
    const [, id, cpuWord, cpuNumber, pagesWord, pageCount] = line.words;
    if (id === undefined || !this.canBeNew(line, id)) return undefined;
    // A damaged line still makes the agent, so that its operations do not all complain.
    this.agents.set(id.text, { pages: LIMITS.pages, alive: true });
    if (cpuWord?.text !== 'cpu' || pagesWord?.text !== 'pages') {
      return this.problems.at(line, undefined, 'VS0306', `found ${quote(line.text)}, expected agent ID cpu C pages N`);
    }
    const cpu = number(line, cpuNumber, 'agent cpu', 0, this.cpus - 1, this.problems);
    const pages = number(line, pageCount, 'agent pages', 1, LIMITS.pages, this.problems);
    if (cpu === undefined || pages === undefined || !this.only(line, 6)) return undefined;
    this.agents.set(id.text, { pages, alive: true });
    return { ...at, kind: 'agent', agent: id.text, cpu, pages };
  }

  private fork(
    line: SourceLine,
    agent: string,
    parent: Agent,
    at: Pick<RecordedOperation, 'range' | 'text'>,
  ): RecordedOperation | undefined {
    const [, , child, cpuWord] = line.words;
    if (child === undefined || !this.canBeNew(line, child)) return undefined;
    this.agents.set(child.text, { pages: parent.pages, alive: true });
    const cpu = number(line, cpuWord, 'cpu of the child', 0, this.cpus - 1, this.problems);
    if (cpu === undefined || !this.only(line, 4)) return undefined;
    return { ...at, kind: 'fork', agent, child: child.text, cpu };
  }

  private canBeNew(line: SourceLine, id: Word): boolean {
    if (!AGENT_NUMBER.test(id.text)) {
      this.problems.at(
        line,
        id,
        'VS0309',
        `found ${quote(id.text)}, expected an agent number such as ${this.agents.size}`,
      );
      return false;
    }
    if (this.agents.has(id.text)) {
      this.problems.at(line, id, 'VS0309', `agent ${id.text} exists already; take another number`);
      return false;
    }
    if (this.agents.size >= LIMITS.agents) {
      this.problems.at(line, id, 'VS0315', `more than ${LIMITS.agents} agents; a recording has fewer`);
      return false;
    }
    return true;
  }

  private agent(line: SourceLine, id: Word | undefined): Agent | undefined {
    const agent = id && this.agents.get(id.text);
    if (agent?.alive === true) return agent;
    const known = this.alive().slice(0, 10).join(', ') || 'none';
    const what = agent === undefined ? 'does not exist' : 'has exited';
    return this.problems.at(line, id, 'VS0309', `agent ${id?.text ?? ''} ${what}; alive here: ${known}`);
  }

  private device(line: SourceLine, name: Word | undefined): RecordedDevice | undefined {
    const device = name && this.devices.get(name.text);
    if (device !== undefined) return device;
    const read = name === undefined ? 'device name missing' : `no device ${quote(name.text)} in the header`;
    const known = [...this.devices.keys()].join(', ') || 'none';
    return this.problems.at(line, name, 'VS0310', `${read}; there is ${known}`);
  }

  private pages(line: SourceLine, agent: Agent, word: Word | undefined): ReturnType<typeof pageList> {
    return pageList(line, word, 'page', agent.pages, this.problems);
  }

  private content(line: SourceLine): WrittenKind | undefined {
    const word = line.words[3];
    return word === undefined ? 'rnd' : choice(line, word, 'content', WRITTEN, this.problems);
  }

  private only(line: SourceLine, words: number): boolean {
    const surplus = line.words[words];
    if (surplus === undefined) return true;
    this.problems.at(line, surplus, 'VS0306', `found ${quote(surplus.text)} after the end of the operation; remove it`);
    return false;
  }
}

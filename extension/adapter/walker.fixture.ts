// Does in a session what a person does in the editor, and answers what the editor then shows: the walk of the docs runs on it.
import fs from 'node:fs';
import path from 'node:path';
import { exceptionFilters } from './capabilities';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, stack } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import type { Press } from './walkthrough.fixture';
import { debugHost } from './wiring';

const FOLDER = 'samples';
/** Requests after which the run stops somewhere. */
const MOVES: ReadonlySet<string> = new Set([
  'continue',
  'reverseContinue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'vswap/move',
  'vswap/seek',
]);

interface SourceBreakpoint {
  readonly path: string;
  readonly line: number;
  readonly condition?: string;
  readonly logMessage?: string;
}

export class Walker {
  private client: InlineClient | undefined;
  private file = '';
  /** Where the text cursor is; the editor shows the top frame's source after each stop. */
  private cursor: { readonly path: string; readonly line: number } | undefined;
  private shown = '';
  /** What is selected in the panel. */
  private word = '';
  private readonly lines: SourceBreakpoint[] = [];
  private readonly functions: { readonly name: string; readonly condition?: string }[] = [];
  private readonly filters = new Set<string>(exceptionFilters.filter((one) => one.default).map(({ filter }) => filter));

  /** What VS Code has by itself; each with its keys, or where it is clicked. */
  private readonly editorCommands: Readonly<Record<string, (typed: string) => Promise<void>>> = {
    '[Ctrl+P] Go to File...': (typed) => {
      this.file = path.join(FOLDER, typed);
      this.shown = this.file;
      return Promise.resolve();
    },
    '[F5] Debug: Start Debugging': () => this.launch(),
    '[F5] Debug: Continue': () => this.ask('continue'),
    '[F10] Debug: Step Over': () => this.ask('next'),
    '[F11] Debug: Step Into': () => this.ask('stepIn'),
    '[Shift+F11] Debug: Step Out': () => this.ask('stepOut'),
    '[toolbar] Step Back': () => this.ask('stepBack'),
    '[toolbar] Reverse': () => this.ask('reverseContinue'),
    '[F9] Debug: Toggle Breakpoint': () => this.addLine({}),
    '[F1] Debug: Add Conditional Breakpoint...': (condition) => this.addLine({ condition }),
    '[F1] Debug: Add Logpoint...': (logMessage) => this.addLine({ logMessage }),
    '[F1] Add Function Breakpoint': (name) => {
      this.functions.push({ name });
      return this.sendFunctions();
    },
    '[edit] Edit Condition...': (condition) => {
      const last = this.functions.pop();
      if (last !== undefined) this.functions.push({ ...last, condition });
      return this.sendFunctions();
    },
    '[F1] Remove All Breakpoints': async () => {
      const documents = new Set(this.lines.map((one) => one.path));
      this.lines.length = 0;
      this.functions.length = 0;
      for (const document of documents) await this.sendLines(document);
      await this.sendFunctions();
    },
    '[Shift+F5] Debug: Stop': async () => {
      await this.ask('disconnect', {});
      this.client = undefined;
    },
  };

  /** Ours; their keys are those of package.json. */
  private readonly ownCommands: Readonly<Record<string, (typed: string) => Promise<void>>> = {
    'vswap.stepBackOver': () => this.ask('vswap/move', { move: 'stepBackOver' }),
    'vswap.stepBackInto': () => this.ask('vswap/move', { move: 'stepBackInto' }),
    'vswap.stepBackOut': () => this.ask('vswap/move', { move: 'stepBackOut' }),
    'vswap.nextStatement': () => this.ask('vswap/move', { move: 'nextStatement' }),
    'vswap.previousStatement': () => this.ask('vswap/move', { move: 'previousStatement' }),
    'vswap.stepWrite': () => this.ask('vswap/move', { move: 'nextWrite' }),
    'vswap.stepBackWrite': () => this.ask('vswap/move', { move: 'previousWrite' }),
    'vswap.seek': (name) => this.seek({ kind: 'label', name }),
    'vswap.nextTruth': (expression) => this.seek({ kind: 'truth', expression, direction: 'forward' }),
    'vswap.previousTruth': (expression) => this.seek({ kind: 'truth', expression, direction: 'backward' }),
    'vswap.nextWriteOfWord': () =>
      this.seek({ kind: 'data', target: this.word, access: 'write', direction: 'forward' }),
    'vswap.previousWriteOfWord': () =>
      this.seek({ kind: 'data', target: this.word, access: 'write', direction: 'backward' }),
    'vswap.breakpoints.add': (typed) => this.type(`break ${typed}`).then(() => undefined),
    'vswap.breakpoints.removeAll': () => this.ask('vswap/breakpoints', { breakpoints: [] }),
  };

  /** Answers what is seen then: what the console printed, why the run stopped, and the line it stands at. */
  async press(press: Press, command: string | undefined): Promise<readonly string[]> {
    const { key, title, typed = '' } = press;
    const before = this.client?.events.length ?? 0;
    if (key === 'click') await this.click(title);
    else if (key === 'panel') await this.select(title);
    else if (key === 'check' || key === 'uncheck') await this.choose(title, key === 'check');
    else {
      const act = command === undefined ? this.editorCommands[`[${key}] ${title}`] : this.ownCommands[command];
      if (act === undefined) throw new Error(`nothing follows "[${key}] ${title}"`);
      await act(typed);
    }
    return this.seenSince(before);
  }

  /** A line of the debug console, and its answer. */
  async type(text: string): Promise<readonly string[]> {
    const client = this.connected();
    const before = client.events.length;
    const [frame] = await stack(client, Number(this.thread()));
    const reply = await client.request('evaluate', { expression: text, frameId: frame?.['id'], context: 'repl' });
    const answer = reply.success && isRecord(reply.body) ? String(reply.body['result']) : reply.message;
    // Whatever begins or changes a branch is a move.
    if (!client.events.slice(before).some(({ event }) => event === 'vswap/branches')) return answer.split('\n');
    await client.event('vswap/stopped');
    return [...answer.split('\n'), ...(await this.seenSince(before))];
  }

  private async launch(): Promise<void> {
    const client = new InlineClient(
      new DebugAdapterSession(debugHost((file) => fs.promises.readFile(file, 'utf8'), 'document')),
      faults,
    );
    this.client = client;
    await client.ask('initialize', INITIALIZE);
    const launching = client.ask('launch', { program: this.file });
    await client.event('initialized');
    for (const document of new Set(this.lines.map((one) => one.path))) await this.sendLines(document);
    await this.sendFunctions();
    await client.ask('setExceptionBreakpoints', { filters: [...this.filters] });
    await client.ask('configurationDone');
    await launching;
    await client.event('vswap/stopped');
  }

  /** A move is over when its stop is told; other requests say all in their answer. */
  private async ask(command: string, args: object = { threadId: this.thread() }): Promise<void> {
    const client = this.connected();
    await client.ask(command, args);
    if (MOVES.has(command)) await client.event('vswap/stopped');
  }

  private seek(to: object): Promise<void> {
    return this.ask('vswap/seek', { to });
  }

  private async click(text: string): Promise<void> {
    const lines = (await this.documentText(this.shown)).split('\n');
    const found = lines.findIndex((line) => line.trim() === text);
    if (found < 0) throw new Error(`no line "${text}" in ${this.shown}`);
    this.cursor = { path: this.shown, line: found + 1 };
  }

  /** A slot is selected in the panel by its swap table word, which moves then know by its address. */
  private async select(slot: string): Promise<void> {
    if (!/^\w+:\d+$/.test(slot)) return;
    const body = await this.connected().ask('evaluate', {
      expression: `decode(swap_table(${slot}))`,
      context: 'watch',
    });
    this.word = `${String(isRecord(body) ? body['memoryReference'] : undefined)} as swap_table`;
  }

  private async choose(label: string, isOn: boolean): Promise<void> {
    const found = exceptionFilters.find((one) => one.label === label);
    if (found === undefined) throw new Error(`no kind "${label}" under Breakpoints`);
    if (isOn) this.filters.add(found.filter);
    else this.filters.delete(found.filter);
    await this.client?.ask('setExceptionBreakpoints', { filters: [...this.filters] });
  }

  private async addLine(terms: Partial<SourceBreakpoint>): Promise<void> {
    if (this.cursor === undefined) throw new Error('no line was clicked');
    this.lines.push({ ...this.cursor, ...terms });
    await this.sendLines(this.cursor.path);
  }

  private async sendLines(document: string): Promise<void> {
    const breakpoints = this.lines.filter((one) => one.path === document).map(({ path: _path, ...one }) => one);
    await this.sendSet('setBreakpoints', { source: { path: document }, breakpoints });
  }

  private connected(): InlineClient {
    if (this.client === undefined) throw new Error('nothing is being debugged');
    return this.client;
  }

  private thread(): unknown {
    return this.client?.eventsNamed('stopped').at(-1)?.['threadId'] ?? 1;
  }

  private async documentText(document: string): Promise<string> {
    if (!document.startsWith('vswap-source:')) return fs.promises.readFile(document, 'utf8');
    const body = await this.connected().ask('source', { source: { path: document }, sourceReference: 0 });
    return isRecord(body) ? String(body['content']) : '';
  }

  private async sendFunctions(): Promise<void> {
    await this.sendSet('setFunctionBreakpoints', { breakpoints: this.functions });
  }

  /** A breakpoint that cannot be set is no step of a walk. */
  private async sendSet(command: string, args: object): Promise<void> {
    if (this.client === undefined) return;
    for (const { verified, message } of list(await this.client.ask(command, args), 'breakpoints'))
      if (verified !== true) throw new Error(String(message));
  }

  private async seenSince(before: number): Promise<readonly string[]> {
    const client = this.client;
    if (client === undefined) return [];
    const events = client.events.slice(before);
    const seen = events.filter(({ event }) => event === 'output').map(({ body }) => String(body['output']).trimEnd());
    const stop = events.findLast(({ event }) => event === 'stopped')?.body;
    if (stop === undefined) return seen;
    const [top] = await stack(client, Number(stop['threadId']));
    const source = isRecord(top?.['source']) ? top['source'] : {};
    this.shown = String(source['path']);
    const line = Number(top?.['line']);
    const text = (await this.documentText(this.shown)).split('\n')[line - 1]?.trim() ?? '';
    return [...seen, String(stop['text']), `${String(source['name'])}:${line}  ${text}`];
  }
}

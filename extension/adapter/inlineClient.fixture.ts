// A client of the adapter for tests, in the same process as the editor would be or at the end of a wire: every message either way is checked against the protocol.
import { protocolCheck } from './protocolSchema.fixture';

interface Received {
  readonly type: string;
  readonly event: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly success: boolean;
  readonly message: string;
  readonly body: unknown;
}

/** A session, or a wire to one. */
export interface Server {
  handleMessage(message: unknown): void;
  onDidSendMessage(listener: (message: unknown) => void): unknown;
}

const check = protocolCheck();

export class InlineClient {
  readonly events: Received[] = [];
  private seq = 1;
  private readonly waiting = new Map<number, { readonly command: string; readonly resolve: (reply: Reply) => void }>();
  private readonly watchers = new Set<() => void>();
  private seen = 0;

  /** `faults` gets what broke the protocol; it must stay empty. */
  constructor(
    private readonly server: Server,
    private readonly faults: string[],
  ) {
    server.onDidSendMessage((message) => this.receive(message));
  }

  /** Checks the request too, unless `isMalformed`. */
  request(command: string, args?: unknown, isMalformed = false): Promise<Reply> {
    const seq = this.seq++;
    const message = { seq, type: 'request', command, ...(args === undefined ? {} : { arguments: args }) };
    if (!isMalformed) this.faults.push(...check(message, command));
    const reply = new Promise<Reply>((resolve) => this.waiting.set(seq, { command, resolve }));
    this.server.handleMessage(message);
    return reply;
  }

  /** The number of the last request, by which it is taken back. */
  get lastRequest(): number {
    return this.seq - 1;
  }

  /** The body of a request that must succeed. */
  async ask(command: string, args?: unknown): Promise<unknown> {
    const reply = await this.request(command, args);
    if (!reply.success) throw new Error(`${command}: ${reply.message}`);
    return reply.body;
  }

  /** The next event of this name that was not waited for yet. */
  async event(name: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      for (; this.seen < this.events.length; this.seen++) {
        const found = this.events[this.seen];
        if (found?.event !== name) continue;
        this.seen++;
        return found.body;
      }
      await new Promise<void>((resolve) => this.watchers.add(resolve));
    }
  }

  eventsNamed(name: string): readonly Readonly<Record<string, unknown>>[] {
    return this.events.filter(({ event }) => event === name).map(({ body }) => body);
  }

  private receive(message: unknown): void {
    const plain: unknown = JSON.parse(JSON.stringify(message));
    if (!isRecord(plain)) return;
    const waiting = typeof plain['request_seq'] === 'number' ? this.waiting.get(plain['request_seq']) : undefined;
    this.faults.push(...check(plain, waiting?.command));
    if (waiting !== undefined && typeof plain['request_seq'] === 'number') {
      this.waiting.delete(plain['request_seq']);
      waiting.resolve({
        success: plain['success'] === true,
        message: typeof plain['message'] === 'string' ? plain['message'] : '',
        body: plain['body'],
      });
      return;
    }
    if (plain['type'] === 'response') this.faults.push(`an answer to no request: ${JSON.stringify(plain)}`);
    const body = isRecord(plain['body']) ? plain['body'] : {};
    this.events.push({
      type: String(plain['type']),
      event: typeof plain['event'] === 'string' ? plain['event'] : undefined,
      body,
    });
    for (const watcher of this.watchers) watcher();
    this.watchers.clear();
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

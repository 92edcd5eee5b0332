// The debug adapter as an editor meets it: what a request takes, how long a large scenario needs to its first stop, and how long the host is held meanwhile.
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DebugAdapterSession } from '../../extension/adapter/session';
import { debugHost } from '../../extension/adapter/wiring';
import { openCompiler } from '../../extension/compiler/openCompiler';
import { WorkerCompiler } from '../../extension/compiler/workerCompiler';
import { p95, type Figure } from './figure';

/** A debug session of its own in this process, spoken to in the protocol's messages. */
class Client {
  readonly #session: DebugAdapterSession;
  readonly #replies = new Map<number, (body: unknown) => void>();
  readonly #events = new Map<string, (body: unknown) => void>();
  #seq = 0;

  constructor(text: string, compiler: WorkerCompiler) {
    const host = debugHost(() => Promise.resolve(text), 'reference', compiler.compile);
    this.#session = new DebugAdapterSession(host);
    this.#session.onDidSendMessage((message: unknown) => {
      if (!isRecord(message)) return;
      if (message['type'] === 'event') this.#events.get(String(message['event']))?.(message['body']);
      if (message['type'] !== 'response') return;
      if (message['success'] !== true) throw new Error(`${String(message['command'])}: ${String(message['message'])}`);
      this.#replies.get(Number(message['request_seq']))?.(message['body']);
    });
  }

  ask(command: string, args: object): Promise<unknown> {
    const seq = ++this.#seq;
    return new Promise((resolve) => {
      this.#replies.set(seq, resolve);
      this.#session.handleMessage({ seq, type: 'request', command, arguments: args });
    });
  }

  event(name: string): Promise<unknown> {
    return new Promise((resolve) => this.#events.set(name, resolve));
  }

  /** To the first stop. */
  async launch(args: object): Promise<void> {
    await this.ask('initialize', { adapterID: 'vswap', pathFormat: 'path', supportsVariablePaging: true });
    const initialized = this.event('initialized');
    const launched = this.ask('launch', { program: '/bench.vswap', ...args });
    await initialized;
    await this.ask('setExceptionBreakpoints', { filters: [] });
    const stopped = this.event('stopped');
    await this.ask('configurationDone', {});
    await launched;
    await stopped;
  }

  /** A move and the stop it leads to. */
  async move(command: string): Promise<void> {
    const stopped = this.event('stopped');
    await this.ask(command, { threadId: 1 });
    await stopped;
  }

  end(): void {
    this.#session.dispose();
  }
}

const SMALL = `machine { kernel ste-v2  memory 64M  zswap off  swap disk0 16M }
task app
app: map heap 512 pages
app: write heap[0..511] random seed 1
app: pageout heap[0..511]
app: read heap[0..255]
`;

/** Ten thousand statements of the ordinary kind, each a page or two. */
function manyStatements(): string {
  const lines = [
    'machine { kernel ste-v2  memory 256M  zswap off  swap disk0 64M }',
    'task app',
    'app: map heap 4096 pages',
  ];
  for (let i = 0; lines.length < 10_000; i++) {
    const page = (i * 7) % 4000;
    lines.push(
      `app: write heap[${page}] text seed ${i % 100}`,
      `app: pageout heap[${page}]`,
      `app: read heap[${page}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function timesOf(count: number, work: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  return times;
}

/** A scope with a list of tables: its first page of a hundred. */
async function hundredVariables(client: Client): Promise<() => Promise<unknown>> {
  const frames = list(await client.ask('stackTrace', { threadId: 1 }), 'stackFrames');
  const scopes = list(await client.ask('scopes', { frameId: frames[0]?.['id'] }), 'scopes');
  for (const scope of scopes) {
    const found = await pagedBelow(client, Number(scope['variablesReference']), 3);
    if (found !== undefined)
      return () => client.ask('variables', { variablesReference: found, filter: 'indexed', start: 0, count: 100 });
  }
  throw new Error('no scope has a hundred variables in one list');
}

async function pagedBelow(client: Client, reference: number, depth: number): Promise<number | undefined> {
  const variables = list(await client.ask('variables', { variablesReference: reference }), 'variables');
  for (const variable of variables) {
    const below = Number(variable['variablesReference']);
    if (below === 0) continue;
    if (Number(variable['indexedVariables'] ?? 0) >= 100) return below;
    const found = depth > 0 ? await pagedBelow(client, below, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

async function inspection(compiler: WorkerCompiler): Promise<readonly Figure[]> {
  const client = new Client(SMALL, compiler);
  await client.launch({ stopOnEntry: true });
  for (let i = 0; i < 4; i++) await client.move('next');
  const steps = await timesOf(400, () => client.move('stepIn'));
  const stacks = await timesOf(200, () => client.ask('stackTrace', { threadId: 1 }));
  const page = await hundredVariables(client);
  const variables = await timesOf(200, page);
  client.end();
  return [
    { name: 'step in and stop, p95', value: p95(steps), unit: 'ms', bar: 2, higher: false },
    { name: 'stackTrace, p95', value: p95(stacks), unit: 'ms', bar: 5, higher: false },
    { name: 'variables, 100 of them, p95', value: p95(variables), unit: 'ms', bar: 5, higher: false },
  ];
}

async function launch(compiler: WorkerCompiler): Promise<readonly Figure[]> {
  const text = manyStatements();
  const warm = new Client(SMALL, compiler);
  await warm.launch({ stopOnEntry: true });
  warm.end();
  const probe = monitorEventLoopDelay({ resolution: 1 });
  const client = new Client(text, compiler);
  probe.enable();
  // What happens before its first turn, the probe does not see.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const start = performance.now();
  await client.launch({ stopOnEntry: true });
  const toStop = performance.now() - start;
  // The probe sees how long it had to wait only when it gets its turn.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const heldToStop = probe.max / 1e6;
  probe.reset();
  const terminated = client.event('terminated');
  const stopped = client.event('stopped');
  await client.ask('continue', { threadId: 1 });
  await Promise.race([terminated, stopped]);
  const total = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const heldToEnd = probe.max / 1e6;
  probe.disable();
  client.end();
  return [
    { name: 'launch of 10,000 statements to first stop', value: toStop, unit: 'ms', bar: 1000, higher: false },
    { name: 'host held at most meanwhile', value: heldToStop, unit: 'ms', bar: 50, higher: false },
    { name: 'the same scenario to its end', value: total, unit: 'ms', bar: undefined, higher: false },
    { name: 'host held at most until then', value: heldToEnd, unit: 'ms', bar: 50, higher: false },
  ];
}

export async function debuggerFigures(): Promise<readonly Figure[]> {
  // Beside the bundle of the benchmarks (scripts/bench.mjs).
  const compiler = new WorkerCompiler(openCompiler(path.join(__dirname, 'compiler.node.cjs')));
  const figures = [...(await inspection(compiler)), ...(await launch(compiler))];
  compiler.dispose();
  return figures;
}

function list(body: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const found = isRecord(body) ? body[name] : undefined;
  if (!Array.isArray(found)) throw new Error(`no list ${name}`);
  return found.filter(isRecord);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

// A debug session for measurements, spoken to in the protocol's messages, and the probe that tells how long the host was held.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DebugAdapterSession } from '../../extension/adapter/session';
import { debugHost } from '../../extension/adapter/wiring';
import type { WorkerCompiler } from '../../extension/compiler/workerCompiler';

/** In this process. */
export class Client {
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

/** Milliseconds that `work` held the event loop at most, and took; the probe sees how long it had to wait only when it gets its turn. */
export async function heldBy(work: () => Promise<unknown>): Promise<{ readonly held: number; readonly took: number }> {
  const probe = monitorEventLoopDelay({ resolution: 1 });
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  probe.enable();
  // What happens before its first turn, it does not see.
  await turn();
  probe.reset();
  const start = performance.now();
  await work();
  const took = performance.now() - start;
  await turn();
  probe.disable();
  return { held: probe.max / 1e6, took };
}

export function list(body: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const found = isRecord(body) ? body[name] : undefined;
  if (!Array.isArray(found)) throw new Error(`no list ${name}`);
  return found.filter(isRecord);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

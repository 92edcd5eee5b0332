// A client at the end of a wire, for tests: a process on its standard streams, or a connection. It can also send what is no message.
import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { framed, Framing } from './framing';
import { InlineClient } from './inlineClient.fixture';

export interface Wire {
  readonly client: InlineClient;
  readonly write: (bytes: string | Uint8Array) => void;
  /** Closes this end, at once. */
  readonly hangUp: () => void;
  /** Resolves when the other end has closed; to its exit code if it is a process. */
  readonly ended: Promise<number | undefined>;
}

/** `faults` gets what broke the protocol, and bytes that are no message. */
export function overProcess(file: string, args: readonly string[], faults: string[]): Wire {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | undefined>((resolve) => child.once('close', (code) => resolve(code ?? undefined)));
  return { ...wire(child.stdout, child.stdin, faults), hangUp: () => void child.stdin.end(), ended };
}

export async function overTcp(port: number, faults: string[]): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const ended = new Promise<undefined>((resolve) => socket.once('close', () => resolve(undefined)));
  return { ...wire(socket, socket, faults), hangUp: () => void socket.destroy(), ended };
}

export interface RunningServer {
  readonly port: number;
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
}

/** Starts a server that says its port on its first line; `nodeOptions` stand before the file. */
export async function startServer(
  file: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<RunningServer> {
  const child = spawn(process.execPath, [...nodeOptions, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    void exit.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
  const port = Number(/listening on 127\.0\.0\.1:(\d+)\n$/.exec(said)?.[1]);
  return { port, child, exit };
}

function wire(input: Readable, output: Writable, faults: string[]): Pick<Wire, 'client' | 'write'> {
  const framing = new Framing();
  let listener: (message: unknown) => void = () => undefined;
  // The other end may hang up on what it is sent.
  output.on('error', () => undefined);
  input.on('data', (chunk: Buffer) => {
    for (const frame of framing.push(chunk))
      if (frame.kind === 'message') listener(frame.message);
      else faults.push(`${frame.kind}: ${frame.reason}`);
  });
  const write = (bytes: string | Uint8Array): void => void output.write(bytes);
  const client = new InlineClient(
    {
      handleMessage: (message) => write(framed(message)),
      onDidSendMessage: (receive) => (listener = receive),
    },
    faults,
  );
  return { client, write };
}

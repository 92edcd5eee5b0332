// Sessions for tests, at their first stop, and short ways to ask them; each checks every message against the protocol.
import type { DebugHost } from './debugHost';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { SCRIPT, scriptedHost } from './scriptedHost.fixture';
import { DebugAdapterSession } from './session';

/** The faults of all clients so far; looked at after each test. */
export const faults: string[] = [];

export const FILE = '/samples/a.vswap';
export const INITIALIZE = {
  adapterID: 'vswap',
  pathFormat: 'path',
  supportsVariableType: true,
  supportsVariablePaging: true,
  supportsMemoryReferences: true,
};

export function connect(
  files: Readonly<Record<string, string>> = { [FILE]: SCRIPT },
  more: Partial<DebugHost> = {},
): { client: InlineClient; session: DebugAdapterSession } {
  const session = new DebugAdapterSession(scriptedHost(files, more));
  const client = new InlineClient(session, faults);
  return { client, session };
}

export interface Setup {
  readonly launch?: object;
  readonly initialize?: object;
  readonly lines?: readonly number[];
  readonly filters?: readonly string[];
  readonly host?: Partial<DebugHost>;
}

/** A session at its first stop. */
export async function launched({
  launch = { stopOnEntry: true },
  initialize = {},
  lines = [],
  filters = [],
  host = {},
}: Setup = {}): Promise<{
  client: InlineClient;
  session: DebugAdapterSession;
}> {
  const { client, session } = connect(undefined, host);
  await client.ask('initialize', { ...INITIALIZE, ...initialize });
  const launching = client.ask('launch', { program: FILE, ...launch });
  await client.event('initialized');
  await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: lines.map((line) => ({ line })) });
  await client.ask('setExceptionBreakpoints', { filters });
  await client.ask('configurationDone');
  await launching;
  return { client, session };
}

/** Sends a move and answers where it stopped: reason, thread, and the frames from the innermost. */
export async function move(client: InlineClient, command: string, args: object = { threadId: 1 }): Promise<string> {
  await client.ask(command, args);
  return stopped(client);
}

export async function stopped(client: InlineClient): Promise<string> {
  const { reason, threadId } = await client.event('stopped');
  const frames = await stack(client, Number(threadId));
  return [reason, ...frames.map(({ name, line }) => `${name}:${line}`)].join(' ');
}

export async function stack(client: InlineClient, threadId = 1): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return list(await client.ask('stackTrace', { threadId }), 'stackFrames');
}

export function list(body: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const found = isRecord(body) ? body[name] : undefined;
  if (!Array.isArray(found)) throw new Error(`no list ${name} in ${JSON.stringify(body)}`);
  return found.filter(isRecord);
}

export async function variables(
  client: InlineClient,
  reference: unknown,
  more: object = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return list(await client.ask('variables', { variablesReference: reference, ...more }), 'variables');
}

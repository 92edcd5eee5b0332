// The debug adapter as an editor meets it: what a request takes, how long a large scenario needs to its first stop, and how long the host is held meanwhile.
import path from 'node:path';
import { openCompiler } from '../../extension/compiler/openCompiler';
import { WorkerCompiler } from '../../extension/compiler/workerCompiler';
import { Client, heldBy, list } from './client';
import { p95, type Figure } from './figure';

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
  const client = new Client(text, compiler);
  const toStop = await heldBy(() => client.launch({ stopOnEntry: true }));
  const toEnd = await heldBy(() => runOut(client));
  client.end();
  return [
    { name: 'launch of 10,000 statements to first stop', value: toStop.took, unit: 'ms', bar: 1000, higher: false },
    { name: 'host held at most meanwhile', value: toStop.held, unit: 'ms', bar: 50, higher: false },
    {
      name: 'the same scenario to its end',
      value: toStop.took + toEnd.took,
      unit: 'ms',
      bar: undefined,
      higher: false,
    },
    { name: 'host held at most until then', value: toEnd.held, unit: 'ms', bar: 50, higher: false },
  ];
}

async function runOut(client: Client): Promise<void> {
  const ended = Promise.race([client.event('terminated'), client.event('stopped')]);
  await client.ask('continue', { threadId: 1 });
  await ended;
}

/** One statement that touches most of a large machine. */
const LARGE_STATEMENT = `machine { kernel ste-v2  memory 1G  zswap off  swap disk0 256M }
task app
app: map heap 16384 pages
app: write heap[0..16383] random seed 1
app: pageout heap[0..16383]
app: read heap[0]
`;

async function largeStatement(compiler: WorkerCompiler): Promise<readonly Figure[]> {
  const client = new Client(LARGE_STATEMENT, compiler);
  await client.launch({ stopOnEntry: true });
  const { held } = await heldBy(() => runOut(client));
  client.end();
  return [{ name: 'host held while 16,384 pages go out at once', value: held, unit: 'ms', bar: 50, higher: false }];
}

export async function debuggerFigures(): Promise<readonly Figure[]> {
  // Beside the bundle of the benchmarks (scripts/bench.mjs).
  const compiler = new WorkerCompiler(openCompiler(path.join(__dirname, 'compiler.node.cjs')));
  const figures = [...(await inspection(compiler)), ...(await launch(compiler)), ...(await largeStatement(compiler))];
  compiler.dispose();
  return figures;
}

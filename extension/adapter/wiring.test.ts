// The adapter with the real simulator behind it: the walk through the reverse map that people install this for, and a recording.
import { afterEach, describe, expect, it } from 'vitest';
import { InlineClient } from './inlineClient.fixture';
import { faults, INITIALIZE, list, stack, stopped, variables, move } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const SCENARIO = `machine {
  kernel ste-v1
  memory 64M
  zswap { compressor lz4  max_pool_percent 20 }
  swap disk0 64M { priority 10 }
  cgroup web { swap.max 4M }
}
task app in web
app: map heap 64 pages
for i in 0..3 {
  app: write heap[i] text seed 7
}
app: pageout heap[0..3]
writeback 1 pages
print virtual_table(vswap:512).slot
expect app.heap[0] is zswap
`;

const RECORDING = `oracle 1
name tiny
about two pages
kernel 6.18.44
runs 3 of 3
cpus 1
page_cluster 3
thp enabled=madvise 16kB=never 32kB=never 64kB=never 128kB=never 256kB=never 512kB=never 1024kB=never 2048kB=inherit
zswap enabled=N compressor=lzo max_pool_percent=20
zswap_ever 0
device zA kind=zram pages=8192 ssd=1 sync=1 block=1 discard_capable=1
ops
mkswap zA
swapon zA
swaps zA:8191:0:-2
agent 0 cpu 0 pages 64
0 write 0-9 rnd
0 pageout 0-9
0 dump 0-9
= 0-9=S0/1-10
used zA=10
0 dump 0-9
= 0-9=S0/2-11
used zA=10
end
stats pswpout=10
left zA=0
end
`;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

async function launched(file: string, text: string, more: object = {}): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(text), 'document')), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: file, ...more });
  await client.event('initialized');
  await client.ask('setExceptionBreakpoints', { filters: ['expectation', 'invariant'] });
  await client.ask('setBreakpoints', { source: { path: file }, breakpoints: [{ line: 14 }] });
  await client.ask('configurationDone');
  return client;
}

async function result(client: InlineClient, expression: string): Promise<unknown> {
  const [frame] = await stack(client);
  const reply = await client.request('evaluate', { expression, frameId: frame?.['id'], context: 'watch' });
  return reply.success ? list({ all: [reply.body] }, 'all')[0]?.['result'] : reply.message;
}

describe('a scenario', () => {
  it('has the compressor that it names when it starts', async () => {
    const client = await launched('/a.vswap', SCENARIO.replace('lz4', 'zstd'));
    expect(await stopped(client)).toBe('breakpoint writeback 1 pages:14');
    expect(await result(client, 'app.heap[0]')).toMatch(/^zswap, vswap:512$/);
  });

  it('is walked through the reverse map and back', async () => {
    const client = await launched('/a.vswap', SCENARIO);
    expect(await stopped(client)).toBe('breakpoint writeback 1 pages:14');
    expect(await result(client, 'app.heap[0]')).toMatch(/^zswap, vswap:512$/);
    await client.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'folio_realloc_swap' }] });
    const place = await move(client, 'continue');
    expect(place).toMatch(/^function breakpoint folio_realloc_swap:\d+ .* writeback 1 pages:14$/);
    const [frame, caller] = await stack(client);
    expect(frame).toMatchObject({ source: { path: 'vswap-source:/mm/vswap.h/folio_realloc_swap.c' } });
    expect(Number(frame?.['line'])).toBeGreaterThan(1);
    expect(caller).toHaveProperty('source.path');
    expect(await result(client, 'folio')).toMatch(/^0xffffea/);
    expect(await move(client, 'next')).toMatch(/^step folio_realloc_swap:/);
    const [next] = await stack(client);
    const [locals] = list(await client.ask('scopes', { frameId: next?.['id'] }), 'scopes');
    const shown = await variables(client, locals?.['variablesReference']);
    expect(shown.find(({ name }) => name === 'entry')?.['value']).toMatch(/^vswap:512 /);
    const memory = shown.find(({ name }) => name === 'ci')?.['memoryReference'];
    expect(await result(client, 'ci')).toBe(memory);
    expect(await client.ask('readMemory', { memoryReference: memory, count: 64 })).not.toHaveProperty(
      'unreadableBytes',
    );
    await move(client, 'stepOut');
    expect(await result(client, 'rmap(disk0:1)')).toBe('vswap:512');
    expect(await move(client, 'reverseContinue')).toBe(place);
    expect(await move(client, 'reverseContinue')).toBe('breakpoint writeback 1 pages:14');
    expect(await result(client, 'rmap(disk0:1)')).not.toBe('vswap:512');
    expect(await move(client, 'stepBack')).toBe('step app: pageout heap[0..3]:13');
    await move(client, 'stepBack');
    expect(await result(client, 'i')).toBe('3');
    await client.ask('setFunctionBreakpoints', { breakpoints: [] });
    await client.ask('setBreakpoints', { source: { path: '/a.vswap' }, breakpoints: [] });
    expect(await move(client, 'continue')).toBe('exception expect app.heap[0] is zswap:16');
    expect(client.eventsNamed('output').map(({ category, output }) => `${category} ${output}`)).toEqual([
      'stdout disk0:1\n',
      'stderr VS0401: Expected app.heap[0] is zswap, found phys on disk0 (vswap:512).\n',
    ]);
  });

  it('runs on the kernel that the launch names', async () => {
    const client = await launched('/a.vswap', SCENARIO, { kernel: 'p4' });
    await stopped(client);
    expect(await result(client, 'app.heap[0]')).toMatch(/^zswap, disk0:1$/);
  });

  it.each([
    ['off', /^$/],
    [
      'statement',
      /J1 is broken .* It broke in step \d+, line 5 "app: pageout heap\[0\]", folio_realloc_swap\(\) line \d+ "[^"]+"\.$/,
    ],
    ['step', /J1 is broken .* It broke in step \d+, .* may break it until step \d+\.$/],
  ])('looks at the laws as the launch says: %s', async (checkInvariants, told) => {
    // On ste-v2 nine devices lose a bit of their types (facts 1.8).
    const devices = Array.from({ length: 9 }, (_, i) => `swap d${i} 1M { priority ${i} }`).join('  ');
    const text = `machine { kernel ste-v2  ${devices} }\ntask app\napp: map heap 1 pages\napp: write heap[0] text\napp: pageout heap[0]\n`;
    const client = await launched('/a.vswap', text, { checkInvariants });
    await stopped(client);
    const output = client.eventsNamed('output').map((event) => String(event['output']).trim());
    expect(output.filter((line) => line.includes('is broken')).join('')).toMatch(told);
  });
});

describe('a recording', () => {
  it('is stepped like a scenario and stops where the model differs from what was recorded', async () => {
    const client = await launched('/a.rec', RECORDING);
    expect(await stopped(client)).toMatch(/^breakpoint swapon zA:14$/);
    expect(await move(client, 'continue')).toMatch(/^exception .*:22$/);
    const { text } = client.eventsNamed('stopped').at(-1) ?? {};
    expect(text).toMatch(/^The expectation on line 22 failed: The real kernel showed something else: /);
  });
});

// Locals of kernel functions in requests: in conditions of breakpoints, in expressions and in questions.
import { afterEach, describe, expect, it } from 'vitest';
import { WALK } from '../../core/debug/realDebugger.fixture';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stack, stopped } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const FILE = '/a.vswap';

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** At the first statement. */
async function launched(text = WALK): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(text), 'document')), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  await client.ask('configurationDone');
  await stopped(client);
  return client;
}

const text = (client: InlineClient): unknown => client.eventsNamed('stopped').at(-1)?.['text'];

async function result(client: InlineClient, expression: string, context = 'watch'): Promise<unknown> {
  const [frame] = await stack(client);
  const reply = await client.request('evaluate', { expression, frameId: frame?.['id'], context });
  return reply.success && isRecord(reply.body) ? reply.body['result'] : reply.message;
}

describe('conditions on locals of a kernel function', () => {
  const set = async (client: InlineClient, condition: string, name = 'folio_realloc_swap'): Promise<unknown> =>
    list(await client.ask('setFunctionBreakpoints', { breakpoints: [{ name, condition }] }), 'breakpoints')[0];

  it('are asked at the first step of the call at which all of them are there, in both directions', async () => {
    const client = await launched();
    await set(client, 'count(entry) >= 1');
    expect(await move(client, 'continue')).toMatch(/^function breakpoint folio_realloc_swap:4 /);
    expect(text(client)).toBe('folio_realloc_swap was called, and has set entry.');
    await set(client, 'phys == disk0:1 and id == 1');
    expect(await move(client, 'continue')).toMatch(/^function breakpoint folio_realloc_swap:15 /);
    await client.ask('vswap/seek', { to: { kind: 'percent', percent: 100 } });
    await stopped(client);
    expect(await move(client, 'reverseContinue')).toMatch(/^function breakpoint folio_realloc_swap:15 /);
    await set(client, 'folio != 0');
    expect(await move(client, 'reverseContinue')).toMatch(/^function breakpoint folio_realloc_swap:3 /);
    await set(client, 'entry == vswap:77');
    expect(await move(client, 'continue')).toMatch(/^end of program /);
  });

  it('make a breakpoint that can never stop say so, and one on a line say what is not set there', async () => {
    const client = await launched();
    expect(await set(client, 'zentry != 0')).toMatchObject({
      verified: false,
      message:
        'folio_realloc_swap has no local "zentry", so this condition never holds: it has folio, entry, ci, id, phys, nr.',
    });
    // The loop of this program has a variable i; a name that is no local may come to be something else.
    expect(await set(client, 'i == 2')).toMatchObject({ verified: true });
    expect(await set(client, 'app.heap[0] is phys')).toMatchObject({ verified: true });
    await set(client, 'i == 99');
    await client.ask('evaluate', { expression: 'break folio_realloc_swap:3 if entry == vswap:512', context: 'repl' });
    await client.ask('evaluate', { expression: 'break folio_realloc_swap:4', context: 'repl' });
    expect(await move(client, 'continue')).toMatch(/^breakpoint folio_realloc_swap:4 /);
    expect(client.eventsNamed('output').map(({ output }) => output)).toContainEqual(
      'The condition "entry == vswap:512" has no answer here, so it does not hold: folio_realloc_swap has not set "entry" at its line 3.\n',
    );
    await move(client, 'vswap/move', { move: 'stepBackOver' });
    expect(await result(client, 'phys')).toBe('VS0609: folio_realloc_swap has not set "phys" at its line 3.');
    expect(await result(client, 'resolve(entry)')).toBe(
      'VS0609: folio_realloc_swap has not set "entry" at its line 3.',
    );
  });
});

describe('what is typed', () => {
  it('knows the locals of the selected frame, in questions and in expressions', async () => {
    const client = await launched();
    await client.ask('evaluate', { expression: 'break folio_realloc_swap:4', context: 'repl' });
    await move(client, 'continue');
    const way = 'zswap, 5 hops, all agree: PTE -> folio pfn 0x1003 -> vswap:512 swap table';
    expect(await result(client, 'resolve(entry)')).toContain(way);
    expect(await result(client, 'resolve( entry )', 'hover')).toContain(way);
    expect(await result(client, 'decode(entry)')).toMatch(/^vswap:512 0x\w{16} /);
    expect(await result(client, 'decode(folio)')).toMatch(/^0x\w{16}: say how to read it/);
    expect(await result(client, 'virtual_table(entry).tag')).toBe('3');
    expect(await result(client, 'who_wrote(virtual_table(entry))')).toMatch(
      /^step \d+: virtual_table\(vswap:512\) written/,
    );
    expect(await result(client, 'when(virtual_table(entry).tag != 3)')).toMatch(/^next step \d+/);
    // The caller's frame has locals of its own; a statement's has none.
    const frames = await stack(client);
    const inFrame = async (name: unknown, expression: string): Promise<unknown> => {
      const frameId = frames.find((frame) => frame['name'] === name)?.['id'];
      const reply = await client.request('evaluate', { expression, frameId, context: 'watch' });
      return reply.success && isRecord(reply.body) ? reply.body['result'] : reply.message;
    };
    expect(await inFrame('zswap_writeback_entry', 'resolve(entry)')).toContain(way);
    expect(await inFrame('zswap_writeback_entry', 'resolve(zentry)')).toMatch(/^VS0609: /);
    expect(await inFrame('writeback 1 pages', 'resolve(entry)')).toMatch(/^VS0609: /);
    expect(await result(client, 'break virtual_table(entry)', 'repl')).toBe('2 virtual_table(vswap:512) write');
    const info = await client.ask('dataBreakpointInfo', {
      name: 'virtual_table(entry).tag',
      frameId: frames[0]?.['id'],
    });
    expect(info).toMatchObject({ dataId: 'virtual_table(vswap:512).tag' });
    await client.ask('vswap/breakpoints', { breakpoints: [] });
    await move(client, 'stepOut');
    expect(await result(client, 'rmap(disk0:1)')).toBe('vswap:512');
    expect(await result(client, 'resolve(disk0:1)')).toContain(' -> disk0:1 -> vswap:512 agrees');
  });
});

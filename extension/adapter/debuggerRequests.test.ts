// What the adapter offers beyond stepping, with the real simulator behind it: terms of breakpoints, data, seeks, targets, queries, the console, its own requests.
import { afterEach, describe, expect, it } from 'vitest';
import { WALK } from '../../core/debug/realDebugger.fixture';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stack, stopped, variables } from './launchedSession.fixture';
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

async function dataBreakpoint(client: InlineClient, target: string, accessType = 'write'): Promise<unknown> {
  const info = await client.ask('dataBreakpointInfo', { name: target });
  if (!isRecord(info)) throw new Error('no information');
  return client.ask('setDataBreakpoints', { breakpoints: [{ dataId: info['dataId'], accessType }] });
}

describe('terms of breakpoints', () => {
  const LOOP = 11;

  it.each([
    ['condition', { condition: 'i == 2' }, ['i = 2']],
    ['a condition that asks the kernel', { condition: 'app.heap[1] is present' }, ['i = 2', 'i = 3']],
    ['hit count', { hitCondition: '3' }, ['i = 2']],
    ['hit count from', { hitCondition: '>= 3' }, ['i = 2', 'i = 3']],
    ['every other hit', { hitCondition: '% 2' }, ['i = 1', 'i = 3']],
    ['both', { condition: 'i != 1', hitCondition: '== 2' }, ['i = 2']],
  ])('%s', async (_name, terms, expected) => {
    const client = await launched();
    const source = { path: FILE };
    await client.ask('setBreakpoints', { source, breakpoints: [{ line: LOOP, ...terms }] });
    const places: string[] = [];
    while ((await move(client, 'continue')).startsWith('breakpoint '))
      places.push(`i = ${String(await result(client, 'i'))}`);
    expect(places).toEqual(expected);
    const back: string[] = [];
    while ((await move(client, 'reverseContinue')).startsWith('breakpoint '))
      back.unshift(`i = ${String(await result(client, 'i'))}`);
    expect(back).toEqual(expected);
  });

  it('a message is printed where the run passes, both ways, and nothing stops', async () => {
    const client = await launched();
    const breakpoints = [{ line: LOOP, logMessage: '{{i}} is {i}, the page {app.heap[0]}' }];
    await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints });
    expect(await move(client, 'continue')).toMatch(/^end of program/);
    expect(await move(client, 'reverseContinue')).toMatch(/^entry/);
    const said = client.eventsNamed('output').map(({ output }) => String(output).trim());
    expect(said.slice(0, 2)).toEqual(['{i} is 0, the page none', '{i} is 1, the page present']);
    expect(said).toHaveLength(8);
    expect(said.slice(4)).toEqual(said.slice(0, 4).reverse());
  });

  it('on a function, with its locals', async () => {
    const client = await launched();
    await client.ask('setFunctionBreakpoints', {
      breakpoints: [{ name: 'zswap_store_page', condition: 'entry == vswap:514' }],
    });
    expect(await move(client, 'continue')).toMatch(/^function breakpoint zswap_store_page/);
    expect(await result(client, 'entry')).toMatch(/^vswap:514 /);
    expect(await move(client, 'continue')).toMatch(/^end of program/);
  });

  it('that cannot be met are refused, and one without an answer is told once', async () => {
    const client = await launched();
    const ask = (terms: object): Promise<unknown> =>
      client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: LOOP, ...terms }] });
    const [refused] = list(await ask({ hitCondition: 'often' }), 'breakpoints');
    expect(refused).toMatchObject({ verified: false });
    expect(refused?.['message']).toMatch(/is no hit count/);
    expect(await ask({ condition: 'nobody.heap[0] is zswap' })).toMatchObject({ breakpoints: [{ verified: true }] });
    expect(await move(client, 'continue')).toMatch(/^end of program/);
    const said = client.eventsNamed('output').map(({ output }) => String(output));
    expect(
      said.filter((line) => line.startsWith('The condition "nobody.heap[0] is zswap" has no answer')),
    ).toHaveLength(1);
  });
});

describe('data breakpoints', () => {
  it('by expression: the tag of a virtual table word, both ways, with who wrote it', async () => {
    const client = await launched();
    expect(await dataBreakpoint(client, 'virtual_table(vswap:512)')).toMatchObject({
      breakpoints: [{ verified: true }],
    });
    expect(await move(client, 'continue')).toMatch(/^data breakpoint /);
    expect(text(client)).toMatch(
      /^Data breakpoint: virtual_table\(vswap:512\) changed from .* to .* by \w+, ".*", in "app: pageout heap\[0\.\.3\]" on line 13\.$/,
    );
    while ((await move(client, 'continue')).startsWith('data breakpoint'));
    expect(await move(client, 'reverseContinue')).toMatch(/^data breakpoint /);
    expect(text(client)).toMatch(/^Data breakpoint, before it happens: /);
  });

  it('from a variable: a field of a decoded word', async () => {
    const client = await launched();
    await client.ask('vswap/seek', { to: { kind: 'label', name: 'out' } });
    await stopped(client);
    const [frame] = await stack(client);
    const body = await client.ask('evaluate', { expression: 'vswap:512', frameId: frame?.['id'], context: 'watch' });
    const words = await variables(client, isRecord(body) ? body['variablesReference'] : 0);
    const word = words.find(({ name }) => name === 'virtual_table');
    await variables(client, word?.['variablesReference']);
    const info = await client.ask('dataBreakpointInfo', {
      variablesReference: word?.['variablesReference'],
      name: 'tag',
    });
    expect(info).toMatchObject({
      dataId: 'virtual_table(vswap:512).tag',
      canPersist: true,
      accessTypes: ['read', 'write', 'readWrite'],
    });
    expect(
      await client.ask('dataBreakpointInfo', { variablesReference: word?.['variablesReference'], name: 'nothing' }),
    ).toMatchObject({ dataId: null });
  });

  it('by address and range, and never by what is no place', async () => {
    const client = await launched();
    const info = (args: object): Promise<unknown> => client.ask('dataBreakpointInfo', args);
    expect(await info({ name: '0xffff88a000001000', asAddress: true, bytes: 64 })).toMatchObject({
      dataId: '0xffff88a000001000+64',
    });
    expect(await info({ name: 'web.swap.current' })).toMatchObject({
      dataId: 'web.swap.current',
      accessTypes: ['read', 'write', 'readWrite'],
    });
    expect(await info({ name: '0x1234567890' })).toMatchObject({ dataId: null });
    expect(await info({ name: 'no such thing' })).toMatchObject({ dataId: null });
  });
});

describe('moves', () => {
  it('back over, into and out are the twins of over, into and out', async () => {
    const client = await launched();
    await client.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'folio_realloc_swap' }] });
    const place = await move(client, 'continue');
    const over = await move(client, 'next');
    expect(await move(client, 'vswap/move', { move: 'stepBackOver' })).toBe(
      place.replace('function breakpoint', 'function breakpoint'),
    );
    await client.ask('setFunctionBreakpoints', { breakpoints: [] });
    expect((await move(client, 'next')).replace(/^\w+ /, '')).toBe(over.replace(/^\w+ /, ''));
    const caller = await move(client, 'vswap/move', { move: 'stepBackOut' });
    expect(caller.split(' ')).toHaveLength(place.split(' ').length - 2);
    expect(await move(client, 'stepIn')).toBe(place.replace('function breakpoint', 'step'));
    expect(await move(client, 'vswap/move', { move: 'stepBackInto' })).toBe(caller);
    expect(await move(client, 'vswap/move', { move: 'nextStatement' })).toMatch(/^step app: read heap\[0\]:/);
    expect(await move(client, 'vswap/move', { move: 'previousStatement' })).toMatch(/^step writeback 1 pages:/);
  });

  it('of single writes go through a step and back to where they began', async () => {
    const client = await launched();
    await client.ask('vswap/seek', { to: { kind: 'label', name: 'out' } });
    await stopped(client);
    const texts: unknown[] = [];
    for (let i = 0; i < 20; i++) {
      await move(client, 'next', { threadId: 1, granularity: 'instruction' });
      texts.push(text(client));
    }
    for (const why of texts) expect(why).toMatch(/^Written: 0xffff\w+ from 0x\w{16} to 0x\w{16}, by /);
    const back: unknown[] = [];
    for (let i = 0; i < 20; i++) {
      await move(client, 'stepBack', { threadId: 1, granularity: 'instruction' });
      back.unshift(text(client));
    }
    expect(back).toEqual(texts.map((why) => String(why).replace('Written', 'About to be written')));
  });

  it('into a chosen function, to a line, to the beginning of a frame', async () => {
    const client = await launched();
    await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: 15 }] });
    const statement = await move(client, 'continue');
    const [frame] = await stack(client);
    const targets = list(await client.ask('stepInTargets', { frameId: frame?.['id'] }), 'targets');
    const wanted = targets.find(({ label }) => label === 'folio_realloc_swap');
    expect(await move(client, 'stepIn', { threadId: 1, targetId: wanted?.['id'] })).toMatch(
      /^step folio_realloc_swap:/,
    );
    const inside = await stack(client);
    await move(client, 'next');
    await move(client, 'next');
    const [top] = await stack(client);
    expect(await move(client, 'restartFrame', { frameId: top?.['id'] })).toMatch(
      new RegExp(`^goto folio_realloc_swap:${inside[0]?.['line']} `),
    );
    const places = list(await client.ask('gotoTargets', { source: { path: FILE }, line: 11 }), 'targets');
    expect(await move(client, 'goto', { threadId: 1, targetId: places[1]?.['id'] })).toMatch(
      / app: write heap\[i\] text seed 7:11$/,
    );
    expect(await result(client, 'i')).toBe('3');
    expect(await move(client, 'vswap/runTo', { source: { path: FILE }, line: 15, direction: 'forward' })).toBe(
      statement,
    );
    const file = 'vswap-source:/mm/vswap.h/folio_realloc_swap.c';
    expect(
      await move(client, 'vswap/runTo', { source: { path: file }, line: inside[0]?.['line'], direction: 'forward' }),
    ).toMatch(/^step folio_realloc_swap:/);
  });

  it('go to a line: to the next one that can run, and nowhere when it does not run in that direction', async () => {
    const client = await launched();
    const source = { path: FILE };
    const targets = async (line: number): Promise<readonly Readonly<Record<string, unknown>>[]> =>
      list(await client.ask('gotoTargets', { source, line }), 'targets');
    // The loop's own line holds only what is in it.
    const [next, last] = await targets(10);
    expect([next?.['line'], last?.['label']]).toEqual([11, 'The last time that line 11 ran']);
    const goto = (targetId: unknown): Promise<{ readonly message: string }> =>
      client.request('goto', { threadId: 1, targetId });
    expect((await goto(last?.['id'])).message).toBe('VS0611: Line 11 has not run before.');
    expect(await move(client, 'goto', { threadId: 1, targetId: next?.['id'] })).toMatch(/^goto .*:11$/);
    expect(await targets(18)).toEqual([]);
    const after = await client.request('vswap/runTo', { source, line: 18, direction: 'backward' });
    expect(after.message).toBe('VS0611: From line 18 on there is nothing that the run could stop at.');
    expect(await move(client, 'vswap/runTo', { source, line: 14, direction: 'forward' })).toBe('step label "out":14');
    expect(await move(client, 'vswap/runTo', { source, line: 10, direction: 'backward' })).toMatch(/^step .*:11$/);
  });
});

describe('seeks', () => {
  const seek = async (client: InlineClient, to: object): Promise<string> => {
    const reply = await client.request('vswap/seek', { to });
    return reply.success ? stopped(client) : reply.message;
  };

  it('go to steps, shares, labels, bookmarks, writes and truths, or say that there is nothing', async () => {
    const client = await launched();
    expect(await seek(client, { kind: 'label', name: 'out' })).toBe('goto label "out":14');
    expect(await client.ask('vswap/bookmarks', { set: 'here' })).toMatchObject({
      bookmarks: [{ name: 'here' }],
      labels: [{ name: 'out', line: 14 }],
    });
    expect(await seek(client, { kind: 'percent', percent: 100 })).toMatch(/^goto /);
    expect(await seek(client, { kind: 'step', step: 0 })).toMatch(/^goto task app in web:8$/);
    expect(list(await client.ask('threads'), 'threads')[0]?.['name']).toMatch(/ \(past\)$/);
    expect(await seek(client, { kind: 'truth', expression: 'app.heap[0] is zswap', direction: 'forward' })).toMatch(
      /^goto .* app: pageout heap\[0\.\.3\]:13$/,
    );
    expect(text(client)).toMatch(/^"app.heap\[0\] is zswap" becomes true at step \d+\.$/);
    expect(await result(client, 'app.heap[0] is zswap')).toMatch(/^true/);
    expect(await seek(client, { kind: 'data', target: 'swap_table(disk0:1)', direction: 'forward' })).toMatch(
      /^goto .* writeback 1 pages:15$/,
    );
    expect(await seek(client, { kind: 'bookmark', name: 'here' })).toBe('goto label "out":14');
    expect(await seek(client, { kind: 'truth', expression: 'app.heap[0] is zswap', direction: 'backward' })).toMatch(
      /app: pageout heap/,
    );
    expect(await client.ask('vswap/bookmarks', { delete: 'here' })).toMatchObject({ bookmarks: [] });
    const before = await stack(client);
    for (const to of [
      { kind: 'step', step: 10 ** 9 },
      { kind: 'label', name: 'nowhere' },
      { kind: 'bookmark', name: 'here' },
      { kind: 'truth', expression: 'web.swap.current == 12345', direction: 'forward' },
      { kind: 'data', target: 'swap_table(disk0:3000)', direction: 'backward' },
      { kind: 'hit', direction: 'forward' },
      { kind: 'hit', direction: 'backward' },
    ])
      expect(await seek(client, to)).toMatch(/^VS0611: /);
    expect((await stack(client)).map(({ name, line }) => `${String(name)}:${String(line)}`)).toEqual(
      before.map(({ name, line }) => `${String(name)}:${String(line)}`),
    );
  });
});

describe('what is typed', () => {
  it('asks about words, ways, writers and times', async () => {
    const client = await launched();
    await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: 16 }] });
    await move(client, 'continue');
    expect(await result(client, 'decode(swap_table(disk0:1))')).toMatch(/^0x\w{16} Pointer /);
    expect(await result(client, 'decode(vswap:512)')).toMatch(/^0x\w{16} /);
    expect(await result(client, 'resolve(app.heap[0])')).toMatch(
      /^phys, 6 hops, all agree: PTE -> folio pfn 0x\w+ -> vswap:512 swap table -> virtual table -> disk0:1 -> vswap:512 agrees$/,
    );
    expect(await result(client, 'resolve(disk0:77)')).toMatch(/^VS0609: /);
    expect(await result(client, 'rmap(disk0:1)')).toBe('vswap:512');
    expect(await result(client, 'who_wrote(swap_table(disk0:1))')).toMatch(
      /^step \d+: swap_table\(disk0:1\) written from .* to 0x\w{16} \(Pointer .*\) by \w+, ".*", in "writeback 1 pages" on line 15$/,
    );
    expect(await result(client, 'who_wrote(web.swap.current)')).toMatch(/^step \d+: /);
    expect(await result(client, 'who_wrote(swap_table(disk0:0))')).toMatch(
      /^while the machine started \(boot\) by the machine block on line 1, whose devices are swapped on then, before step 0: swap_table\(disk0:0\) written from 0x0{16} \(NULL\) to 0x\w{16} \(Bad\)$/,
    );
    expect(await result(client, 'who_wrote(web.swap.max)')).toMatch(
      /^while the machine started \(boot\) .*: web\.swap\.max has been 4194304 since then$/,
    );
    expect(await result(client, 'who_wrote(vmstat.pswpout)')).toMatch(
      /^step \d+: vmstat\.pswpout changed from 0 to 1 by \w+, .* on line 15$/,
    );
    expect(await result(client, 'who_wrote(swap_table(disk0:4000))')).toMatch(/ null .* since then$/);
    expect(await result(client, 'when(app.heap[0] is zswap)')).toMatch(
      /^next never; before that step \d+, before line \d+ of \w+, /,
    );
    const [frame] = await stack(client);
    const body = await client.ask('evaluate', {
      expression: 'resolve(app.heap[0])',
      frameId: frame?.['id'],
      context: 'watch',
    });
    const hops = await variables(client, isRecord(body) ? body['variablesReference'] : 0);
    expect(hops.map(({ name }) => name)).toEqual([
      '1 page table entry',
      '2 folio',
      '3 swap_table(vswap:512)',
      '4 virtual_table(vswap:512)',
      '5 swap_table(disk0:1)',
      '6 reverse map',
    ]);
  });

  it('sets breakpoints in the console, and the list is told', async () => {
    const client = await launched();
    expect(await result(client, 'break virtual_table(vswap:512).tag write', 'repl')).toMatch(
      /^\d+ virtual_table\(vswap:512\)\.tag write$/,
    );
    expect(client.eventsNamed('vswap/breakpoints').at(-1)).toMatchObject({
      breakpoints: [{ kind: 'data', verified: true }],
    });
    expect(await move(client, 'continue')).toMatch(/^data breakpoint /);
    expect(await result(client, 'break folio_realloc_swap if entry == vswap:512 hit 1', 'repl')).toMatch(
      /folio_realloc_swap if entry == vswap:512 hit 1$/,
    );
    expect(await result(client, 'break nowhere(', 'repl')).toMatch(/nowhere\( write/);
    expect(String(await result(client, 'breaks', 'repl')).split('\n')).toHaveLength(3);
    expect(await result(client, 'delete all', 'repl')).toBe('3 breakpoints deleted.');
    expect(
      await client.ask('vswap/breakpoints', {
        breakpoints: [
          { kind: 'line', line: 15 },
          { kind: 'function', name: 'zswap_load', enabled: false },
        ],
      }),
    ).toMatchObject({
      breakpoints: [
        { line: 15, verified: true },
        { name: 'zswap_load', verified: false },
      ],
    });
    await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [] });
    expect(await move(client, 'continue')).toBe('breakpoint writeback 1 pages:15');
    await client.ask('restart');
    expect(await stopped(client)).toMatch(/^entry/);
    expect(await move(client, 'continue')).toBe('breakpoint writeback 1 pages:15');
  });

  it.each([
    ['app.', 'heap'],
    ['virtual_table(vswap:512).t', 'tag'],
    ['app.heap[0].', 'entry'],
    ['web.swap.cur', 'current'],
    ['who', 'who_wrote'],
    ['break folio_rea', 'folio_realloc_swap'],
    ['swap_ta', 'swap_table'],
  ])('completes %s', async (typed, expected) => {
    const client = await launched();
    await client.ask('vswap/seek', { to: { kind: 'label', name: 'out' } });
    await stopped(client);
    const targets = list(await client.ask('completions', { text: typed, column: typed.length + 1 }), 'targets');
    const found = targets.find(({ label }) => label === expected);
    expect(found).toBeDefined();
    expect(typed.slice(0, Number(found?.['start']) - 1) + expected).toContain(expected);
    expect(Number(found?.['start']) - 1 + Number(found?.['length'])).toBe(typed.length);
  });
});

describe('scopes of a kernel function', () => {
  it('show its folio and its entry', async () => {
    const client = await launched();
    await client.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'folio_realloc_swap' }] });
    await move(client, 'continue');
    await move(client, 'next');
    const [frame] = await stack(client);
    const scopes = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    expect(scopes.map(({ name }) => name)).toEqual([
      'Locals',
      'Folio',
      'Entry',
      'Swap tables',
      'Cluster lists',
      'LRU lists',
      'Tasks and page tables',
      'Cgroups and counters',
    ]);
    const folio = await variables(client, scopes[1]?.['variablesReference']);
    expect(folio.find(({ name }) => name === 'flags')?.['value']).toMatch(/PG_swapcache/);
    expect(folio.find(({ name }) => name === 'swap')?.['value']).toBe('vswap:512');
    const lists = await variables(client, scopes[5]?.['variablesReference']);
    expect(lists.map(({ name, value }) => `${String(name)} ${String(value)}`).join()).toMatch(
      /^web\.inactive_anon 1 folio,web\.zswap_lru \d compressed pages$/,
    );
  });
});

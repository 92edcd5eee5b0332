// What a client can look at while the run stands still.
import { afterEach, describe, expect, it } from 'vitest';
import { faults, FILE, launched, list, move, stack, stopped, variables } from './launchedSession.fixture';

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

describe('what a client can look at', () => {
  it('threads are the CPUs, and only the one that runs has a stack', async () => {
    const { client } = await launched({ lines: [9], launch: {} });
    expect(await stopped(client)).toBe('breakpoint fourth:9');
    expect(await client.ask('threads')).toEqual({
      threads: [
        { id: 1, name: 'CPU 0 - app' },
        { id: 2, name: 'CPU 1 - idle' },
      ],
    });
    expect(await stack(client, 1)).toEqual([]);
    expect(await stack(client, 2)).toHaveLength(1);
  });

  it('pages of a stack', async () => {
    const { client } = await launched();
    await stopped(client);
    for (let i = 0; i < 3; i++) await move(client, 'stepIn');
    expect(await client.ask('stackTrace', { threadId: 1, startFrame: 1, levels: 1 })).toMatchObject({
      totalFrames: 3,
      stackFrames: [
        { name: 'alpha', line: 2, source: { name: 'alpha.c', path: 'vswap-source:/mm/swapfile.c/alpha.c' } },
      ],
    });
  });

  it('locals by their C types', async () => {
    const { client } = await launched();
    await stopped(client);
    await move(client, 'stepIn');
    const [frame] = await stack(client);
    const [locals] = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    expect(locals).toMatchObject({ name: 'Locals', presentationHint: 'locals', expensive: false, namedVariables: 2 });
    expect(await variables(client, locals?.['variablesReference'], { format: { hex: true } })).toMatchObject([
      {
        name: 'folio',
        type: 'struct folio *',
        value: '0xffff88a080000040',
        memoryReference: '0xffff88a080000040',
      },
      { name: 'nr', type: 'int', value: '0x3' },
    ]);
    await move(client, 'stepIn');
    await move(client, 'stepIn');
    const [inner] = await stack(client);
    const [scope] = list(await client.ask('scopes', { frameId: inner?.['id'] }), 'scopes');
    const [entry] = await variables(client, scope?.['variablesReference']);
    expect(entry).toMatchObject({
      name: 'entry',
      type: 'swp_entry_t',
      value: 'disk0:513 0x0000000000000201 Swap offset=513',
      evaluateName: 'disk0:513',
    });
    expect(await variables(client, entry?.['variablesReference'])).toContainEqual(
      expect.objectContaining({ name: 'offset', value: '513 (SWP_OFFSET_MASK, bits 57..0: slot 513)' }),
    );
  });

  it('devices, clusters and slots, page by page', async () => {
    const { client } = await launched();
    await stopped(client);
    const [frame] = await stack(client);
    const scopes = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    expect(scopes.map(({ name }) => name)).toEqual(['Swap tables', 'Tasks and page tables', 'Cgroups and counters']);
    const [disk] = await variables(client, scopes[0]?.['variablesReference']);
    expect(disk).toMatchObject({ name: 'disk0', value: '2 of 4095 slots in use, priority 10', indexedVariables: 8 });
    const clusters = await variables(client, disk?.['variablesReference'], { filter: 'indexed', start: 0, count: 2 });
    expect(clusters.map(({ name, indexedVariables }) => `${name} ${indexedVariables}`)).toEqual(['[0] 512', '[1] 512']);
    const slots = await variables(client, clusters[0]?.['variablesReference'], {
      filter: 'indexed',
      start: 1,
      count: 3,
    });
    expect(slots.map(({ name, value }) => `${name} ${value}`)).toEqual([
      '[1] PFN count=1 pfn=0x10000000',
      '[2] NULL',
      '[3] NULL',
    ]);
    const words = await variables(client, slots[0]?.['variablesReference']);
    expect(words.map(({ name, value, evaluateName }) => `${name} = ${value} = ${evaluateName}`)).toEqual([
      'swap_table = 0x1000000040000002 PFN count=1 pfn=0x10000000 = swap_table(disk0:1)',
      'count = 1 = count(disk0:1)',
      'memcg = none = memcg(disk0:1)',
    ]);
    const fields = await variables(client, words[0]?.['variablesReference']);
    expect(fields).toContainEqual(
      expect.objectContaining({
        name: 'count',
        value: '1 (SWP_TB_COUNT_MASK, bits 63..60: 1 reference)',
        type: 'SWP_TB_COUNT_MASK',
      }),
    );
  });

  it('pages of a task', async () => {
    const { client } = await launched();
    await stopped(client);
    const [frame] = await stack(client);
    const scopes = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    const [app] = await variables(client, scopes[1]?.['variablesReference']);
    const heap = (await variables(client, app?.['variablesReference'])).at(-1);
    expect(heap).toMatchObject({ name: 'heap', indexedVariables: 300 });
    const pages = await variables(client, heap?.['variablesReference'], { start: 298, count: 10 });
    expect(pages).toMatchObject([{ name: '[298]', value: 'none', evaluateName: 'app.heap[298]' }, { name: '[299]' }]);
  });

  it('everything at once, within bounds, for a client without paging', async () => {
    const { client } = await launched({ initialize: { supportsVariablePaging: false } });
    await stopped(client);
    const [frame] = await stack(client);
    const scopes = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    const [disk] = await variables(client, scopes[0]?.['variablesReference']);
    expect(disk).not.toHaveProperty('indexedVariables');
    expect((await variables(client, disk?.['variablesReference'])).map(({ name }) => name)).toEqual([
      'type',
      'flags',
      'prio',
      'max',
      'pages',
      'inuse_pages',
      ...Array.from({ length: 8 }, (_, index) => `[${index}]`),
    ]);
  });

  it('values of expressions, locals first', async () => {
    const { client } = await launched();
    await stopped(client);
    await move(client, 'stepIn');
    const [kernel] = await stack(client);
    const ask = async (expression: string, more: object = {}): Promise<unknown> =>
      client.ask('evaluate', { expression, frameId: kernel?.['id'], context: 'hover', ...more });
    expect(await ask('nr')).toMatchObject({ result: '3', type: 'int' });
    expect(await ask(' nr ', { format: { hex: true } })).toMatchObject({ result: '0x3' });
    expect(await ask('run.cursor')).toMatchObject({ result: '1', variablesReference: 0 });
    expect(await ask('disk0:1')).toMatchObject({ result: 'PFN count=1 pfn=0x10000000', namedVariables: 3 });
    expect(await ask('app.heap[7]')).toMatchObject({ result: 'none' });
    expect(await client.request('evaluate', { expression: 'nothing', context: 'watch' })).toMatchObject({
      success: false,
      message: 'VS0609: Nothing is called "nothing".',
    });
    expect(await client.request('evaluate', { expression: '  ', context: 'repl' })).toMatchObject({ success: false });
  });

  it('pseudo-source by path and by reference', async () => {
    const { client } = await launched();
    await stopped(client);
    const body = { content: 'y\nz\n}\n', mimeType: 'text/x-c' };
    expect(
      await client.ask('source', { source: { path: 'vswap-source:/mm/vswap.c/beta.c' }, sourceReference: 0 }),
    ).toEqual(body);
    expect(await client.ask('source', { sourceReference: 2 })).toEqual(body);
    expect(await client.request('source', { source: { path: FILE }, sourceReference: 0 })).toMatchObject({
      success: false,
    });
    expect(list(await client.ask('loadedSources'), 'sources').map(({ path }) => path)).toEqual([
      FILE,
      'vswap-source:/mm/swapfile.c/alpha.c',
      'vswap-source:/mm/vswap.c/beta.c',
    ]);
  });

  it('pseudo-source by reference only, for a client that has no documents of ours', async () => {
    const { client } = await launched({ host: { pseudoSourceAs: 'reference' } });
    await stopped(client);
    await move(client, 'stepIn');
    const [frame] = await stack(client);
    expect(frame).toMatchObject({ source: { name: 'alpha.c', sourceReference: 1 } });
    expect(
      await client.ask('setBreakpoints', { source: { sourceReference: 2 }, breakpoints: [{ line: 2 }] }),
    ).toMatchObject({ breakpoints: [{ verified: true, line: 2 }] });
    expect(await move(client, 'continue')).toBe('breakpoint beta:2 alpha:2 first:2');
  });

  it('memory by address', async () => {
    const { client } = await launched();
    await stopped(client);
    expect(await client.ask('readMemory', { memoryReference: '0xffff88a000000000', offset: 6, count: 4 })).toEqual({
      address: '0xffff88a000000006',
      data: btoa('\x07\x08\x01\x02'),
    });
    expect(await client.ask('readMemory', { memoryReference: '0xffff88a000000ffe', count: 10 })).toMatchObject({
      data: btoa('\x07\x08'),
      unreadableBytes: 8,
    });
    expect(await client.ask('readMemory', { memoryReference: '0', count: 8 })).toMatchObject({
      data: '',
      unreadableBytes: 8,
    });
    expect(await client.request('readMemory', { memoryReference: 'nowhere', count: 8 })).toMatchObject({
      success: false,
    });
  });

  it('nothing by a number of an earlier stop', async () => {
    const { client } = await launched();
    await stopped(client);
    const [frame] = await stack(client);
    const [scope] = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    await move(client, 'next');
    for (const [command, args] of [
      ['scopes', { frameId: frame?.['id'] }],
      ['variables', { variablesReference: scope?.['variablesReference'] }],
      ['evaluate', { expression: '1', frameId: frame?.['id'] }],
    ] as const)
      expect((await client.request(command, args)).message).toMatch(/^VS0607: .* earlier stop/);
  });
});

// Branches as a client sees them, with the real simulator behind: what begins one, what it says, comparing, returning; and that the recorded run stays as it was.
import { afterEach, describe, expect, it } from 'vitest';
import { WALK } from '../../core/debug/realDebugger.fixture';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stack, stopped, variables } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const FILE = '/a.vswap';
const LABEL = 14;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** At the label: four pages are in zswap. */
async function launched(): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(WALK), 'document')), faults);
  await client.ask('initialize', { ...INITIALIZE, supportsInvalidatedEvent: true });
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  await client.ask('setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: LABEL }] });
  await client.ask('configurationDone');
  await stopped(client);
  await move(client, 'continue');
  return client;
}

async function result(client: InlineClient, expression: string, context = 'watch'): Promise<string> {
  const [frame] = await stack(client);
  const reply = await client.request('evaluate', { expression, frameId: frame?.['id'], context });
  return reply.success && isRecord(reply.body) ? String(reply.body['result']) : reply.message;
}

/** A line of the console that begins or changes a branch; where the run stands then. */
async function typed(client: InlineClient, line: string): Promise<string> {
  const said = await result(client, line, 'repl');
  if (said.startsWith('VS')) return said;
  await stopped(client);
  return said;
}

async function names(client: InlineClient): Promise<readonly unknown[]> {
  return list(await client.ask('vswap/branches'), 'branches').map(({ name }) => name);
}

async function threadNames(client: InlineClient): Promise<readonly unknown[]> {
  return list(await client.ask('threads'), 'threads').map(({ name }) => name);
}

const ZSWAP = /zswap/;

describe('a branch whose request is taken back is not begun', () => {
  it.each([
    ['evaluate', { expression: 'vm.page-cluster = 0', context: 'repl' }],
    ['evaluate', { expression: 'branch other: app: read heap[1]', context: 'repl' }],
    ['setExpression', { expression: 'vm.page-cluster', value: '0' }],
    ['vswap/branches', { begin: { line: 'vm.page-cluster = 0', name: 'other' } }],
  ])('%s %j', async (command, args) => {
    const client = await launched();
    const before = await stack(client);
    const count = client.events.length;
    const begun = client.request(command, args);
    const requestId = client.lastRequest;
    await client.ask('cancel', { requestId });
    expect(await begun).toMatchObject({ success: false, message: 'cancelled' });
    await expect.poll(async () => (await client.request('vswap/branches')).success).toBe(true);
    expect(await names(client)).toEqual(['main']);
    expect((await stack(client)).map(({ name, line }) => [name, line])).toEqual(
      before.map(({ name, line }) => [name, line]),
    );
    expect(client.events.slice(count).map(({ event }) => event)).toEqual([]);
    await move(client, 'next');
    expect(client.eventsNamed('stopped').at(-1)).toMatchObject({ reason: 'step' });
  });

  it('a switch is made all the same, and told', async () => {
    const client = await launched();
    await typed(client, 'vm.page-cluster = 0');
    const switched = client.request('vswap/branches', { switch: 'main' });
    const requestId = client.lastRequest;
    await client.ask('cancel', { requestId });
    await switched;
    await stopped(client);
    expect(await threadNames(client)).toEqual(['CPU 0 - app']);
    expect(client.eventsNamed('vswap/branches').at(-1)).toMatchObject({ current: 'main' });
  });
});

describe('a change begins a branch', () => {
  it('by an assignment in the console, and the program stays as it was', async () => {
    const client = await launched();
    const before = await result(client, 'virtual_table(vswap:512)');
    expect(await typed(client, 'virtual_table(vswap:512) = 0x0')).toMatch(
      /^\* branch 1, at step \d+: from "main", step \d+: virtual_table\(vswap:512\) = 0x0/,
    );
    expect(await result(client, 'virtual_table(vswap:512)')).not.toBe(before);
    expect(await threadNames(client)).toEqual(['CPU 0 - app [branch 1]']);
    expect(client.eventsNamed('vswap/branches').at(-1)).toMatchObject({ current: 'branch 1' });
    expect(client.eventsNamed('stopped').at(-1)?.['text']).toContain('branch 1');
    await typed(client, 'switch main');
    expect(await result(client, 'virtual_table(vswap:512)')).toBe(before);
    expect((await threadNames(client)).join()).not.toContain('[');
  });

  it('by setVariable, on a field that the client was shown', async () => {
    const client = await launched();
    const slot = await client.ask('evaluate', { expression: 'vswap:512' });
    const words = isRecord(slot) ? await variables(client, slot['variablesReference']) : [];
    const table = words.find(({ name }) => name === 'swap_table');
    const fields = await variables(client, table?.['variablesReference']);
    const hints = new Map(fields.map(({ name, presentationHint }) => [name, presentationHint]));
    expect([hints.get('kind'), hints.get('count')]).toEqual([{ attributes: ['readOnly'] }, undefined]);
    const answer = await client.ask('setVariable', {
      variablesReference: table?.['variablesReference'],
      name: 'count',
      value: '3',
    });
    expect(answer).toEqual({ value: '3' });
    await stopped(client);
    expect(await result(client, 'count(vswap:512)')).toMatch(/^3\b/);
    expect(await names(client)).toEqual(['main', 'branch 1']);
    const found = client.eventsNamed('output').map(({ output }) => String(output));
    expect(found.filter((line) => line.startsWith('VS0420')).length).toBeGreaterThan(0);
    expect(await move(client, 'continue')).toMatch(/^(end of program|exception)/);
  });

  it('by setExpression, and a branch can branch again', async () => {
    const client = await launched();
    const [frame] = await stack(client);
    await client.ask('setExpression', { expression: 'app.heap[0]', value: '0', frameId: frame?.['id'] });
    await stopped(client);
    expect(await result(client, 'app.heap[0]')).toMatch(/none/);
    expect(await typed(client, 'branch "second one": app.heap[1] = 0')).toContain('second one, at step');
    expect(await result(client, 'app.heap[1]')).toMatch(/none/);
    const { branches } = { branches: list(await client.ask('vswap/branches'), 'branches') };
    expect(branches.map(({ name, parent }) => [name, parent])).toEqual([
      ['main', undefined],
      ['branch 1', 'main'],
      ['second one', 'branch 1'],
    ]);
  });

  it('by a statement that is typed, with the names that it makes', async () => {
    const client = await launched();
    expect(await result(client, 'app.heap[0]')).toMatch(ZSWAP);
    await typed(client, 'writeback 4 pages');
    expect(await result(client, 'app.heap[0]')).toMatch(/phys/);
    await typed(client, 'task other; other: map heap 4 pages; other: write heap[0..3] zero');
    expect(await result(client, 'other.heap[0]')).toMatch(/present/);
    expect(await move(client, 'continue')).toMatch(/^end of program/);
    await typed(client, 'switch main');
    expect(await result(client, 'app.heap[0]')).toMatch(ZSWAP);
  });

  it('in the middle of a statement, whose rest runs on from the changed words', async () => {
    const client = await launched();
    await move(client, 'next');
    await move(client, 'stepIn');
    for (let i = 0; i < 3; i++) await move(client, 'stepIn');
    const [top] = await stack(client);
    expect(await typed(client, 'app.heap[2] = 0')).toContain('branch 1');
    const [same] = await stack(client);
    expect([same?.['name'], same?.['line']]).toEqual([top?.['name'], top?.['line']]);
    expect(await result(client, 'app.heap[2]')).toMatch(/none/);
    expect(await move(client, 'stepBack')).toMatch(/^step what if/);
    expect(await result(client, 'app.heap[2]')).toMatch(ZSWAP);
  });
});

describe('what cannot be set is refused', () => {
  it.each([
    [
      'vswap:512 = 3',
      'VS0609: vswap:512 is a slot: set one of its words, such as swap_table(vswap:512) or virtual_table(vswap:512).',
    ],
    ['swap_table(vswap:512).count = 100', /does not fit the \d+ bits of count/],
    ['swap_table(vswap:512) = hello', /"hello" is no number/],
    ['nothing.here = 3', /^VS0609: /],
    ['0x1234567890 = 3', /is not in the simulated memory/],
    ['app: write heap[900..901] zero', /outside|only|0\.\.63/],
    ['task app', /task app|name app/],
    ['race "x" {', /^VS0609: /],
    ['switch nowhere', 'VS0613: There is no branch "nowhere". There are: main.'],
    ['delete branch main', /cannot be deleted/],
    ['rename main other', /keeps its name/],
    ['branch', /^\* main/],
    ['branch x', /begins with what is different/],
    ['branch main: app.heap[0] = 0', /There is a branch "main" already/],
  ])('%s', async (line, expected) => {
    const client = await launched();
    const said = await result(client, line, 'repl');
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
    expect(await names(client)).toEqual(['main']);
  });

  it('a local of a function, which stands in no word', async () => {
    const client = await launched();
    await move(client, 'next');
    for (let i = 0; i < 6; i++) await move(client, 'stepIn');
    const [frame] = await stack(client);
    const [locals] = list(await client.ask('scopes', { frameId: frame?.['id'] }), 'scopes');
    const [local] = await variables(client, locals?.['variablesReference']);
    expect(local?.['presentationHint']).toEqual({ attributes: ['readOnly'] });
    const reply = await client.request('setVariable', {
      variablesReference: locals?.['variablesReference'],
      name: local?.['name'],
      value: '1',
    });
    expect(reply.message).toMatch(/^VS0609: \w+ is a local of the running function and stands in no word of memory\./);
  });
});

describe('branches', () => {
  it('are compared: where they part, who wrote it, and the words that differ', async () => {
    const client = await launched();
    await typed(client, 'branch early: writeback 1 pages');
    await typed(client, 'switch main');
    await typed(client, 'app.heap[3] = 0x0');
    const said = await result(client, 'compare main "branch 1"', 'repl');
    expect(said).toMatch(/^First difference, write \d+:\n {2}main: step \d+, /);
    expect(said).toMatch(
      /branch 1: step \d+, the statement in "app.heap\[3\] = 0x0+" on line 14 writes app\.heap\[3\]\.pte at 0xffff\w+: 0x\w+ \(.*\) -> 0x0+ \(/,
    );
    expect(said).toContain('1 word differs where the two stand:');
    const body = await client.ask('vswap/compareBranches', { a: 'main', b: 'early', start: 1, count: 2 });
    expect(isRecord(body) ? body['total'] : 0).toBeGreaterThan(10);
    expect(list(body, 'words')).toHaveLength(2);
    expect(await result(client, 'compare main main', 'repl')).toContain('write the same to their ends');
  });

  it('are compared as two texts, which agree line by line but for what differs', async () => {
    const client = await launched();
    await typed(client, 'branch early: app.heap[3] = 0x0');
    const body = await client.ask('vswap/compareBranches', { documents: true });
    const documents = isRecord(body) && isRecord(body['documents']) ? body['documents'] : {};
    const [a, b] = [documents['a'], documents['b']].map((one) => (isRecord(one) ? one : {}));
    const [main, early] = [String(a?.['text']).split('\n'), String(b?.['text']).split('\n')];
    expect(main.slice(0, 2)).toEqual(['main', 'The program itself']);
    expect(early.slice(0, 2)).toEqual(['early', expect.stringMatching(/^From "main" at step \d+, line 14: app/)]);
    expect(early[Number(b?.['line'])]).toMatch(/^Step \d+, line 14: app\.heap\[3\] = 0x0+$/);
    const pte = early.findIndex((line) => line.startsWith('app.heap[3].pte at 0xffff'));
    expect(main).toContain(early[pte]);
    expect(early[pte + 1]).toBe('    app.heap[3].pte = 0x0000000000000000');
    expect(early[pte + 2]).toMatch(/^ {4}app\.heap\[3\]\.pte is None: /);
    expect(main[main.indexOf(early[pte] ?? '') + 2]).toMatch(/^ {4}app\.heap\[3\]\.pte is Swap: /);
  });

  it('are told with where they left, where they end and what went wrong there', async () => {
    const client = await launched();
    await move(client, 'next');
    await move(client, 'stepIn');
    await typed(client, 'branch spoilt: swap_table(vswap:512).count = 3');
    await move(client, 'continue');
    await typed(client, 'branch late: print "x"; app: read heap[1]');
    const [main, spoilt] = list(await client.ask('vswap/branches'), 'branches');
    expect(main).toMatchObject({ name: 'main', complete: false });
    expect(main).not.toHaveProperty('finding');
    expect(spoilt).toMatchObject({ name: 'spoilt', parent: 'main', line: 15, statement: 'writeback 1 pages' });
    expect(spoilt?.['function']).toMatch(/^\w+$/);
    const finding = isRecord(spoilt?.['finding']) ? spoilt['finding'] : {};
    expect([finding['line'], String(finding['message'])]).toEqual([15, expect.stringContaining('vswap:512')]);
  });

  it('can be gone to at a step', async () => {
    const client = await launched();
    await typed(client, 'writeback 1 pages');
    await client.ask('vswap/branches', { switch: 'main', step: 20 });
    await stopped(client);
    expect(client.eventsNamed('vswap/stopped').at(-1)).toMatchObject({ step: 20 });
    expect(await client.ask('vswap/branches')).toMatchObject({ current: 'main' });
    expect((await client.request('vswap/branches', { switch: 'nowhere', step: 20 })).message).toMatch(/^VS0613: /);
  });

  it('are deleted with those that branch off, and from within', async () => {
    const client = await launched();
    await typed(client, 'branch one: writeback 1 pages');
    await typed(client, 'branch two: writeback 1 pages');
    await client.ask('vswap/branches', { delete: 'one', deep: true });
    expect(await stopped(client)).toMatch(/label "out":14$/);
    expect(await names(client)).toEqual(['main']);
    expect((await threadNames(client)).join()).not.toContain('[');
    await typed(client, 'branch three: writeback 1 pages');
    await typed(client, 'switch main');
    await client.ask('vswap/branches', { delete: 'three', deep: true });
    expect(client.eventsNamed('vswap/branches').at(-1)).toMatchObject({ branches: [{ name: 'main' }] });
    expect((await client.request('vswap/branches', { delete: 'main', deep: true })).message).toMatch(
      /cannot be deleted/,
    );
  });

  it('are renamed, left and deleted', async () => {
    const client = await launched();
    await typed(client, 'writeback 1 pages');
    expect(await result(client, 'rename "branch 1" wb', 'repl')).toContain('* wb,');
    expect(client.eventsNamed('invalidated')).toEqual([{ areas: ['threads'] }]);
    expect((await threadNames(client)).join()).toContain('[wb]');
    expect(await result(client, 'delete branch wb', 'repl')).toMatch(/switch to another/);
    await client.ask('vswap/branches', { switch: 'main' });
    await stopped(client);
    await client.ask('vswap/branches', { delete: 'wb' });
    expect(await names(client)).toEqual(['main']);
    expect(client.eventsNamed('vswap/branches').at(-1)).toMatchObject({
      current: 'main',
      branches: [{ name: 'main' }],
    });
  });

  it('have a limit, and say so', async () => {
    const client = await launched();
    for (let n = 1; n <= 32; n++) {
      await client.ask('vswap/branches', { begin: { line: 'writeback 1 pages', name: `b${n}` } });
      await stopped(client);
    }
    const reply = await client.request('vswap/branches', { begin: { line: 'writeback 1 pages' } });
    expect(reply.message).toMatch(/^VS0613: There are 32 branches already: delete one first/);
  });
});

// What can happen to data, and what cannot: reads are seen of what stands in a word, and what is asked for in vain is refused with the reason.
import { afterEach, describe, expect, it } from 'vitest';
import { WALK } from '../../core/debug/realDebugger.fixture';
import { InlineClient, isRecord } from './inlineClient.fixture';
import { faults, INITIALIZE, list, move, stopped } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const FILE = '/a.vswap';
const NO_WORD = /stands in no word of its own, so that nothing can be seen reading it: watch it for writes/;
const CONSTANT = /^1\+1 is 2 whatever happens/;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** At the label: four pages are in zswap. */
async function launched(): Promise<InlineClient> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(WALK), 'document')), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  await client.ask('configurationDone');
  await stopped(client);
  await move(client, 'vswap/seek', { to: { kind: 'label', name: 'out' } });
  return client;
}

const text = (client: InlineClient): unknown => client.eventsNamed('stopped').at(-1)?.['text'];

describe('reading', () => {
  it.each(['web.swap.current', 'vmstat.zswpwb', 'app.heap[0]', 'virtual_table(vswap:512).tag'])(
    '%s stands in a word, so a read of it stops the run',
    async (name) => {
      const client = await launched();
      const info = await client.ask('dataBreakpointInfo', { name });
      expect(info).toMatchObject({ dataId: name, accessTypes: ['read', 'write', 'readWrite'] });
      const set = await client.ask('setDataBreakpoints', { breakpoints: [{ dataId: name, accessType: 'read' }] });
      expect(list(set, 'breakpoints')).toMatchObject([{ verified: true }]);
      expect(await move(client, 'continue')).toMatch(/^data breakpoint /);
      expect(text(client)).toContain(`${name} was read by `);
    },
  );

  it.each([
    ['zswap.pool_total_size', NO_WORD],
    ['web.swap.current + 1', NO_WORD],
    ['count(vswap:512)', NO_WORD],
    ['app.heap[0] is zswap', NO_WORD],
  ])('%s stands in none: it is watched for writes alone', async (name, reason) => {
    const client = await launched();
    expect(await client.ask('dataBreakpointInfo', { name })).toMatchObject({ dataId: name, accessTypes: ['write'] });
    const breakpoints = ['read', 'readWrite', 'write'].map((accessType) => ({ dataId: name, accessType }));
    const set = list(await client.ask('setDataBreakpoints', { breakpoints }), 'breakpoints');
    expect(set.map(({ verified }) => verified)).toEqual([false, false, true]);
    expect(set[0]?.['message']).toMatch(reason);
    const typed = await client.ask('evaluate', { expression: `break ${name} read`, context: 'repl' });
    expect(isRecord(typed) ? typed['result'] : '').toMatch(/, not set \(/);
    const to = { kind: 'data', target: name, access: 'read', direction: 'forward' };
    expect((await client.request('vswap/seek', { to })).message).toMatch(reason);
  });

  it('a constant is neither read nor written', async () => {
    const client = await launched();
    const info = await client.ask('dataBreakpointInfo', { name: '1+1' });
    expect(info).toMatchObject({ dataId: null });
    expect(isRecord(info) ? info['description'] : '').toMatch(CONSTANT);
    const set = await client.ask('setDataBreakpoints', { breakpoints: [{ dataId: '1+1', accessType: 'write' }] });
    const [placed] = list(set, 'breakpoints');
    expect(placed?.['verified']).toBe(false);
    expect(placed?.['message']).toMatch(CONSTANT);
  });
});

describe('what names nothing, or is no expression, is told as that', () => {
  const truth = (expression: string, direction = 'forward'): object => ({ kind: 'truth', expression, direction });
  const data = (target: string, direction = 'forward'): object => ({ kind: 'data', target, direction });

  it.each([
    [truth('1 =='), /^VS0611: Expected a value after "==", but it ends here\.$/],
    [data('1 +'), /^VS0611: Expected a value after "\+", but it ends here\.$/],
    [data(''), /^VS0611: Name an expression, such as web\.swap\.current, or an address\.$/],
    [truth('nope == 1'), /^VS0611: "nope == 1" does not become true from here on\. Nothing is named nope here/],
    [truth('nope == 1', 'backward'), /^VS0611: "nope == 1" did not become true before\. Nothing is named nope here/],
    [data('nope'), /^VS0611: nope is not written from here on\. Nothing is named nope here/],
    [truth('app.heap[0] is swapped and 1 == 2'), /^VS0611: .* does not become true from here on\./],
  ])('seek %j', async (to, message) => {
    const client = await launched();
    expect((await client.request('vswap/seek', { to })).message).toMatch(message);
  });

  it.each([
    ['when(1 ==)', /^VS0609: Expected a value after "==", but it ends here\.$/],
    ['1 ==', /^VS0609: Expected a value after "==", but it ends here\.$/],
  ])('%s', async (expression, message) => {
    const client = await launched();
    expect((await client.request('evaluate', { expression })).message).toMatch(message);
  });

  it('setting nothing', async () => {
    const client = await launched();
    expect((await client.request('setExpression', { expression: '', value: '1' })).message).toBe(
      'VS0609: Name an expression, such as web.swap.current, or an address.',
    );
  });
});

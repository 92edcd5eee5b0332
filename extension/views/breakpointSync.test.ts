// The list of swap breakpoints and the sessions that run: what is changed in one place holds in the other before the next request is read.
import { afterEach, expect, test } from 'vitest';
import { InlineClient } from '../adapter/inlineClient.fixture';
import { FILE, INITIALIZE, stopped } from '../adapter/launchedSession.fixture';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import { SCRIPT, scriptedHost } from '../adapter/scriptedHost.fixture';
import { DebugAdapterSession } from '../adapter/session';
import { BreakpointList } from './breakpointList';
import { BreakpointSync } from './breakpointSync';
import { breakpointPlace } from './breakpointText';

const faults: string[] = [];
afterEach(() => expect(faults.splice(0)).toEqual([]));

const atLine = (line: number): OwnBreakpoint => ({
  kind: 'line',
  line,
  condition: undefined,
  hitCondition: undefined,
  logMessage: undefined,
  enabled: true,
});

/** A window whose list holds `lines`, and a session in it that has come to its first stop. */
async function running(...lines: readonly number[]) {
  const list = new BreakpointList({ get: () => undefined, update: () => undefined });
  list.replace(lines.map(atLine));
  const sync = new BreakpointSync(list);
  const session = new DebugAdapterSession(scriptedHost({ [FILE]: SCRIPT }), sync.kept);
  sync.began('one', session);
  const client = new InlineClient(session, faults);
  await client.ask('initialize', INITIALIZE);
  const launching = client.ask('launch', { program: FILE });
  await client.event('initialized');
  await client.ask('configurationDone');
  await launching;
  return { list, client, session, first: await stopped(client) };
}

test('what is removed stops no run that goes on at once', async () => {
  const { list, client, first } = await running(2, 3);
  expect(first).toMatch(/^breakpoint .*:2$/);
  list.replace([]);
  void client.ask('continue', { threadId: 1 });
  expect(await stopped(client)).toMatch(/^end of program/);
});

test('what is added, switched off and on again holds at once', async () => {
  const { list, client } = await running(2);
  list.add(atLine(3));
  void client.ask('continue', { threadId: 1 });
  expect(await stopped(client)).toMatch(/^breakpoint .*:3$/);
  for (const one of list.all) list.enable(one, false);
  void client.ask('reverseContinue', { threadId: 1 });
  expect(await stopped(client)).toMatch(/^entry /);
});

test('what is typed in the console comes into the list, with what became of it', async () => {
  const { list, client, session } = await running(2);
  await client.ask('evaluate', { expression: 'break 3', context: 'repl' });
  expect(list.all.map(breakpointPlace)).toEqual(['line 2', 'line 3']);
  const [, added] = list.all;
  if (added === undefined) throw new Error('There is no second breakpoint.');
  expect(list.standing('one', added)).toMatchObject({ verified: true });
  await client.ask('evaluate', { expression: 'delete all', context: 'repl' });
  expect(list.all).toEqual([]);
  session.dispose();
  list.add(atLine(1));
  expect(session.own.list).toEqual([]);
});

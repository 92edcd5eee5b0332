// Breakpoints that a session begins with: they hold from the first step on, and a client may replace the list before the program is there.
import { afterEach, expect, test } from 'vitest';
import { InlineClient } from './inlineClient.fixture';
import { FILE, INITIALIZE, stopped } from './launchedSession.fixture';
import type { OwnBreakpoint } from './requestArguments';
import { SCRIPT, scriptedHost } from './scriptedHost.fixture';
import { DebugAdapterSession } from './session';

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

async function firstStop(kept: readonly OwnBreakpoint[], sent?: readonly OwnBreakpoint[]): Promise<string> {
  const client = new InlineClient(new DebugAdapterSession(scriptedHost({ [FILE]: SCRIPT }), kept), faults);
  await client.ask('initialize', INITIALIZE);
  if (sent !== undefined) await client.ask('vswap/breakpoints', { breakpoints: sent });
  const launching = client.ask('launch', { program: FILE });
  await client.event('initialized');
  await client.ask('configurationDone');
  await launching;
  return stopped(client);
}

test('a kept breakpoint stops the first run', async () => {
  expect(await firstStop([atLine(3)])).toMatch(/^breakpoint .*:3$/);
});

test('a list sent before the program is loaded takes the place of the kept one', async () => {
  expect(await firstStop([atLine(3)], [atLine(2)])).toMatch(/^breakpoint .*:2$/);
  expect(await firstStop([atLine(3)], [])).toMatch(/^end of program/);
});

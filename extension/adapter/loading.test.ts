// A launch that is called off: the client takes the request back or hangs up while the program is still being compiled, and the compilation hears of it.
import { expect, test } from 'vitest';
import type { DebugHost } from './debugHost';
import { InlineClient } from './inlineClient.fixture';
import { INITIALIZE } from './launchedSession.fixture';
import { scriptedHost } from './scriptedHost.fixture';
import { DebugAdapterSession } from './session';

const PROGRAM = '/a.vswap';

test.each([
  { how: 'takes the request back', command: 'cancel', args: { requestId: 2 } },
  { how: 'hangs up', command: 'disconnect', args: {} },
])('the client $how', async ({ command, args }) => {
  const faults: string[] = [];
  let isCompiling = false;
  let isCalledOff = false;
  const compileProgram: DebugHost['compileProgram'] = (_text, _file, _kernel, cancelled) => {
    isCompiling = true;
    return new Promise((_, reject) => {
      cancelled.addEventListener('abort', () => {
        isCalledOff = true;
        reject(new Error('called off'));
      });
    });
  };
  const session = new DebugAdapterSession(scriptedHost({ [PROGRAM]: 'a' }, { compileProgram }));
  const client = new InlineClient(session, faults);
  await client.ask('initialize', INITIALIZE);
  const launch = client.request('launch', { program: PROGRAM });
  await expect.poll(() => isCompiling).toBe(true);
  await client.ask(command, args);
  expect((await launch).success).toBe(false);
  expect(isCalledOff).toBe(true);
  expect(session.run).toBeUndefined();
  expect(client.eventsNamed('initialized')).toEqual([]);
  expect(faults).toEqual([]);
});

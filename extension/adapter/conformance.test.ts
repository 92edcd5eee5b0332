// The adapter keeps to what it announces, and no message can bring it down.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilities } from './capabilities';
import { InlineClient } from './inlineClient.fixture';
import { connect, FILE, INITIALIZE } from './launchedSession.fixture';
import { protocolCheck } from './protocolSchema.fixture';
import { scriptedHost, SCRIPT } from './scriptedHost.fixture';
import { DebugAdapterSession } from './session';

/** Requests that every adapter has to answer. */
const ALWAYS = [
  'initialize',
  'launch',
  'disconnect',
  'setBreakpoints',
  'setExceptionBreakpoints',
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'pause',
  'threads',
  'stackTrace',
  'scopes',
  'variables',
  'evaluate',
  'source',
];

/** Requests that a capability announces; those with none change how other requests are answered. */
const ANNOUNCED: Readonly<Record<string, readonly string[]>> = {
  supportsConfigurationDoneRequest: ['configurationDone'],
  supportsFunctionBreakpoints: ['setFunctionBreakpoints'],
  supportsStepBack: ['stepBack', 'reverseContinue'],
  supportsRestartRequest: ['restart'],
  supportsExceptionInfoRequest: ['exceptionInfo'],
  supportsLoadedSourcesRequest: ['loadedSources'],
  supportsTerminateRequest: ['terminate'],
  supportsReadMemoryRequest: ['readMemory'],
  supportsBreakpointLocationsRequest: ['breakpointLocations'],
  supportsSetVariable: ['setVariable'],
  supportsSetExpression: ['setExpression'],
  supportsRestartFrame: ['restartFrame'],
  supportsGotoTargetsRequest: ['gotoTargets', 'goto'],
  supportsStepInTargetsRequest: ['stepInTargets'],
  supportsCompletionsRequest: ['completions'],
  supportsModulesRequest: ['modules'],
  supportsTerminateThreadsRequest: ['terminateThreads'],
  supportsDataBreakpoints: ['dataBreakpointInfo', 'setDataBreakpoints'],
  supportsWriteMemoryRequest: ['writeMemory'],
  supportsDisassembleRequest: ['disassemble'],
  supportsCancelRequest: ['cancel'],
  supportsInstructionBreakpoints: ['setInstructionBreakpoints'],
  supportsConditionalBreakpoints: [],
  supportsHitConditionalBreakpoints: [],
  supportsLogPoints: [],
  supportsDataBreakpointBytes: [],
  completionTriggerCharacters: [],
  supportsEvaluateForHovers: [],
  supportsValueFormattingOptions: [],
  supportsSteppingGranularity: [],
  supportsSingleThreadExecutionRequests: [],
  exceptionBreakpointFilters: [],
};

/** Requests that the protocol does not have; docs/debugging.md describes each. */
const OURS = [
  'vswap/move',
  'vswap/seek',
  'vswap/runTo',
  'vswap/bookmarks',
  'vswap/breakpoints',
  'vswap/branches',
  'vswap/compareBranches',
];

describe('announced capabilities', () => {
  it('are exactly the requests that are answered', () => {
    const unknown = Object.keys(capabilities).filter((name) => !Object.hasOwn(ANNOUNCED, name));
    expect(unknown).toEqual([]);
    const expected = Object.entries(capabilities).flatMap(([name, value]) =>
      value === false ? [] : (ANNOUNCED[name] ?? []),
    );
    expect([...connect().session.commands].sort()).toEqual([...ALWAYS, ...OURS, ...expected].sort());
    const docs = readFileSync(path.resolve(import.meta.dirname, '../../docs/debugging.md'), 'utf8');
    expect(OURS.filter((command) => !docs.includes(`\`${command}\``))).toEqual([]);
  });
});

describe('the check of the tests', () => {
  const check = protocolCheck();
  const cases: readonly (readonly [string, unknown, string | undefined, RegExp])[] = [
    [
      'a missing property',
      { seq: 1, type: 'event', event: 'stopped', body: {} },
      undefined,
      /required property 'reason'/,
    ],
    [
      'a wrong type',
      { seq: 1, type: 'event', event: 'stopped', body: { reason: 'step', threadId: '1' } },
      undefined,
      /threadId must be number/,
    ],
    [
      'an unknown property',
      { seq: 1, type: 'event', event: 'stopped', body: { reason: 'step', thread: 1 } },
      undefined,
      /additional properties/,
    ],
    ['an unknown event', { seq: 1, type: 'event', event: 'stoped' }, undefined, /no StopedEvent/],
    [
      'an incomplete answer',
      { seq: 1, type: 'response', request_seq: 1, success: true, command: 'threads', body: {} },
      'threads',
      /required property 'threads'/,
    ],
    [
      'a bad request',
      { seq: 1, type: 'request', command: 'scopes', arguments: {} },
      'scopes',
      /required property 'frameId'/,
    ],
  ];
  it.each(cases)('finds %s', (_name, message, command, expected) => {
    expect(check(message, command).join('\n')).toMatch(expected);
  });
});

describe('bad messages', () => {
  it('are answered with a clear error', async () => {
    const { client } = connect();
    expect(await client.request('launch', { program: 7 }, true)).toMatchObject({
      success: false,
      message: 'VS0602: Malformed arguments.program: expected text, found 7.',
    });
    expect(await client.request('launch', undefined, true)).toMatchObject({ success: false });
    expect(await client.request('frobnicate', {}, true)).toMatchObject({
      success: false,
      message: 'VS0601: The request "frobnicate" is not supported.',
    });
    expect(await client.request('stackTrace', { threadId: 1 })).toMatchObject({
      success: false,
      message: 'VS0603: No program is loaded: send "launch" first.',
    });
    expect(await client.ask('threads')).toEqual({ threads: [] });
  });

  it('that are no requests at all are ignored, and the client is told of those that might have been meant as one', async () => {
    const { client, session } = connect();
    const junk: readonly unknown[] = [
      null,
      7,
      'x',
      [],
      {},
      { type: 'request' },
      { type: 'request', seq: 1 },
      { type: 'response', seq: 1, request_seq: 9 },
    ];
    for (const message of junk) session.handleMessage(message);
    await client.ask('initialize', INITIALIZE);
    const none = 'VS0691: A message was ignored: it is no message of the protocol.\n';
    const lacking = 'VS0691: A message was ignored: a request needs "seq", a number, and "command", a text.\n';
    expect(client.eventsNamed('output').map(({ output }) => output)).toEqual([
      ...Array<string>(5).fill(none),
      lacking,
      lacking,
    ]);
  });

  it('with any arguments get one answer each, and the session goes on', async () => {
    const commands = [...connect().session.commands].filter(
      (command) => command !== 'disconnect' && command !== 'terminate',
    );
    const names = [
      'threadId',
      'frameId',
      'variablesReference',
      'source',
      'breakpoints',
      'lines',
      'filters',
      'expression',
      'memoryReference',
      'count',
      'start',
      'line',
      'granularity',
      'arguments',
      'program',
    ];
    const value = fc.oneof(
      fc.jsonValue(),
      fc.integer({ min: -3, max: 5 }),
      fc.constant({ path: FILE }),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...commands), fc.dictionary(fc.constantFrom(...names), value)), {
          maxLength: 12,
        }),
        async (requests) => {
          const faults: string[] = [];
          const session = new DebugAdapterSession(scriptedHost({ [FILE]: SCRIPT }));
          const client = new InlineClient(session, faults);
          await client.ask('initialize', INITIALIZE);
          await client.ask('launch', { program: FILE, stopOnEntry: true });
          await client.ask('configurationDone');
          await client.event('stopped');
          for (const [command, args] of requests) {
            const { success, message } = await client.request(command, args, true);
            expect(success || !message.includes('defect')).toBe(true);
            for (; session.isMoving;) await new Promise((resolve) => setImmediate(resolve));
          }
          expect(faults).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

// What a session's exit code says of the run: the same as that of `vswap run`.
import fs from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { compileScenario } from '../../core/scenario/compile';
import { isRunOk, runProgram } from '../../core/report/programRun';
import { InlineClient } from './inlineClient.fixture';
import { faults, INITIALIZE } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const FILE = '/a.vswap';
const KNOWN_LOSS = fs.readFileSync('samples/24-type-bits-lost.vswap', 'utf8');
const SMALL = `machine { kernel ste-v1  memory 64M  zswap off  swap disk0 4M }
task app
app: map heap 4 pages
app: write heap[0] text seed 1
`;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

async function exitCode(text: string): Promise<unknown> {
  const client = new InlineClient(new DebugAdapterSession(debugHost(() => Promise.resolve(text), 'document')), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, noDebug: true });
  await client.event('initialized');
  await client.ask('configurationDone');
  return (await client.event('exited'))['exitCode'];
}

function isOk(text: string): boolean {
  const { value } = compileScenario(text, FILE);
  if (value === undefined) throw new Error('the scenario has problems');
  const work = runProgram(value);
  let next = work.next();
  while (next.done !== true) next = work.next();
  return isRunOk(next.value);
}

it.each([
  ['a known loss that the scenario expects', KNOWN_LOSS, 0],
  ['a known loss that it does not expect', KNOWN_LOSS.replace('expect app.heap[0] is lost\n', ''), 1],
  ['an expectation that holds', `${SMALL}expect app.heap[0] is present\n`, 0],
  ['an expectation that fails', `${SMALL}expect app.heap[0] is zswap\n`, 1],
  [
    'an access that ends in SIGBUS',
    `${SMALL}app: pageout heap[0]\nreclaim 1 pages\nfail read disk0:1 always\napp: read heap[0]\n`,
    0,
  ],
])('%s', async (_, text, code) => {
  expect(await exitCode(text)).toBe(code);
  expect(isOk(text)).toBe(code === 0);
});

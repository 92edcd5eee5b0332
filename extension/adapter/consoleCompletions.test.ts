// Completions of the console by client: where a completion begins is said as the protocol says it, but not to VS Code, which misreads it.
import { afterEach, expect, test } from 'vitest';
import { faults, launched, list, stopped } from './launchedSession.fixture';

afterEach(() => expect(faults.splice(0)).toEqual([]));

test.each([
  ['nvim-dap', { label: 'who_wrote', start: 1, length: 3 }],
  ['vscode', { label: 'who_wrote', start: undefined, length: 3 }],
])('%s', async (clientID, expected) => {
  const { client } = await launched({ initialize: { clientID } });
  await stopped(client);
  const [found] = list(await client.ask('completions', { text: 'who', column: 4 }), 'targets');
  expect({ label: found?.['label'], start: found?.['start'], length: found?.['length'] }).toEqual(expected);
});

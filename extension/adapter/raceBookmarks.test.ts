// Bookmarks when the CPUs of a race take another order: none is lost, those that may be elsewhere now stand for their statements, and the next session has all again.
import { afterEach, expect, it } from 'vitest';
import { bookmarkStore } from '../views/bookmarkStore';
import { InlineClient } from './inlineClient.fixture';
import type { BookmarkKeeper } from './keptBookmarks';
import { faults, INITIALIZE, list, move, stopped } from './launchedSession.fixture';
import { DebugAdapterSession } from './session';
import { debugHost } from './wiring';

const FILE = '/race.vswap';
const TEXT = `machine { kernel ste-v2  cpus 2  memory 64M  zswap { compressor lz4 }  swap disk0 16M }
task app
app: map heap 1 pages
app: write heap[0] text seed 3
app: pageout heap[0]
race "fault against writeback" {
  cpu 0 { app: read heap[0] }
  cpu 1 { writeback 1 pages }
}
expect app.heap[0].content == text seed 3
`;

afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

function keeper(): BookmarkKeeper {
  const kept = new Map<string, string>();
  const store = {
    get: (key: string): unknown => JSON.parse(kept.get(key) ?? 'null'),
    update: (key: string, value: unknown) => kept.set(key, JSON.stringify(value)),
  };
  return bookmarkStore(store, '1');
}

async function session(bookmarks: BookmarkKeeper): Promise<InlineClient> {
  const host = { ...debugHost(() => Promise.resolve(TEXT), 'document'), bookmarks };
  const client = new InlineClient(new DebugAdapterSession(host), faults);
  await client.ask('initialize', INITIALIZE);
  await client.ask('launch', { program: FILE, stopOnEntry: true });
  await client.event('initialized');
  await client.ask('configurationDone');
  await stopped(client);
  return client;
}

const marks = async (client: InlineClient): Promise<readonly (readonly unknown[])[]> =>
  list(await client.ask('vswap/bookmarks', {}), 'bookmarks').map(({ name, step, line }) => [name, step, line]);

const mark = (client: InlineClient, set: string): Promise<unknown> => client.ask('vswap/bookmarks', { set });

/** By statements, to the one on this line. */
async function goTo(client: InlineClient, line: number): Promise<void> {
  while (!(await move(client, 'vswap/move', { move: 'nextStatement' })).endsWith(`:${line}`));
}

it('are carried over, and go on being kept, with the steps that they have in the order of the program', async () => {
  const kept = keeper();
  const first = await session(kept);
  await goTo(first, 4);
  await mark(first, 'early');
  await goTo(first, 10);
  await mark(first, 'late');
  const [early, late] = await marks(first);
  expect([early?.[2], late?.[2]]).toEqual([4, 10]);
  await first.ask('disconnect', {});

  const second = await session(kept);
  await goTo(second, 7);
  await move(second, 'next', { threadId: 2 });
  await mark(second, 'order');
  const moved = ['late', undefined, 10];
  const inOrder = ['order', expect.any(Number), expect.any(Number)];
  expect(await marks(second)).toEqual([early, inOrder, moved]);
  await move(second, 'stepIn', { threadId: 1 });
  expect(await marks(second)).toEqual([early, inOrder, moved]);
  await mark(second, 'latest');
  expect((await marks(second)).map(([name]) => name)).toEqual(['early', 'order', 'latest', 'late']);
  await second.ask('disconnect', {});

  const next = await marks(await session(kept));
  expect(next.filter(([, step]) => step !== undefined)).toEqual([early, late]);
  expect(next.flatMap(([name, step]) => (step === undefined ? [name] : [])).sort()).toEqual(['latest', 'order']);
});

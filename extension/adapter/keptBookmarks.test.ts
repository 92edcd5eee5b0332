// Bookmarks from session to session: at their steps in the same program, at their statements' lines in a changed one, and gone where a client keeps nothing.
import { afterEach, expect, test } from 'vitest';
import { bookmarkStore } from '../views/bookmarkStore';
import { InlineClient } from './inlineClient.fixture';
import type { BookmarkKeeper } from './keptBookmarks';
import { FILE, INITIALIZE, stopped } from './launchedSession.fixture';
import { SCRIPT, scriptedHost } from './scriptedHost.fixture';
import { DebugAdapterSession } from './session';

const faults: string[] = [];
afterEach(() => expect(faults.splice(0)).toEqual([]));

/** As an editor does, through JSON. */
function store(version = '1'): (other?: string) => BookmarkKeeper {
  const kept = new Map<string, string>();
  const keeper = {
    get: (key: string): unknown => JSON.parse(kept.get(key) ?? 'null'),
    update: (key: string, value: unknown) => kept.set(key, JSON.stringify(value)),
  };
  return (other = version) => bookmarkStore(keeper, other);
}

async function session(bookmarks: BookmarkKeeper | undefined, script = SCRIPT, file = FILE): Promise<InlineClient> {
  const host = scriptedHost({ [file]: script }, bookmarks === undefined ? {} : { bookmarks });
  const client = new InlineClient(new DebugAdapterSession(host), faults);
  await client.ask('initialize', INITIALIZE);
  const launching = client.ask('launch', { program: file, stopOnEntry: true });
  await client.event('initialized');
  await client.ask('configurationDone');
  await launching;
  await stopped(client);
  return client;
}

async function seek(client: InlineClient, to: object): Promise<string> {
  const reply = await client.request('vswap/seek', { to });
  return reply.success ? stopped(client) : reply.message;
}

/** Sets bookmarks at steps 3 and 8, in the first and the second statement. */
async function withTwo(keeper: BookmarkKeeper | undefined): Promise<void> {
  const client = await session(keeper);
  for (const [name, step] of [
    ['inside', 3],
    ['third', 8],
  ] as const) {
    await seek(client, { kind: 'step', step });
    await client.ask('vswap/bookmarks', { set: name });
  }
  await client.ask('disconnect', {});
}

const goTo = (client: InlineClient, name: string): Promise<string> => seek(client, { kind: 'bookmark', name });
const notes = (client: InlineClient): readonly string[] =>
  client.eventsNamed('output').flatMap(({ output }) => (/bookmark/.test(String(output)) ? [String(output)] : []));

test('in the same program they are where they were', async () => {
  const keeper = store();
  await withTwo(keeper());
  const client = await session(keeper());
  expect(await client.ask('vswap/bookmarks', {})).toMatchObject({
    bookmarks: [
      { name: 'inside', step: 3, line: 2, statement: 'first' },
      { name: 'third', step: 8, line: 7, statement: 'third' },
    ],
  });
  expect(await goTo(client, 'inside')).toBe('goto beta:1 alpha:2 first:2');
  expect(notes(client)).toEqual([]);
  await client.ask('vswap/bookmarks', { delete: 'inside' });
  expect(await goTo(await session(keeper()), 'inside')).toMatch(/^VS0611: /);
});

test('in a changed program, and in another version, they stand for their lines; one without its statement is dropped, and that is told in a line', async () => {
  const keeper = store();
  await withTwo(keeper());
  const changed = SCRIPT.replace('2 first', '4 first').replace('7 third', '7 another');
  const client = await session(keeper(), changed);
  expect(notes(client)).toEqual([
    'The program has changed since bookmarks were set: "inside" stands for line 4 now; "third" is gone with its statement, "third".\n',
  ]);
  expect(await goTo(client, 'inside')).toBe('goto first:4');
  expect(await goTo(client, 'third')).toMatch(/^VS0611: /);
  const newer = await session(keeper('2'));
  expect(await goTo(newer, 'third')).toMatch(/^goto third:7$/);
});

test('each program has its own, and a client that keeps none has none', async () => {
  const keeper = store();
  await withTwo(keeper());
  expect(await goTo(await session(keeper(), SCRIPT, '/samples/b.vswap'), 'inside')).toMatch(/^VS0611: /);
  await withTwo(undefined);
  expect(await goTo(await session(undefined), 'inside')).toMatch(/^VS0611: /);
});

test('what is kept and makes no sense is as good as nothing', async () => {
  const keeper = { get: (): unknown => [{ program: FILE, bookmarks: 7 }], update: (): void => {} };
  expect(await goTo(await session(bookmarkStore(keeper, '1')), 'inside')).toMatch(/^VS0611: /);
});

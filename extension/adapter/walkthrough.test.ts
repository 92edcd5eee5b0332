// The walk of docs/debugging.md in a session with the real simulator: every line of it is done in order, and what it says one sees is what is there.
import fs from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../package.json';
import { faults } from './launchedSession.fixture';
import { Walker } from './walker.fixture';
import { readDocument, walkOf, withSeen, WALK_FILE, type Press } from './walkthrough.fixture';

it('shows what is seen; UPDATE_GOLDEN=1 writes it anew', { timeout: 60_000 }, async () => {
  const document = readDocument();
  const moves = walkOf(document);
  const walker = new Walker();
  const seen: (readonly string[])[] = [];
  for (const { action, line } of moves)
    seen.push(
      await (
        action.kind === 'press'
          ? walker.press(action, commandOf(action))
          : action.kind === 'typing'
            ? walker.type(action.text)
            : Promise.resolve([])
      ).catch((error: unknown) => {
        throw new Error(`At "${line}": ${String(error)}`);
      }),
    );
  const real = withSeen(document, moves, seen);
  if (process.env['UPDATE_GOLDEN'] === '1') fs.writeFileSync(WALK_FILE, real);
  else expect(document).toBe(real);
  expect(moves.length).toBeGreaterThan(40);
  expect(faults).toEqual([]);
});

it('has its pictures, none larger than 200 KB', () => {
  const pictures = walkOf(readDocument()).flatMap(({ action }) => (action.kind === 'picture' ? [action.name] : []));
  expect(pictures).toHaveLength(3);
  const sizes = pictures.map((name) => fs.statSync(`docs/images/${name}.png`).size);
  expect(sizes.filter((size) => size > 200_000)).toEqual([]);
});

/** The id of a command of ours, called as the palette calls it, by the key that it has. */
function commandOf({ key, title }: Press): string | undefined {
  const { commands, keybindings } = manifest.contributes;
  const found = commands.find((one) => `${one.category}: ${one.title}` === title);
  if (found === undefined) return undefined;
  const keys = keybindings.filter(({ command }) => command === found.command).map((one) => one.key);
  expect([...keys, 'f1']).toContain(key.toLowerCase());
  return found.command;
}

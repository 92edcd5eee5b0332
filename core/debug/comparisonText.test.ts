// The two texts of a comparison go side by side: every word stands beside itself, and no line of one word can be taken for another's.
import { expect, test } from 'vitest';
import { Branches } from './branches';
import { changeOf } from './branchCommand';
import { compareBranches } from './compareBranches';
import { comparisonDocument } from './comparisonText';
import { realDebugger } from './realDebugger.fixture';
import { seekLabel, seekStep } from './seeks';

const debug = realDebugger();
await debug.start(true);
await debug.seek((search, from) => seekLabel(search, from, 'out'));
const branches = new Branches(debug);

/** The texts of main and of a branch with a change, both two statements on. */
async function texts(line: string): Promise<readonly [readonly string[], readonly string[]]> {
  branches.switchTo('main');
  const asked = changeOf(debug.run, undefined, line);
  if (asked.kind === 'problem') throw new Error(asked.message);
  const begun = await branches.begin(asked.change);
  if (begun.kind === 'refused') throw new Error(begun.reason);
  const { branch } = begun;
  await branch.debug.seek((search) => seekStep(search, branch.origin?.resumesAt ?? 0));
  for (const one of [debug, branch.debug])
    while (one.moment?.operation.statement.range.line !== 16) await one.move('nextStatement');
  const [main] = branches.all;
  if (main === undefined) throw new Error('no main');
  const page = { start: 0, count: 1000, order: 'group' } as const;
  const found = await compareBranches(main, branch, branches.commonWrite(main, branch), page);
  const side = (which: 'a' | 'b'): readonly string[] => comparisonDocument(main, branch, found, which).text.split('\n');
  return [side('a'), side('b')];
}

test.each(['fail swap charge once', 'app: read heap[0]', 'writeback 2 pages'])('%s', async (line) => {
  const [a, b] = await texts(line);
  const headings = (side: readonly string[]): readonly string[] =>
    side.slice(13).filter((text) => !text.startsWith(' '));
  expect(headings(a)).toEqual(headings(b));
  const heads = (side: readonly string[]): readonly string[] => side.filter((text) => / at 0x\w+$/.test(text));
  expect(heads(a).length).toBeGreaterThan(10);
  // A value's line belongs to one word: side by side it can only stand beside that word's.
  const words = (side: readonly string[]): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    let head = '';
    for (const text of side) {
      if (/ at 0x\w+$/.test(text)) head = text;
      if (text.startsWith('    ')) found.set(text, head);
    }
    return found;
  };
  const ofB = words(b);
  for (const [text, head] of words(a)) expect([text, ofB.get(text) ?? head]).toEqual([text, head]);
});

test('lines are what the console takes', async () => {
  const [a] = await texts('writeback 3 pages');
  const assignments = a.filter((text) => /^ {4}\S+ = /.test(text) && !/pte\./.test(text)).map((text) => text.trim());
  expect(assignments.length).toBeGreaterThan(20);
  for (const text of assignments) {
    const [, line = ''] = /^(\S+ = 0x\w+|\S+ = \d+)/.exec(text) ?? [];
    const asked = changeOf(debug.run, undefined, line);
    expect([line, asked.kind === 'problem' ? asked.message : '']).toEqual([
      line,
      expect.stringMatching(/^$|not stored as it is shown/),
    ]);
  }
});

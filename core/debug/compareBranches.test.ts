// Comparing finds the first write that differs and every word that differs, and nothing else: held against a plain look at both journals and memories.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Timeline } from '../timeline/timeline';
import { wordIndex } from '../word/brand';
import { Branches, type Branch } from './branches';
import { changeOf } from './branchCommand';
import { compareBranches } from './compareBranches';
import { realDebugger, realRun, WALK } from './realDebugger.fixture';
import { seekStep } from './seeks';

const CHANGES = [
  'writeback 2 pages',
  'app.heap[1] = 0',
  'app: read heap[0..1]',
  'swap_table(vswap:512) = swap_table(vswap:512)',
];

async function branch(branches: Branches, share: number, line: string): Promise<Branch> {
  const { debug } = branches.current;
  const operation = whole.operations[Math.floor((whole.operations.length * share) / 1001)];
  await debug.seek((search) => seekStep(search, operation?.firstStep ?? 0));
  const asked = changeOf(debug.run, undefined, line);
  if (asked.kind === 'problem') return branches.current;
  const begun = await branches.begin(asked.change);
  if (begun.kind === 'refused') throw new Error(begun.reason);
  const { debug: made, origin } = begun.branch;
  await made.seek((search) => seekStep(search, origin?.resumesAt ?? 0));
  return begun.branch;
}

const whole = ((): Timeline => {
  const run = realRun(WALK);
  while (run.recordNext());
  return run;
})();

/** Each write as the word and what it became. */
function writes({ debug: { run } }: Branch): readonly string[] {
  while (run.recordNext());
  const last = run.operations.at(-1);
  const length = last === undefined ? 0 : last.firstWrite + last.writeCount;
  return Array.from({ length }, (_, n) => {
    const { index, new: value } = run.change(n);
    return `${index} ${value.lo} ${value.hi}`;
  });
}

test('random pairs of branches', { timeout: 120_000 }, async () => {
  const place = fc.tuple(fc.nat(1000), fc.constantFrom(...CHANGES));
  await fc.assert(
    fc.asyncProperty(place, place, fc.boolean(), fc.nat(1000), async (one, two, isNested, share) => {
      const branches = new Branches(realDebugger());
      await branches.current.debug.start(true);
      const a = await branch(branches, ...one);
      if (!isNested) branches.switchTo('main');
      const b = await branch(branches, ...two);
      if (a === b) return;
      await b.debug.seek((search) => seekStep(search, Math.floor((b.debug.run.recordedSteps * share) / 1000)));
      const stand = [a, b].map(({ debug: { position } }) => position);
      const found = await compareBranches(a, b, branches.commonWrite(a, b), {
        start: 0,
        count: 100_000,
        order: 'address',
      });
      expect([a, b].map(({ debug: { position } }) => position)).toEqual(stand);
      const differing: string[] = [];
      const written = new Set([a, b].flatMap(({ debug: { run } }) => [...run.writtenBetween(0, run.write)]));
      for (const index of [...written].sort((x, y) => x - y)) {
        const [inA, inB] = [a, b].map(({ debug: { run } }) => run.view.word(wordIndex(index)));
        if (inA?.lo !== inB?.lo || inA?.hi !== inB?.hi)
          differing.push(`0x${a.debug.run.view.address(wordIndex(index)).toString(16)}`);
      }
      expect(found.words.map(({ address }) => address)).toEqual(differing);
      expect(found.total).toBe(differing.length);
      const [ofA, ofB] = [writes(a), writes(b)];
      const first = ofA.findIndex((text, n) => text !== ofB[n]);
      const expected = first >= 0 ? first : ofA.length === ofB.length ? undefined : Math.min(ofA.length, ofB.length);
      expect(found.write).toBe(expected);
      if (expected !== undefined && expected < ofA.length)
        expect(found.a?.step).toBe(a.debug.run.stepOfWrite(expected));
    }),
    { numRuns: 60 },
  );
});

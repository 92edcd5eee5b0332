// Reverse is exact: after any walk of moves, seeks and questions over random scenarios every word of memory is what a run that only goes forward has there.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { raceDraws, withRaces } from '../timeline/racedStory.fixture';
import { draws, folioSettings, smallSettings, story } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import { Debugger } from './debugger';
import { lastWriter } from './lastWriter';
import type { Move } from './move';
import { seekData, seekShare, seekStep, seekTruth } from './seeks';

/** Hash of all words before each step, from a run that was never looked back at. */
function truthOf(text: string): readonly number[] {
  // With a check of each step it stops at each.
  const run = new Timeline(compiled(text), { checkStep: () => undefined });
  const hashes = [run.kernel.mem.hash()];
  for (let state = run.advance(1); state !== 'over'; state = run.advance(1)) hashes.push(run.kernel.mem.hash());
  return hashes;
}

const MOVES: readonly Move[] = [
  'continue',
  'reverseContinue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'stepBackOver',
  'stepBackInto',
  'stepBackOut',
  'nextStatement',
  'previousStatement',
  'nextWrite',
  'previousWrite',
  'continueCpu',
  'anyStep',
];

type Act =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'step' | 'percent' | 'data' | 'truth' | 'question'; readonly share: number };

const acts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), move: fc.constantFrom(...MOVES) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'step' as const,
          'percent' as const,
          'data' as const,
          'truth' as const,
          'question' as const,
        ),
        share: fc.nat(100),
      }),
    },
  ),
  { minLength: 5, maxLength: 25 },
);

const WATCHED = 'vmstat.pswpout + vmstat.pswpin + zswap.stored_pages';

async function act(session: Debugger, todo: Act): Promise<void> {
  const direction = todo.kind !== 'move' && todo.share % 2 === 0 ? 1 : -1;
  switch (todo.kind) {
    case 'move':
      await session.move(todo.move);
      return;
    case 'step':
      await session.seek((search) => seekStep(search, Math.floor((session.run.recordedSteps * todo.share) / 100)));
      return;
    case 'percent':
      await session.seek((search) => seekShare(search, todo.share));
      return;
    case 'data': {
      const target = { kind: 'expression', spelling: WATCHED } as const;
      await session.seek((search, from) => seekData(search, from, target, 'write', direction));
      return;
    }
    case 'truth':
      await session.seek((search, from) => seekTruth(search, from, `${WATCHED} > ${todo.share % 8}`, direction));
      return;
    case 'question': {
      const { position } = session;
      await session.query((search, at) => lastWriter(search, at, WATCHED, {}));
      expect(session.position).toEqual(position);
    }
  }
}

describe.each(KERNELS)('%s', (kernel) => {
  test('every word, wherever a walk leads', { timeout: 120_000 }, async () => {
    const settings = fc.oneof({ weight: 3, arbitrary: smallSettings }, { weight: 1, arbitrary: folioSettings });
    await fc.assert(
      fc.asyncProperty(
        settings,
        draws(10),
        raceDraws,
        acts,
        fc.boolean(),
        async (setting, drawn, races, walk, isWatched) => {
          const text = withRaces(story(kernel, setting, drawn).text, races);
          const truth = truthOf(text);
          const run = new Timeline(compiled(text));
          const session = new Debugger(run, {}, () => Promise.resolve());
          if (isWatched) session.breakpoints.setData([{ target: WATCHED, access: 'write', hitCondition: '% 2' }]);
          await session.start(true);
          for (const todo of walk) {
            await act(session, todo);
            const { step, write } = session.position;
            const isWithin = run.moment(run.cursor).write !== write;
            if (isWithin) {
              // Between two writes of a step: undone to its beginning it is what it was there.
              await session.move('stepBackInto');
              expect(run.cursor).toBe(step);
            }
            expect(run.kernel.mem.hash(), `step ${step} after ${JSON.stringify(todo)}`).toBe(truth[step]);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

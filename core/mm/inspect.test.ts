// The look at pages of a whole area, and back from a slot to its pages, is that at each page by itself, whatever maps them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compiled, KERNELS } from '../timeline/scenario.fixture';
import { draws, folioSettings, hugeSettings, smallSettings, story, tightSettings } from '../timeline/story.fixture';
import { Timeline } from '../timeline/timeline';
import type { PageView } from './view';

const SETTINGS = fc.oneof(smallSettings, tightSettings, folioSettings, hugeSettings);

function eachPage({ view }: Timeline): readonly PageView[] {
  return view
    .tasks()
    .flatMap(({ name, areas }) =>
      areas.flatMap((area) => Array.from({ length: area.pages }, (_, i) => view.page(name, area.name, i))),
    )
    .filter((page) => page !== undefined);
}

test('random stories', () => {
  let slots = 0;
  fc.assert(
    fc.property(fc.constantFrom(...KERNELS), SETTINGS, draws(25), (kernel, setting, drawn) => {
      const run = new Timeline(compiled(story(kernel, setting, drawn).text));
      for (let i = 0; run.recordNext(); i++) {
        if (i % 5 !== 0) continue;
        const { view } = run;
        const pages = eachPage(run);
        expect(
          view
            .tasks()
            .flatMap(({ name, areas }) => areas.flatMap((area) => view.pages(name, area.name, 0, area.pages))),
        ).toEqual(pages);
        for (const entry of new Set(pages.map((page) => page.entry))) {
          if (entry === undefined) continue;
          slots++;
          expect(view.pagesOf(entry)).toEqual(pages.filter((page) => page.entry === entry));
        }
      }
    }),
    { numRuns: 30 },
  );
  expect(slots).toBeGreaterThan(500);
}, 120_000);

test('a range ends where its area does', () => {
  const run = new Timeline(compiled('machine { kernel p4  memory 16M }\ntask app\napp: map heap 4 pages\n'));
  while (run.recordNext());
  const { view } = run;
  expect(view.pages('app', 'heap', 2, 9).map(({ page }) => page)).toEqual([2, 3]);
  expect(view.pages('app', 'heap', -1, 2)).toEqual([]);
  expect(view.pages('app', 'stack', 0, 2)).toEqual([]);
  expect(run.ask('all app.heap[2..9] is none', {})).toMatchObject({ text: undefined });
});
